//! The command `mycelium`.
//!
//! Exit code 0: done. 2: the arguments are not usable, or what they name; standard error says what to do.

mod relay;
mod relay_config;
mod rollback;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// Runs and looks after what actors of different processes share.
#[derive(Debug, Parser)]
#[command(name = "mycelium", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Relay(relay::Args),
    Rollback(rollback::Args),
}

fn main() -> ExitCode {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match args.command {
        Command::Relay(args) => relay::run(args),
        Command::Rollback(args) => rollback::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
