//! The command `mycelium`.
//!
//! Exit code 0: done. 1: `health` found something down or dropping, `inspect` a bad frame. 2: the arguments are not
//! usable, or what they name; standard error says what to do.

mod dashboard;
mod health;
mod inspect;
mod relay;
mod relay_config;
mod rollback;
mod sample;
mod view;

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
    Health(health::Args),
    Dashboard(dashboard::Args),
    Inspect(inspect::Args),
}

fn main() -> ExitCode {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match args.command {
        Command::Rollback(args) => rollback::run(args).map(|()| ExitCode::SUCCESS),
        Command::Relay(args) => relay::run(args).map(|()| ExitCode::SUCCESS),
        Command::Health(args) => health::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Dashboard(args) => dashboard::run(args).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
