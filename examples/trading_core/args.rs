//! The command line, and the events that it asks for.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Parser;
use clap::builder::RangedU64ValueParser;
use trading_pair::actors::MarketMessage;
use trading_pair::generator::Seed;
use trading_pair::{Input, SwapFileError};

use crate::measuring::road::Road;
use crate::measuring::roles::Role;

/// Runs the trading pair on all roads and says what it computed and what it cost.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// What this process is when another one started it.
    #[command(subcommand)]
    pub(crate) role: Option<Role>,

    /// The roads, in the order of the columns.
    #[arg(long, value_name = "ROADS", value_delimiter = ',', default_value = "bundled,unix,relay", value_parser = Road::from_str)]
    pub(crate) paths: Vec<Road>,

    /// A CSV file of swaps to read; without it, swaps are generated.
    #[arg(long, value_name = "FILE")]
    swaps: Option<PathBuf>,

    /// How many events to generate; all are held in memory, about 200 bytes each.
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = RangedU64ValueParser::<usize>::new().range(1..=100_000_000), conflicts_with = "swaps")]
    events: usize,

    /// Which events to generate: the same seed gives the same events.
    #[arg(long, value_name = "S", default_value_t = 1, conflicts_with = "swaps")]
    seed: u64,

    /// How many passes over the input, blocks and times going on from pass to pass.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    repeat: u64,

    /// How many floods on each road; their median counts, and all must agree.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) runs: u32,

    /// The open load, in events per second.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) rate: u64,

    /// How long the open load lasts at most on each road, in seconds; it ends with the input.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) seconds: u64,

    /// Writes the report as JSON, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}

// === impl Args ===

impl Args {
    /// The roads that are asked for.
    ///
    /// # Errors
    ///
    /// When one is named twice.
    pub(crate) fn roads(&self) -> Result<Vec<Road>, String> {
        let twice = self.paths.iter().enumerate().find(|(at, road)| self.paths[..*at].contains(road));
        match twice {
            Some((_, road)) => Err(format!("--paths: `{road}` is there twice; name each road once")),
            None => Ok(self.paths.clone()),
        }
    }

    /// The events of the run, in order.
    ///
    /// # Errors
    ///
    /// [`SwapFileError`] says where the file is wrong, what was found, and what was expected.
    pub(crate) fn events(&self) -> Result<Vec<MarketMessage>, SwapFileError> {
        let events = |input: &Input, limit: usize| -> Vec<MarketMessage> {
            input.events(self.repeat).take(limit).map(MarketMessage::from).collect()
        };
        match &self.swaps {
            Some(path) => Ok(events(&Input::read(path)?, usize::MAX)),
            None => {
                let passes = usize::try_from(self.repeat).unwrap_or(usize::MAX);
                let input = Input::generated(Seed(self.seed), self.events);
                Ok(events(&input, self.events.saturating_mul(passes)))
            }
        }
    }
}
