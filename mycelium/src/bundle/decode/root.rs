//! A whole config as a deserializer: one that is not there decodes as nothing, or as an empty table.

use serde::de::{Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeValue, Error, ValueDeserializer};

/// The config of an actor.
pub(super) struct Root<'i> {
    value: Spanned<DeValue<'i>>,
    absent: bool,
}

// === impl Root ===

impl<'i> Root<'i> {
    pub(super) fn new(value: Spanned<DeValue<'i>>, absent: bool) -> Self {
        Self { value, absent }
    }

    fn inner(self) -> ValueDeserializer<'i> {
        ValueDeserializer::from(self.value)
    }
}

impl<'de> Deserializer<'de> for Root<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.inner().deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.absent { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let empty = self.value.get_ref().as_table().is_some_and(|table| table.is_empty());
        if empty { visitor.visit_unit() } else { Err(Error::custom("this actor's type takes none; remove it")) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.inner().deserialize_struct(name, fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.inner().deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq tuple tuple_struct map
        identifier ignored_any
    }
}
