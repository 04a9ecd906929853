//! The command line, and the input that it asks for.

use std::path::PathBuf;

use clap::Parser;
use clap::builder::RangedU64ValueParser;
use trading_pair::actors::MarketMessage;
use trading_pair::generator::Seed;
use trading_pair::{Input, SwapFileError};

use crate::measuring::roles::Role;

/// Runs the trading pair over relays and bundled, under the mission's load and under a flood, and reports what the move
/// to a bundle brings.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// What this process is when another one started it.
    #[command(subcommand)]
    pub(crate) role: Option<Role>,

    /// How long the load lasts on each road, in seconds: 100 events every 10 ms.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) seconds: u64,

    /// How many floods on each road; their median counts, and all must agree.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) runs: u32,

    /// How many events a flood has; all are held in memory, about 200 bytes each. A file may have fewer: it is repeated.
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = RangedU64ValueParser::<usize>::new().range(1..=100_000_000))]
    pub(crate) events: usize,

    /// A CSV file of swaps to read, again and again; without it, swaps are generated.
    #[arg(long, value_name = "FILE")]
    swaps: Option<PathBuf>,

    /// Which swaps to generate: the same seed gives the same swaps.
    #[arg(long, value_name = "S", default_value_t = 1, conflicts_with = "swaps")]
    seed: u64,

    /// Writes the report as JSON, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Writes the report as a page with charts, too; it opens from disk.
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
}

// === impl Args ===

impl Args {
    /// The input; it has an event at least.
    ///
    /// # Errors
    ///
    /// [`SwapFileError`] says where the file is wrong, what was found, and what was expected.
    pub(crate) fn input(&self) -> Result<Input, SwapFileError> {
        match &self.swaps {
            Some(path) => Input::read(path),
            None => Ok(Input::generated(Seed(self.seed), self.events)),
        }
    }
}

/// The events of an input without an end: pass after pass, blocks and times going on.
pub(crate) fn events(input: &Input) -> impl Iterator<Item = MarketMessage> {
    input.events(u64::MAX).map(MarketMessage::from)
}
