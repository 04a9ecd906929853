//! The file: TOML, a block for each message, a line for each field.

use serde::Deserialize;
use toml::Spanned;

use super::entry::{Entry, Field, Type, sort};
use crate::wire::Domain;

const HEADER: &str = "\
# What messages are on the wire, version by version. `mycelium::schema_lock!` compares the program with it in a test, and
# writes it when that test is run with MYCELIUM_SCHEMA_LOCK=update. Commit it: its differences are what peers will see.
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "message")]
    messages: Vec<Spanned<Block>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    name: String,
    number: u8,
    domain: Option<Spanned<String>>,
    schema: Vec<Spanned<String>>,
    reply: Option<TypeBlock>,
    #[serde(default)]
    retired: bool,
    #[serde(default)]
    fields: Vec<FieldBlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeBlock {
    #[serde(rename = "type")]
    ty: String,
    hash: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldBlock {
    name: String,
    #[serde(rename = "type")]
    ty: String,
    #[serde(default)]
    pad: u16,
    since: Spanned<u8>,
    hash: Spanned<String>,
}

// === reading ===

/// Reads the file; an error begins with the number of its line.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let file: File = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        at(text, start, error.message())
    })?;
    let mut entries: Vec<Entry> = Vec::with_capacity(file.messages.len());
    for block in file.messages {
        let start = block.span().start;
        let entry = entry(text, block.into_inner())?;
        if let Some(other) = entries.iter().find(|other| other.name == entry.name || other.place() == entry.place()) {
            let what = if other.name == entry.name { "name" } else { "number and domain" };
            return Err(at(text, start, &format!("{} has the {what} of {}", entry.label(), other.label())));
        }
        if !entry.is_whole() {
            let sentence = format!(
                "the hashes under `schema` are not those of the fields of {}; was only a part of it edited, or merged? Take \
                 the block from version control, and let the test write it",
                entry.label()
            );
            return Err(at(text, start, &sentence));
        }
        entries.push(entry);
    }
    sort(&mut entries);
    Ok(entries)
}

fn entry(text: &str, block: Block) -> Result<Entry, String> {
    let hashes = block.schema.iter().map(|written| hash(text, written)).collect::<Result<Vec<u64>, _>>()?;
    let reply = match block.reply {
        Some(reply) => Type { hash: hash(text, &reply.hash)?, name: reply.ty },
        None => Type::unit(),
    };
    let mut fields: Vec<Field> = Vec::with_capacity(block.fields.len());
    for field in block.fields {
        let (since, last) = (*field.since.get_ref(), fields.last().map_or(1, |last| last.since));
        if since < last || since > last.saturating_add(1) {
            let sentence = format!("`since` is {since} behind a field of version {last}");
            return Err(at(text, field.since.span().start, &sentence));
        }
        let ty = Type { hash: hash(text, &field.hash)?, name: field.ty };
        fields.push(Field { name: field.name, ty, pad: field.pad, since });
    }
    let domain = block.domain.map(|written| domain(text, &written)).transpose()?;
    let (name, number, is_retired) = (block.name, block.number, block.retired);
    Ok(Entry { name, number, domain, schema: hashes, reply, fields, is_retired })
}

fn domain(text: &str, written: &Spanned<String>) -> Result<Domain, String> {
    let name = written.get_ref();
    let number = (1..=4).find(|number| Domain::new(*number).name() == Some(name)).or_else(|| name.parse().ok());
    let sentence = || format!("`{name}` is no domain; expected a name, such as \"signal\", or a number");
    number.map(Domain::new).ok_or_else(|| at(text, written.span().start, &sentence()))
}

fn hash(text: &str, written: &Spanned<String>) -> Result<u64, String> {
    let digits = written.get_ref();
    let is_hash = digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = u64::from_str_radix(digits, 16).ok().filter(|_| is_hash);
    number.ok_or_else(|| at(text, written.span().start, &format!("`{digits}` is no hash; expected 16 hex digits")))
}

/// A sentence behind the number of the line.
fn at(text: &str, offset: usize, sentence: &str) -> String {
    let line = 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    format!("{line}: {sentence}")
}

// === writing ===

pub(super) fn render(entries: &[Entry]) -> String {
    let mut out = HEADER.to_owned();
    entries.iter().for_each(|entry| block(entry, &mut out));
    out
}

fn block(entry: &Entry, out: &mut String) {
    let Entry { name, number, domain, schema, reply, fields, is_retired } = entry;
    *out += &format!("\n[[message]]\nname = {}\nnumber = {number}\n", quoted(name));
    if let Some(domain) = domain {
        let domain = domain.name().map_or_else(|| domain.get().to_string(), str::to_owned);
        *out += &format!("domain = {}\n", quoted(&domain));
    }
    if *is_retired {
        *out += "retired = true\n";
    }
    let hashes: Vec<String> = schema.iter().map(|hash| format!("\"{hash:016x}\"")).collect();
    *out += &format!("schema = [{}]\n", hashes.join(", "));
    if *reply != Type::unit() {
        *out += &format!("reply = {{ type = {}, hash = \"{:016x}\" }}\n", quoted(&reply.name), reply.hash);
    }
    *out += "fields = [";
    for Field { name, ty, pad, since } in fields {
        let pad = if *pad > 0 { format!("pad = {pad}, ") } else { String::new() };
        let (name, spelling) = (quoted(name), quoted(&ty.name));
        *out += &format!(
            "\n    {{ name = {name}, type = {spelling}, {pad}since = {since}, hash = \"{:016x}\" }},",
            ty.hash
        );
    }
    *out += if fields.is_empty() { "]\n" } else { "\n]\n" };
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter.is_control() => out += &format!("\\u{:04x}", u32::from(letter)),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
