//! Which keys a type knows at some place: asked of the type itself, by decoding nothing along a path.

use std::cell::Cell;

use serde::de::value::Error;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::path::Step;

/// The fields of the struct that holds the last key of `steps`; nothing where they cannot be told.
pub(super) fn fields_at<C: DeserializeOwned>(steps: &[Step]) -> Option<&'static [&'static str]> {
    let found = Cell::default();
    let path = steps.split_last().map(|(_, path)| path).unwrap_or_default();
    // It ends in an error in any case: what it learned is in `found`.
    let _ = C::deserialize(Probe { path, found: &found });
    found.get()
}

/// Leads a type along a path, and reads the names of its fields at the end.
#[derive(Clone, Copy)]
struct Probe<'p> {
    path: &'p [Step],
    found: &'p Cell<Option<&'static [&'static str]>>,
}

/// The next step, as a map or a sequence with one entry.
struct One<'p> {
    step: Option<&'p Step>,
    probe: Probe<'p>,
}

fn end() -> Error {
    Error::custom("the path ends here")
}

// === impl Probe ===

impl<'p> Probe<'p> {
    fn next(self) -> Result<One<'p>, Error> {
        let (step, path) = self.path.split_first().ok_or_else(end)?;
        Ok(One { step: Some(step), probe: Self { path, ..self } })
    }
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(end())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // toml's own wrappers call themselves structs with such fields.
        if self.path.is_empty() && !fields.iter().any(|field| field.starts_with("$__")) {
            self.found.set(Some(fields));
        }
        visitor.visit_map(self.next()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self.next()?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self.next()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct enum identifier ignored_any
    }
}

// === impl One ===

impl<'de> MapAccess<'de> for One<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        match self.step.take() {
            Some(Step::Key(key)) => seed.deserialize(key.as_str().into_deserializer()).map(Some),
            _ => Err(end()),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.probe)
    }
}

impl<'de> SeqAccess<'de> for One<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        match self.step.take() {
            Some(Step::Index(_)) => seed.deserialize(self.probe).map(Some),
            _ => Err(end()),
        }
    }
}
