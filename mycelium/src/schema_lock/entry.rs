//! What the file holds of a message: of those in the program, and of those in the file.

use std::fmt;

use crate::message::MessageForm;
use crate::wire::{Domain, FieldInfo, Wire, message_schema, struct_schema};

/// A message, as it is or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) number: u8,
    pub(super) domain: Option<Domain>,
    /// The hashes by which peers compare, one per version.
    pub(super) schema: Vec<u64>,
    pub(super) reply: Type,
    pub(super) fields: Vec<Field>,
    /// Whether it is gone, and only its number is still taken.
    pub(super) is_retired: bool,
}

/// A type as it is spelled, and the hash of its wire form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) name: String,
    pub(super) hash: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) pad: u16,
    pub(super) since: u8,
}

/// The messages that can cross, of enums each of theirs; sorted as the file is.
pub(super) fn entries(forms: &[&'static MessageForm]) -> Result<Vec<Entry>, String> {
    let mut found: Vec<Entry> = Vec::new();
    let single = forms.iter().filter(|form| form.messages.is_empty()).map(|form| (*form, None));
    let inside = forms.iter().flat_map(|form| form.messages.iter().map(|message| (*message, form.domain)));
    let all = single.chain(inside).filter_map(|(form, domain)| {
        let number = u8::try_from(form.number).ok()?;
        Some(Entry::new(form, number, form.domain.or(domain)))
    });
    let mut all: Vec<Entry> = all.collect();
    // One that is listed several times has its lowest domain, however the list is ordered; none only if no enum knows one.
    all.sort_by_key(|entry| (entry.domain.is_none(), entry.domain));
    for entry in all {
        let of_name = found.iter().find(|other| other.name == entry.name);
        match of_name.or_else(|| found.iter().find(|other| other.place() == entry.place())) {
            None => found.push(entry),
            // Alone and in an enum, which may know the domain; or in several enums.
            Some(other) if (&other.name, other.number, &other.schema) == (&entry.name, entry.number, &entry.schema) => {
            }
            Some(other) if other.name == entry.name => {
                return Err(format!(
                    "two messages are called `{}`, {} and {}; keep them in a file each",
                    entry.name,
                    other.label(),
                    entry.label()
                ));
            }
            Some(other) => {
                return Err(format!("{} and {} have one number in one domain", other.label(), entry.label()));
            }
        }
    }
    sort(&mut found);
    Ok(found)
}

/// By domain, number and name.
pub(super) fn sort(entries: &mut [Entry]) {
    entries.sort_by(|one, other| (one.place(), &one.name).cmp(&(other.place(), &other.name)));
}

// === impl Entry ===

impl Entry {
    fn new(form: &MessageForm, number: u8, domain: Option<Domain>) -> Self {
        Self {
            name: form.name.to_owned(),
            number,
            domain,
            schema: form.schema.to_vec(),
            reply: Type { name: form.reply.name.to_owned(), hash: form.reply.schema },
            fields: form.fields.iter().map(Field::from).collect(),
            is_retired: false,
        }
    }

    /// What its number is unique in, and the number.
    pub(super) fn place(&self) -> (u8, u8) {
        (self.domain.unwrap_or(Domain::SYSTEM).get(), self.number)
    }

    /// The message for people.
    pub(super) fn label(&self) -> String {
        match self.domain {
            Some(domain) => format!("`{}` ({}, {domain})", self.name, self.number),
            None => format!("`{}` ({})", self.name, self.number),
        }
    }

    /// Whether the hashes are those of the fields. A message that was written by hand has none to compare.
    pub(super) fn is_whole(&self) -> bool {
        if self.fields.is_empty() {
            return true;
        }
        let of = |version: usize| {
            let fields = self.fields.iter().take_while(|field| usize::from(field.since) <= version);
            let fields: Vec<_> =
                fields.map(|field| (field.name.as_str(), field.ty.hash, usize::from(field.pad))).collect();
            message_schema(struct_schema(&self.name, &fields), self.number, self.reply.hash)
        };
        let newest = self.fields.last().map_or(1, |field| usize::from(field.since));
        self.schema.len() == newest && self.schema.iter().enumerate().all(|(at, hash)| *hash == of(at + 1))
    }
}

// === impl Type ===

impl Type {
    /// What answers a message that declares no reply.
    pub(super) fn unit() -> Self {
        Self { name: "()".to_owned(), hash: <() as Wire>::SCHEMA }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name)
    }
}

impl From<&FieldInfo> for Field {
    fn from(field: &FieldInfo) -> Self {
        Self {
            name: field.name.to_owned(),
            ty: Type { name: field.ty.name.to_owned(), hash: field.ty.schema },
            pad: field.pad,
            since: field.since,
        }
    }
}
