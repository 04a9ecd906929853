//! Waiting until the old road of an edge has delivered what it holds, and accounting for what it has not.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::beside::{Which, side_name};
use super::launch::Launch;
use super::routes::Lead;
use super::seat::Carrier;
use crate::actor::{Command, Controlled};
use crate::bundle::TopologyConfig;
use crate::relay::Publisher;

/// How long all of it may take.
const DRAIN_MAX: Duration = Duration::from_secs(5);
/// The pause between two looks at how far messages have come.
const LOOK_PAUSE: Duration = Duration::from_millis(1);

/// What is known of an old road after it was waited for.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Drained {
    /// Messages that were on it, as far as this process can tell.
    pub(super) in_flight: u64,
    /// Of these, messages that have not been seen to arrive.
    pub(super) uncertain: u64,
}

// === impl Launch ===

impl Launch {
    /// Waits until the old road of an edge has delivered what it holds; its switch is shut.
    pub(super) async fn drain(&self, before: &TopologyConfig, index: usize, old: &Lead) -> Drained {
        let deadline = Instant::now() + DRAIN_MAX;
        let lost_before = self.known_losses(before, index, old);
        let mut in_flight = 0;
        let mut uncertain = 0;
        if let Some(helper) = &old.helper {
            in_flight += depth(&**helper);
            helper.request(Command::Drain);
            drop(timeout_at(deadline, helper.controls().stopped()).await);
            uncertain += depth(&**helper);
        }
        for carrier in &old.routed.needs {
            match carrier {
                Carrier::Link(link) => {
                    let unwritten = link.unwritten();
                    in_flight += unwritten;
                    // The socket of a link that is gone may have held some more.
                    if !timeout_at(deadline, link.delivered()).await.unwrap_or(false) {
                        uncertain += unwritten.max(1);
                    }
                }
                Carrier::Publisher(relay) => {
                    let left = || self.left_at_relay(before, index, relay);
                    in_flight += left();
                    drop(timeout_at(deadline, until(|| left() == 0)).await);
                    uncertain += left();
                }
            }
        }
        // What came over two roads waits once more, in front of the receiver.
        for side in self.sides(before, index) {
            in_flight += depth(&*side);
            drop(timeout_at(deadline, until(|| depth(&*side) == 0)).await);
            uncertain += depth(&*side);
        }
        uncertain += self.known_losses(before, index, old) - lost_before;
        Drained { in_flight: in_flight.max(uncertain), uncertain }
    }

    /// How many frames were published and have not been delivered, where the receivers are here; else how many are not
    /// written.
    fn left_at_relay(&self, before: &TopologyConfig, index: usize, relay: &Publisher) -> u64 {
        let edge = &before.edges()[index];
        let source = edge.source.unwrap_or_default();
        let (last, unwritten) = relay.progress();
        let names = edge.to.iter().flat_map(|to| listener_names(&edge.from, to));
        let listening = names.filter_map(|name| self.listening.get(&name)).filter(|sources| sources.contains(source));
        let slowest = listening.map(|sources| last.saturating_sub(sources.delivered(source))).max();
        slowest.unwrap_or(unwritten)
    }

    /// How many frames of an edge's roads are known to be lost, since the start: never written, or missing in a sequence.
    fn known_losses(&self, before: &TopologyConfig, index: usize, old: &Lead) -> u64 {
        let edge = &before.edges()[index];
        let source = edge.source.unwrap_or_default();
        let unsent: u64 = old.routed.needs.iter().map(Carrier::frames_unsent).sum();
        let names = edge.to.iter().flat_map(|to| listener_names(&edge.from, to));
        let listening = names.filter_map(|name| self.listening.get(&name)).filter(|sources| sources.contains(source));
        unsent + listening.map(|sources| sources.counts(source).1).sum::<u64>()
    }

    /// The ends of an edge's two roads, if it had two and they are here.
    fn sides(&self, before: &TopologyConfig, index: usize) -> Vec<std::sync::Arc<dyn Controlled>> {
        let edge = &before.edges()[index];
        let ([to], Some(_)) = (&edge.to[..], edge.beside) else { return Vec::new() };
        let names = [Which::Road, Which::Beside].map(|which| side_name(&edge.from, to, which));
        names.iter().filter_map(|name| self.registry.control(name)).collect()
    }
}

/// How many messages an actor has accepted and not handled.
fn depth(actor: &dyn Controlled) -> u64 {
    let metrics = actor.metrics();
    metrics.sent.saturating_sub(metrics.handled + metrics.dropped)
}

/// All who may listen to a relay because of an edge.
pub(super) fn listener_names(from: &str, to: &str) -> [String; 3] {
    [to.to_owned(), side_name(from, to, Which::Road), side_name(from, to, Which::Beside)]
}

/// Ready when `done` says so.
pub(super) async fn until(done: impl Fn() -> bool) {
    while !done() {
        tokio::time::sleep(LOOK_PAUSE).await;
    }
}
