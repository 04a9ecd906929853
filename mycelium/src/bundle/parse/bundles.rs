//! `[[bundles]]`: who shares a process with whom.

use std::collections::HashMap;
use std::sync::Arc;

use super::executor::{self, Executes};
use super::{NAME_BYTES_MAX, TOP_VALUES, milliseconds};
use crate::bundle::error::{ConfigError, Source, Span};
use crate::bundle::plan::{ActorBundle, ActorPlan, BundleId, DeploymentMode};
use crate::bundle::table::{Item, Table};
use crate::bundle::words::{did_you_mean, either, quoted};
use crate::mailbox::Overflow;

/// The largest mailbox that a file may ask for, in messages.
const MAILBOX_MAX: u64 = 1 << 24;

const BUNDLE: [&str; 7] = ["name", "mode", "actors", "executor", "cores", "wait", "dispatch"];
const ACTOR: [&str; 5] = ["type", "config", "mailbox", "overflow", "ask_timeout_ms"];
const MODES: [DeploymentMode; 2] = [DeploymentMode::SharedMemory, DeploymentMode::SameNode];

/// All bundles and all actors, as the file orders them.
pub(super) struct Bundles {
    pub(super) bundles: Vec<ActorBundle>,
    pub(super) actors: Vec<ActorPlan>,
}

/// The names that were given away, each with what has it and where.
#[derive(Default)]
struct Names(HashMap<String, (&'static str, Span)>);

pub(super) fn read(root: Table<'_, '_>, source: &Arc<Source>) -> Result<Bundles, ConfigError> {
    const WRITE: &str = "`[[bundles]]` with a `name`, a `mode` and `actors`";
    let all = root.required("bundles", WRITE)?;
    let mut read = Bundles { bundles: Vec::new(), actors: Vec::new() };
    let mut names = Names::default();
    for (index, item) in all.array("an array of tables: `[[bundles]]` in two brackets")?.enumerate() {
        let table = item.table("a bundle")?.only(&BUNDLE, TOP_VALUES)?;
        let bundle = Header::read(table, source, &mut names)?;
        let first = read.actors.len();
        if let Some(actors) = table.get("actors") {
            bundle.members(actors, index, source, &mut names, &mut read.actors)?;
        }
        let actors: Vec<String> = read.actors[first..].iter().map(|actor| actor.name.clone()).collect();
        let Header { id, mode } = bundle;
        if actors.is_empty() && mode == DeploymentMode::SameNode {
            let text = "in `same_node` each actor is a process, and this bundle has no actor";
            return Err(table.error(format!("{text}; name some, or write mode = \"shared_memory\"")));
        }
        let Executes { executor, executor_span, dispatch } = executor::read(table, mode, actors.len())?;
        read.bundles.push(ActorBundle { id, mode, actors, executor, dispatch, span: table.span(), executor_span });
    }
    if read.bundles.is_empty() {
        return Err(all.error(format!("there are no bundles; write {WRITE}")));
    }
    Ok(read)
}

/// A bundle before its actors are read.
struct Header {
    id: BundleId,
    mode: DeploymentMode,
}

// === impl Header ===

impl Header {
    fn read(table: Table<'_, '_>, source: &Source, names: &mut Names) -> Result<Self, ConfigError> {
        let name = table.required("name", "name = \"..\"")?;
        let id = BundleId::new(name.string("a name")?);
        names.give(id.as_str(), "bundle", name.span(), source)?;
        let mode = mode(table.required("mode", "mode = \"shared_memory\" or mode = \"same_node\"")?)?;
        Ok(Self { id, mode })
    }

    /// The members, in either form.
    fn members(
        &self,
        item: Item<'_, '_>,
        index: usize,
        source: &Arc<Source>,
        names: &mut Names,
        actors: &mut Vec<ActorPlan>,
    ) -> Result<(), ConfigError> {
        let plan = |name: &str, type_name: &str, name_span: Span, type_span: Span| ActorPlan {
            name: name.into(),
            type_name: type_name.into(),
            bundle: self.id.clone(),
            node: if self.mode == DeploymentMode::SharedMemory { self.id.to_string() } else { name.into() },
            mailbox: None,
            overflow: None,
            ask_timeout: None,
            name_span,
            type_span,
            config_span: None,
            bundle_index: index,
            source: Arc::clone(source),
        };
        if item.is_array() {
            for item in item.array("names")? {
                let name = item.string("a list of names, each in quotes")?;
                names.give(name, "actor", item.span(), source)?;
                actors.push(plan(name, name, item.span(), item.span()));
            }
            return Ok(());
        }
        let expected = "a list of names, or a table for each actor: `[bundles.actors.NAME]`";
        for item in item.table("actors").map_err(|_| item.unexpected(expected))?.entries() {
            let name = item.key();
            names.give(name, "actor", item.key_span(), source)?;
            let table = item.table("an actor").map_err(|_| item.unexpected("a table with a `type`"))?;
            let table = executor::none_of_an_actor(table, name)?.only(&ACTOR, TOP_VALUES)?;
            let kind = table.required("type", "type = \"..\", the name of a registered type")?;
            let type_name = kind.string("the name of a registered type")?;
            if type_name.is_empty() {
                return Err(kind.error("`type` is empty; expected the name of a registered type"));
            }
            let mut actor = plan(name, type_name, item.key_span(), kind.span());
            let mailbox = table.get("mailbox").map(|item| item.integer(1..=MAILBOX_MAX, "messages")).transpose()?;
            actor.mailbox = mailbox.and_then(|messages| usize::try_from(messages).ok());
            actor.overflow = table.get("overflow").map(overflow).transpose()?;
            actor.ask_timeout = table.get("ask_timeout_ms").map(milliseconds).transpose()?;
            if let Some(config) = table.get("config") {
                config.table("config")?;
                actor.config_span = Some(config.span());
            }
            actors.push(actor);
        }
        Ok(())
    }
}

fn mode(item: Item<'_, '_>) -> Result<DeploymentMode, ConfigError> {
    let word = item.string("`shared_memory` or `same_node`")?;
    if word == DeploymentMode::Distributed.as_str() {
        let expected = "expected `shared_memory` or `same_node`";
        return Err(item.error(format!("mode `distributed` is not available; {expected}")));
    }
    MODES.into_iter().find(|mode| mode.as_str() == word).ok_or_else(|| {
        let near = did_you_mean(word, MODES.map(DeploymentMode::as_str));
        item.error(format!("unknown mode {}; expected `shared_memory` or `same_node`{near}", quoted(word)))
    })
}

fn overflow(item: Item<'_, '_>) -> Result<Overflow, ConfigError> {
    let words = Overflow::ALL.map(Overflow::as_str);
    let word = item.string(&either(words))?;
    Overflow::ALL.into_iter().find(|policy| policy.as_str() == word).ok_or_else(|| {
        let near = did_you_mean(word, words);
        item.error(format!("unknown overflow {}; expected {}{near}", quoted(word), either(words)))
    })
}

// === impl Names ===

impl Names {
    /// Gives a name away: it must be fit for a socket's path, and free.
    fn give(&mut self, name: &str, what: &'static str, span: Span, source: &Source) -> Result<(), ConfigError> {
        if let Some(wrong) = wrong_with(name) {
            let text = match name {
                "" => format!("{} without a name", with_article(what)),
                name => format!("{} is no name for {}: {wrong}", quoted(name), with_article(what)),
            };
            let rule = format!("a name has 1 to {NAME_BYTES_MAX} of the characters A-Z a-z 0-9 _ . -");
            return Err(source.error(&span, format!("{text}; {rule}")));
        }
        if let Some((other, place)) = self.0.get(name) {
            let place = source.at(place);
            let text = match what == *other {
                true => format!("there is another {what} `{name}`, at {place}"),
                false => format!("`{name}` is {} here and {} at {place}", with_article(what), with_article(other)),
            };
            return Err(source.error(&span, format!("{text}; names are unique, write another one")));
        }
        self.0.insert(name.into(), (what, span));
        Ok(())
    }
}

fn with_article(what: &str) -> String {
    let article = if what.starts_with('a') { "an" } else { "a" };
    format!("{article} {what}")
}

fn wrong_with(name: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    match name.chars().find(|c| !allowed(*c)) {
        None if name.is_empty() => Some("it is empty".into()),
        Some(c) => Some(format!("it has {}", quoted(&c.to_string()))),
        None if name.len() > NAME_BYTES_MAX => Some(format!("it has {} characters", name.len())),
        None => None,
    }
}
