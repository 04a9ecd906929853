//! Inline dispatch: a sender runs an idle actor's sync handler on its own thread.
//!
//! The loop of such an actor leaves the instance in a [`Cell`] while it sleeps, and takes it out when it wakes. A sender
//! that finds the instance there, and the mailbox idle, runs the handler under the cell's lock (`lending`). What keeps the promises:
//!
//! - **Order per sender.** The door offers a message only while the mailbox is empty, the loop sleeps, and nobody waits
//!   for room, or none before this sender. So whatever it sent before was handled. The mailbox's own lock guards that sign.
//! - **One message at a time, no re-entrance.** The lock is only tried. Who finds it taken, by another thread or by a
//!   handler below on its own stack, goes through the mailbox.
//! - **Depth.** Handlers within handlers are counted per thread, and so is the stack that they take: from [`DEPTH_MAX`] or
//!   [`STACK_MAX`] on messages are queued.
//! - **Panics and errors** are noted in the instance, and the loop is woken to do what follows. Until then nobody else
//!   finds the mailbox idle.
//! - **One executor.** A sender of another runtime, or of none, goes through the mailbox; where the runtime is one thread,
//!   so does whoever is not on it.

use std::cell::Cell as Local;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::{self, Handle as Runtime};
use tokio::task;

use super::lending::Lending;
use super::{Actor, Context, Envelope, LocalDoor};
use crate::domain_enum::DomainEnum;
use crate::error::Error;
use crate::mailbox::NoAnswer;

/// So many handlers run within each other, at most: a queued one takes a turn of the executor, so few are to be queued.
const DEPTH_MAX: u32 = 128;

/// Where those that run take so many bytes of the stack, no other begins: a small part of the 2 MiB that a thread has.
const STACK_MAX: usize = 128 * 1024;

/// In place of a thread (see [`this_thread`]): the executor has several, and each will do.
const ANY_THREAD: usize = 0;

/// The executor has one, and the loop has not run there yet: none will do.
const NO_THREAD: usize = 1;

/// An actor's value and its surroundings, as its loop owns them.
pub(crate) struct Instance<A: Actor> {
    pub(crate) actor: A,
    pub(crate) ctx: Context<A>,
}

/// An instance that its loop has left in the cell.
pub(super) struct Lent<A: Actor> {
    pub(super) instance: Box<Instance<A>>,
    /// What the loop has to do before the next message. Boxed, for few handlers end so.
    pub(super) trouble: Option<Box<Trouble>>,
}

/// How a handler ended that did not go well.
#[derive(Debug)]
pub(crate) enum Trouble {
    Failed(Error),
    Panicked(Arc<str>),
}

/// Where an instance is while its loop sleeps; see the module.
pub(crate) struct Cell<A: Actor> {
    lending: Lending<Lent<A>>,
    executor: runtime::Id,
    /// Where the loop last ran, if its executor is one thread; else [`ANY_THREAD`].
    thread: AtomicUsize,
}

/// A [`Cell`] as a door sees it, which knows only the messages.
pub(crate) trait RunsInline<M: DomainEnum>: Send + Sync {
    /// Handles the message here and now and returns true, or leaves it where it is. It is the message's turn.
    fn offer(&self, door: &LocalDoor<M>, envelope: &mut Option<Envelope<M>>) -> bool;
}

thread_local! {
    /// How many handlers run inline on this thread now.
    static DEPTH: Local<u32> = const { Local::new(0) };
    /// Where the first of them began on the stack.
    static FIRST: Local<usize> = const { Local::new(0) };
    /// The task that was last seen on this thread, and its runtime: a task never changes it.
    static SEEN: Local<Option<(task::Id, runtime::Id)>> = const { Local::new(None) };
}

/// What tells this thread from others that live.
#[inline]
fn this_thread() -> usize {
    DEPTH.with(|depth| std::ptr::from_ref(depth).addr())
}

/// How far this thread's stack reaches now, as an address.
#[inline]
fn stack_address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(&here).addr()
}

/// Whether this code runs on `executor`.
#[inline]
fn is_on(executor: runtime::Id) -> bool {
    match (task::try_id(), SEEN.get()) {
        (Some(task), Some((seen, on))) if task == seen => on == executor,
        (task, _) => look_up(task) == Some(executor),
    }
}

#[cold]
fn look_up(task: Option<task::Id>) -> Option<runtime::Id> {
    let on = Runtime::try_current().ok()?.id();
    if let Some(task) = task {
        SEEN.set(Some((task, on)));
    }
    Some(on)
}

/// One more handler on this thread's stack, until it is dropped.
struct Nested;

impl Nested {
    #[inline]
    fn enter() -> Option<Self> {
        let (depth, here) = (DEPTH.get(), stack_address());
        if depth == 0 {
            FIRST.set(here);
        } else if depth >= DEPTH_MAX || here.abs_diff(FIRST.get()) >= STACK_MAX {
            return None;
        }
        DEPTH.set(depth + 1);
        Some(Self)
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

// === impl Instance ===

impl<A: Actor> Instance<A> {
    pub(crate) fn new(actor: A, ctx: Context<A>) -> Box<Self> {
        Box::new(Self { actor, ctx })
    }
}

// === impl Cell ===

impl<A: Actor> Cell<A> {
    /// For an actor on `executor`, which may be one thread.
    pub(crate) fn new(executor: runtime::Id, is_one_thread: bool) -> Arc<Self> {
        let thread = AtomicUsize::new(if is_one_thread { NO_THREAD } else { ANY_THREAD });
        Arc::new(Self { lending: Lending::new(), executor, thread })
    }

    /// Whether this code may run the actor's handlers: in its runtime, and on its thread if that is one.
    #[inline]
    fn is_here(&self) -> bool {
        let thread = self.thread.load(Ordering::Relaxed);
        (thread == ANY_THREAD || thread == this_thread()) && is_on(self.executor)
    }

    /// Leaves the instance here, for senders. Only while the cell is empty.
    pub(super) fn leave(&self, instance: Option<Box<Instance<A>>>) {
        if self.thread.load(Ordering::Relaxed) != ANY_THREAD {
            self.thread.store(this_thread(), Ordering::Relaxed);
        }
        self.lending.leave(instance.map(|instance| Lent { instance, trouble: None }));
    }

    /// Takes the instance out, and what its loop has to do. If a handler runs right now, the loop's usual waker is woken when it
    /// has returned.
    pub(super) fn take_or_await(&self) -> Option<Lent<A>> {
        self.lending.take_or_await()
    }

    /// Takes out what the loop will not come back for. A sender that has the lock right now gets the instance instead, and
    /// drops it when it lets go.
    pub(super) fn abandon(&self) -> Option<Box<Instance<A>>> {
        self.lending.abandon().map(|lent| lent.instance)
    }
}

impl<A: Actor> RunsInline<A::Message> for Cell<A> {
    fn offer(&self, door: &LocalDoor<A::Message>, envelope: &mut Option<Envelope<A::Message>>) -> bool {
        if !self.is_here() || std::thread::panicking() {
            return false;
        }
        let Some(nested) = Nested::enter() else { return false };
        let Some(mut guard) = self.lending.borrow() else { return false };
        let (is_handled, is_well) = match &mut *guard {
            Some(lent) => Self::handle(lent, door, envelope),
            None => (false, true),
        };
        drop(guard);
        drop(nested);
        if !is_well || self.lending.is_asked() {
            self.hand_over(door);
        }
        is_handled
    }
}

impl<A: Actor> Cell<A> {
    /// Whether the message was handled, and whether that went well.
    #[inline]
    fn handle(
        lent: &mut Lent<A>,
        door: &LocalDoor<A::Message>,
        envelope: &mut Option<Envelope<A::Message>>,
    ) -> (bool, bool) {
        // Whoever requested something has woken the loop: then the mailbox is not idle.
        if lent.trouble.is_some() {
            return (false, true);
        }
        let Lent { instance, trouble } = lent;
        let Instance { actor, ctx } = &mut **instance;
        let (mut avoided_bytes, mut is_unanswered) = (0, false);
        let run = AssertUnwindSafe(|| {
            if let Some(offered) = &*envelope {
                if !A::may_receive_now(&offered.message) {
                    return None;
                }
                offered.reply.begin();
                (avoided_bytes, is_unanswered) = door.account_of(offered);
            }
            actor.receive_now(envelope, ctx)
        });
        let found = match catch_unwind(run) {
            Ok(None) => match envelope {
                Some(left) => {
                    left.reply.put_off();
                    return (false, true);
                }
                None => None,
            },
            Ok(Some(Ok(()))) => None,
            Ok(Some(Err(error))) => Some(Box::new(Trouble::Failed(error))),
            Err(panic) => Some(Box::new(Trouble::Panicked(super::run::panic_said(panic)))),
        };
        if let Some(left) = envelope.take() {
            Self::clear(left, matches!(found.as_deref(), Some(Trouble::Panicked(_))));
        }
        let counters = &door.counters;
        counters.avoided_bytes.add(avoided_bytes);
        if is_unanswered {
            counters.rare().answers_dropped.add(1);
        }
        counters.inline.add(1);
        match found.as_deref() {
            None => return (true, true),
            Some(Trouble::Failed(_)) => counters.rare().failed.add(1),
            Some(Trouble::Panicked(_)) => counters.rare().panicked.add(1),
        }
        *trouble = found;
        (true, false)
    }

    /// Ends a message that its handler left where it was.
    #[cold]
    pub(super) fn clear(left: Envelope<A::Message>, has_panicked: bool) {
        let Envelope { message, reply } = left;
        reply.refuse(if has_panicked { NoAnswer::Panicked } else { NoAnswer::Discarded });
        if catch_unwind(AssertUnwindSafe(|| drop(message))).is_err() {
            tracing::error!("dropping a message panicked");
        }
    }
}

impl<A: Actor> Cell<A> {
    /// Wakes the loop, for what it has to do; without a loop, ends the instance.
    #[cold]
    fn hand_over(&self, door: &LocalDoor<A::Message>) {
        let left = self.lending.hand_over(&door.mailbox);
        if catch_unwind(AssertUnwindSafe(|| drop(left))).is_err() {
            tracing::error!(actor = %door.id(), "dropping the actor panicked");
        }
    }
}
