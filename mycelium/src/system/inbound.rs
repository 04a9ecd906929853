//! What comes into this process: calls of other nodes, frames of relays, and the ends of roads that are compared.

use std::sync::Arc;

use tokio::sync::watch;

use super::beside::{Comparison, Which, side_name};
use super::launch::{Launch, LaunchError};
use super::links::{Serving, accept_links};
use super::spawn::{Name, Spawner};
use crate::actor::{ActorId, Directory};
use crate::bundle::{NodePlan, Road, TopologyConfig};
use crate::relay::{Sources, Subscribe};
use crate::transport::BoundSocket;

impl Launch {
    /// Lets this part's nodes be called.
    pub(super) fn serve(&mut self, sockets: Vec<(NodePlan, BoundSocket)>) {
        for (node, socket) in sockets {
            let serving = Serving {
                me: Arc::new(self.identities[&node.name].clone()),
                registry: Arc::clone(&self.registry),
                buffer_bytes: self.topology.link_buffer_bytes(),
                times: self.link_times(),
                runtime: self.runtime.clone(),
            };
            drop(self.runtime.spawn(accept_links(self.closer.closing(), socket, serving)));
            self.served.insert(node.name);
        }
    }

    /// Makes this part's actors listen to the relays that feed them.
    pub(super) fn subscribe(&mut self) -> Result<(), LaunchError> {
        for index in 0..self.topology.edges().len() {
            for (listener, to, source) in self.relay_listeners(index)? {
                self.sources_of(&listener, &to)?.want(source, 0);
            }
        }
        Ok(())
    }

    /// Who of this process listens to a relay because of an edge: by which name, whose messages it takes, to what source.
    pub(super) fn relay_listeners(&self, index: usize) -> Result<Vec<(String, String, u8)>, LaunchError> {
        self.relay_listeners_in(&self.topology, index)
    }

    /// As above, by another version of the file.
    pub(super) fn relay_listeners_in(
        &self,
        topology: &TopologyConfig,
        index: usize,
    ) -> Result<Vec<(String, String, u8)>, LaunchError> {
        let edge = &topology.edges()[index];
        let mut listeners = Vec::new();
        for to in edge.to.iter().filter(|to| self.is_here(to)) {
            let route = topology.route(&edge.from, to)?;
            let source = route.source.unwrap_or_default();
            let (is_relayed, is_compared) = (route.road_to(to) == Some(Road::Relay), route.beside.is_some());
            let mut listen = |name: String| listeners.push((name, to.clone(), source));
            match (is_relayed, route.beside) {
                (true, _) if is_compared => listen(side_name(&edge.from, to, Which::Road)),
                (true, _) => listen(to.clone()),
                (false, Some(Road::Relay)) => listen(side_name(&edge.from, to, Which::Beside)),
                (false, _) => {}
            }
        }
        Ok(listeners)
    }

    pub(super) fn is_here(&self, actor: &str) -> bool {
        self.nodes.iter().any(|node| node.actors.iter().any(|known| known == actor))
    }

    /// Whose frames `listener` takes, which has the messages of the actor `to`; it listens from now on.
    pub(super) fn sources_of(&mut self, listener: &str, to: &str) -> Result<Arc<Sources>, LaunchError> {
        if let Some(sources) = self.listening.get(listener) {
            return Ok(Arc::clone(sources));
        }
        let domain = self.relay_domain(to).map_err(|text| self.topology.error_at_actor(to, text))?;
        let path = self.topology.relay(domain);
        let path = path.ok_or_else(|| self.topology.error_at_actor(to, "its domain has no relay"))?;
        let sources = Sources::none();
        // Who waits for the subscriptions of the start does not wait for one that a move has made.
        let pending = if self.is_running { Arc::new(watch::Sender::new(0)) } else { Arc::clone(&self.pending) };
        let subscribe = Subscribe {
            path: path.to_owned(),
            domain,
            sources: Arc::clone(&sources),
            connect_timeout: self.topology.connect_timeout(),
            pending: Arc::clone(&pending),
        };
        if let Some(subscription) = self.type_of(to).subscription(listener, &self.registry, subscribe) {
            pending.send_modify(|pending| *pending += 1);
            subscription.spawn(&self.runtime, self.closer.closing());
        }
        self.listening.insert(listener.to_owned(), Arc::clone(&sources));
        Ok(sources)
    }

    /// Makes the ends of all roads side by side whose receivers are here.
    pub(super) fn make_sides(&mut self) -> Result<(), LaunchError> {
        for index in 0..self.topology.edges().len() {
            self.make_sides_of(index)?;
        }
        Ok(())
    }

    /// Makes the ends of the two roads of an edge, if it has two, its receiver is here, and they were not made before.
    pub(super) fn make_sides_of(&mut self, index: usize) -> Result<(), LaunchError> {
        let edge = &self.topology.edges()[index];
        let ([to], Some(_)) = (&edge.to[..], edge.beside) else { return Ok(()) };
        let (from, to) = (edge.from.clone(), to.clone());
        let Some(receiver) = self.registry.find_local(&to).filter(|_| self.is_here(&to)) else { return Ok(()) };
        if self.comparisons.contains_key(&index) {
            return Ok(());
        }
        let comparison = Arc::new(Comparison::new(&from, &to));
        for which in [Which::Road, Which::Beside] {
            let directory = Arc::clone(&self.registry) as Arc<dyn Directory>;
            let name = Name::Given(ActorId::new(side_name(&from, &to, which)));
            let spawner = Spawner::new(&self.runtime, &self.registry, &directory, name);
            let spawner = self.executors.place(spawner, self.topology.node_of(&to).unwrap_or_default());
            if let Some(made) = self.type_of(&to).side(&comparison, which, &receiver, spawner) {
                made?;
            }
        }
        self.comparisons.insert(index, comparison);
        Ok(())
    }
}
