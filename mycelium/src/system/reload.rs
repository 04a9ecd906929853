//! Moving edges while the system runs: the file was edited, and its new roads are taken.
//!
//! In order: the new file is checked as a whole, what has to listen listens, then one edge after another is moved. Its
//! senders wait while the old road is emptied, so what one sender sends stays in order; what was on the way is accounted
//! for. A receiver goes on listening to a relay that it listened to: frames of other processes may be on the way.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

use super::drain::{listener_names, until};
use super::launch::{Launch, LaunchError};
use super::routes::Lead;
use super::seat::Carrier;
use super::{ActorSystem, ComparisonReport, Inner};
use crate::actor::Command;
use crate::bundle::{ConfigError, Road, TopologyConfig};
use crate::discovery::{First, first};

/// An edge that was moved, and an account of what was on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MovedEdge {
    /// Who sends.
    pub from: String,
    /// Who receives.
    pub to: Vec<String>,
    /// The road before, and the one beside it.
    pub before: (Option<Road>, Option<Road>),
    /// The road now, and the one beside it.
    pub now: (Option<Road>, Option<Road>),
    /// Messages that the edge has accepted since the start, over all of its roads; 0 if its sender is elsewhere.
    pub accepted: u64,
    /// Frames that were on the old road when the edge was moved, as far as the sender's process can tell.
    pub in_flight: u64,
    /// Of these, frames that have not been seen to arrive: lost with the old road, or still on the way.
    pub uncertain: u64,
    /// How long the edge's senders had to wait.
    pub paused: Duration,
}

/// Why no edge was moved. All go on as before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// The file asks for what cannot be, or for more than other roads.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What the new roads need cannot be made.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// A relay, or a process, that the new roads need could not be connected to in time.
    #[error(
        "what the new roads need could not be connected to within {0:?} (`connect_timeout_ms`); start the relay or the process, then try again"
    )]
    NotConnected(Duration),
    /// The runtime ended meanwhile.
    #[error("the runtime ended while edges were moved")]
    RuntimeEnded,
    /// The system was not launched from a topology.
    #[error("this system was not launched from a file, so it has no edges to move")]
    NotLaunched,
}

// === impl ActorSystem ===

impl ActorSystem {
    /// Takes the roads of `topology`, which is the one that was launched with other values of `road` and `beside`.
    ///
    /// References that senders hold go on to work: what they send next takes the new road, in order behind what they sent
    /// before. While an edge is moved, its sends wait and `try_send` answers `Full`, for as long as the old road takes to
    /// deliver what it holds, and 5 s at most.
    ///
    /// Of a system of several processes each takes the new file by itself. Move the receiving end to a relay before the
    /// sending end: what a relay forwards while nobody listens is lost.
    ///
    /// # Errors
    ///
    /// [`ReloadError`]; no edge was moved then.
    ///
    /// # Cancel safety
    ///
    /// A move that was begun goes on when this is dropped; the next call waits for it.
    pub async fn reload(&self, topology: &TopologyConfig) -> Result<Vec<MovedEdge>, ReloadError> {
        let (inner, topology) = (Arc::clone(&self.inner), topology.clone());
        // A task of its own: whoever gives up waiting does not leave an edge half-way.
        let moving = self.inner.runtime.spawn(async move {
            let Some(launched) = &inner.launched else { return Err(ReloadError::NotLaunched) };
            launched.lock().await.reload(&topology).await
        });
        moving.await.unwrap_or(Err(ReloadError::RuntimeEnded))
    }

    /// Reads the file of the topology again and takes its roads whenever the process gets SIGHUP, until the system ends.
    /// What was moved, or why nothing was, is logged with `tracing`.
    ///
    /// # Errors
    ///
    /// [`ReloadError::NotLaunched`].
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its I/O driver.
    pub async fn reload_on_hangup(&self) -> Result<(), ReloadError> {
        let Some(launched) = &self.inner.launched else { return Err(ReloadError::NotLaunched) };
        let file = launched.lock().await.topology.file().to_owned();
        let mut hangup = signal(SignalKind::hangup()).expect("a runtime with its I/O driver takes signals");
        let mut closing = self.inner.closer.closing();
        let inner = Arc::downgrade(&self.inner);
        drop(self.inner.runtime.spawn(async move {
            while let First::Right(Some(())) = first(closing.wait(), hangup.recv()).await {
                reload_file(&inner, &file).await;
            }
        }));
        Ok(())
    }

    /// What the edges with two roads side by side have brought to this process, in the order of the file.
    pub async fn comparisons(&self) -> Vec<ComparisonReport> {
        let Some(launched) = &self.inner.launched else { return Vec::new() };
        let launched = launched.lock().await;
        let mut found: Vec<_> = launched.comparisons.iter().collect();
        found.sort_by_key(|(index, _)| **index);
        found.into_iter().map(|(_, comparison)| comparison.report()).collect()
    }
}

async fn reload_file(inner: &Weak<Inner>, file: &str) {
    let Some(inner) = inner.upgrade() else { return };
    let moved = match TopologyConfig::read(file) {
        Ok(topology) => ActorSystem { inner }.reload(&topology).await,
        Err(error) => Err(error.into()),
    };
    match moved {
        Ok(moved) if moved.is_empty() => tracing::warn!(file, "read again: no edge was moved"),
        Ok(moved) => moved.iter().for_each(|moved| tracing::warn!(file, "moved {moved}")),
        Err(error) => tracing::error!(file, "read again, and nothing was moved: {error}"),
    }
}

// === impl Launch ===

impl Launch {
    async fn reload(&mut self, topology: &TopologyConfig) -> Result<Vec<MovedEdge>, ReloadError> {
        let moved = self.topology.moved_edges(topology)?;
        let before = std::mem::replace(&mut self.topology, topology.clone());
        let prepared = self.prepare(&before, &moved).await;
        let leads = match prepared {
            Ok(leads) => leads,
            Err(error) => {
                self.topology = before;
                return Err(error);
            }
        };
        // Edges that leave a relay go first: another edge of the same sender may take it over.
        let is_relayed = |index: usize| {
            let edge = &topology.edges()[index];
            edge.road == Some(Road::Relay) || edge.beside == Some(Road::Relay)
        };
        let (to_relay, others): (Vec<_>, Vec<_>) = leads.into_iter().partition(|(index, _)| is_relayed(*index));
        let mut all = Vec::new();
        for (index, lead) in others {
            all.push((index, self.move_edge(&before, index, lead).await?));
        }
        let left: Vec<usize> = to_relay.iter().map(|(index, _)| *index).collect();
        self.listen_no_more(&before, &left)?;
        for (index, lead) in to_relay {
            all.push((index, self.move_edge(&before, index, lead).await?));
        }
        all.sort_by_key(|(index, _)| *index);
        Ok(all.into_iter().map(|(_, moved)| moved).collect())
    }

    /// Moves one edge, as far as its ends are here.
    async fn move_edge(
        &mut self,
        before: &TopologyConfig,
        index: usize,
        lead: Option<Lead>,
    ) -> Result<MovedEdge, LaunchError> {
        let (old, new) = (&before.edges()[index], &self.topology.edges()[index]);
        let mut report = MovedEdge {
            from: new.from.clone(),
            to: new.to.clone(),
            before: (old.road, old.beside),
            now: (new.road, new.beside),
            accepted: 0,
            in_flight: 0,
            uncertain: 0,
            paused: Duration::ZERO,
        };
        match lead {
            Some(lead) => self.swap(before, index, lead, &mut report).await?,
            None => self.listen_as_now(before, index)?,
        }
        self.post();
        Ok(report)
    }

    /// All that can fail: checks, sockets, listeners, and where the moved edges will lead.
    async fn prepare(
        &mut self,
        before: &TopologyConfig,
        moved: &[usize],
    ) -> Result<Vec<(usize, Option<Lead>)>, ReloadError> {
        self.check_edges()?;
        self.check_sides(before, moved)?;
        let sockets = self.bind()?;
        self.serve(sockets);
        for index in moved {
            self.make_sides_of(*index)?;
            for (listener, to, _) in self.relay_listeners(*index)? {
                self.sources_of(&listener, &to)?;
            }
        }
        self.moves += 1;
        let mut leads = Vec::new();
        for index in moved {
            let lead = match self.live.get(index).map(|live| (live.sender.clone(), live.node.clone())) {
                None => None,
                Some((sender, node)) => {
                    let to = &self.topology.edges()[*index].to[0];
                    let route = self.topology.route(&sender, to)?;
                    Some(self.lead(&sender, &node, &route, *index)?)
                }
            };
            leads.push((*index, lead));
        }
        let limit = self.topology.connect_timeout();
        if timeout(limit, self.connected(&leads)).await.is_err() {
            let helpers = leads.iter().filter_map(|(_, lead)| lead.as_ref()?.helper.as_ref());
            helpers.for_each(|helper| helper.request(Command::Stop));
            return Err(ReloadError::NotConnected(limit));
        }
        Ok(leads)
    }

    /// Waits until all that the moved edges will need is connected: what they lead over, and who listens.
    async fn connected(&self, leads: &[(usize, Option<Lead>)]) {
        let carriers = || leads.iter().filter_map(|(_, lead)| lead.as_ref()).flat_map(|lead| &lead.routed.needs);
        carriers().for_each(|carrier| carrier.start(&self.runtime, &self.closer));
        let listeners: Vec<_> = leads
            .iter()
            .flat_map(|(index, _)| self.relay_listeners(*index).unwrap_or_default())
            .filter_map(|(listener, ..)| self.listening.get(&listener).cloned())
            .collect();
        until(|| carriers().all(Carrier::is_open) && listeners.iter().all(|listener| listener.is_connected())).await;
    }

    /// Two roads side by side begin, and end, where both ends of the edge see it at once.
    fn check_sides(&self, before: &TopologyConfig, moved: &[usize]) -> Result<(), ReloadError> {
        for index in moved {
            let edge = &self.topology.edges()[*index];
            let is_whole = self.live.contains_key(index) && edge.to.iter().all(|to| self.is_here(to));
            let is_compared = edge.beside.is_some() || before.edges()[*index].beside.is_some();
            let is_half = self.live.contains_key(index) || edge.to.iter().any(|to| self.is_here(to));
            if is_compared && is_half && !is_whole {
                let text = "two roads side by side between processes begin and end with the processes; restart both";
                return Err(self.topology.error_at_edge(*index, text).into());
            }
        }
        Ok(())
    }

    /// Moves one edge: its senders wait while the old road is emptied.
    async fn swap(
        &mut self,
        before: &TopologyConfig,
        index: usize,
        lead: Lead,
        report: &mut MovedEdge,
    ) -> Result<(), LaunchError> {
        let Some(live) = self.live.get(&index) else { return Ok(()) };
        let (switch, old) = (Arc::clone(&live.switch), live.lead.clone());
        let start = Instant::now();
        let shutting = Arc::clone(&switch);
        // It waits for handlers that senders run right now, so not on this thread.
        if let Err(panic) = tokio::task::spawn_blocking(move || shutting.shut()).await {
            tracing::error!("an edge could not be shut: {panic}");
        }
        let drained = self.drain(before, index, &old).await;
        // Whoever takes frames of the relay takes them from here on as the new file says.
        let listens = self.listen_as_now(before, index);
        switch.set(&lead.routed.found.as_found(), lead.is_one_way);
        report.paused = start.elapsed();
        report.accepted = switch.sent();
        report.in_flight = drained.in_flight;
        report.uncertain = drained.uncertain;
        if let Some(live) = self.live.get_mut(&index) {
            live.lead = lead;
        }
        listens
    }

    /// Lets those go who listened to senders that now send to others over the same relay. Edges that are still to be moved
    /// (`left`) may have frames on the way.
    fn listen_no_more(&self, before: &TopologyConfig, left: &[usize]) -> Result<(), LaunchError> {
        let mut wanted: HashSet<(String, u8)> = HashSet::new();
        let mut in_use: HashSet<u8> = HashSet::new();
        for (index, edge) in self.topology.edges().iter().enumerate() {
            let mut listeners = self.relay_listeners(index)?;
            if left.contains(&index) {
                listeners.extend(self.relay_listeners_in(before, index)?);
            }
            wanted.extend(listeners.into_iter().map(|(listener, _, source)| (listener, source)));
            if edge.road == Some(Road::Relay) || edge.beside == Some(Road::Relay) {
                in_use.extend(edge.source);
            }
        }
        for (listener, sources) in &self.listening {
            for source in in_use.iter().filter(|source| !wanted.contains(&(listener.clone(), **source))) {
                sources.unwant(*source);
            }
        }
        Ok(())
    }

    /// The sequence number of the last frame that an edge's sender gave to its relay, if the sender is here.
    fn last_published(&self, index: usize) -> u64 {
        let edge = &self.topology.edges()[index];
        let domain = match self.live.get(&index) {
            Some(_) => self.relay_domain(&edge.to[0]).ok(),
            None => None,
        };
        let publisher = domain.and_then(|domain| self.publishers.get(&(edge.from.clone(), domain)));
        publisher.map_or(0, |publisher| publisher.progress().0)
    }

    /// Lets those of this process take an edge's frames from its relay whom the file names now.
    fn listen_as_now(&mut self, before: &TopologyConfig, index: usize) -> Result<(), LaunchError> {
        let now = self.relay_listeners(index)?;
        let was_compared = before.edges()[index].beside.is_some();
        let is_compared = self.topology.edges()[index].beside.is_some();
        if was_compared || is_compared {
            let edge = &self.topology.edges()[index];
            let source = edge.source.unwrap_or_default();
            for name in edge.to.iter().flat_map(|to| listener_names(&edge.from, to)) {
                self.listening.get(&name).into_iter().for_each(|sources| sources.unwant(source));
            }
        }
        // What is on its way to others of this process is not for who listens only now.
        let after = self.last_published(index);
        for (listener, to, source) in now {
            self.sources_of(&listener, &to)?.want(source, after);
        }
        Ok(())
    }
}

impl fmt::Display for MovedEdge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, before, now, accepted, in_flight, uncertain, paused } = self;
        let roads = |(road, beside): &(Option<Road>, Option<Road>)| {
            let road = road.map_or("the usual road", Road::as_str);
            beside.map_or_else(|| road.to_owned(), |beside| format!("{road} beside {beside}"))
        };
        write!(
            f,
            "{from} -> {}: from {} to {}; {accepted} accepted so far, {in_flight} were in flight, {uncertain} of them uncertain; \
             senders waited {paused:?}",
            to.join(" + "),
            roads(before),
            roads(now)
        )
    }
}
