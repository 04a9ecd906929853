//! The board: where everything hangs that a status is read from.
//!
//! It holds the counters themselves, not copies, so nothing is posted while messages flow. After a launch, and after an edge
//! was moved, its list of edges is made anew.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use parking_lot::Mutex;

use super::beside::{Comparison, Which, side_name};
use super::launch::Launch;
use super::seat::Carrier;
use super::status::{ActorStatus, DropStatus, EdgeStatus, STATUS_VERSION, SubscriptionStatus, SystemStatus};
use crate::actor::{ActorState, Controlled, Counted, Switching};
use crate::bundle::{Consumer, Road};
use crate::discovery::ActorRegistry;
use crate::mailbox::Dropped;
use crate::relay::{Publisher, Sources};
use crate::transport::OutletLoad;

/// So many actors that no topology names are listed.
const OTHERS_MAX: usize = 1_024;
/// So many bytes of a reason to stop are told.
const REASON_BYTES_MAX: usize = 256;

/// See the module.
pub(super) struct Board {
    started: SystemTime,
    since: Instant,
    nodes: Vec<String>,
    registry: Arc<ActorRegistry>,
    posted: Mutex<Posted>,
}

/// What a launch, or a move, puts up.
#[derive(Default)]
pub(super) struct Posted {
    /// The actors that the topology names, also after they have stopped: node, name and counters.
    actors: Vec<(String, String, Arc<dyn Controlled>)>,
    edges: Vec<PostedEdge>,
    /// Node, sender, receiver.
    subscriptions: Vec<(String, String, String, Arc<Sources>, u8)>,
    comparisons: Vec<Arc<Comparison>>,
}

/// An edge towards one receiver.
struct PostedEdge {
    node: String,
    from: String,
    to: String,
    road: Road,
    beside: Option<Road>,
    sent: Sent,
    carriers: Vec<Carrier>,
    helper: Option<Arc<dyn Controlled>>,
    /// The receiver, where messages go straight to it.
    receiver: Option<Arc<dyn Controlled>>,
    /// What the receiver has of a relay's frames, if it is here.
    arriving: Option<(Arc<Sources>, u8)>,
}

/// Who counts an edge's messages.
enum Sent {
    Switch(Arc<dyn Switching>),
    /// A road without an edge.
    Door(Arc<dyn Counted>),
}

// === impl Board ===

impl Board {
    pub(super) fn new(nodes: Vec<String>, registry: &Arc<ActorRegistry>) -> Arc<Self> {
        let (started, since) = (SystemTime::now(), Instant::now());
        Arc::new(Self { started, since, nodes, registry: Arc::clone(registry), posted: Mutex::default() })
    }

    /// Puts up what a launch has at present.
    pub(super) fn post(&self, posted: Posted) {
        let before = std::mem::replace(&mut *self.posted.lock(), posted);
        drop(before); // A door may be the last holder of what a user put into it.
    }

    pub(super) fn status(&self) -> SystemStatus {
        let since_1970 = self.started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let milliseconds = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let posted = self.posted.lock();
        let named = posted.actors.iter().map(|(node, name, actor)| actor_status(node, name, &**actor));
        let mut actors: Vec<ActorStatus> = named.collect();
        let (others, left_out) = self.others(&posted);
        actors.extend(others);
        SystemStatus {
            version: STATUS_VERSION,
            pid: std::process::id(),
            started_unix_ms: milliseconds(since_1970),
            uptime_ms: milliseconds(self.since.elapsed()),
            nodes: self.nodes.clone(),
            actors,
            actors_left_out: left_out as u64,
            transport: self.registry.metrics(),
            encodes: crate::wire::encodes(),
            edges: posted.edges.iter().filter_map(PostedEdge::status).collect(),
            subscriptions: posted.subscriptions.iter().map(subscription_status).collect(),
            comparisons: posted.comparisons.iter().map(|comparison| comparison.report()).collect(),
        }
    }

    /// The living actors that the topology does not name, by name, and how many of them are left out.
    fn others(&self, posted: &Posted) -> (Vec<ActorStatus>, usize) {
        let is_named = |name: &str| posted.actors.iter().any(|(_, known, _)| known == name);
        let first = self.nodes.first().map_or("", String::as_str);
        let (living, all) = self.registry.actors(OTHERS_MAX + posted.actors.len());
        let left_out = all - living.len();
        let others = living.iter().filter(|(id, _)| !is_named(id.as_str()));
        let mut others: Vec<ActorStatus> =
            others.map(|(id, actor)| actor_status(first, id.as_str(), &**actor)).collect();
        others.sort_by(|one, other| one.name.cmp(&other.name));
        let beyond = others.len().saturating_sub(OTHERS_MAX);
        others.truncate(OTHERS_MAX);
        (others, left_out + beyond)
    }
}

fn actor_status(node: &str, name: &str, actor: &dyn Controlled) -> ActorStatus {
    let now = actor.metrics();
    let (state, stopped_because) = match actor.controls().state() {
        ActorState::Starting => ("starting", None),
        ActorState::Running => ("running", None),
        ActorState::Restarting => ("restarting", None),
        ActorState::Stopped(reason) => ("stopped", Some(reason.to_string())),
    };
    let cut = |text: String| text[..text.floor_char_boundary(REASON_BYTES_MAX)].to_owned();
    ActorStatus {
        node: node.to_owned(),
        name: name.to_owned(),
        state: state.to_owned(),
        stopped_because: stopped_because.map(cut),
        depth: now.sent.saturating_sub(now.handled + now.dropped),
        capacity: actor.capacity() as u64,
        accepted: now.sent,
        handled: now.handled,
        failed: now.failed,
        panicked: now.panicked,
        dropped: now.dropped,
        drops: actor.dropped().into_iter().map(drop_status).collect(),
        restarted: now.restarted,
    }
}

fn drop_status(Dropped { message, reason, count, .. }: Dropped) -> DropStatus {
    DropStatus { message: message.to_owned(), reason: reason.as_str().to_owned(), count }
}

/// Messages that were accepted and not handled yet.
fn depth_of(actor: &dyn Controlled) -> u64 {
    let now = actor.metrics();
    now.sent.saturating_sub(now.handled + now.dropped)
}

fn subscription_status(
    (node, from, to, sources, source): &(String, String, String, Arc<Sources>, u8),
) -> SubscriptionStatus {
    let (received, lost) = sources.counts(*source);
    SubscriptionStatus {
        node: node.clone(),
        from: from.clone(),
        to: to.clone(),
        is_connected: sources.is_connected(),
        received,
        lost,
        sequence: sources.delivered(*source),
    }
}

// === impl PostedEdge ===

impl PostedEdge {
    /// How it stands; `None` for a road without an edge that nobody has used.
    fn status(&self) -> Option<EdgeStatus> {
        let sent = match &self.sent {
            Sent::Switch(switch) => switch.sent(),
            Sent::Door(door) => door.metrics().frames_sent,
        };
        if matches!(self.sent, Sent::Door(_)) && sent == 0 {
            return None;
        }
        let loads: Vec<OutletLoad> = self.carriers.iter().map(Carrier::load).collect();
        let (depth, capacity) = match (&self.receiver, self.road) {
            (Some(receiver), Road::Bundle) => (Some(depth_of(&**receiver)), Some(receiver.capacity() as u64)),
            (None, Road::Bundle) => (None, None),
            _ => {
                let sum = |part: fn(&OutletLoad) -> usize| loads.iter().map(part).sum::<usize>() as u64;
                (Some(sum(|load| load.bytes)), Some(sum(|load| load.limit)))
            }
        };
        let unhanded = self.helper.as_ref().map(|helper| helper.metrics()).map_or(0, |now| now.failed + now.dropped);
        let unsent: u64 = loads.iter().map(|load| load.frames_unsent).sum();
        // The receiver's progress first, so that the sender's is never the smaller one.
        let arrived = self.arriving.as_ref().map(|(sources, source)| sources.delivered(*source));
        let sequence = self.publisher().map(|relay| relay.progress().0);
        Some(EdgeStatus {
            node: self.node.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            road: self.road,
            beside: self.beside,
            sent: Some(sent),
            depth,
            capacity,
            dropped: Some(unhanded + unsent),
            sequence,
            lag: arrived.zip(sequence).map(|(arrived, last)| last.saturating_sub(arrived)),
        })
    }

    fn publisher(&self) -> Option<&Publisher> {
        self.carriers.iter().find_map(|carrier| match carrier {
            Carrier::Publisher(relay) => Some(&**relay),
            Carrier::Link(_) => None,
        })
    }
}

// === impl Launch ===

impl Launch {
    /// Puts up what there is now.
    pub(super) fn post(&self) {
        let mut posted = Posted::default();
        let planned = self.nodes.iter().flat_map(|node| node.actors.iter().map(move |actor| (&node.name, actor)));
        let before = self.board.posted.lock().actors.clone();
        for (node, actor) in planned {
            // One that has stopped is not in the registry any more.
            let known = before.iter().find(|(_, name, _)| name == actor).map(|(_, _, control)| Arc::clone(control));
            let control = known.or_else(|| self.registry.control(actor));
            posted.actors.extend(control.map(|control| (node.clone(), actor.clone(), control)));
        }
        let mut live: Vec<_> = self.live.keys().copied().collect();
        live.sort_unstable();
        posted.edges = live.into_iter().flat_map(|index| self.posted_edge(index, &posted)).collect();
        posted.edges.extend(self.undeclared());
        for (index, edge) in self.topology.edges().iter().enumerate() {
            for (listener, to, source) in self.relay_listeners(index).unwrap_or_default() {
                let node = self.topology.node_of(&to).unwrap_or_default().to_owned();
                let sources = self.listening.get(&listener).map(Arc::clone);
                posted.subscriptions.extend(sources.map(|sources| (node, edge.from.clone(), to, sources, source)));
            }
        }
        let mut compared: Vec<_> = self.comparisons.iter().collect();
        compared.sort_by_key(|(index, _)| **index);
        posted.comparisons = compared.into_iter().map(|(_, comparison)| Arc::clone(comparison)).collect();
        self.board.post(posted);
    }

    /// An edge that begins here, once for each receiver.
    fn posted_edge(&self, index: usize, posted: &Posted) -> Vec<PostedEdge> {
        let (live, edge) = (&self.live[&index], &self.topology.edges()[index]);
        let Ok(route) = self.topology.route(&live.sender, &edge.to[0]) else { return Vec::new() };
        let towards = |consumer: &Consumer| {
            let carriers = live.lead.routed.needs.iter().filter(|carrier| carrier.leads_to(consumer, route.beside));
            let receiver = posted.actors.iter().find(|(_, name, _)| *name == consumer.actor);
            PostedEdge {
                node: live.node.clone(),
                from: live.sender.clone(),
                to: consumer.actor.clone(),
                road: consumer.road,
                beside: route.beside,
                sent: Sent::Switch(Arc::clone(&live.switch)),
                carriers: carriers.cloned().collect(),
                helper: live.lead.helper.clone(),
                receiver: receiver.map(|(_, _, control)| Arc::clone(control)),
                arriving: self.arriving(index, &consumer.actor),
            }
        };
        route.consumers.iter().map(towards).collect()
    }

    /// What `to`, which is here, has of an edge's frames from its relay.
    fn arriving(&self, index: usize, to: &str) -> Option<(Arc<Sources>, u8)> {
        let from = &self.topology.edges()[index].from;
        let listeners = self.relay_listeners(index).ok()?;
        let (listener, _, source) = listeners.into_iter().find(|(name, receiver, _)| {
            let sides = [side_name(from, to, Which::Road), side_name(from, to, Which::Beside)];
            receiver == to && (name == to || sides.contains(name))
        })?;
        Some((Arc::clone(self.listening.get(&listener)?), source))
    }

    /// Links to actors that no edge of their node leads to.
    fn undeclared(&self) -> Vec<PostedEdge> {
        let is_declared = |node: &str, to: &str| {
            let ends_there = |edge: usize| self.topology.edges()[edge].to.iter().any(|name| name == to);
            self.live.iter().any(|(edge, live)| live.node == node && ends_there(*edge))
        };
        let named = |(_, to): &&(String, String)| self.topology.actor(to).is_some();
        let mut keys: Vec<_> =
            self.link_doors.keys().filter(named).filter(|(node, to)| !is_declared(node, to)).collect();
        keys.sort_unstable();
        let towards = |key: &(String, String)| {
            Some(PostedEdge {
                node: key.0.clone(),
                from: key.0.clone(),
                to: key.1.clone(),
                road: Road::Unix,
                beside: None,
                sent: Sent::Door(Arc::clone(self.counted.get(key)?)),
                carriers: self.link_doors[key].needs.clone(),
                helper: None,
                receiver: None,
                arriving: None,
            })
        };
        keys.into_iter().filter_map(towards).collect()
    }
}

// === impl Carrier ===

impl Carrier {
    fn load(&self) -> OutletLoad {
        match self {
            Self::Link(link) => link.load(),
            Self::Publisher(relay) => relay.load(),
        }
    }

    /// Whether messages to this receiver take it.
    fn leads_to(&self, consumer: &Consumer, beside: Option<Road>) -> bool {
        let road = match self {
            Self::Link(link) if link.node() != consumer.node => return false,
            Self::Link(_) => Road::Unix,
            Self::Publisher(_) => Road::Relay,
        };
        consumer.road == road || beside == Some(road)
    }
}
