//! What changed between the file and the program, in words, and what the file is to hold then.

use std::fmt;

use super::entry::{Entry, Field, Type, sort};

/// What changed of one message.
#[derive(Debug)]
pub(super) struct Difference {
    label: String,
    breaking: Vec<String>,
    compatible: Vec<String>,
}

/// The differences, in the order of the file; those of messages that are gone come last.
pub(super) fn compare(locked: &[Entry], here: &[Entry]) -> Vec<Difference> {
    let of_here = here.iter().map(|entry| {
        let mut difference = Difference { label: entry.label(), breaking: Vec::new(), compatible: Vec::new() };
        match locked.iter().find(|old| old.name == entry.name) {
            Some(old) => difference.between(old, entry),
            None => difference.compatible.push("the message is new".to_owned()),
        }
        if let Some(taken) = locked.iter().find(|old| old.place() == entry.place() && old.name != entry.name) {
            difference.breaking.push(reused(taken, here));
        }
        difference
    });
    let gone = locked.iter().filter(|old| !old.is_retired && !here.iter().any(|entry| entry.name == old.name));
    let of_gone = gone.map(|old| Difference {
        label: old.label(),
        breaking: Vec::new(),
        compatible: vec!["the message is gone; the file will keep its number, so that no other gets it".to_owned()],
    });
    of_here.chain(of_gone).filter(|difference| difference.breaks() || !difference.compatible.is_empty()).collect()
}

/// The number of `taken` is given to another message.
fn reused(taken: &Entry, here: &[Entry]) -> String {
    let number = taken.number;
    match here.iter().find(|entry| entry.name == taken.name) {
        _ if taken.is_retired => {
            format!(
                "number {number} was that of `{}`, which is retired; peers may still send it: choose another",
                taken.name
            )
        }
        Some(_) => {
            format!("number {number} was that of `{}`, which has another now: choose another for this one", taken.name)
        }
        None => format!(
            "number {number} is that of `{}`, which is gone: choose another number; if this is the same message, keep its \
             name, by which peers tell messages apart",
            taken.name
        ),
    }
}

/// What the file is to hold: the messages of the program, and those that are gone, as far as their numbers are free.
pub(super) fn merge(locked: Vec<Entry>, here: Vec<Entry>) -> Vec<Entry> {
    let gone: Vec<Entry> = locked
        .into_iter()
        .filter(|old| !here.iter().any(|entry| entry.name == old.name || entry.place() == old.place()))
        .map(|old| Entry { is_retired: true, ..old })
        .collect();
    let mut all = here;
    all.extend(gone);
    sort(&mut all);
    all
}

// === impl Difference ===

impl Difference {
    pub(super) fn breaks(&self) -> bool {
        !self.breaking.is_empty()
    }

    fn breaking(&mut self, sentence: String) {
        self.breaking.push(sentence);
    }

    /// Two entries of one name.
    fn between(&mut self, old: &Entry, new: &Entry) {
        if old.is_retired {
            self.compatible.push("the message was retired, and is there again".to_owned());
        }
        if old.number != new.number {
            self.breaking(format!("its number was {}, and is {}", old.number, new.number));
        }
        if old.place().0 != new.place().0 {
            let domain = |entry: &Entry| entry.domain.map_or_else(|| "none".to_owned(), |domain| domain.to_string());
            self.breaking(format!("its domain was {}, and is {}: other relays carry it", domain(old), domain(new)));
        }
        if old.reply.hash != new.reply.hash {
            self.breaking(retyped("what answers it", &old.reply, &new.reply));
        }
        self.between_fields(old, new);
        let is_prefix = new.schema.starts_with(&old.schema);
        if !is_prefix && self.breaking.is_empty() {
            self.breaking("its schema is another, which was computed by hand".to_owned());
        }
        if is_prefix && new.schema.len() > old.schema.len() {
            let (from, to) = (old.schema.len(), new.schema.len());
            let added = new.fields.iter().filter(|field| usize::from(field.since) > from);
            let added: Vec<String> = added.map(|field| format!("`{}: {}`", field.name, field.ty.name)).collect();
            self.compatible.push(format!("version {to} is new, the file has {from}: it adds {}", added.join(", ")));
        }
    }

    fn between_fields(&mut self, old: &Entry, new: &Entry) {
        let place = |fields: &[Field], name: &str| fields.iter().position(|field| field.name == name);
        let next = old.schema.len() + 1;
        let mut renamed = Vec::new();
        for (at, was) in old.fields.iter().enumerate() {
            let name = &was.name;
            let Some(now) = place(&new.fields, name) else {
                // Another one in its place, of its form, which was not there before.
                let instead = new.fields.get(at).filter(|is| is.form() == was.form());
                match instead.filter(|is| place(&old.fields, &is.name).is_none()) {
                    Some(is) => {
                        renamed.push(at);
                        self.breaking(format!("field `{name}` is called `{}` now; peers compare names, too", is.name));
                    }
                    None => self.breaking(format!("field `{name}: {}` was removed", was.ty.name)),
                }
                continue;
            };
            self.between_field(was, &new.fields[now]);
        }
        let kept = |fields: &[Field], others: &[Field]| -> Vec<String> {
            let kept = fields.iter().filter(|field| place(others, &field.name).is_some());
            kept.map(|field| format!("`{}`", field.name)).collect()
        };
        let (before, after) = (kept(&old.fields, &new.fields), kept(&new.fields, &old.fields));
        if before != after {
            let first = before.iter().zip(&after).position(|(was, is)| was != is).unwrap_or(0);
            let (was, is) = (before[first..].join(", "), after[first..].join(", "));
            self.breaking(format!("fields were moved: the order was {was}, and is {is}"));
        }
        for (at, is) in new.fields.iter().enumerate() {
            let is_known = place(&old.fields, &is.name).is_some() || renamed.contains(&at);
            if !is_known && usize::from(is.since) < next {
                self.breaking(format!(
                    "field `{}: {}` was added without a new version; put it at the end, with \
                     `#[field(since = {next}, default)]`",
                    is.name, is.ty.name
                ));
            }
        }
    }

    fn between_field(&mut self, was: &Field, is: &Field) {
        let name = &is.name;
        if was.ty.hash != is.ty.hash {
            self.breaking(retyped(&format!("field `{name}`"), &was.ty, &is.ty));
        }
        if was.pad != is.pad {
            self.breaking(format!("the pad behind field `{name}` was {} bytes, and is {}", was.pad, is.pad));
        }
        if was.since != is.since {
            self.breaking(format!("field `{name}` came with version {}, and now says {}", was.since, is.since));
        }
    }
}

fn retyped(what: &str, was: &Type, is: &Type) -> String {
    if was.name == is.name {
        format!("{what} is {is} still, but that type's own form changed: its fields, variants, or what they consist of")
    } else {
        format!("{what} was {was}, and is {is}")
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}", self.label)?;
        self.breaking.iter().try_for_each(|sentence| writeln!(f, "    breaks: {sentence}"))?;
        self.compatible.iter().try_for_each(|sentence| writeln!(f, "    new: {sentence}"))
    }
}

// === impl Field ===

impl Field {
    /// All but the name.
    fn form(&self) -> (u64, u16, u8) {
        (self.ty.hash, self.pad, self.since)
    }
}
