//! What an actor takes that has nothing to do.

use std::process::{Command, Stdio};

use mycelium::prelude::*;
use trading_pair::Execution;

use super::usage::memory_pss_bytes;

/// So many are made: one alone would vanish between the pages.
const ACTORS: u64 = 10_000;

/// The memory of one idle actor, in bytes, with its service, its mailbox and its task, in a process of its own: what others
/// have freed would hide it. `None` where the system does not say.
pub(crate) fn bytes_per_actor() -> std::io::Result<Option<u64>> {
    let said = Command::new(std::env::current_exe()?).arg("idle").stdin(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&said.stdout).trim().parse().ok())
}

/// As the role of a child: measures, and prints it.
pub(super) async fn measure() {
    let system = ActorSystem::new();
    let before = memory_pss_bytes();
    let actors: Vec<_> = (0..ACTORS).map(|_| system.spawn(Execution::new())).collect();
    // All have begun, and wait.
    for actor in &actors {
        while !matches!(actor.state(), Some(mycelium::ActorState::Running)) {
            tokio::task::yield_now().await;
        }
    }
    let after = memory_pss_bytes();
    system.stop().await;
    if let Some((after, before)) = after.zip(before) {
        println!("{}", after.saturating_sub(before) / ACTORS);
    }
}
