//! The roads of each sender: which door leads to whom.
//!
//! Doors over one link are shared by all senders of a node; a road to a relay belongs to one sender, because its frames
//! carry the sender's source byte and count up. What an edge says can be changed while the system runs, so every edge has a
//! switch at its beginning.

use std::collections::HashMap;
use std::sync::Arc;

use super::beside::{Which, side_name};
use super::launch::{Launch, LaunchError};
use super::seat::{Carrier, Routed};
use super::spawn::{Name, SpawnError, Spawner};
use crate::actor::{ActorId, Controlled, Counted, Directory, Switching};
use crate::bundle::{Road, Route};
use crate::discovery::{FoundActor, Link, LinkTimes};
use crate::relay::Publisher;

/// An edge that begins in this process.
pub(super) struct LiveEdge {
    pub(super) sender: String,
    pub(super) node: String,
    pub(super) switch: Arc<dyn Switching>,
    pub(super) lead: Lead,
}

/// What an edge leads to at present.
#[derive(Clone)]
pub(super) struct Lead {
    pub(super) routed: Routed,
    /// The actor that stands between sender and receivers, if there is one.
    pub(super) helper: Option<Arc<dyn Controlled>>,
    /// Whether no answers come back.
    pub(super) is_one_way: bool,
}

impl Launch {
    /// All roads of a sender of `node` that the registry alone does not lead to.
    pub(super) fn routes_of(&mut self, sender: &str, node: &str) -> Result<HashMap<String, Routed>, LaunchError> {
        let mut routes = HashMap::new();
        let mut by_edge: HashMap<usize, Routed> = HashMap::new();
        let actors: Vec<String> = self.topology.actors().map(|plan| plan.name.clone()).collect();
        for to in actors.into_iter().filter(|to| to != sender) {
            let route = self.topology.route(sender, &to)?;
            let routed = match route.edge.map(|edge| (edge, by_edge.get(&edge))) {
                Some((_, Some(made))) => Some(made.clone()),
                Some((edge, None)) => {
                    let made = self.switched(sender, node, &to, &route, edge)?;
                    by_edge.insert(edge, made.clone());
                    Some(made)
                }
                None => self.one(sender, node, &to, &to, route.road_to(&to), &route)?,
            };
            routes.extend(routed.map(|routed| (to, routed)));
        }
        Ok(routes)
    }

    /// What the process reaches outside of its actors: whoever runs elsewhere, over a link of its first node.
    pub(super) fn routes_outside(&mut self) -> Result<HashMap<String, Routed>, LaunchError> {
        let Some(node) = self.nodes.first().map(|node| node.name.clone()) else { return Ok(HashMap::new()) };
        let here: Vec<String> = self.nodes.iter().flat_map(|node| node.actors.clone()).collect();
        let actors: Vec<String> = self.topology.actors().map(|plan| plan.name.clone()).collect();
        let elsewhere = actors.into_iter().filter(|actor| !here.contains(actor));
        Ok(elsewhere.map(|actor| (actor.clone(), self.linked(&node, &actor, &actor))).collect())
    }

    /// An edge's beginning: a switch, and behind it what the edge leads to.
    fn switched(
        &mut self,
        sender: &str,
        node: &str,
        to: &str,
        route: &Route,
        edge: usize,
    ) -> Result<Routed, LaunchError> {
        let lead = self.lead(sender, node, route, edge)?;
        let id = if route.is_fan_out() { self.helper_name(sender, route) } else { ActorId::new(to) };
        let found = lead.routed.found.as_found();
        let Some((leading, switch)) =
            self.type_of(to).switch(id, &found, lead.is_one_way, self.topology.ask_timeout_of(to))
        else {
            return Err(self.wrong_receivers(edge));
        };
        self.registry.count_door(Arc::clone(&switch) as Arc<dyn Counted>);
        let needs = lead.routed.needs.clone();
        self.live.insert(edge, LiveEdge { sender: sender.to_owned(), node: node.to_owned(), switch, lead });
        Ok(Routed { found: leading, needs })
    }

    /// What an edge leads to.
    pub(super) fn lead(&mut self, sender: &str, node: &str, route: &Route, edge: usize) -> Result<Lead, LaunchError> {
        if route.is_fan_out() {
            return self.fan_out(sender, node, route, edge);
        }
        let consumer = &route.consumers[0];
        let to = consumer.actor.as_str();
        let Some(beside) = route.beside else {
            let routed = self.one(sender, node, to, to, Some(consumer.road), route)?;
            let routed = self.or_local(to, routed, edge)?;
            return Ok(Lead { routed, helper: None, is_one_way: consumer.road == Road::Relay });
        };
        let mut end = |road, which| {
            let name = side_name(sender, to, which);
            let routed = self.one(sender, node, &name, to, Some(road), route)?;
            self.or_local(&name, routed, edge)
        };
        let (first, second) = (end(consumer.road, Which::Road)?, end(beside, Which::Beside)?);
        let id = self.helper_name(sender, route);
        let made = self.spawning(node, &id, |spawner| {
            self.type_of(to).both(&first.found.as_found(), &second.found.as_found(), spawner)
        });
        let found = made.ok_or_else(|| self.wrong_receivers(edge))??;
        let needs = first.needs.into_iter().chain(second.needs).collect();
        let helper = self.registry.control(id.as_str());
        Ok(Lead { routed: Routed { found, needs }, helper, is_one_way: consumer.road == Road::Relay })
    }

    /// Makes a helper of a sender of `node`, which runs where the sender does.
    fn spawning<T>(&self, node: &str, id: &ActorId, make: impl FnOnce(Spawner<'_>) -> T) -> T {
        let directory: Arc<dyn Directory> = Arc::clone(&self.registry) as Arc<dyn Directory>;
        let spawner = Spawner::new(&self.runtime, &self.registry, &directory, Name::Internal(id.clone()));
        make(self.executors.place(spawner, node))
    }

    /// What the actor between a sender and its receivers is called; another name after each move.
    fn helper_name(&self, sender: &str, route: &Route) -> ActorId {
        let names: Vec<&str> = route.consumers.iter().map(|consumer| &*consumer.actor).collect();
        let moves = if self.moves == 0 { String::new() } else { format!(" ({})", self.moves) };
        ActorId::new(format!("{sender} -> {}{moves}", names.join(" + ")))
    }

    fn wrong_receivers(&self, edge: usize) -> LaunchError {
        self.topology.error_at_edge(edge, "the receivers of one edge take the same messages").into()
    }

    /// The actor of this process where no road leads out of it.
    fn or_local(&self, name: &str, routed: Option<Routed>, edge: usize) -> Result<Routed, LaunchError> {
        let local = || {
            let found = self.registry.find_local(name)?;
            Some(Routed { found: FoundActor::of(&found), needs: Vec::new() })
        };
        routed.or_else(local).ok_or_else(|| self.stopped(edge, name))
    }

    fn stopped(&self, edge: usize, name: &str) -> LaunchError {
        let text =
            format!("`{name}` has stopped, so nothing can lead to it as a value; start it again, or take another road");
        self.topology.error_at_edge(edge, text).into()
    }

    /// A road to one receiver, which takes the messages of the actor `to` and is known as `name`; `None` if it is in the
    /// same bundle.
    fn one(
        &mut self,
        sender: &str,
        node: &str,
        name: &str,
        to: &str,
        road: Option<Road>,
        route: &Route,
    ) -> Result<Option<Routed>, LaunchError> {
        Ok(match road {
            None | Some(Road::Bundle) => None,
            Some(Road::Unix) => Some(self.linked(node, name, to)),
            Some(Road::Relay) => Some(self.relayed(sender, to, route)?),
        })
    }

    fn linked(&mut self, node: &str, name: &str, to: &str) -> Routed {
        let key = (node.to_owned(), name.to_owned());
        if let Some(made) = self.link_doors.get(&key) {
            return made.clone();
        }
        let called = self.topology.node_of(to).expect("an actor of the topology has a node").to_owned();
        let link = match self.links.get(&(node.to_owned(), called.clone())) {
            // One that runs was told of its doors when it began.
            Some(link) if !link.is_claimed() => Arc::clone(link),
            _ => {
                let link = Arc::new(Link::new(
                    self.identities[node].clone(),
                    &called,
                    &self.topology.socket(&called),
                    self.topology.link_buffer_bytes(),
                    self.link_times(),
                    Arc::clone(&self.registry),
                ));
                self.links.insert((node.to_owned(), called), Arc::clone(&link));
                link
            }
        };
        let (found, door) = self.type_of(to).link_door(ActorId::new(name), &link, self.topology.ask_timeout_of(to));
        self.registry.count_door(Arc::clone(&door));
        self.counted.insert(key.clone(), door);
        let routed = Routed { found, needs: vec![Carrier::Link(link)] };
        self.link_doors.insert(key, routed.clone());
        routed
    }

    pub(super) fn link_times(&self) -> LinkTimes {
        LinkTimes { handshake: self.topology.handshake_timeout(), connect: self.topology.connect_timeout() }
    }

    fn relayed(&mut self, sender: &str, to: &str, route: &Route) -> Result<Routed, LaunchError> {
        let edge = route.edge.unwrap_or_default();
        let domain = self.relay_domain(to).map_err(|text| self.topology.error_at_edge(edge, text))?;
        let relay = match self.publishers.get(&(sender.to_owned(), domain)) {
            Some(relay) => Arc::clone(relay),
            None => {
                let path = self.topology.relay(domain);
                let path = path.ok_or_else(|| self.topology.error_at_edge(edge, "its domain has no relay"))?;
                let relay = Arc::new(Publisher::new(
                    path,
                    self.topology.relay_kind(domain).unwrap_or_default(),
                    self.topology.link_buffer_bytes(),
                    self.topology.connect_timeout(),
                    Arc::clone(&self.registry),
                ));
                self.publishers.insert((sender.to_owned(), domain), Arc::clone(&relay));
                relay
            }
        };
        let key = (sender.to_owned(), to.to_owned());
        if let Some(made) = self.relay_doors.get(&key) {
            return Ok(made.clone());
        }
        let (found, door) = self.type_of(to).relay_door(ActorId::new(to), &relay, route.source.unwrap_or_default());
        self.registry.count_door(door);
        let routed = Routed { found, needs: vec![Carrier::Publisher(relay)] };
        self.relay_doors.insert(key, routed.clone());
        Ok(routed)
    }

    /// A road to all receivers of an edge.
    fn fan_out(&mut self, sender: &str, node: &str, route: &Route, edge: usize) -> Result<Lead, LaunchError> {
        let mut needs = Vec::new();
        let mut receivers = Vec::new();
        let mut is_relayed = false;
        for consumer in &route.consumers {
            // A relay hands one frame to all of them.
            if consumer.road == Road::Relay && std::mem::replace(&mut is_relayed, true) {
                continue;
            }
            let to = consumer.actor.as_str();
            match self.one(sender, node, to, to, Some(consumer.road), route)? {
                Some(routed) => {
                    receivers.push(routed.found.as_found());
                    needs.extend(routed.needs);
                }
                None => receivers.push(self.registry.find_local(to).ok_or_else(|| self.stopped(edge, to))?),
            }
        }
        if let [only] = &receivers[..] {
            let routed = Routed { found: FoundActor::of(only), needs };
            return Ok(Lead { routed, helper: None, is_one_way: is_relayed });
        }
        let id = self.helper_name(sender, route);
        let made: Option<Result<FoundActor, SpawnError>> =
            self.spawning(node, &id, |spawner| self.type_of(&route.consumers[0].actor).fan_out(&receivers, spawner));
        let found = made.ok_or_else(|| self.wrong_receivers(edge))??;
        let helper = self.registry.control(id.as_str());
        // Nobody answers for several; an asker is told so.
        Ok(Lead { routed: Routed { found, needs }, helper, is_one_way: false })
    }
}
