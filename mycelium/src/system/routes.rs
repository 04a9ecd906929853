//! The roads of each sender: which door leads to whom.
//!
//! Doors over one link are shared by all senders of a node; a road to a relay belongs to one sender, because its frames
//! carry the sender's source byte and count up.

use std::collections::HashMap;
use std::sync::Arc;

use super::launch::{Launch, LaunchError};
use super::seat::{Carrier, Routed};
use super::spawn::{Name, Spawner};
use crate::actor::{ActorId, Directory};
use crate::bundle::{Road, Route};
use crate::discovery::{FoundActor, Link, LinkTimes};
use crate::relay::Publisher;

impl Launch<'_> {
    /// All roads of a sender of `node` that the registry alone does not lead to.
    pub(super) fn routes_of(&mut self, sender: &str, node: &str) -> Result<HashMap<String, Routed>, LaunchError> {
        let mut routes = HashMap::new();
        let mut fan_outs: HashMap<usize, Routed> = HashMap::new();
        let actors: Vec<String> = self.topology.actors().map(|plan| plan.name.clone()).collect();
        for to in actors.into_iter().filter(|to| to != sender) {
            let route = self.topology.route(sender, &to)?;
            let routed = match (route.is_fan_out(), route.edge) {
                (true, Some(edge)) => match fan_outs.get(&edge) {
                    Some(made) => Some(made.clone()),
                    None => {
                        let made = self.fan_out(sender, node, &route, edge)?;
                        fan_outs.insert(edge, made.clone());
                        Some(made)
                    }
                },
                _ => self.one(sender, node, &to, &route)?,
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
        Ok(elsewhere.map(|actor| (actor.clone(), self.linked(&node, &actor))).collect())
    }

    /// A road to one receiver; `None` if it is in the same bundle.
    fn one(&mut self, sender: &str, node: &str, to: &str, route: &Route) -> Result<Option<Routed>, LaunchError> {
        Ok(match route.road_to(to) {
            None | Some(Road::Bundle) => None,
            Some(Road::Unix) => Some(self.linked(node, to)),
            Some(Road::Relay) => Some(self.relayed(sender, to, route)?),
        })
    }

    fn linked(&mut self, node: &str, to: &str) -> Routed {
        let key = (node.to_owned(), to.to_owned());
        if let Some(made) = self.link_doors.get(&key) {
            return made.clone();
        }
        let called = self.topology.node_of(to).expect("an actor of the topology has a node").to_owned();
        let link = match self.links.get(&(node.to_owned(), called.clone())) {
            Some(link) => Arc::clone(link),
            None => {
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
        let (found, door) = self.type_of(to).link_door(ActorId::new(to), &link);
        self.registry.count_door(door);
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
        let (found, door) = self.type_of(to).relay_door(ActorId::new(to), &relay, route.source.unwrap_or_default());
        self.registry.count_door(door);
        Ok(Routed { found, needs: vec![Carrier::Publisher(relay)] })
    }

    /// A road to all receivers of an edge.
    fn fan_out(&mut self, sender: &str, node: &str, route: &Route, edge: usize) -> Result<Routed, LaunchError> {
        let mut needs = Vec::new();
        let mut receivers = Vec::new();
        let mut is_relayed = false;
        for consumer in &route.consumers {
            // A relay hands one frame to all of them.
            if consumer.road == Road::Relay && std::mem::replace(&mut is_relayed, true) {
                continue;
            }
            match self.one(sender, node, &consumer.actor, route)? {
                Some(routed) => {
                    receivers.push(routed.found.as_found());
                    needs.extend(routed.needs);
                }
                None => receivers.extend(self.registry.find_local(&consumer.actor)),
            }
        }
        let first = &route.consumers[0].actor;
        if let [only] = &receivers[..] {
            return Ok(Routed { found: FoundActor::of(only), needs });
        }
        let names: Vec<&str> = route.consumers.iter().map(|consumer| &*consumer.actor).collect();
        let id = ActorId::new(format!("{sender} -> {}", names.join(" + ")));
        let directory: Arc<dyn Directory> = Arc::clone(&self.registry) as Arc<dyn Directory>;
        let spawner = Spawner::new(&self.runtime, &self.registry, &directory, Name::Internal(id));
        match self.type_of(first).fan_out(&receivers, spawner) {
            Some(found) => Ok(Routed { found: found?, needs }),
            None => Err(self.topology.error_at_edge(edge, "the receivers of one edge take the same messages").into()),
        }
    }
}
