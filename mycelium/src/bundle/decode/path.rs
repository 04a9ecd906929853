//! The way to a value inside a config: from serde's steps to a place, and from a place to the keys.

use serde_ignored::Path;
use toml::Spanned;
use toml::de::DeValue;

use crate::bundle::error::Span;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// The steps of a path from the root on. Options, newtypes and variants are no steps in TOML.
pub(super) fn steps(path: &Path<'_>) -> Vec<Step> {
    let (mut steps, step) = match path {
        Path::Root => return Vec::new(),
        Path::Map { parent, key } => (self::steps(parent), Step::Key(key.clone())),
        Path::Seq { parent, index } => (self::steps(parent), Step::Index(*index)),
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            return self::steps(parent);
        }
    };
    steps.push(step);
    steps
}

/// The keys, for people.
pub(super) fn dotted(steps: &[Step]) -> String {
    let words = steps.iter().map(|step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    });
    words.collect::<Vec<_>>().join(".")
}

/// Where the path ends: a key, or an element.
pub(super) fn place(config: &Spanned<DeValue<'_>>, steps: &[Step]) -> Span {
    let mut at = config;
    let mut span = config.span();
    for step in steps {
        match enter(at, step) {
            Some((place, value)) => (span, at) = (place, value),
            None => return span,
        }
    }
    span
}

/// One step, or two: serde's path leaves a variant's name out, which is the only key of its table.
fn enter<'t, 'i>(value: &'t Spanned<DeValue<'i>>, step: &Step) -> Option<(Span, &'t Spanned<DeValue<'i>>)> {
    let direct = match (value.get_ref(), step) {
        (DeValue::Table(table), Step::Key(key)) => {
            table.get_key_value(key.as_str()).map(|(key, value)| (key.span(), value))
        }
        (DeValue::Array(array), Step::Index(index)) => array.get(*index).map(|value| (value.span(), value)),
        _ => None,
    };
    let table = value.get_ref().as_table().filter(|table| table.len() == 1);
    direct.or_else(|| table.and_then(|table| table.values().next()).and_then(|inner| enter(inner, step)))
}

/// The keys that lead to a place; empty for the whole.
pub(super) fn to(config: &Spanned<DeValue<'_>>, place: &Span) -> String {
    let mut steps = Vec::new();
    if search(config, place, &mut steps) { dotted(&steps) } else { String::new() }
}

fn search(value: &Spanned<DeValue<'_>>, place: &Span, steps: &mut Vec<Step>) -> bool {
    let mut inside = |step: Step, here: bool, value: &Spanned<DeValue<'_>>| {
        steps.push(step);
        let found = here || value.span() == *place || search(value, place, steps);
        if !found {
            steps.pop();
        }
        found
    };
    match value.get_ref() {
        DeValue::Table(table) => {
            table.iter().any(|(key, value)| inside(Step::Key(key.get_ref().to_string()), key.span() == *place, value))
        }
        DeValue::Array(array) => {
            array.iter().enumerate().any(|(index, value)| inside(Step::Index(index), false, value))
        }
        _ => false,
    }
}
