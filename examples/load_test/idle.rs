//! What an actor takes that has nothing to do.

use mycelium::prelude::*;
use trading_pair::Execution;

use crate::measuring::usage::memory_pss_bytes;

/// So many are made: one alone would vanish between the pages.
const ACTORS: u64 = 10_000;

/// The memory of one idle actor, in bytes, with its service, its mailbox and its task; `None` where the system does not
/// say.
pub(crate) fn bytes_per_actor() -> std::io::Result<Option<u64>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(async {
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
        after.zip(before).map(|(after, before)| after.saturating_sub(before) / ACTORS)
    }))
}
