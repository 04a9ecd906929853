//! What the attributes cost while compiling: the section "Build time" of `docs/benchmarks.md`.
//!
//! ```text
//! cargo bench -p mycelium-build-time                  # five turns: some ten minutes, most of it the first build
//! cargo bench -p mycelium-build-time -- --turns 9
//! cargo bench -p mycelium-build-time -- --keep        # says where the libraries are, to be read or profiled
//! ```
//!
//! A library of 100 messages and 20 actors is written four times ([`Side`]), each with a program that spawns all actors and
//! sends each all its messages; the programs must print the same. They are not measured: what they cost is mycelium's code,
//! compiled for each actor, and the same on all sides. Then the sides take turns (A B C D A B ..), each in these
//! steps, in cargo's `dev` profile as it is:
//!
//! - **check** of the library, from nothing;
//! - **build** of the library, from nothing;
//! - **edit**: one line of one handler is changed, and the library built again.
//!
//! What is measured is one process, rustc for that crate, by [`compiler`]: its CPU time (all threads, user and system, what it
//! calls included), and the time it took. mycelium and its dependencies are built before.

mod by_hand;
mod compiler;
#[path = "../peers/machine.rs"]
mod machine;
mod shape;
mod sides;
mod stage;
mod table;

use crate::stage::Stage;
use crate::table::Figures;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// As users write it.
    Attributes,
    /// What the attributes write, in a file: the same code, without running them.
    Expanded,
    /// What somebody writes who has nothing but the traits.
    ByHand,
    /// The same with nothing that this program can do without.
    Lean,
}

pub(crate) const SIDES: [Side; 4] = [Side::Attributes, Side::Expanded, Side::ByHand, Side::Lean];

// === impl Side ===

impl Side {
    /// The name of its library.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Attributes => "attributes",
            Self::Expanded => "expanded",
            Self::ByHand => "by_hand",
            Self::Lean => "lean",
        }
    }

    fn library(self) -> String {
        match self {
            Self::Attributes => sides::attributes(),
            Self::Expanded => sides::expanded(),
            Self::ByHand => by_hand::by_hand(by_hand::Extent::Full),
            Self::Lean => by_hand::by_hand(by_hand::Extent::Lean),
        }
    }
}

fn main() {
    if compiler::is_asked_for() {
        compiler::run();
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1));
    // `cargo test --benches` says no `--bench`: then nothing is measured.
    if !words.iter().any(|word| word == "--bench") {
        return;
    }
    let turns = after("--turns").map_or(5, |turns| turns.parse().expect("--turns takes a number"));
    let stage = Stage::build(&SIDES.map(|side| (side, side.library())));
    println!("{}; {}", machine::machine(), machine::line_of("rustc", &["--version"]));
    let mut figures = Figures::default();
    for turn in 0..turns {
        for side in SIDES {
            figures.add(side, stage.turn(side, turn));
        }
    }
    table::print(&figures, &stage);
    if words.iter().any(|word| word == "--keep") {
        println!("\nthe libraries: {}", stage.directory().display());
    }
}
