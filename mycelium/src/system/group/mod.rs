//! Actors that take turns in a few tasks of a runtime.
//!
//! tokio runs a few tasks in a row that woke each other; the next goes into a queue, and another thread is woken for it. For
//! actors that hand a message on to each other that is a system call for every few messages, and each of their lines of memory goes
//! from core to core. So here an actor of a group is no task of tokio's: it is a [`Runnable`], and a few tasks of tokio's, the drivers, run
//! those that are ready. An actor that is woken by one that runs has its turn behind it, on the same thread, and no other thread is
//! woken as long as it is the only one.
//!
//! ```text
//!  woken by an actor that runs ──▶ NEXT, of its thread ──▶┐
//!         │ the one that was there                        ├──▶ Driver: actors for 100 µs, then tokio's other tasks
//!         ▼                                               │
//!  woken by anybody else ────────▶ Ready, of all ─────────▶┘
//! ```
//!
//! In here: who is there ([`Members`]) and what ends them; `ready` has what is ready and calls drivers for it; `driver` runs it.

mod driver;
mod ready;

use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_task::{Runnable, ScheduleInfo, Task, WithInfo};
use pin_project_lite::pin_project;
use slab::Slab;
use tokio::runtime::Handle as Runtime;
use tokio::sync::watch;

use ready::{End, Ready};

use crate::actor::panic_said;
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

/// All actors.
#[derive(Default)]
struct Members {
    count: usize,
    /// For when the runtime shuts down.
    tasks: Slab<Task<()>>,
    has_begun: bool,
    /// Whether the group was dropped.
    is_let_go: bool,
    /// Whether the runtime has shut down.
    is_closed: bool,
}

pin_project! {
    /// An actor as it runs here.
    struct Body<F> {
        #[pin]
        actor: Option<F>,
        _member: Member,
    }

    impl<F> PinnedDrop for Body<F> {
        fn drop(this: Pin<&mut Self>) {
            contain(|| this.project().actor.set(None));
        }
    }
}

/// An actor's place among the members, which it leaves when this is dropped.
struct Member {
    core: Arc<Core>,
    key: usize,
}

/// Drops all actors when the runtime shuts down and drops this, also if all drivers are busy at that time.
struct Sentinel(Arc<Core>);

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

    /// Waits until the group was dropped, and all its actors.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + use<> {
        let mut has_ended = self.core.has_ended.subscribe();
        // An error says that all of it is gone: the same.
        async move { drop(has_ended.wait_for(|has_ended| *has_ended).await) }
    }

    /// Runs an actor until it is done. If the runtime has shut down it is dropped.
    pub(super) fn spawn(&self, actor: impl Future<Output = ()> + Send + 'static) {
        let core = &self.core;
        let mut members = core.members.lock();
        if members.is_closed {
            drop(members);
            return contain(|| drop(actor));
        }
        let member = Member { core: Arc::clone(core), key: members.tasks.vacant_key() };
        let future = Body { actor: Some(actor), _member: member };
        let scheduled = Arc::clone(core);
        let schedule = move |runnable, info: ScheduleInfo| {
            if let Err(late) = scheduled.schedule(runnable, info.woken_while_running) {
                let_go_elsewhere(late);
            }
        };
        let (runnable, task) = async_task::spawn(future, WithInfo(schedule));
        members.tasks.insert(task);
        members.count += 1;
        let count = members.count;
        let has_begun = std::mem::replace(&mut members.has_begun, true);
        drop(members);
        if count.is_power_of_two() {
            core.make_room(2 * count);
        }
        if !has_begun {
            core.begin();
        }
        if let Err(late) = core.schedule(runnable, false) {
            contain(|| drop(late));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let mut members = self.core.members.lock();
        members.is_let_go = true;
        let is_over = members.are_over();
        drop(members);
        if is_over {
            self.core.over();
        }
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

    /// Nobody is left, and nobody will come.
    fn over(&self) {
        self.end(End::Over);
        self.has_ended.send_replace(true);
    }

    /// The runtime shuts down: actors are dropped here, those that run by their drivers, and none where it is woken.
    #[cold]
    fn close(&self) {
        self.end(End::Closed);
        let mut members = self.members.lock();
        members.is_closed = true;
        let tasks = std::mem::take(&mut members.tasks);
        drop(members);
        // Each becomes ready once more.
        drop(tasks);
        self.drain(true);
        let is_over = self.members.lock().are_over();
        if is_over {
            self.over();
        }
    }
}

/// Drops an actor that is woken after its runtime has ended: not where it is woken, maybe under somebody's lock.
#[cold]
fn let_go_elsewhere(late: Runnable) {
    // Without a thread it is never dropped.
    let late = ManuallyDrop::new(late);
    let let_go = move || contain(|| drop(ManuallyDrop::into_inner(late)));
    drop(std::thread::Builder::new().name("actor's end".to_owned()).spawn(let_go));
}

/// Does what no actor's panic may get out of.
#[inline]
fn contain<T>(run: impl FnOnce() -> T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(run)) {
        tracing::error!("an actor panicked outside of its handlers and hooks: {}", panic_said(panic));
    }
}

// === impl Members ===

impl Members {
    /// Whether nobody is left, and nobody will come.
    fn are_over(&self) -> bool {
        self.count == 0 && (self.is_let_go || self.is_closed)
    }
}

// === impl Body ===

impl<F: Future<Output = ()>> Future for Body<F> {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().actor.as_pin_mut().map_or(Poll::Ready(()), |actor| actor.poll(cx))
    }
}

// === impl Member ===

impl Drop for Member {
    fn drop(&mut self) {
        let mut members = self.core.members.lock();
        let task = members.tasks.try_remove(self.key);
        members.count -= 1;
        let is_over = members.are_over();
        drop(members);
        task.into_iter().for_each(Task::detach);
        if is_over {
            self.core.over();
        }
    }
}

// === impl Sentinel ===

impl Drop for Sentinel {
    fn drop(&mut self) {
        if self.0.ready.lock().end != Some(End::Over) {
            self.0.close();
        }
    }
}
