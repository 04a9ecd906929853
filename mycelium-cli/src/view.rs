//! What two looks at a system say together: rates, drops and lag. It is what `health` prints and the dashboard shows.

use mycelium::bundle::{Road, TopologyConfig};
use mycelium::{ActorStatus, ComparisonReport, EdgeStatus, SystemStatus, TransportMetrics};
use serde::Serialize;

use crate::sample::Sample;

/// A system at one moment, and what happened since the moment before.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct View {
    /// The topology's file.
    pub(crate) file: String,
    pub(crate) unix_ms: u64,
    /// How long ago the moment before is.
    pub(crate) seconds: Option<f64>,
    /// All is up, and nothing was dropped since the moment before.
    pub(crate) is_healthy: bool,
    /// Why it is not.
    pub(crate) problems: Vec<String>,
    pub(crate) bundles: Vec<BundleView>,
    pub(crate) nodes: Vec<NodeView>,
    pub(crate) relays: Vec<RelayView>,
    pub(crate) edges: Vec<EdgeView>,
    pub(crate) actors: Vec<ActorView>,
    /// What two roads side by side have brought.
    pub(crate) comparisons: Vec<ComparisonReport>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct BundleView {
    pub(crate) name: String,
    pub(crate) mode: &'static str,
    /// Its actors, and the node of each.
    pub(crate) actors: Vec<(String, String)>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct NodeView {
    pub(crate) name: String,
    pub(crate) is_up: bool,
    /// Why it is down.
    pub(crate) why: Option<String>,
    pub(crate) pid: Option<u32>,
    pub(crate) uptime_ms: Option<u64>,
    /// Of its process, since the start.
    pub(crate) transport: Option<TransportMetrics>,
    /// Messages and frames that its process has dropped, lost or refused since the moment before.
    pub(crate) dropped_now: u64,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct RelayView {
    pub(crate) domain: String,
    pub(crate) socket: String,
    pub(crate) is_up: bool,
    pub(crate) why: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct EdgeView {
    pub(crate) node: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) road: Road,
    pub(crate) beside: Option<Road>,
    /// Messages per second.
    pub(crate) rate: Option<f64>,
    pub(crate) sent: Option<u64>,
    /// What waits, in messages over `bundle`, else in bytes.
    pub(crate) depth: Option<u64>,
    pub(crate) capacity: Option<u64>,
    /// What did not leave, and what never came.
    pub(crate) dropped: Option<u64>,
    pub(crate) dropped_now: u64,
    /// Frames that went to a relay and have not come.
    pub(crate) lag: Option<u64>,
    /// Rates of the last moments, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) history: Vec<Option<f64>>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActorView {
    #[serde(flatten)]
    pub(crate) status: ActorStatus,
    /// Handled messages per second.
    pub(crate) rate: Option<f64>,
    pub(crate) dropped_now: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) history: Vec<Option<f64>>,
}

/// The same system at two moments.
#[derive(Clone, Copy)]
struct Moments<'a> {
    before: Option<&'a Sample>,
    now: &'a Sample,
}

// === impl View ===

impl View {
    /// What `now` says, and what it says beside `before`.
    pub(crate) fn between(topology: &TopologyConfig, before: Option<&Sample>, now: &Sample) -> Self {
        let moments = Moments { before, now };
        let bundles = topology.bundles().iter().map(|bundle| BundleView {
            name: bundle.name().to_owned(),
            mode: bundle.mode.as_str(),
            actors: bundle
                .actors
                .iter()
                .map(|actor| (actor.clone(), topology.node_of(actor).unwrap_or_default().to_owned()))
                .collect(),
        });
        let relays = now.relays.iter().map(|(domain, socket, connected)| RelayView {
            domain: domain.to_string(),
            socket: socket.display().to_string(),
            is_up: connected.is_ok(),
            why: connected.clone().err(),
        });
        let mut view = Self {
            file: topology.file().to_owned(),
            unix_ms: now.unix_ms,
            seconds: moments.seconds(),
            is_healthy: true,
            problems: Vec::new(),
            bundles: bundles.collect(),
            nodes: now.nodes.iter().map(|(name, status)| moments.node(name, status)).collect(),
            relays: relays.collect(),
            edges: moments.edges(topology),
            actors: moments.actors(),
            comparisons: moments.comparisons(),
        };
        view.problems = view.found();
        view.is_healthy = view.problems.is_empty();
        view
    }

    /// Everything that is down or dropping.
    fn found(&self) -> Vec<String> {
        let mut found = Vec::new();
        for node in &self.nodes {
            match (&node.why, node.dropped_now) {
                (Some(why), _) => found.push(format!("node `{}` is down: {why}", node.name)),
                (None, 0) => {}
                (None, dropped) => {
                    found.push(format!("the process of `{}` has dropped, lost or refused {dropped}", node.name));
                }
            }
        }
        for relay in &self.relays {
            found.extend(relay.why.iter().map(|why| format!("the relay of {} is down: {why}", relay.domain)));
        }
        for actor in &self.actors {
            let ActorStatus { name, state, stopped_because, .. } = &actor.status;
            if state == "stopped" {
                let why = stopped_because.as_deref().unwrap_or("nobody knows why");
                found.push(format!("actor `{name}` has stopped: {why}"));
            }
            if actor.dropped_now > 0 {
                found.push(format!("actor `{name}` has dropped {}", actor.dropped_now));
            }
        }
        let dropping = self.edges.iter().filter(|edge| edge.dropped_now > 0);
        found.extend(dropping.map(|edge| format!("{} -> {} has dropped {}", edge.from, edge.to, edge.dropped_now)));
        found
    }
}

// === impl Moments ===

impl<'a> Moments<'a> {
    fn seconds(self) -> Option<f64> {
        self.before.map(|before| self.now.at.duration_since(before.at).as_secs_f64())
    }

    /// What a node said before, if that was the same system.
    fn earlier(self, name: &str) -> Option<&'a SystemStatus> {
        let (before, now) = (self.before?.node(name)?, self.now.node(name)?);
        let is_same = (before.pid, before.started_unix_ms) == (now.pid, now.started_unix_ms);
        is_same.then_some(before)
    }

    /// How fast a count has risen, to a tenth.
    fn rate(self, before: u64, now: u64) -> Option<f64> {
        let seconds = self.seconds().filter(|seconds| *seconds > 0.0)?;
        Some((now.saturating_sub(before) as f64 / seconds * 10.0).round() / 10.0)
    }

    fn node(self, name: &str, status: &Result<SystemStatus, String>) -> NodeView {
        // What newer messages replaced, as their actors want it, is not lost.
        let dropped = |now: &TransportMetrics| now.dropped.saturating_sub(now.conflated);
        let lost = |now: &TransportMetrics| dropped(now) + now.frames_refused + now.frames_unsent + now.frames_lost;
        let up = status.as_ref().ok();
        let dropped_now = up
            .zip(self.earlier(name))
            .map_or(0, |(now, before)| lost(&now.transport).saturating_sub(lost(&before.transport)));
        NodeView {
            name: name.to_owned(),
            is_up: up.is_some(),
            why: status.as_ref().err().cloned(),
            pid: up.map(|status| status.pid),
            uptime_ms: up.map(|status| status.uptime_ms),
            transport: up.map(|status| status.transport),
            dropped_now,
        }
    }

    /// The edges of the file, and behind them roads that no edge declares.
    fn edges(self, topology: &TopologyConfig) -> Vec<EdgeView> {
        let mut edges = Vec::new();
        for edge in topology.edges() {
            let node = topology.node_of(&edge.from).unwrap_or_default();
            for to in &edge.to {
                let told = self.now.node(node).and_then(|status| edge_of(status, node, &edge.from, to));
                let road = topology.route(&edge.from, to).ok().and_then(|route| route.road_to(to));
                edges.push(match told {
                    Some(told) => self.edge(topology, told),
                    // Its sender is down: what the file says is all there is.
                    None => EdgeView {
                        node: node.to_owned(),
                        from: edge.from.clone(),
                        to: to.clone(),
                        road: road.unwrap_or(Road::Bundle),
                        beside: edge.beside,
                        rate: None,
                        sent: None,
                        depth: None,
                        capacity: None,
                        dropped: None,
                        dropped_now: 0,
                        lag: None,
                        history: Vec::new(),
                    },
                });
            }
        }
        for (node, status) in self.up() {
            let others = status.edges.iter().filter(|told| told.node == node);
            let is_new =
                |told: &&EdgeStatus| !topology.edges().iter().any(|e| e.from == told.from && e.to.contains(&told.to));
            let new: Vec<EdgeView> = others.filter(is_new).map(|told| self.edge(topology, told)).collect();
            edges.extend(new);
        }
        edges
    }

    fn edge(self, topology: &TopologyConfig, told: &EdgeStatus) -> EdgeView {
        let EdgeStatus { node, from, to, road, beside, sent, depth, capacity, .. } = told;
        let before = self.earlier(node).and_then(|status| edge_of(status, node, from, to));
        let receiver = topology.node_of(to).unwrap_or_default();
        let came = |status: Option<&'a SystemStatus>| {
            status?.subscriptions.iter().find(|came| came.from == *from && came.to == *to)
        };
        let came_now = came(self.now.node(receiver));
        let lost = came_now.map_or(0, |came| came.lost);
        let lost_now = came(self.earlier(receiver)).map_or(0, |before| lost.saturating_sub(before.lost));
        let unsent_now = before
            .map_or(0, |before| told.dropped.unwrap_or_default().saturating_sub(before.dropped.unwrap_or_default()));
        // Between two processes the receiver's own word on how far it is.
        let behind = told.sequence.zip(came_now).map(|(last, came)| last.saturating_sub(came.sequence));
        EdgeView {
            node: node.clone(),
            from: from.clone(),
            to: to.clone(),
            road: *road,
            beside: *beside,
            rate: before.and_then(|before| before.sent).zip(*sent).and_then(|(before, now)| self.rate(before, now)),
            sent: *sent,
            depth: *depth,
            capacity: *capacity,
            dropped: told.dropped.map(|unsent| unsent + lost),
            dropped_now: unsent_now + lost_now,
            lag: told.lag.or(behind),
            history: Vec::new(),
        }
    }

    fn actors(self) -> Vec<ActorView> {
        let of_node = |(node, status): (&'a str, &'a SystemStatus)| {
            let own = status.actors.iter().filter(move |actor| actor.node == node);
            own.map(move |actor| {
                let earlier = self.earlier(node).map_or(&[][..], |status| &status.actors);
                let before = earlier.iter().find(|before| before.name == actor.name);
                ActorView {
                    rate: before.and_then(|before| self.rate(before.handled, actor.handled)),
                    dropped_now: before.map_or(0, |before| actor.lost().saturating_sub(before.lost())),
                    status: actor.clone(),
                    history: Vec::new(),
                }
            })
        };
        self.up().flat_map(of_node).collect()
    }

    fn comparisons(self) -> Vec<ComparisonReport> {
        let mut all: Vec<ComparisonReport> = Vec::new();
        for report in self.up().flat_map(|(_, status)| &status.comparisons) {
            // Nodes of one process tell the same.
            if !all.iter().any(|known| (&known.from, &known.to) == (&report.from, &report.to)) {
                all.push(report.clone());
            }
        }
        all
    }

    fn up(self) -> impl Iterator<Item = (&'a str, &'a SystemStatus)> {
        self.now.nodes.iter().filter_map(|(name, status)| Some((name.as_str(), status.as_ref().ok()?)))
    }
}

fn edge_of<'a>(status: &'a SystemStatus, node: &str, from: &str, to: &str) -> Option<&'a EdgeStatus> {
    status.edges.iter().find(|edge| edge.node == node && edge.from == from && edge.to == to)
}
