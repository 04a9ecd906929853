//! What is measured, and on which runtime.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::{actors, channels};

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) workers: Workers,
    /// Messages per turn in the table.
    pub(crate) count: usize,
}

/// What is done with the messages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Send { producers: usize },
    Ask,
    OneWay,
}

/// The runtime.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Workers {
    CurrentThread,
    Two,
}

/// Who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Mycelium,
    Tokio,
    RecvMany,
}

pub(crate) const SIDES: [Side; 3] = [Side::Mycelium, Side::Tokio, Side::RecvMany];

pub(crate) const SCENARIOS: [Scenario; 6] = [
    Scenario {
        name: "send, ct, 1 producer",
        kind: Kind::Send { producers: 1 },
        workers: Workers::CurrentThread,
        count: 400_000,
    },
    Scenario {
        name: "send, mt2, 1 producer",
        kind: Kind::Send { producers: 1 },
        workers: Workers::Two,
        count: 400_000,
    },
    Scenario {
        name: "send, mt2, 4 producers",
        kind: Kind::Send { producers: 4 },
        workers: Workers::Two,
        count: 400_000,
    },
    Scenario { name: "ask, ct", kind: Kind::Ask, workers: Workers::CurrentThread, count: 100_000 },
    Scenario { name: "ask, mt2", kind: Kind::Ask, workers: Workers::Two, count: 100_000 },
    Scenario { name: "one-way, mt2, idle receiver", kind: Kind::OneWay, workers: Workers::Two, count: 10_000 },
];

// === impl Side ===

impl Side {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mycelium => "mycelium",
            Self::Tokio => "tokio",
            Self::RecvMany => "recv_many",
        }
    }
}

/// How long one side takes for `count` messages; for one-way, the sum of their times.
///
/// # Panics
///
/// If a message was lost.
pub(crate) fn measure(side: Side, scenario: Scenario, count: usize) -> Duration {
    let runtime = runtime(scenario.workers);
    match scenario.kind {
        Kind::Send { producers } => match side {
            Side::Mycelium => runtime.block_on(actors::send(count, producers)),
            Side::Tokio | Side::RecvMany => runtime.block_on(channels::send(count, producers, side)),
        },
        Kind::Ask => match side {
            Side::Mycelium => runtime.block_on(actors::ask(count)),
            Side::Tokio | Side::RecvMany => runtime.block_on(channels::ask(count, side)),
        },
        // The sender is the main thread, which is no worker: the receiver is always on another thread.
        Kind::OneWay => match side {
            Side::Mycelium => runtime.block_on(async { actors::one_way(count) }),
            Side::Tokio | Side::RecvMany => runtime.block_on(async { channels::one_way(count, side) }),
        },
    }
}

fn runtime(workers: Workers) -> Runtime {
    let mut builder = match workers {
        Workers::CurrentThread => Builder::new_current_thread(),
        Workers::Two => Builder::new_multi_thread(),
    };
    if matches!(workers, Workers::Two) {
        builder.worker_threads(2);
    }
    builder.build().expect("a runtime with two threads can be started")
}
