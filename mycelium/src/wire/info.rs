//! What is known of fields at compile time: for people, for tools, and for peers that have other versions.

use super::message_schema;
use super::schema::{join_field, struct_start};

/// A type with a wire form, as people write it and as peers compare it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypeInfo {
    /// Its spelling where it is used: `Vec<u8>`, or an alias.
    pub name: &'static str,
    /// [`Wire::SCHEMA`](super::Wire::SCHEMA).
    pub schema: u64,
}

/// A field of a wire form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldInfo {
    /// Its name: `price`, or `0` in a tuple struct.
    pub name: &'static str,
    /// Its type.
    pub ty: TypeInfo,
    /// The bytes behind it that are written as zeros and ignored when read.
    pub pad: u16,
    /// The version of the message that brought it, from 1.
    pub since: u8,
}

// === impl TypeInfo ===

impl TypeInfo {
    /// Describes a type.
    #[must_use]
    pub const fn new(name: &'static str, schema: u64) -> Self {
        Self { name, schema }
    }
}

// === impl FieldInfo ===

impl FieldInfo {
    /// Describes a field.
    #[must_use]
    pub const fn new(name: &'static str, ty: TypeInfo, pad: u16, since: u8) -> Self {
        Self { name, ty, pad, since }
    }
}

/// The schema of a message as its version `version` was: as if the later fields were not there.
#[doc(hidden)]
#[must_use]
pub const fn version_schema(name: &str, fields: &[FieldInfo], version: u8, number: u8, reply: u64) -> u64 {
    let mut sum = struct_start(name);
    let mut at = 0;
    while at < fields.len() && fields[at].since <= version {
        let FieldInfo { name, ty, pad, .. } = fields[at];
        sum = join_field(sum, name, ty.schema, pad as usize);
        at += 1;
    }
    message_schema(sum, number, reply)
}
