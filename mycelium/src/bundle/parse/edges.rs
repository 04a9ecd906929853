//! `[[edges]]`: which road a message takes where it is not the usual one.

use std::collections::{BTreeSet, HashMap};

use super::TOP_VALUES;
use crate::bundle::error::{ConfigError, Span};
use crate::bundle::route::{Edge, Road};
use crate::bundle::table::{Item, Table};
use crate::bundle::topology::Inner;
use crate::bundle::words::{did_you_mean, quoted};

const EDGE: [&str; 5] = ["from", "to", "road", "beside", "source"];
/// The first source byte that a sender with edges gets which names none.
const DEFAULT_SOURCE_FIRST: usize = 128;

/// Reads all edges, and judges them against the bundles in `plan`.
pub(super) fn read(root: Table<'_, '_>, plan: &Inner) -> Result<Vec<Edge>, ConfigError> {
    let Some(all) = root.get("edges") else { return Ok(Vec::new()) };
    let mut edges: Vec<Edge> = Vec::new();
    let mut pairs: HashMap<(String, String), Span> = HashMap::new();
    for item in all.array("an array of tables: `[[edges]]` in two brackets")? {
        let table = item.table("an edge")?.only(&EDGE, TOP_VALUES)?;
        let (edge, receivers) = one(table, plan)?;
        for (to, place) in edge.to.iter().zip(receivers) {
            if let Some(first) = pairs.insert((edge.from.clone(), to.clone()), edge.span.clone()) {
                let first = plan.source.at(&first);
                let text = format!("`{}` -> `{to}` has an edge already, at {first}; remove one of them", edge.from);
                return Err(plan.source.error(&place, text));
            }
        }
        edges.push(edge);
    }
    number_sources(&mut edges, plan)?;
    Ok(edges)
}

/// One edge, and where its receivers stand.
fn one(table: Table<'_, '_>, plan: &Inner) -> Result<(Edge, Vec<Span>), ConfigError> {
    let from_item = table.required("from", "from = \"..\", the actor that sends")?;
    let from = sender(from_item, plan)?;
    let to_item = table.required("to", "to = \"..\", the actor that receives, or a list of them")?;
    let road_item = table.get("road");
    let road = road_item.map(road).transpose()?;
    let mut to: Vec<String> = Vec::new();
    let mut places = Vec::new();
    for item in receivers(to_item)? {
        let name = receiver(item, from, plan)?;
        if to.iter().any(|other| other == name) {
            return Err(item.error(format!("`{name}` is in this list twice; remove one")));
        }
        to.push(name.into());
        places.push(item.span());
    }
    if to.is_empty() {
        return Err(to_item.error("`to` is empty; expected the name of an actor, or several"));
    }
    if road.is_none() && !to_item.is_array() {
        return Err(table.error("an edge to one actor says its road; write road = \"bundle\", \"unix\" or \"relay\""));
    }
    if let (Some(item), Some(road)) = (road_item, road) {
        road_fits(item, road, from, &to, plan)?;
    }
    let beside_item = table.get("beside");
    let beside = beside_item.map(self::road).transpose()?;
    if let (Some(item), Some(beside)) = (beside_item, beside) {
        if to.len() > 1 {
            return Err(item.key_error(
                "only an edge to one actor has two roads side by side; remove `beside`, or name one actor",
            ));
        }
        if road == Some(beside) {
            return Err(
                item.error(format!("`beside` is the same road as `road`, {beside}; name another one, or remove it"))
            );
        }
        road_fits(item, beside, from, &to, plan)?;
    }
    let source_item = table.get("source");
    let number = source_item.map(|item| item.integer(1..=255, "as a source byte")).transpose()?;
    let edge = Edge {
        from: from.into(),
        to,
        road,
        beside,
        source: number.and_then(|number| u8::try_from(number).ok()),
        span: table.span(),
        from_span: from_item.span(),
        road_span: road_item.map(Item::span),
        source_span: source_item.map(Item::span),
    };
    Ok((edge, places))
}

/// Who sends: an actor, or a bundle that is one process.
fn sender<'t>(item: Item<'t, '_>, plan: &Inner) -> Result<&'t str, ConfigError> {
    let name = item.string("the name of an actor or of a bundle")?;
    if plan.node_of(name).is_some() { Ok(name) } else { Err(item.error(plan.no_sender(name))) }
}

/// The receivers: one name, or a list.
fn receivers<'t, 'i>(item: Item<'t, 'i>) -> Result<Vec<Item<'t, 'i>>, ConfigError> {
    if item.is_array() { Ok(item.array("names")?.collect()) } else { Ok(vec![item]) }
}

fn receiver<'t>(item: Item<'t, '_>, from: &str, plan: &Inner) -> Result<&'t str, ConfigError> {
    let name = item.string("the name of an actor, or a list of names")?;
    if name == from && plan.actor(name).is_some() {
        return Err(item.error(format!("this edge leads from `{name}` to itself; name another actor")));
    }
    match plan.actor(name) {
        Some(_) => Ok(name),
        None => Err(item.error(plan.no_receiver(name))),
    }
}

fn road(item: Item<'_, '_>) -> Result<Road, ConfigError> {
    let word = item.string("`bundle`, `unix` or `relay`")?;
    word.parse().map_err(|expected| {
        let near = did_you_mean(word, Road::ALL.map(Road::as_str));
        item.error(format!("unknown road {}; {expected}{near}", quoted(word)))
    })
}

/// Refuses a road that cannot be taken.
fn road_fits(item: Item<'_, '_>, road: Road, from: &str, to: &[String], plan: &Inner) -> Result<(), ConfigError> {
    match road {
        Road::Bundle => {
            let apart = to.iter().find(|to| plan.node_of(from) != plan.node_of(to));
            let Some(to) = apart else { return Ok(()) };
            let text = format!("{} and {} are not in one process", plan.whereabouts(from), plan.whereabouts(to));
            let advice = "write road = \"unix\", or make both members of one `shared_memory` bundle";
            Err(item.error(format!("{text}; {advice}")))
        }
        Road::Relay if plan.relays.is_empty() => {
            let advice = "write `[relays]` with the socket of each relay, as in signal = \"/run/signal.sock\"";
            Err(item.error(format!("this edge needs a relay, and the file names none; {advice}")))
        }
        Road::Relay | Road::Unix => Ok(()),
    }
}

/// Gives every sender with edges one source byte: what its edges say, else one by its place among those senders. So a
/// sender keeps its byte when an edge moves to another road.
fn number_sources(edges: &mut [Edge], plan: &Inner) -> Result<(), ConfigError> {
    let mut senders: Vec<String> = Vec::new();
    let mut given: HashMap<String, (u8, Span)> = HashMap::new();
    let mut taken: HashMap<u8, String> = HashMap::new();
    for edge in edges.iter() {
        let from = &edge.from;
        if !senders.contains(from) {
            senders.push(from.clone());
        }
        let (Some(byte), Some(span)) = (edge.source, &edge.source_span) else { continue };
        if let Some((other, place)) = given.get(from).filter(|(other, _)| *other != byte) {
            let text = format!("`{from}` sends as {byte} here and as {other} at {}", plan.source.at(place));
            return Err(plan.source.error(span, format!("{text}; a sender has one source byte")));
        }
        if let Some(other) = taken.get(&byte).filter(|other| *other != from) {
            let place = given.get(other).map(|(_, place)| plan.source.at(place)).unwrap_or_default();
            let text = format!("source byte {byte} belongs to `{other}`, at {place}; write another one");
            return Err(plan.source.error(span, text));
        }
        taken.insert(byte, from.clone());
        given.entry(from.clone()).or_insert_with(|| (byte, span.clone()));
    }
    for edge in edges.iter_mut() {
        edge.source = match (given.get(&edge.from), edge.uses(Road::Relay)) {
            (Some((byte, _)), _) => Some(*byte),
            (None, true) => Some(default_source(edge, &senders, &taken, plan)?),
            // Where there are more senders than bytes, only those that send to relays need one.
            (None, false) => default_source(edge, &senders, &taken, plan).ok(),
        };
    }
    Ok(())
}

fn default_source(
    edge: &Edge,
    senders: &[String],
    taken: &HashMap<u8, String>,
    plan: &Inner,
) -> Result<u8, ConfigError> {
    let index = senders.iter().position(|sender| *sender == edge.from).unwrap_or_default();
    let number = DEFAULT_SOURCE_FIRST + index;
    let wrong = match u8::try_from(number) {
        Err(_) => format!("would be {number}, which is no byte"),
        Ok(byte) => match taken.get(&byte) {
            Some(other) => format!("would be {byte}, which is that of `{other}`"),
            None => return Ok(byte),
        },
    };
    let used: BTreeSet<u8> = taken.keys().copied().collect();
    let free = (1..=u8::MAX).find(|byte| !used.contains(byte) && usize::from(*byte) < DEFAULT_SOURCE_FIRST);
    let advice = free.map(|byte| format!("; write source = {byte}, or another byte that is free")).unwrap_or_default();
    Err(plan.source.error(&edge.from_span, format!("the source byte of `{}` {wrong}{advice}", edge.from)))
}
