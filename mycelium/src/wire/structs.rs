//! Structs: their fields, one after the other. `#[message]` says of each struct which those are; what follows from that stands
//! here, once for all of them.

use super::{FieldForm, Place, Reader, StructForm, Wire, WireError, Writer};

/// Takes in the fields of a struct.
#[doc(hidden)]
pub trait Put {
    /// Takes in a field.
    fn field<T: Wire>(&mut self, value: &T);

    /// Takes in a pad.
    fn zeros(&mut self, len: usize);
}

/// Counts the bytes.
struct Len(usize);

/// Counts the bytes of each version.
struct VersionLen {
    fields: &'static [FieldForm],
    /// The version that is asked for.
    version: usize,
    /// What that version has, and what only later ones have.
    lens: [usize; 2],
    /// Which of `lens` the last field went to.
    last: usize,
}

/// How many bytes of `value` its version `version` has (at least the first), and how many only later ones have.
pub(crate) fn version_lens<T: Wire>(value: &T, version: usize) -> [usize; 2] {
    let mut len = VersionLen { fields: forms::<T>(), version: version.max(1), lens: [0; 2], last: 0 };
    value.put_fields(&mut len);
    len.lens
}

/// The fields of `T`; none of what is no struct.
#[doc(hidden)]
#[must_use]
pub const fn forms<T: Wire>() -> &'static [FieldForm] {
    match T::FORMS {
        Some(form) => &form.fields,
        None => &[],
    }
}

/// What is known of `T`, whose fields say all that is asked.
pub(super) const fn form_of<T: Wire>() -> &'static StructForm {
    match T::FORMS {
        Some(form) => form,
        None => panic!(
            "`Wire` is implemented by hand: that takes `LEN`, `MIN_LEN`, `SCHEMA`, `View`, `encoded_len`, `encode`, `decode` \
             and `view`"
        ),
    }
}

/// [`Wire::encoded_len`] of a struct.
#[inline]
pub(super) fn struct_len<T: Wire>(value: &T) -> usize {
    if let Some(len) = T::LEN {
        return len;
    }
    let mut len = Len(0);
    value.put_fields(&mut len);
    len.0
}

/// [`Wire::decode`] of a struct: reads it, and where that fails, looks for the reason.
#[doc(hidden)]
#[inline]
pub fn decode_struct<T: Wire>(from: &mut Reader<'_>) -> Result<T, WireError> {
    let start = from.at;
    if let Some(value) = T::read(from) {
        return Ok(value);
    }
    from.at = start;
    T::check_bytes(from)?;
    // Refused, and found good: by a `Wire` that was written by hand.
    Err(WireError::Miscounted { expected: from.at - start, found: 0 })
}

/// Where a struct begins, with `from` behind it: for [`Wire::view`].
#[doc(hidden)]
#[inline]
pub fn pass_from<'a, T: Wire>(from: &mut Reader<'a>) -> Result<Place<'a>, WireError> {
    let place = Place::of(from);
    T::pass(from)?;
    Ok(place)
}

// === impl Put ===

impl Put for Writer<'_> {
    #[inline(always)]
    fn field<T: Wire>(&mut self, value: &T) {
        value.encode(self);
    }

    #[inline(always)]
    fn zeros(&mut self, len: usize) {
        Writer::zeros(self, len);
    }
}

impl Put for Len {
    #[inline(always)]
    fn field<T: Wire>(&mut self, value: &T) {
        self.0 += value.encoded_len();
    }

    #[inline(always)]
    fn zeros(&mut self, len: usize) {
        self.0 += len;
    }
}

impl Put for VersionLen {
    fn field<T: Wire>(&mut self, value: &T) {
        let Some((field, rest)) = self.fields.split_first() else { return };
        self.fields = rest;
        self.last = usize::from(usize::from(field.since) > self.version);
        self.lens[self.last] += value.encoded_len();
    }

    fn zeros(&mut self, len: usize) {
        self.lens[self.last] += len;
    }
}
