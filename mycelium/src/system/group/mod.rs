//! Actors that take turns in a few tasks of a runtime.
//!
//! tokio runs a few tasks in a row that woke each other; the next goes into a queue, and another thread is woken for it. For
//! actors that hand a message on to each other that is a system call for every few messages, and each of their lines of memory
//! goes from core to core. So here an actor is no task of tokio's: it is a [`Runnable`](async_task::Runnable), and a few tasks
//! of tokio's, the drivers, run those that are ready. An actor that is woken by one that runs has its turn behind it, on the same
//! thread, and no other thread is woken as long as it is the only one.
//!
//! ```text
//!  woken by an actor that runs ──▶ NEXT, of its thread ──▶┐
//!         │ the one that was there                        ├──▶ Driver: actors for 100 µs, then tokio's other tasks
//!         ▼                                               │
//!  woken by anybody else ────────▶ Ready, of all ─────────▶┘
//! ```
//!
//! `members` is who is there, and how they end; `ready` has what is ready, and calls drivers for it; `driver` runs it.

mod driver;
mod members;
mod ready;

use std::future::Future;
use std::sync::Arc;

use tokio::runtime::Handle as Runtime;
use tokio::sync::watch;

use members::{Members, Sentinel, contain};
use ready::Ready;

use crate::sync::Mutex;

/// Runs actors; see the module. When it is dropped its drivers end, after its last actor.
pub(super) struct Group {
    name: Arc<str>,
    core: Arc<Core>,
}

/// What a group, its actors and its drivers share.
// What wake-ups need comes first, at the beginning of a line of the cache.
#[repr(C, align(64))]
struct Core {
    ready: Mutex<Ready>,
    /// How many threads the runtime has.
    threads: usize,
    runtime: Runtime,
    has_ended: watch::Sender<bool>,
    members: parking_lot::Mutex<Members>,
}

// === impl Group ===

impl Group {
    /// Nothing runs before the first actor is spawned.
    pub(super) fn new(name: &str, runtime: &Runtime) -> Self {
        let core = Core {
            ready: Mutex::new(Ready::default()),
            threads: runtime.metrics().num_workers(),
            runtime: runtime.clone(),
            has_ended: watch::Sender::new(false),
            members: parking_lot::Mutex::default(),
        };
        Self { name: name.into(), core: Arc::new(core) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.core.runtime
    }

    /// Gives this one up, and waits until all others are, and all actors have stopped.
    pub(super) async fn ended(self: Arc<Self>) {
        let mut has_ended = self.core.has_ended.subscribe();
        drop(self);
        // An error says that all of it is gone: the same.
        drop(has_ended.wait_for(|has_ended| *has_ended).await);
    }

    /// Runs an actor until it is done. If the runtime has shut down it is dropped.
    pub(super) fn spawn(&self, actor: impl Future<Output = ()> + Send + 'static) {
        let core = &self.core;
        let Some(joined) = core.join(actor) else { return };
        core.make_room(joined.count);
        if joined.is_first {
            core.begin();
        }
        if let Err(late) = core.schedule(joined.actor, false) {
            contain(|| drop(late));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.core.let_go();
    }
}

// === impl Core ===

impl Core {
    /// Makes the sentinel, and as many drivers as are needed if none blocks its thread: no turn allocates then.
    #[cold]
    fn begin(self: &Arc<Self>) {
        let (sentinel, mut has_ended) = (Sentinel(Arc::clone(self)), self.has_ended.subscribe());
        drop(self.runtime.spawn(async move {
            drop(has_ended.wait_for(|has_ended| *has_ended).await);
            drop(sentinel);
        }));
        self.make_drivers(self.threads + self.coming_max());
    }
}
