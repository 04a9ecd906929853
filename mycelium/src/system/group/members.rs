//! Who is in a group, and how they end.

use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_task::{Runnable, ScheduleInfo, Task, WithInfo};
use parking_lot::MutexGuard;
use pin_project_lite::pin_project;
use slab::Slab;

use super::Core;
use super::ready::End;
use crate::actor::panic_said;

/// All actors.
#[derive(Default)]
pub(super) struct Members {
    count: usize,
    /// For when the runtime shuts down.
    tasks: Slab<Task<()>>,
    /// Whether there ever was one.
    has_begun: bool,
    /// Whether nobody holds the group any more.
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

/// A new member.
pub(super) struct Joined {
    pub(super) actor: Runnable,
    /// How many there are now.
    pub(super) count: usize,
    pub(super) is_first: bool,
}

/// Drops all actors when the runtime shuts down and drops this, also if all drivers are busy at that time.
pub(super) struct Sentinel(pub(super) Arc<Core>);

// === impl Core ===

impl Core {
    /// Takes an actor in. If the runtime has shut down it is dropped.
    pub(super) fn join(self: &Arc<Self>, actor: impl Future<Output = ()> + Send + 'static) -> Option<Joined> {
        let mut members = self.members.lock();
        if members.is_closed {
            drop(members);
            contain(|| drop(actor));
            return None;
        }
        let member = Member { core: Arc::clone(self), key: members.tasks.vacant_key() };
        let core = Arc::clone(self);
        let schedule = move |actor, info: ScheduleInfo| {
            if let Err(late) = core.schedule(actor, info.woken_while_running) {
                let_go_elsewhere(late);
            }
        };
        let (actor, task) = async_task::spawn(Body { actor: Some(actor), _member: member }, WithInfo(schedule));
        members.tasks.insert(task);
        members.count += 1;
        let is_first = !std::mem::replace(&mut members.has_begun, true);
        Some(Joined { actor, count: members.count, is_first })
    }

    /// Nobody holds the group any more.
    pub(super) fn let_go(&self) {
        let mut members = self.members.lock();
        members.is_let_go = true;
        self.end_if_over(members);
    }

    fn leave(&self, key: usize) {
        let mut members = self.members.lock();
        let task = members.tasks.try_remove(key);
        members.count -= 1;
        self.end_if_over(members);
        task.into_iter().for_each(Task::detach);
    }

    /// Where nobody is left, and nobody will come, all drivers end.
    fn end_if_over(&self, members: MutexGuard<'_, Members>) {
        let is_over = members.count == 0 && (members.is_let_go || members.is_closed);
        drop(members);
        if is_over {
            self.end(End::Over);
            self.has_ended.send_replace(true);
        }
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
        self.end_if_over(self.members.lock());
    }
}

/// Drops an actor that is woken after its runtime has ended: not where it is woken, maybe under somebody's lock.
#[cold]
pub(super) fn let_go_elsewhere(late: Runnable) {
    // Without a thread it is never dropped.
    let late = ManuallyDrop::new(late);
    let let_go = move || contain(|| drop(ManuallyDrop::into_inner(late)));
    drop(std::thread::Builder::new().name("actor's end".to_owned()).spawn(let_go));
}

/// Does what no actor's panic may get out of.
#[inline]
pub(super) fn contain<T>(run: impl FnOnce() -> T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(run)) {
        tracing::error!("an actor panicked outside of its handlers and hooks: {}", panic_said(panic));
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
        self.core.leave(self.key);
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
