//! Which road a message takes, and why: a pure function of the file.

use super::error::ConfigError;
use super::executor::ExecutorPlan;
use super::plan::ActorPlan;
use super::route::{Consumer, Edge, Explanation, Road, Route};
use super::topology::TopologyConfig;
use crate::actor::Dispatch;

// === impl TopologyConfig ===

impl TopologyConfig {
    /// Where a message goes that `from` (an actor, or a `shared_memory` bundle) sends to the actor `to`.
    ///
    /// Where an edge lists several receivers, the route has them all, whichever of them is asked for.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the file does not have one of the two.
    pub fn route(&self, from: &str, to: &str) -> Result<Route, ConfigError> {
        let inner = &*self.inner;
        let node = inner.node_of(from).ok_or_else(|| ConfigError::of_file(self.file(), inner.no_sender(from)))?;
        let to = inner.actor(to).ok_or_else(|| ConfigError::of_file(self.file(), inner.no_receiver(to)))?;
        let leads = |edge: &Edge| edge.from == from && edge.to.contains(&to.name);
        let index = inner.edges.iter().position(leads);
        let edge = index.and_then(|index| inner.edges.get(index));
        let consumer = |actor: &ActorPlan| Consumer {
            actor: actor.name.clone(),
            node: actor.node.clone(),
            road: edge.and_then(|edge| edge.road).unwrap_or_else(|| default_road(node, &actor.node)),
        };
        let consumers = match edge {
            Some(edge) => edge.to.iter().filter_map(|name| inner.actor(name)).map(consumer).collect(),
            None => vec![consumer(to)],
        };
        let (beside, source) = (edge.and_then(|edge| edge.beside), edge.and_then(|edge| edge.source));
        Ok(Route { consumers, beside, source, edge: index })
    }

    /// Says which road messages take from `from` to `to`, and why.
    ///
    /// # Errors
    ///
    /// As for [`route`](Self::route).
    pub fn explain(&self, from: &str, to: &str) -> Result<Explanation, ConfigError> {
        let route = self.route(from, to)?;
        let lines = route.consumers.iter().map(|consumer| self.line(from, consumer, &route)).collect();
        Ok(Explanation { route, lines })
    }

    /// One receiver's line.
    fn line(&self, from: &str, consumer: &Consumer, route: &Route) -> String {
        let Consumer { actor, node, road } = consumer;
        let edge = route.edge.and_then(|index| self.inner.edges.get(index));
        let edge_at = edge.map(|edge| self.inner.source.at(&edge.span)).unwrap_or_default();
        let said = edge.is_some_and(|edge| edge.road.is_some());
        let mut details = Vec::new();
        let why = if said { format!("because the edge at {edge_at} says so") } else { self.usual(from, actor, node) };
        match road {
            Road::Bundle => {}
            Road::Unix => details.push(format!("socket {}", self.socket(node).display())),
            Road::Relay => {
                details.push("a relay carries no asks".to_owned());
                details.extend(route.source.map(|byte| format!("source byte {byte}")));
            }
        }
        details.extend(self.runs(actor));
        details.extend(route.beside.map(|beside| format!("side by side with {beside}")));
        if route.is_fan_out() {
            let receivers = route.consumers.len();
            let at = if said { String::new() } else { format!(" by the edge at {edge_at}") };
            details.push(format!("one of {receivers} receivers{at}"));
        }
        let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
        format!("{from} -> {actor}: {road}, {why}{details}")
    }

    /// Where a receiver runs, and how messages come to its handlers, if it is not as usual.
    fn runs(&self, actor: &str) -> Vec<String> {
        let Some(plan) = self.inner.actor(actor) else { return Vec::new() };
        let Some(bundle) = self.inner.bundles.iter().find(|bundle| bundle.id == plan.bundle) else { return Vec::new() };
        let mut said = Vec::new();
        if bundle.executor != ExecutorPlan::Shared {
            said.push(format!("executor {}", bundle.executor));
        }
        if bundle.dispatch != Dispatch::Queued {
            said.push(format!("dispatch {}", bundle.dispatch));
        }
        said
    }

    /// Why the usual road is what it is.
    fn usual(&self, from: &str, actor: &str, node: &str) -> String {
        let here = self.inner.node_of(from).unwrap_or_default();
        if from == actor {
            return "because it sends to itself".to_owned();
        }
        if here != node {
            return format!("because `{from}` runs in node `{here}` and `{actor}` in node `{node}`");
        }
        let bundle = self.inner.shared_bundle(node);
        let at = bundle.map(|bundle| self.inner.source.at(&bundle.span)).unwrap_or_default();
        let who = if from == node { format!("`{actor}` is a member") } else { "both are members".to_owned() };
        format!("because {who} of `{node}`, shared_memory at {at}")
    }
}

/// The road where no edge says anything: by value inside a process, else a unix socket.
fn default_road(from: &str, to: &str) -> Road {
    if from == to { Road::Bundle } else { Road::Unix }
}
