//! Bundled messages beside bare tokio channels: send, ask and one-way, in one run.
//!
//! ```text
//! cargo bench -p mycelium-benches              # the table, then criterion's figures
//! cargo bench -p mycelium-benches -- --quick   # the same, in less time
//! ```
//!
//! First comes a table whose sides take turns (A B C A B C ..), seven times each: medians, quartiles, and the
//! ratio to a bounded tokio channel. Read the ratios. Then criterion measures each side by itself.
//!
//! - **send**: 1 or 4 producers send, one receiver counts; from the first send to the last message handled,
//!   per message. Capacity 1,024, a full mailbox pushes back. Messages are clones from a pool of 4,096 `Arc`s to
//!   96-byte events, in an enum of 16 bytes; mailbox and channel hold 24 bytes for each.
//! - **ask**: one asker, one question after the other; from asking to the answer.
//! - **one-way**: one message at a time to a receiver that sleeps, on another thread; from before the send to
//!   the handler. It contains the wake-up.
//!
//! `ct` is a current-thread runtime, `mt2` one with two workers. The sides: `mycelium`, actors as tasks;
//! `tokio`, `mpsc::channel` with `send` and `recv`, `oneshot` for answers; `recv_many`, the same with
//! `try_send` first and `recv_many`.

#[path = "bundled/actors.rs"]
mod actors;
#[path = "bundled/channels.rs"]
mod channels;
#[path = "bundled/pool.rs"]
mod pool;
#[path = "bundled/scenario.rs"]
mod scenario;
#[path = "bundled/table.rs"]
mod table;

use criterion::{Criterion, Throughput};

use crate::scenario::{SCENARIOS, SIDES, measure};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    // `cargo test --benches` and `--list` run nothing that measures.
    if !std::env::args().any(|arg| arg == "--test" || arg == "--list") {
        table::print();
    }
    for scenario in SCENARIOS {
        let mut group = criterion.benchmark_group(scenario.name);
        group.throughput(Throughput::Elements(1));
        for side in SIDES {
            group.bench_function(side.name(), |bencher| {
                bencher.iter_custom(|count| measure(side, scenario, usize::try_from(count).unwrap_or(usize::MAX)));
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
