//! The arguments.

use std::process::exit;

/// What is to be done.
#[derive(Debug, Default)]
pub(crate) struct Args {
    /// Only bytes and allocations.
    pub(crate) memory: bool,
    /// The file for programs.
    pub(crate) json: Option<String>,
    /// The page with the two markers, between which the tables go.
    pub(crate) page: Option<String>,
    /// `ROW/SIDE`, parts of names; either may be empty.
    only: Vec<(String, String)>,
    /// One turn of this row and this side, printed in nanoseconds: what a process of its own is started for.
    pub(crate) turn: Option<(String, String)>,
    /// `cargo test` asks for it: nothing is measured.
    pub(crate) nothing: bool,
}

const USAGE: &str = "\
--table           times, then memory in a process of its own (as without it)
--memory          memory alone: bytes per actor, allocations per message
--only ROW/SIDE   rows and sides whose names contain these; either may be empty; again for more
--turn ROW/SIDE   one turn, in nanoseconds; both names in full
--json FILE       the figures for programs
--page FILE       puts the tables into a page, between <!-- actors: begin --> and <!-- actors: end -->";

// === impl Args ===

impl Args {
    /// Ends the process where they are none of ours.
    pub(crate) fn read() -> Self {
        let mut read = Self::default();
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap_or_else(|| refuse(&format!("{arg} takes a value")));
            match arg.as_str() {
                "--memory" => read.memory = true,
                "--json" => read.json = Some(value()),
                "--page" => read.page = Some(value()),
                "--only" => read.only.push(row_and_side(&value())),
                "--turn" => read.turn = Some(row_and_side(&value())),
                "--test" | "--list" => read.nothing = true,
                // cargo says the first.
                "--bench" | "--table" => {}
                _ => refuse(&format!("{arg} is not known")),
            }
        }
        read
    }

    pub(crate) fn selects(&self, row: &str, side: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| row.contains(&only.0) && side.contains(&only.1))
    }

    /// Whether any row of this side is selected.
    pub(crate) fn selects_side(&self, side: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| side.contains(&only.1))
    }

    /// The filters again, as arguments.
    pub(crate) fn filters(&self) -> impl Iterator<Item = String> {
        self.only.iter().flat_map(|(row, side)| ["--only".to_owned(), format!("{row}/{side}")])
    }
}

fn row_and_side(text: &str) -> (String, String) {
    let (row, side) = text.split_once('/').unwrap_or((text, ""));
    (row.to_owned(), side.to_owned())
}

fn refuse(reason: &str) -> ! {
    eprintln!("{reason}\n\n{USAGE}");
    exit(2)
}
