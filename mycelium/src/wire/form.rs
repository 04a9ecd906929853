//! Forms: what is known of types and of structs' fields while compiling, in tables. `#[message]` writes a row for each field;
//! lengths, schemas, views and errors are worked out from the rows, here and once for all structs.

use std::fmt;

use super::refusal::refuse;
use super::schema::{join_field, schema, struct_start};
use super::{FieldInfo, Reader, TypeInfo, Wire, WireError};

/// Shows the value that stands where the reader is: in a `Some` if so asked. On an error nothing is shown.
#[doc(hidden)]
pub type Show = fn(&mut Reader<'_>, bool, &mut fmt::Formatter<'_>) -> Result<fmt::Result, WireError>;

/// What is known of a type.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct TypeForm {
    /// [`Wire::LEN`].
    len: Option<usize>,
    /// [`Wire::MIN_LEN`].
    min_len: usize,
    /// [`Wire::SCHEMA`].
    schema: u64,
    /// [`Wire::pass`].
    pass: fn(&mut Reader<'_>) -> Result<(), WireError>,
    /// [`Wire::check_bytes`].
    check: fn(&mut Reader<'_>) -> Result<(), WireError>,
    /// What shows its view; none if nothing is known to.
    show: Option<Show>,
}

/// What is known of a struct that `#[message]` gave its wire form.
#[doc(hidden)]
#[derive(Debug)]
pub struct StructForm<F: ?Sized = [FieldForm]> {
    pub(crate) name: &'static str,
    pub(crate) fields: F,
}

/// What is known of a struct's field.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct FieldForm {
    /// What the message and the field are called in errors.
    pub(super) names: (&'static str, &'static str),
    /// Its type as people write it.
    spelling: &'static str,
    ty: TypeForm,
    /// The bytes behind it that mean nothing.
    pad: u16,
    /// The version of the message that brought it.
    pub(crate) since: u8,
}

// === impl TypeForm ===

impl TypeForm {
    /// That of `T`.
    #[must_use]
    pub const fn of<T: Wire>() -> Self {
        Self { len: T::LEN, min_len: T::MIN_LEN, schema: T::SCHEMA, pass: T::pass, check: T::check_bytes, show: None }
    }

    /// The same of a type whose view can be shown.
    #[must_use]
    pub(super) const fn shown(mut self, show: Show) -> Self {
        self.show = Some(show);
        self
    }

    /// The same of a type whose view can be shown if that of what it consists of can.
    #[must_use]
    pub(super) const fn shown_as<T: Wire>(self, show: Show) -> Self {
        if T::WIRE.show.is_some() { self.shown(show) } else { self }
    }

    /// What shows it.
    pub(super) const fn show(&self) -> Option<Show> {
        self.show
    }

    /// A field of this type, which is spelled so where it stands.
    #[must_use]
    pub const fn field(self, name: &'static str, spelling: &'static str) -> FieldForm {
        FieldForm { names: ("", name), spelling, ty: self, pad: 0, since: 1 }
    }
}

// === impl FieldForm ===

impl FieldForm {
    /// The same with a pad behind it.
    #[must_use]
    pub const fn pad(mut self, pad: u16) -> Self {
        self.pad = pad;
        self
    }

    /// The same of a later version.
    #[must_use]
    pub const fn since(mut self, since: u8) -> Self {
        self.since = since;
        self
    }

    /// The same of a type whose view can be shown, if it can.
    #[must_use]
    pub const fn shown(mut self, show: Option<Show>) -> Self {
        self.ty.show = show;
        self
    }

    /// What shows it.
    pub(crate) const fn show(&self) -> Option<Show> {
        self.ty.show
    }

    /// The name: `price`, or `0` in a tuple struct.
    pub(crate) const fn name(&self) -> &'static str {
        self.names.1
    }

    /// Whether an older version than its own ends here, behind a field of `version`.
    #[inline]
    pub(super) const fn is_later(&self, version: u8, from: &Reader<'_>) -> bool {
        self.since > version && from.remaining() == 0
    }

    /// Passes over the field, its pad included.
    #[inline]
    pub(super) fn pass(&self, from: &mut Reader<'_>) -> Result<(), WireError> {
        let passed = match self.ty.len {
            Some(len) if len <= from.remaining() => from.skip(len),
            // Finds the part that is cut off.
            _ => (self.ty.pass)(from),
        };
        self.behind(from, passed)
    }

    /// Finds what is wrong with the field, its pad included.
    fn check(&self, from: &mut Reader<'_>) -> Result<(), WireError> {
        let checked = (self.ty.check)(from);
        self.behind(from, checked)
    }

    #[inline]
    fn behind(&self, from: &mut Reader<'_>, before: Result<(), WireError>) -> Result<(), WireError> {
        before.and_then(|()| from.skip(self.pad as usize)).map_err(|error| error.within(self.names.0, self.names.1))
    }
}

/// The struct of this name and these fields, which know then what they are part of.
#[doc(hidden)]
#[must_use]
pub const fn fields_of<const N: usize>(name: &'static str, mut fields: [FieldForm; N]) -> StructForm<[FieldForm; N]> {
    let mut at = 0;
    while at < N {
        fields[at].names.0 = name;
        at += 1;
    }
    StructForm { name, fields }
}

/// Refuses a type inside of another that may grow: behind it nothing would say where it ends.
#[doc(hidden)]
#[track_caller]
pub const fn stands_inside(grows: bool, spelling: &str) {
    if grows {
        refuse(&[
            "`",
            spelling,
            "` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing \
             would say where it ends; use a `nested` struct",
        ]);
    }
}

/// The same for people; there are `N` of them.
#[doc(hidden)]
#[must_use]
pub const fn infos<const N: usize>(fields: &[FieldForm]) -> [FieldInfo; N] {
    let mut infos = [FieldInfo::new("", TypeInfo::new("", 0), 0, 0); N];
    let mut at = 0;
    while at < N {
        let FieldForm { names, spelling, ty, pad, since } = fields[at];
        infos[at] = FieldInfo::new(names.1, TypeInfo::new(spelling, ty.schema), pad, since);
        at += 1;
    }
    infos
}

/// How many of `fields` stand before the one of this name.
#[must_use]
pub(crate) const fn place_of(fields: &[FieldForm], name: &str) -> usize {
    let mut at = 0;
    while at < fields.len() && schema(fields[at].names.1) != schema(name) {
        at += 1;
    }
    at
}

/// The length of `fields` together, pads included; `None` if one of them varies.
#[must_use]
pub(super) const fn len_of(fields: &[FieldForm]) -> Option<usize> {
    let mut sum = 0;
    let mut at = 0;
    while at < fields.len() {
        match fields[at].ty.len {
            Some(len) => sum += len + fields[at].pad as usize,
            None => return None,
        }
        at += 1;
    }
    Some(sum)
}

/// Their shortest length together, pads included.
#[must_use]
pub(super) const fn min_len_of(fields: &[FieldForm]) -> usize {
    let mut sum = 0;
    let mut at = 0;
    while at < fields.len() {
        sum += fields[at].ty.min_len + fields[at].pad as usize;
        at += 1;
    }
    sum
}

/// The schema of the struct that they are.
#[must_use]
pub(super) const fn schema_of_struct(form: &StructForm) -> u64 {
    let mut sum = struct_start(form.name);
    let mut at = 0;
    while at < form.fields.len() {
        let FieldForm { names, ty, pad, .. } = &form.fields[at];
        sum = join_field(sum, names.1, ty.schema, *pad as usize);
        at += 1;
    }
    sum
}

/// Finds what is wrong with them: with the first of them that is not as it should be.
#[cold]
#[inline(never)]
pub(super) fn check_fields(from: &mut Reader<'_>, fields: &[FieldForm]) -> Result<(), WireError> {
    let mut version = 1;
    for field in fields {
        if field.is_later(version, from) {
            return Ok(());
        }
        version = field.since;
        field.check(from)?;
    }
    Ok(())
}
