//! Whether both ends of a link mean the same bytes by a message, and where they part if they do not.
//!
//! Each end has the chain of a message's versions. Where the shorter chain is the beginning of the longer, they agree:
//! the newer end fills in defaults, or leaves out what the older one does not have. Else that message is refused.

use std::fmt;

use mycelium_macros::message;

use crate::domain_enum::Variant;
use crate::wire::FieldInfo;

/// A message that the other end of a link would not understand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{message}` is not the same message at the other end: {}", self.reason())]
#[non_exhaustive]
pub struct SchemaMismatch {
    /// The message.
    pub message: &'static str,
    /// Its schema hashes here, one per version.
    pub here: Vec<u64>,
    /// Its schema hashes there; empty if the actor there does not take it at all.
    pub there: Vec<u64>,
    /// Where the two definitions part; `None` if the other end did not say what its own is.
    pub difference: Option<SchemaDifference>,
}

/// The first difference between two definitions of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaDifference {
    /// The number stands for a message with another name.
    Name {
        /// The name there.
        there: String,
    },
    /// A field, which one end may not have at all.
    Field {
        /// Its place among the fields, from 0.
        place: usize,
        /// The field here.
        here: Option<SchemaField>,
        /// The field there.
        there: Option<SchemaField>,
    },
    /// What answers it.
    Reply {
        /// The reply's type here, as it is spelled.
        here: String,
        /// The reply's type there.
        there: String,
    },
}

/// A field as one end of a link describes it.
#[message(nested)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaField {
    /// Its name.
    pub name: String,
    /// Its type, as it is spelled; empty if the other end left it out for its length.
    pub ty: String,
    /// The hash of the type's wire form.
    pub schema: u64,
    /// The bytes behind it that say nothing.
    pub pad: u16,
    /// The version of the message that brought it, from 1.
    pub since: u8,
}

/// What the other end says of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MessageThere<'a> {
    pub(crate) name: &'a str,
    /// Its schema hashes, one per version.
    pub(crate) schema: &'a [u64],
    /// Its fields; `None` if that end did not say them.
    pub(crate) fields: Option<&'a [SchemaField]>,
    /// What answers it: the type as it is spelled, and its hash.
    pub(crate) reply: (&'a str, u64),
}

/// What may be sent of a message.
#[derive(Debug)]
pub(crate) enum Agreement {
    /// All of it.
    Whole,
    /// The fields of this many versions, which are all that the other end knows.
    Older(usize),
    /// Nothing.
    None(SchemaMismatch),
}

/// Compares a message with what the other end says of it, if it takes it.
pub(crate) fn agreement(here: &Variant, there: Option<MessageThere<'_>>) -> Agreement {
    let schema = there.map_or(&[][..], |there| there.schema);
    let shared = here.schema.len().min(schema.len());
    if shared > 0 && here.schema[..shared] == schema[..shared] {
        return if shared < here.schema.len() { Agreement::Older(shared) } else { Agreement::Whole };
    }
    Agreement::None(SchemaMismatch {
        message: here.message,
        here: here.schema.to_vec(),
        there: schema.to_vec(),
        difference: there.filter(|_| shared > 0).and_then(|there| difference(here, there)),
    })
}

fn difference(here: &Variant, there: MessageThere<'_>) -> Option<SchemaDifference> {
    if here.message != there.name {
        return Some(SchemaDifference::Name { there: there.name.to_owned() });
    }
    let (ours, theirs) = (here.form.fields, there.fields?);
    // What one end alone has behind the versions that both have is no difference.
    let shared = here.schema.len().min(there.schema.len());
    let our_count = ours.iter().take_while(|field| usize::from(field.since) <= shared).count();
    let their_count = theirs.iter().take_while(|field| usize::from(field.since) <= shared).count();
    let mut pairs = ours[..our_count].iter().zip(&theirs[..their_count]);
    let place = pairs.position(|(here, there)| !here.is_same(there)).unwrap_or(our_count.min(their_count));
    if place < our_count.max(their_count) {
        let here = ours.get(place).map(SchemaField::from);
        return Some(SchemaDifference::Field { place, here, there: theirs.get(place).cloned() });
    }
    let (reply, (there, schema)) = (here.form.reply, there.reply);
    (reply.schema != schema).then(|| SchemaDifference::Reply { here: reply.name.to_owned(), there: there.to_owned() })
}

// === impl SchemaMismatch ===

impl SchemaMismatch {
    /// Why, in words.
    fn reason(&self) -> String {
        const ADVICE: &str = "build both ends from one definition, to which fields are added at the end with `#[field(since = .., default)]`";
        match &self.difference {
            _ if self.there.is_empty() => "the actor there does not take it".to_owned(),
            Some(difference) => format!("{difference}; {ADVICE}"),
            None => format!("its schema here is {}, there {}; {ADVICE}", hex(&self.here), hex(&self.there)),
        }
    }
}

// === impl SchemaDifference ===

impl fmt::Display for SchemaDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { there } => write!(f, "its number is that of `{}` there", there.escape_debug()),
            Self::Reply { here, there } if here == there => {
                write!(f, "it is answered with `{here}` at both ends, but the form of that type differs")
            }
            Self::Reply { here, there } => {
                write!(f, "it is answered with `{here}` here, and with `{}` there", there.escape_debug())
            }
            Self::Field { place, here: Some(here), there: Some(there) }
                if (&here.name, &here.ty, here.pad, here.since) == (&there.name, &there.ty, there.pad, there.since) =>
            {
                write!(f, "field {place} is {here} at both ends, but the form of that type differs")
            }
            Self::Field { place, here, there } => {
                let word = |field: &Option<SchemaField>| match field {
                    Some(field) => field.to_string(),
                    None => "missing".to_owned(),
                };
                write!(f, "field {place} is {} here, and {} there", word(here), word(there))
            }
        }
    }
}

// === impl SchemaField ===

impl SchemaField {
    /// The field as bytes say it: the type's spelling is for people, and cut to `ty_len_max` bytes.
    pub(crate) fn of(field: &FieldInfo, ty_len_max: usize) -> Self {
        let mut ty = field.ty.name;
        if ty.len() > ty_len_max {
            ty = "";
        }
        Self { ty: ty.to_owned(), ..Self::from(field) }
    }
}

impl From<&FieldInfo> for SchemaField {
    fn from(field: &FieldInfo) -> Self {
        Self {
            name: field.name.to_owned(),
            ty: field.ty.name.to_owned(),
            schema: field.ty.schema,
            pad: field.pad,
            since: field.since,
        }
    }
}

impl fmt::Display for SchemaField {
    /// The field as in a struct, and what its attribute says. The other end wrote it, so nothing of it is taken literally.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}", self.name.escape_debug())?;
        if !self.ty.is_empty() {
            write!(f, ": {}", self.ty.escape_debug())?;
        }
        match (self.pad, self.since) {
            (0, 0 | 1) => write!(f, "`"),
            (0, since) => write!(f, "` (since = {since})"),
            (pad, 0 | 1) => write!(f, "` (pad = {pad})"),
            (pad, since) => write!(f, "` (pad = {pad}, since = {since})"),
        }
    }
}

impl FieldInfo {
    fn is_same(&self, there: &SchemaField) -> bool {
        (self.name, self.ty.schema, self.pad, self.since) == (&there.name, there.schema, there.pad, there.since)
    }
}

/// Hashes for people.
fn hex(hashes: &[u64]) -> String {
    hashes.iter().map(|hash| format!("{hash:016x}")).collect::<Vec<_>>().join(" ")
}
