//! Which thread runs an actor, and what that costs: the tables of `docs/executors.md`.
//!
//! ```text
//! cargo bench -p mycelium-benches --bench executors                # half a minute on a quiet machine, two at most
//! cargo bench -p mycelium-benches --bench executors -- --quick     # two turns instead of five
//! cargo bench -p mycelium-benches --bench executors -- "busy sender"
//! ```
//!
//! Words that are no options select the rows whose `TABLE/ROW` contains one of them.
//!
//! - **one way**: a message each 100 µs to an actor that is idle by then; from before the send to the handler, and what the
//!   send costs. The sender is the main thread, which is no worker; for inline dispatch it is a task of the runtime, since
//!   only those run handlers.
//! - **asks**: one actor asks another, one question after the other; dedicated ones have a thread each.
//! - **busy sender**: an actor sends, then computes for 50 µs, once a millisecond; from before the send to the handler, and
//!   until the sender goes on (behind the yield, where there is one). The other worker is idle.
//! - **300 waiting**: 300 messages wait at an actor that sends one message for each, and computes for 1 µs.
//!
//! The runtime has two workers. In a table the rows take turns (A B C A B C ..), five times each, after a short one that is
//! not measured; each turn makes its runtime, its threads and its actors anew. Percentiles are of the messages of all turns,
//! "p50 of turns" is the least and the greatest median of one turn: where they are far apart, the machine was not quiet.
//! Each turn ends when all its messages were handled, and their count is checked. A turn that lasts longer than 800 ms sends
//! no more: `n` says how many there were.

#[path = "executors/actors.rs"]
mod actors;
#[path = "executors/args.rs"]
mod args;
#[path = "executors/cores.rs"]
mod cores;
#[path = "peers/machine.rs"]
mod machine;
#[path = "executors/rows.rs"]
mod rows;
#[path = "executors/stage.rs"]
mod stage;
#[path = "executors/table.rs"]
mod table;
#[path = "executors/turn.rs"]
mod turn;

use crate::args::Args;
use crate::rows::TABLES;

fn main() {
    let args = Args::read();
    if args.list {
        for (table, row) in TABLES.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row))) {
            println!("{}/{}: benchmark", table.name, row.name);
        }
        return;
    }
    println!("{}; {}\n", machine::machine(), machine::line_of("rustc", &["--version"]));
    for table in TABLES {
        table::print(table, &args);
    }
}
