//! TOML values with their places, read with words: each step says what it found and what it expected.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Source, Span};
use super::words::{did_you_mean, either, quoted};

/// A table of the file, and what it is in the eyes of its reader: "a bundle", "an edge".
#[derive(Clone, Copy)]
pub(super) struct Table<'t, 'i> {
    source: &'t Source,
    what: &'static str,
    table: &'t DeTable<'i>,
    /// Where the table itself stands: its header, or the whole of an inline one.
    place: (usize, usize),
}

/// A value of the file, and the key that it stands under.
#[derive(Clone, Copy)]
pub(super) struct Item<'t, 'i> {
    source: &'t Source,
    key: &'t str,
    key_place: (usize, usize),
    value: &'t Spanned<DeValue<'i>>,
}

// === impl Table ===

impl<'t, 'i> Table<'t, 'i> {
    pub(super) fn root(source: &'t Source, table: &'t DeTable<'i>) -> Self {
        Self { source, what: "the file", table, place: (0, 0) }
    }

    /// Refuses every key that is not one of `known`. A key of the file's top says where it belongs.
    pub(super) fn only(self, known: &[&str], top: &[&str]) -> Result<Self, ConfigError> {
        let Some(item) = self.entries().into_iter().find(|item| !known.contains(&item.key)) else { return Ok(self) };
        let (key, what) = (quoted(item.key), self.what);
        let known = known.iter().copied();
        let expected = match did_you_mean(item.key, known.clone()) {
            _ if top.contains(&item.key) => "; it belongs to the top of the file, before the first `[`".into(),
            near => format!("; expected {}{near}", either(known)),
        };
        Err(self.source.error(&item.key_span(), format!("{what} has no key {key}{expected}")))
    }

    /// The entries as the file orders them.
    pub(super) fn entries(self) -> Vec<Item<'t, 'i>> {
        let mut items: Vec<_> = self.table.iter().map(|(key, value)| self.item(key, value)).collect();
        items.sort_by_key(|item| item.key_place);
        items
    }

    pub(super) fn get(self, key: &str) -> Option<Item<'t, 'i>> {
        self.table.get_key_value(key).map(|(key, value)| self.item(key, value))
    }

    /// The value under a key that must be there; `write` says what to write when it is not.
    pub(super) fn required(self, key: &str, write: &str) -> Result<Item<'t, 'i>, ConfigError> {
        let missing = || self.error(format!("{} has no `{key}`; write {write}", self.what));
        self.get(key).ok_or_else(missing)
    }

    /// A mistake of the whole table.
    pub(super) fn error(self, text: impl std::fmt::Display) -> ConfigError {
        self.source.error(&self.span(), text)
    }

    pub(super) fn span(self) -> Span {
        self.place.0..self.place.1
    }

    fn item(self, key: &'t Spanned<std::borrow::Cow<'i, str>>, value: &'t Spanned<DeValue<'i>>) -> Item<'t, 'i> {
        Item { source: self.source, key: key.get_ref(), key_place: (key.span().start, key.span().end), value }
    }
}

// === impl Item ===

impl<'t, 'i> Item<'t, 'i> {
    pub(super) fn key(self) -> &'t str {
        self.key
    }

    pub(super) fn key_span(self) -> Span {
        self.key_place.0..self.key_place.1
    }

    /// Where the value stands.
    pub(super) fn span(self) -> Span {
        self.value.span()
    }

    /// A mistake in the value.
    pub(super) fn error(self, text: impl std::fmt::Display) -> ConfigError {
        self.source.error(&self.span(), text)
    }

    /// A mistake in the key.
    pub(super) fn key_error(self, text: impl std::fmt::Display) -> ConfigError {
        self.source.error(&self.key_span(), text)
    }

    /// The mistake that the value is of another kind.
    pub(super) fn unexpected(self, expected: &str) -> ConfigError {
        let found = self.value.get_ref().type_str();
        let article = if found.starts_with(['a', 'i']) { "an" } else { "a" };
        self.error(format!("{} is {article} {found}; expected {expected}", quoted(self.key)))
    }

    pub(super) fn is_table(self) -> bool {
        self.value.get_ref().is_table()
    }

    pub(super) fn is_array(self) -> bool {
        self.value.get_ref().is_array()
    }

    pub(super) fn string(self, expected: &str) -> Result<&'t str, ConfigError> {
        self.value.get_ref().as_str().ok_or_else(|| self.unexpected(expected))
    }

    pub(super) fn boolean(self, expected: &str) -> Result<bool, ConfigError> {
        self.value.get_ref().as_bool().ok_or_else(|| self.unexpected(expected))
    }

    /// An integer within `range`; `unit` is what it counts.
    pub(super) fn integer(self, range: RangeInclusive<u64>, unit: &str) -> Result<u64, ConfigError> {
        let expected = format!("{} to {} {unit}", range.start(), range.end());
        let integer = self.value.get_ref().as_integer().ok_or_else(|| self.unexpected(&expected))?;
        let number = u64::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|n| range.contains(n));
        let key = quoted(self.key);
        number.ok_or_else(|| self.error(format!("{key} is {}; expected {expected}", quoted(&integer.to_string()))))
    }

    pub(super) fn table(self, what: &'static str) -> Result<Table<'t, 'i>, ConfigError> {
        let table = self.value.get_ref().as_table().ok_or_else(|| self.unexpected("a table"))?;
        let place = (self.span().start, self.span().end);
        Ok(Table { source: self.source, what, table, place })
    }

    /// The elements of an array, under the array's key.
    pub(super) fn array(self, expected: &str) -> Result<impl Iterator<Item = Self> + use<'t, 'i>, ConfigError> {
        let array = self.value.get_ref().as_array().ok_or_else(|| self.unexpected(expected))?;
        Ok(array.iter().map(move |value| Self { value, ..self }))
    }
}
