//! Schemas: a type's wire form as one number, so that two peers can tell whether they mean the same bytes
//! (Protocol V2 §8).
//!
//! ```text
//!  u8 … f64, bool, String   its name
//!  [T; N], tuples           their kind, then their parts; an array's length, too
//!  Option, Vec, Result      their kind, then T, and E
//!  struct                   "struct", its name, then of each field in order: name, schema, pad if there is one
//!  enum of numbers          "enum", its name, its width, then of each variant in order: name, discriminant
//!  message                  its struct, its TLV number, its reply; for each of its versions, without the later fields
//! ```
//!
//! Names are the types' own, without the path, so that a definition can move between modules and crates. Docs,
//! comments and derives do not count. All of it is computed by the compiler, and never changes with the machine
//! or the compiler: these numbers are compared between processes.

/// The schema of what needs no more than a name: FNV-1a, 64 bits, over the name's UTF-8.
///
/// # Examples
///
/// ```
/// use mycelium::wire::{self, Wire};
///
/// assert_eq!(u8::SCHEMA, wire::schema("u8"));
/// ```
#[must_use]
pub const fn schema(name: &str) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = name.as_bytes();
    let mut hash = OFFSET_BASIS;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(PRIME);
        at += 1;
    }
    hash
}

/// The schema of two parts in this order; any numbers will do, a length as well as another schema.
///
/// With one side fixed, different others give different results.
///
/// # Examples
///
/// ```
/// use mycelium::wire::{join, schema};
///
/// /// A hand-written type: a name, and what follows on the wire.
/// const PRICE: u64 = join(schema("Price"), schema("i64"));
/// assert_ne!(PRICE, join(schema("i64"), schema("Price")));
/// ```
#[must_use]
pub const fn join(left: u64, right: u64) -> u64 {
    // Two odd factors keep the sides apart; the rest is the finalizer of MurmurHash3, which loses nothing.
    let mut mixed = left.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(right.wrapping_mul(0xd6e8_feb8_6659_fd93));
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ (mixed >> 33)
}

/// The schema of what is called `kind` and has `parts`, in this order.
#[doc(hidden)]
#[must_use]
pub const fn schema_of(kind: &str, parts: &[u64]) -> u64 {
    let mut sum = schema(kind);
    let mut at = 0;
    while at < parts.len() {
        sum = join(sum, parts[at]);
        at += 1;
    }
    sum
}

/// The schema of a struct: of each field its name, its type's schema, and the zero bytes behind it.
#[doc(hidden)]
#[must_use]
pub const fn struct_schema(name: &str, fields: &[(&str, u64, usize)]) -> u64 {
    let mut sum = struct_start(name);
    let mut at = 0;
    while at < fields.len() {
        let (field, of_type, pad) = fields[at];
        sum = join_field(sum, field, of_type, pad);
        at += 1;
    }
    sum
}

/// The schema of a struct without fields.
pub(super) const fn struct_start(name: &str) -> u64 {
    join(schema("struct"), schema(name))
}

/// The schema of the struct with schema `before` and this field behind it.
pub(super) const fn join_field(before: u64, field: &str, of_type: u64, pad: usize) -> u64 {
    let sum = join(join(before, schema(field)), of_type);
    if pad > 0 { join(sum, pad as u64) } else { sum }
}

/// The schema of an enum of numbers: its width in bytes, of each variant its name and its discriminant; `None`
/// for the one that keeps every number that no other has.
#[doc(hidden)]
#[must_use]
pub const fn enum_schema(name: &str, width: usize, variants: &[(&str, Option<u64>)]) -> u64 {
    let mut sum = join(join(schema("enum"), schema(name)), width as u64);
    let mut at = 0;
    while at < variants.len() {
        let (variant, discriminant) = variants[at];
        sum = join(sum, schema(variant));
        sum = match discriminant {
            Some(number) => join(sum, number),
            None => join(sum, schema("other")),
        };
        at += 1;
    }
    sum
}

/// The schema of a message with a number: its fields, what it is called on the wire, and what answers it.
#[doc(hidden)]
#[must_use]
pub const fn message_schema(fields: u64, number: u8, reply: u64) -> u64 {
    join(join(fields, number as u64), reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hash_as_fnv_1a_says() {
        // From the reference implementation's own test vectors.
        assert_eq!(schema(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(schema("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(schema("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn order_and_grouping_count() {
        let [a, b, c] = ["a", "b", "c"].map(schema);
        assert_ne!(join(a, b), join(b, a));
        assert_ne!(join(join(a, b), c), join(a, join(b, c)));
        assert_ne!(join(a, 0), a);
        assert_ne!(join(0, a), a);
        assert_ne!(schema_of("k", &[a, b]), schema_of("k", &[b, a]));
    }

    #[test]
    fn no_number_changes_unnoticed() {
        // Written down: peers of other versions compare with these.
        assert_eq!(join(1, 2), 0x19a7_85a3_0cca_0d6d);
    }

    #[test]
    fn a_pad_is_not_a_field_and_a_keeper_not_a_number() {
        let one = struct_schema("S", &[("a", 1, 0), ("b", 2, 0)]);
        assert_ne!(one, struct_schema("S", &[("a", 1, 1), ("b", 2, 0)]));
        assert_ne!(one, struct_schema("S", &[("a", 1, 0), ("b", 2, 1)]));
        assert_ne!(enum_schema("E", 1, &[("A", Some(0))]), enum_schema("E", 1, &[("A", None)]));
        assert_ne!(enum_schema("E", 1, &[("A", Some(0))]), enum_schema("E", 2, &[("A", Some(0))]));
        assert_ne!(struct_schema("S", &[]), enum_schema("S", 1, &[]));
        assert_ne!(struct_schema("u8", &[]), schema("u8"), "a type that is called like a primitive one");
    }
}
