//! The rows of the table, and the sides that take turns in each.

use crate::actix_side::Actix;
use crate::drivers::{self, Allocations, OneWay, Tell};
use crate::elfo_side::Elfo;
use crate::kameo_side::Kameo;
use crate::kanal_side::Kanal;
use crate::mycelium_side::{Grouped, Inline, Mycelium, Queued};
use crate::peer::{Peer, Workers};
use crate::ractor_side::Ractor;
use crate::tokio_side::Mpsc;
use crate::wakes;
use crate::xtra_side::Xtra;

/// One row: what is done, how often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Messages in a turn (bursts, actors).
    pub(crate) count: usize,
}

/// What is done.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Burst,
    Tell(Workers, Tell),
    Ask(Workers),
    OneWay(OneWay),
    Chain(Workers),
    FanOut(Workers),
    Spawn,
}

const ONE: Tell = Tell { producers: 1, fresh: false };
const FOUR: Tell = Tell { producers: 4, fresh: false };
const FRESH: Tell = Tell { producers: 1, fresh: true };
const CT: Workers = Workers::CurrentThread;
const MT2: Workers = Workers::Two;

pub(crate) const ROWS: [Row; 18] = [
    Row { name: "send, caller's cost", kind: Kind::Burst, count: 2_000 },
    Row { name: "tell, ct", kind: Kind::Tell(CT, ONE), count: 300_000 },
    Row { name: "tell, mt2", kind: Kind::Tell(MT2, ONE), count: 300_000 },
    Row { name: "tell, mt2, 4 producers", kind: Kind::Tell(MT2, FOUR), count: 300_000 },
    Row { name: "tell of a fresh Arc, ct", kind: Kind::Tell(CT, FRESH), count: 300_000 },
    Row { name: "tell of a fresh Arc, mt2", kind: Kind::Tell(MT2, FRESH), count: 300_000 },
    Row { name: "ask, ct", kind: Kind::Ask(CT), count: 100_000 },
    Row { name: "ask, mt2", kind: Kind::Ask(MT2), count: 50_000 },
    Row { name: "one-way, idle, from outside", kind: Kind::OneWay(OneWay::FromOutside), count: 1_000 },
    Row { name: "one-way, idle, within", kind: Kind::OneWay(OneWay::Within), count: 20_000 },
    Row { name: "one-way, busy sender", kind: Kind::OneWay(OneWay::BusySender), count: 1_000 },
    Row { name: "one-way, busy receiver", kind: Kind::OneWay(OneWay::BusyReceiver), count: 20_000 },
    Row { name: "chain of 100, ct, a hop", kind: Kind::Chain(CT), count: 2_000 },
    Row { name: "chain of 100, mt2, a hop", kind: Kind::Chain(MT2), count: 2_000 },
    Row { name: "fan-out to 16, ct, a delivery", kind: Kind::FanOut(CT), count: 20_000 },
    Row { name: "fan-out to 16, mt2, a delivery", kind: Kind::FanOut(MT2), count: 20_000 },
    Row { name: "spawn, 10,000 actors", kind: Kind::Spawn, count: 10_000 },
    Row { name: "spawn, 100,000 actors", kind: Kind::Spawn, count: 100_000 },
];

/// A peer, with its type erased.
pub(crate) struct Side {
    pub(crate) name: &'static str,
    /// No peer, but what no peer of some rows can be faster than.
    pub(crate) is_floor: bool,
    pub(crate) bounded: bool,
    /// Bytes of a reference to an actor.
    pub(crate) reference: usize,
    /// Nanoseconds per message, of so many.
    pub(crate) measure: fn(Kind, usize) -> f64,
    /// How many of so many messages were handled on another thread than the sender's.
    pub(crate) elsewhere: fn(Kind, usize) -> u64,
    /// See [`drivers::spawn`].
    pub(crate) idle: fn(usize, fn()),
    /// See [`drivers::steady`].
    pub(crate) steady: fn(usize, fn() -> u64) -> Allocations,
}

/// Ours begin with this.
pub(crate) const OURS: &str = "mycelium";
/// All are compared with this.
pub(crate) const BASE: &str = "tokio mpsc";

pub(crate) fn sides() -> Vec<Side> {
    vec![
        side::<Mycelium<Queued>>(),
        side::<Mycelium<Grouped>>(),
        side::<Mycelium<Inline>>(),
        side::<Mpsc<false>>(),
        side::<Mpsc<true>>(),
        side::<Kanal>(),
        side::<Actix>(),
        side::<Kameo>(),
        side::<Ractor>(),
        side::<Elfo>(),
        side::<Xtra>(),
        floor(),
    ]
}

fn floor() -> Side {
    Side {
        name: wakes::NAME,
        is_floor: true,
        bounded: true,
        reference: 0,
        measure: |kind, count| match kind {
            Kind::Chain(workers) => wakes::chain(workers, count),
            _ => f64::NAN,
        },
        elsewhere: |_, _| 0,
        idle: |_, _| (),
        steady: |_, _| Allocations::default(),
    }
}

fn side<P: Peer>() -> Side {
    Side {
        name: P::NAME,
        is_floor: false,
        bounded: P::BOUNDED,
        reference: size_of::<P::Ref>(),
        measure: |kind, count| match kind {
            Kind::Burst => drivers::burst::<P>(count),
            Kind::Tell(workers, tell) => drivers::tell::<P>(workers, tell, count, false).0,
            Kind::Ask(workers) => drivers::ask::<P>(workers, count),
            Kind::OneWay(way) => drivers::one_way::<P>(way, count),
            Kind::Chain(workers) => drivers::chain::<P>(workers, count),
            Kind::FanOut(workers) => drivers::fan_out::<P>(workers, count),
            Kind::Spawn => drivers::spawn::<P>(count, || ()),
        },
        elsewhere: |kind, count| match kind {
            Kind::Tell(workers, tell) => drivers::tell::<P>(workers, tell, count, true).1,
            _ => 0,
        },
        idle: |count, after| {
            drivers::spawn::<P>(count, after);
        },
        steady: drivers::steady::<P>,
    }
}

// === impl Side ===

impl Side {
    /// Whether it has anything to do in this row.
    pub(crate) fn is_in(&self, kind: Kind) -> bool {
        !self.is_floor || matches!(kind, Kind::Chain(_))
    }
}

// === impl Kind ===

impl Kind {
    /// Whether each turn has a process of its own.
    pub(crate) fn is_apart(self) -> bool {
        matches!(self, Self::Spawn)
    }

    /// Whether it may happen that sender and receiver share a thread, or not: one producer, two workers.
    pub(crate) fn is_watched(self) -> bool {
        matches!(self, Self::Tell(MT2, Tell { producers: 1, .. }))
    }
}
