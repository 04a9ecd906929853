//! Moving edges while the system runs: the file was edited, and its new roads are taken.
//!
//! In order: the new file is checked as a whole, what has to listen listens, then one edge after another is moved. Its
//! senders wait while the old road is emptied, so what one sender sends stays in order; what was on the way is accounted
//! for. A receiver goes on listening to a relay that it listened to: frames of other processes may be on the way.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

use super::beside::{Which, side_name};
use super::launch::{Launch, LaunchError};
use super::routes::Lead;
use super::seat::Carrier;
use super::{ActorSystem, ComparisonReport, Inner};
use crate::actor::{ActorState, Command};
use crate::bundle::{ConfigError, Road, TopologyConfig};
use crate::discovery::{First, first};
use crate::relay::Publisher;

/// How long what is on the old road may take.
const DRAIN_MAX: Duration = Duration::from_secs(5);
/// The pause between two looks at how far a relay's frames have come.
const LOOK_PAUSE: Duration = Duration::from_millis(1);

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
    /// An actor could not listen to its relay in time.
    #[error("the relay that would feed this process could not be connected to within {0:?}; start it, then try again")]
    NoRelay(Duration),
    /// The system was not launched from a topology.
    #[error("this system was not launched from a file, so it has no edges to move")]
    NotLaunched,
}

/// What is known of an old road after it was waited for.
#[derive(Debug, Default, Clone, Copy)]
struct Drained {
    in_flight: u64,
    uncertain: u64,
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
    /// None: an edge whose move is given up half-way keeps its senders waiting until the next call.
    pub async fn reload(&self, topology: &TopologyConfig) -> Result<Vec<MovedEdge>, ReloadError> {
        let Some(launched) = &self.inner.launched else { return Err(ReloadError::NotLaunched) };
        launched.lock().await.reload(topology).await
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
        let mut all = Vec::new();
        for (index, lead) in leads {
            let (old, new) = (&before.edges()[index], &topology.edges()[index]);
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
            if let Some(lead) = lead {
                self.swap(&before, index, lead, &mut report).await;
            }
            self.listen_as_now(&before, index)?;
            self.post();
            all.push(report);
        }
        Ok(all)
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
        let limit = self.topology.connect_timeout();
        let mut pending = self.pending.subscribe();
        if timeout(limit, pending.wait_for(|pending| *pending == 0)).await.is_err() {
            return Err(ReloadError::NoRelay(limit));
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
        Ok(leads)
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
    async fn swap(&mut self, before: &TopologyConfig, index: usize, lead: Lead, report: &mut MovedEdge) {
        for carrier in &lead.routed.needs {
            carrier.start(&self.runtime, &self.closer);
        }
        let Some(live) = self.live.get(&index) else { return };
        let (switch, old) = (Arc::clone(&live.switch), live.lead.clone());
        let start = Instant::now();
        switch.shut();
        let drained = self.drain(before, index, &old).await;
        // Whoever takes frames of the relay takes them from here on as the new file says.
        drop(self.listen_as_now(before, index));
        switch.set(Some(&lead.routed.found.as_found()));
        report.paused = start.elapsed();
        report.accepted = switch.sent();
        report.in_flight = drained.in_flight;
        report.uncertain = drained.uncertain;
        if let Some(live) = self.live.get_mut(&index) {
            live.lead = lead;
        }
    }

    /// Waits until the old road has delivered what it holds.
    async fn drain(&self, before: &TopologyConfig, index: usize, old: &Lead) -> Drained {
        if let Some(helper) = &old.helper {
            helper.request(Command::Drain);
            let mut status = helper.controls().status();
            let ended = status.wait_for(|status| matches!(status.state, ActorState::Stopped(_)));
            drop(timeout(DRAIN_MAX, ended).await);
        }
        let mut sum = Drained::default();
        for carrier in &old.routed.needs {
            let drained = match carrier {
                Carrier::Link(link) => {
                    let in_flight = link.unwritten();
                    let delivered = timeout(DRAIN_MAX, link.delivered()).await.unwrap_or(false);
                    Drained { in_flight, uncertain: if delivered { 0 } else { in_flight.max(1) } }
                }
                Carrier::Publisher(relay) => self.drain_relay(before, index, relay).await,
            };
            sum.in_flight += drained.in_flight;
            sum.uncertain += drained.uncertain;
        }
        sum
    }

    /// Waits for what was published: until it was delivered, where the receivers are here, else until it is written.
    async fn drain_relay(&self, before: &TopologyConfig, index: usize, relay: &Publisher) -> Drained {
        let edge = &before.edges()[index];
        let source = edge.source.unwrap_or_default();
        let names = edge.to.iter().flat_map(|to| listener_names(&edge.from, to));
        let listening: Vec<_> =
            names.filter_map(|name| self.listening.get(&name)).filter(|sources| sources.contains(source)).collect();
        let left = || {
            let (last, unwritten) = relay.progress();
            let slowest = listening.iter().map(|sources| last.saturating_sub(sources.delivered(source))).max();
            slowest.unwrap_or(unwritten)
        };
        let in_flight = left();
        drop(timeout(DRAIN_MAX, until(|| left() == 0)).await);
        Drained { in_flight, uncertain: left() }
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

/// All who may listen to a relay because of an edge.
fn listener_names(from: &str, to: &str) -> [String; 3] {
    [to.to_owned(), side_name(from, to, Which::Road), side_name(from, to, Which::Beside)]
}

/// Ready when `done` says so.
async fn until(done: impl Fn() -> bool) {
    while !done() {
        tokio::time::sleep(LOOK_PAUSE).await;
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
