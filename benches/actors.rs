//! Actors of mycelium beside tokio's channels, kanal, actix, kameo, ractor, elfo and xtra, in one run.
//!
//! ```text
//! cargo bench --manifest-path benches/peers/Cargo.toml --bench actors -- --table
//! cargo bench --manifest-path benches/peers/Cargo.toml --bench actors -- --table --only "tell, mt2/kanal" --json FILE
//! ```
//!
//! A package of its own, outside the workspace (`benches/peers`): the gate never builds the peers. In each row the sides take
//! turns, seven times each, in another order each time, after a short one that is not measured: medians, quartiles, the ratio to
//! a bounded tokio channel. Turns of spawning have a process of their own each, for what one side leaves in the heap would slow
//! down the next. Read the ratios. `docs/benchmarks.md` says what each row measures, and holds the table; `--page`
//! puts it there. Every consumer counts, and the counts are checked after each turn.

#[path = "actors/actix_side.rs"]
mod actix_side;
#[path = "actors/args.rs"]
mod args;
#[path = "actors/drivers.rs"]
mod drivers;
#[path = "actors/elfo_side.rs"]
mod elfo_side;
#[path = "actors/kameo_side.rs"]
mod kameo_side;
#[path = "actors/kanal_side.rs"]
mod kanal_side;
#[path = "peers/machine.rs"]
mod machine;
#[path = "actors/memory.rs"]
mod memory;
#[path = "actors/mycelium_side.rs"]
mod mycelium_side;
#[path = "actors/peer.rs"]
mod peer;
#[path = "bundled/pool.rs"]
mod pool;
#[path = "actors/ractor_side.rs"]
mod ractor_side;
#[path = "actors/rows.rs"]
mod rows;
#[path = "actors/table.rs"]
mod table;
#[path = "actors/tokio_side.rs"]
mod tokio_side;
#[path = "actors/wakes.rs"]
mod wakes;
#[path = "actors/work.rs"]
mod work;
#[path = "actors/xtra_side.rs"]
mod xtra_side;

use std::fs;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::args::Args;
use crate::memory::{Counting, Memory};
use crate::rows::{Side, sides};
use crate::table::Table;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Where the tables go in a page.
const BEGIN: &str = "<!-- actors: begin -->\n";
const END: &str = "<!-- actors: end -->";

fn main() {
    let args = Args::read();
    if args.nothing {
        return;
    }
    if let Some((row, side)) = &args.turn {
        println!("{}", table::turn(row, side));
        return;
    }
    if args.memory {
        let sides: Vec<Side> =
            sides().into_iter().filter(|side| !side.is_floor && args.selects_side(side.name)).collect();
        let memory = memory::measure(&sides);
        if let Some(file) = &args.json {
            write(file, &json!(memory.iter().map(Memory::to_json).collect::<Vec<_>>()).to_string());
        }
        println!("{}", Memory::table(&memory));
        return;
    }
    let about = about();
    println!("{about}");
    let table = Table::measure(&sides(), &args);
    let memory = memory_apart(&args);
    let text = format!("{}\n{}", table.text(), Memory::table(&memory));
    println!("{text}");
    if let Some(file) = &args.json {
        let memory: Vec<Value> = memory.iter().map(Memory::to_json).collect();
        let all = json!({ "about": about.lines().collect::<Vec<_>>(), "rows": table.to_json(), "memory": memory });
        write(file, &format!("{all:#}\n"));
    }
    if let Some(page) = &args.page {
        let old = fs::read_to_string(page).unwrap_or_else(|error| panic!("{page}: {error}"));
        let before = old.split(BEGIN).next().filter(|before| before.len() < old.len());
        let (before, after) = before.zip(old.split(END).nth(1)).unwrap_or_else(|| panic!("{page}: no two markers"));
        write(page, &format!("{before}{BEGIN}\n{about}\n{text}\n{END}{after}"));
    }
}

/// What the figures are of.
fn about() -> String {
    let peers = ["tokio", "kanal", "actix", "kameo", "ractor", "elfo", "xtra", "mycelium"];
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let (date, rustc) = (machine::line_of("date", &["-u", "+%Y-%m-%d %H:%M UTC"]), machine::line_of("rustc", &["-V"]));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    format!(
        "- {}; load when it began: {load}\n- {rustc}; {date}\n- {}\n- `cargo bench --manifest-path \
         benches/peers/Cargo.toml --bench actors -- {}`\n",
        machine::machine(),
        machine::versions(&peers),
        args.join(" ")
    )
}

/// Counts in a process of its own.
fn memory_apart(args: &Args) -> Vec<Memory> {
    eprintln!("memory ..");
    let file = std::env::temp_dir().join(format!("mycelium-actors-{}.json", std::process::id()));
    let program = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new(program);
    command.arg("--memory").arg("--json").arg(&file).args(args.filters());
    let status = command.stdout(Stdio::null()).status().expect("this program can be started again");
    assert!(status.success(), "--memory: {status}");
    let text = fs::read_to_string(&file).expect("it was written");
    // Nothing depends on whether it is gone.
    let _gone = fs::remove_file(&file);
    let all: Vec<Value> = serde_json::from_str(&text).expect("it is JSON");
    all.iter().map(|value| Memory::from_json(value).expect("it is as it was written")).collect()
}

fn write(file: &str, text: &str) {
    fs::write(file, text).unwrap_or_else(|error| panic!("{file}: {error}"));
}
