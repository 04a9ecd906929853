//! Edits of the edges in a bundle file, as text: what was not asked for stays as it is, byte for byte.
//!
//! Where something stands comes from toml_edit; what stands between is never written anew. Nothing here is judged:
//! whether the result is a good file is for `TopologyConfig` to say.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use mycelium::bundle::{Road, UnknownRoad};
use toml_edit::{Document, InlineTable, Item, TableLike, Value};

/// An edge by the names at its ends, as the command line writes it: `A:B`, or `A:B+C` for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EdgeName {
    pub(super) from: String,
    pub(super) to: Vec<String>,
}

/// Which edges are edited.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which<'a> {
    All,
    Named(&'a [EdgeName]),
}

/// The second road of an edge: one of them, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Road(Road),
    None,
}

/// What becomes of an edge; a key that is not named stays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) road: Option<Road>,
    pub(super) beside: Option<Beside>,
}

/// A text with its edges changed.
#[derive(Debug)]
pub(super) struct Edited {
    pub(super) text: String,
    /// The edges that were meant, as the file orders them.
    pub(super) edges: Vec<Moved>,
    /// Those that the text does not have.
    pub(super) missing: Vec<EdgeName>,
}

/// An edge, and the lines that changed in it: `- key = ..` and `+ key = ..`. None when it was so already.
#[derive(Debug)]
pub(super) struct Moved {
    pub(super) name: EdgeName,
    pub(super) lines: Vec<String>,
    pub(super) was: Was,
}

/// Where an edge was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Was {
    /// In the text, and it still is.
    There,
    /// The text did not have it.
    Added,
    /// The text does not have it any more.
    Removed,
}

/// An edge in the text.
struct Place<'d> {
    name: EdgeName,
    table: &'d dyn TableLike,
    inline: bool,
}

/// Bytes of the text, and what stands there instead.
struct Splice {
    at: Range<usize>,
    with: String,
}

/// Changes the edges that are meant.
///
/// # Errors
///
/// A sentence, when the text is no TOML, or when a name means a part of an edge, or several.
pub(super) fn edit(text: &str, which: Which<'_>, change: Change) -> Result<Edited, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let places = places(&document);
    let mut meant = Vec::new();
    let mut missing = Vec::new();
    match which {
        Which::All => meant.extend(0..places.len()),
        Which::Named(names) => {
            for name in names {
                match find(&places, name)? {
                    Some(index) => meant.push(index),
                    None if missing.contains(name) => {}
                    None => missing.push(name.clone()),
                }
            }
            meant.sort_unstable();
            meant.dedup();
        }
    }
    let mut splices = Vec::new();
    let mut edges = Vec::new();
    for place in meant.into_iter().filter_map(|index| places.get(index)) {
        let lines = place.change(text, change, &mut splices);
        edges.push(Moved { name: place.name.clone(), lines, was: Was::There });
    }
    // From the end, so that the places before stay true; of two at one place the later goes in first.
    splices.sort_by_key(|splice| splice.at.start);
    let mut text = text.to_owned();
    for Splice { at, with } in splices.into_iter().rev() {
        text.replace_range(at, &with);
    }
    Ok(Edited { text, edges, missing })
}

/// Adds an edge behind all others.
///
/// # Errors
///
/// A sentence, when the text is no TOML, or when the edge is a list: a new fan-out changes who gets what.
pub(super) fn append(text: &str, name: &EdgeName, change: Change) -> Result<(String, Moved), String> {
    let [to] = &name.to[..] else {
        let advice = "a list sends every message to each of them, so write the `[[edges]]` yourself if you mean that";
        return Err(format!("there is no edge `{name}`; {advice}"));
    };
    let mut keys = vec![("from", name.from.as_str()), ("to", to)];
    keys.extend(change.road.map(|road| ("road", road.as_str())));
    if let Some(Beside::Road(road)) = change.beside {
        keys.push(("beside", road.as_str()));
    }
    let moved = |lines| Moved { name: name.clone(), lines, was: Was::Added };
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    if let Some(Item::Value(Value::Array(array))) = document.get("edges") {
        let at = array.span().ok_or("the list of edges has no place")?;
        let edge: InlineTable = keys.into_iter().collect();
        let line = format!("+ {}", edge.to_string().trim());
        let mut array = document.clone().into_mut().get("edges").and_then(Item::as_array).cloned().unwrap_or_default();
        array.push(edge);
        // What stands around the list is not part of its place.
        array.decor_mut().clear();
        let mut text = text.to_owned();
        text.replace_range(at, &array.to_string());
        return Ok((text, moved(vec![line])));
    }
    let newline = newline_of(text);
    let mut lines = vec!["[[edges]]".to_owned()];
    lines.extend(keys.into_iter().map(|(key, value)| format!("{key} = \"{value}\"")));
    let mut text = text.to_owned();
    if !text.is_empty() {
        // A blank line between, behind the end of the last one.
        let ends = if text.ends_with('\n') { 1 } else { 2 };
        text.push_str(&newline.repeat(ends));
    }
    for line in &lines {
        text.push_str(line);
        text.push_str(newline);
    }
    Ok((text, moved(lines.into_iter().map(|line| format!("+ {line}")).collect())))
}

/// How the edges of two texts differ, and whether anything else does. Of two that are no TOML nothing is said.
pub(super) fn compare(old_text: &str, new_text: &str) -> (Vec<Moved>, bool) {
    let (Ok(old), Ok(new)) = (Document::parse(old_text), Document::parse(new_text)) else {
        return (Vec::new(), old_text != new_text);
    };
    let elsewhere = !same_table(old.as_table(), new.as_table(), "edges");
    let (before, after) = (places(&old), places(&new));
    let mut edges = Vec::new();
    for place in &after {
        let same = before.iter().find(|before| before.name == place.name);
        let (mut lines, was) = match same {
            Some(same) => (same.lines(old_text, "-"), Was::There),
            None => (Vec::new(), Was::Added),
        };
        let new_lines = place.lines(new_text, "+");
        // Only what differs: both sides hold `- key = ..` or `+ key = ..`.
        let of = |line: &String| line[1..].to_owned();
        let (old_keys, new_keys): (Vec<String>, Vec<String>) =
            (lines.iter().map(of).collect(), new_lines.iter().map(of).collect());
        lines.retain(|line| !new_keys.contains(&of(line)));
        lines.extend(new_lines.into_iter().filter(|line| !old_keys.contains(&of(line))));
        if !lines.is_empty() {
            edges.push(Moved { name: place.name.clone(), lines, was });
        }
    }
    for place in before.iter().filter(|before| !after.iter().any(|after| after.name == before.name)) {
        edges.push(Moved { name: place.name.clone(), lines: place.lines(old_text, "-"), was: Was::Removed });
    }
    (edges, elsewhere)
}

/// Whether two tables mean the same, comments and order aside; the key `without` is passed over.
fn same_table(a: &dyn TableLike, b: &dyn TableLike, without: &str) -> bool {
    let known = |(key, other): (&str, &Item)| key == without || b.get(key).is_some_and(|item| same(item, other));
    let keys = |table: &dyn TableLike| table.iter().filter(|(key, _)| *key != without).count();
    keys(a) == keys(b) && a.iter().all(known)
}

fn same(a: &Item, b: &Item) -> bool {
    if let (Some(a), Some(b)) = (a.as_table_like(), b.as_table_like()) {
        return same_table(a, b, "");
    }
    match (a.clone().into_value(), b.clone().into_value()) {
        (Ok(Value::Array(a)), Ok(Value::Array(b))) => {
            a.len() == b.len()
                && a.iter().zip(b.iter()).all(|(a, b)| same(&Item::Value(a.clone()), &Item::Value(b.clone())))
        }
        (Ok(Value::String(a)), Ok(Value::String(b))) => a.value() == b.value(),
        (Ok(Value::Integer(a)), Ok(Value::Integer(b))) => a.value() == b.value(),
        (Ok(Value::Float(a)), Ok(Value::Float(b))) => a.value().to_bits() == b.value().to_bits(),
        (Ok(Value::Boolean(a)), Ok(Value::Boolean(b))) => a.value() == b.value(),
        (Ok(Value::Datetime(a)), Ok(Value::Datetime(b))) => a.value() == b.value(),
        _ => false,
    }
}

/// All edges of the text that say who sends to whom.
fn places<'d>(document: &'d Document<&str>) -> Vec<Place<'d>> {
    let tables: Vec<(&dyn TableLike, bool)> = match document.get("edges") {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| (table as &dyn TableLike, false)).collect(),
        Some(Item::Value(Value::Array(array))) => {
            let tables = array.iter().filter_map(Value::as_inline_table);
            tables.map(|table| (table as &dyn TableLike, true)).collect()
        }
        _ => Vec::new(),
    };
    let place = |(table, inline): (&'d dyn TableLike, bool)| {
        let from = table.get("from")?.as_str()?.to_owned();
        let to = table.get("to")?;
        let to = match to.as_array() {
            Some(names) => names.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>()?,
            None => vec![to.as_str()?.to_owned()],
        };
        Some(Place { name: EdgeName { from, to }, table, inline })
    };
    tables.into_iter().filter_map(place).collect()
}

/// The edge with this name; nothing when neither it nor a part of it is there.
fn find(places: &[Place<'_>], name: &EdgeName) -> Result<Option<usize>, String> {
    let shares =
        |place: &Place<'_>| place.name.from == name.from && place.name.to.iter().any(|to| name.to.contains(to));
    let mut found = places.iter().enumerate().filter(|(_, place)| shares(place));
    let Some((index, place)) = found.next() else { return Ok(None) };
    let has = |outer: &[String], inner: &[String]| inner.iter().all(|name| outer.contains(name));
    if has(&place.name.to, &name.to) {
        if has(&name.to, &place.name.to) {
            return Ok(Some(index));
        }
        let whole = &place.name;
        return Err(format!("`{name}` is a part of the edge `{whole}`, which moves as a whole; give `--edge {whole}`"));
    }
    let parts: Vec<String> = std::iter::once(place)
        .chain(found.map(|(_, place)| place))
        .map(|place| format!("--edge {}", place.name))
        .collect();
    Err(format!("there is no edge `{name}`, but others with a part of it; give `{}`", parts.join(" ")))
}

/// How the text ends its lines.
fn newline_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

// === impl Place ===

impl Place<'_> {
    /// Adds what is to be replaced, and returns the lines that say so.
    fn change(&self, text: &str, change: Change, splices: &mut Vec<Splice>) -> Vec<String> {
        let mut lines = Vec::new();
        let word = |key| self.table.get(key).and_then(Item::as_str);
        if let Some(road) = change.road {
            self.set(text, "road", road, splices, &mut lines);
        }
        // An edge is not beside itself: the road that it moves to is no second one any more.
        let same = change.road.is_some_and(|road| word("beside") == Some(road.as_str()));
        match change.beside.or(same.then_some(Beside::None)) {
            Some(Beside::Road(road)) => self.set(text, "beside", road, splices, &mut lines),
            Some(Beside::None) => self.remove(text, "beside", splices, &mut lines),
            None => {}
        }
        lines
    }

    /// Its keys and values, one a line.
    fn lines(&self, text: &str, sign: &str) -> Vec<String> {
        let line = |(key, value): (&str, &Item)| Some(format!("{sign} {key} = {}", &text[value.span()?]));
        self.table.iter().filter_map(line).collect()
    }

    /// Where the key and the value stand.
    fn spans(&self, key: &str) -> Option<(Range<usize>, Range<usize>)> {
        let (key, value) = self.table.get_key_value(key)?;
        Some((key.span()?, value.span()?))
    }

    fn set(&self, text: &str, key: &str, road: Road, splices: &mut Vec<Splice>, lines: &mut Vec<String>) {
        let new = road.as_str();
        let old = self.table.get(key).and_then(Item::as_str);
        if old == Some(new) {
            return;
        }
        if let Some((_, at)) = self.spans(key) {
            let raw = &text[at.clone()];
            // In the quotes that stand there, so that the way back leads to the same bytes.
            let quoted = old.filter(|old| !old.is_empty() && raw.matches(old).count() == 1);
            let with = quoted.map_or_else(|| format!("\"{new}\""), |old| raw.replace(old, new));
            lines.extend([format!("- {key} = {raw}"), format!("+ {key} = {with}")]);
            splices.push(Splice { at, with });
            return;
        }
        // An edge without a road has receivers; it is in `places` because of them.
        let before = ["road", "to"].into_iter().find_map(|before| self.spans(before));
        let Some((before, value)) = before else { return };
        let entry = format!("{key} = \"{new}\"");
        lines.push(format!("+ {entry}"));
        if self.inline {
            splices.push(Splice { at: value.end..value.end, with: format!(", {entry}") });
            return;
        }
        let indent = &text[line_start(text, before.start)..before.start];
        let newline = newline_of(text);
        let (at, with) = match text[value.end..].find('\n') {
            Some(length) => (value.end + length + 1, format!("{indent}{entry}{newline}")),
            None => (text.len(), format!("{newline}{indent}{entry}")),
        };
        splices.push(Splice { at: at..at, with });
    }

    fn remove(&self, text: &str, key: &str, splices: &mut Vec<Splice>, lines: &mut Vec<String>) {
        let Some((name, value)) = self.spans(key) else { return };
        lines.push(format!("- {key} = {}", &text[value.clone()]));
        let at = if self.inline { self.entry(&name, &value) } else { whole_lines(text, &name, &value) };
        splices.push(Splice { at, with: String::new() });
    }

    /// An entry of an inline table, with the comma before it, or the one behind it when it is the first.
    fn entry(&self, name: &Range<usize>, value: &Range<usize>) -> Range<usize> {
        let others = || self.table.iter().filter_map(|(key, _)| self.spans(key));
        let before = others().map(|(_, value)| value.end).filter(|end| *end <= name.start).max();
        let behind = others().map(|(key, _)| key.start).filter(|start| *start >= value.end).min();
        match (before, behind) {
            (Some(before), _) => before..value.end,
            (None, Some(behind)) => name.start..behind,
            (None, None) => name.start..value.end,
        }
    }
}

/// Where the line of a place begins.
fn line_start(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    if start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
}

/// The lines of a key and its value, and the newline that they brought.
fn whole_lines(text: &str, name: &Range<usize>, value: &Range<usize>) -> Range<usize> {
    let start = line_start(text, name.start);
    if let Some(length) = text[value.end..].find('\n') {
        return start..value.end + length + 1;
    }
    let before = &text[..start];
    let before = before.strip_suffix('\n').map_or(before, |line| line.strip_suffix('\r').unwrap_or(line));
    before.len()..text.len()
}

// === impl EdgeName ===

impl FromStr for EdgeName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected SENDER:RECEIVER, or SENDER:RECEIVER+RECEIVER for an edge to a list";
        let (from, to) = text.split_once(':').ok_or(EXPECTED)?;
        let to: Vec<String> = to.split('+').map(str::to_owned).collect();
        let named = !from.is_empty() && to.iter().all(|to| !to.is_empty() && !to.contains(':'));
        if named { Ok(Self { from: from.to_owned(), to }) } else { Err(EXPECTED) }
    }
}

impl fmt::Display for EdgeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.from, self.to.join("+"))
    }
}

// === impl Beside ===

impl FromStr for Beside {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let road = |expected: UnknownRoad| format!("{expected}, or `none`");
        if text == "none" { Ok(Self::None) } else { text.parse().map(Self::Road).map_err(road) }
    }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
