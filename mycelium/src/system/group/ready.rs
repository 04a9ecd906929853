//! What is ready, and who comes for it.
//!
//! **What is ready is stuck no longer than as a task.** A driver that is woken on a thread of the runtime waits in tokio's slot of
//! that thread, from which nobody takes it; one that is woken behind it takes its place, and the first comes where any thread finds
//! it. So a driver's first call for others calls two, and another thread helps at once. No more are called where as many are
//! coming as there are threads, and one more: one of them is where any thread finds it, however long the others compute.
//!
//! **NEXT needs a guard.** A handler may block its thread (`block_in_place`). Then tokio wakes all that yielded on it, before
//! another thread goes on with its tasks: so a driver lets something yield there first, [`Core`] as a waker, which makes NEXT ready
//! for all. It costs something, so that is done where actors woke others in one of the driver's last turns; in other turns nobody
//! comes into NEXT. Nothing may yield while tokio wakes those: [`Core::schedule`] never does.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Wake, Waker};

use async_task::Runnable;

use super::Core;
use super::driver::Driver;
use super::members::{contain, let_go_elsewhere};
use crate::sync::MutexGuard;

/// What is ready, and who comes for it.
#[derive(Default)]
pub(super) struct Ready {
    /// The oldest first. It has room for all actors.
    actors: VecDeque<Runnable>,
    /// The drivers that sleep. It has room for all.
    idle: Vec<Waker>,
    /// As many as ever ran, blocked or were coming at the same time: no more are made than that.
    drivers: usize,
    /// How many drivers were woken, or made, or ended their turn for others, and have not come yet.
    coming: usize,
    pub(super) end: Option<End>,
    /// Whether the runtime has shut down, and nothing comes in any more but from drivers.
    is_drained: bool,
}

/// Why there are no more turns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nobody is left, and nobody will come.
    Over,
    /// The runtime shuts down.
    Closed,
}

/// By whom an actor was woken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// By what is no actor of this group that runs.
    Others,
    /// By an actor that runs, or whoever did: a driver is here.
    Actor,
    /// By itself, and this thread comes to it at once.
    Itself,
}

/// A driver that is to come.
enum Called {
    Idle(Waker),
    /// It is to be made.
    New,
}

/// Why a driver stops.
pub(super) enum Stop {
    /// Nothing is ready: it sleeps until it is called.
    Sleep,
    /// Others have their turn, and it comes again.
    Turn,
    /// There are no more turns.
    End,
}

thread_local! {
    /// Where the core of the driver that runs on this thread stands; 0 if none does.
    pub(super) static AT: Cell<usize> = const { Cell::new(0) };
    /// What its driver runs next.
    pub(super) static NEXT: Cell<Option<Runnable>> = const { Cell::new(None) };
    /// Whether actors woke any in this turn.
    pub(super) static WAKES: Cell<bool> = const { Cell::new(false) };
    /// Whether this turn's driver has called others.
    pub(super) static CALLED: Cell<bool> = const { Cell::new(false) };
    /// Whether a handler of this turn blocked, and tokio's tasks have moved to another thread; known where there is a guard.
    pub(super) static MOVED: Cell<bool> = const { Cell::new(false) };
    /// Where the core stands that is told before this thread blocks or sleeps; 0 if none is.
    pub(super) static GUARDED: Cell<usize> = const { Cell::new(0) };
}

// === impl Ready ===

impl Ready {
    /// One more driver that is to come, if fewer than `limit` are.
    #[inline]
    fn call(&mut self, limit: usize) -> Option<Called> {
        if self.end.is_some() || self.coming >= limit {
            return None;
        }
        self.coming += 1;
        Some(self.idle.pop().map_or(Called::New, Called::Idle))
    }
}

// === impl Core ===

impl Core {
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// No more drivers are called where so many are coming. One thread comes to whatever is in its slot.
    pub(super) fn coming_max(&self) -> usize {
        if self.threads == 1 { 1 } else { self.threads + 1 }
    }

    /// An actor is ready. It is given back if the runtime has shut down, and nobody will come for it.
    #[inline]
    pub(super) fn schedule(self: &Arc<Self>, actor: Runnable, was_running: bool) -> Result<(), Runnable> {
        let here = self.address();
        if AT.get() != here {
            return self.push_from_outside(actor);
        }
        WAKES.set(true);
        if GUARDED.get() != here {
            self.push(actor, By::Actor);
        } else if was_running {
            // Others first. With nobody in NEXT this thread comes to it at once.
            let next = NEXT.take();
            let by = if next.is_some() { By::Actor } else { By::Itself };
            NEXT.set(next);
            self.push(actor, by);
        } else if let Some(before) = NEXT.replace(Some(actor)) {
            self.push(before, By::Actor);
        }
        Ok(())
    }

    fn push_from_outside(self: &Arc<Self>, actor: Runnable) -> Result<(), Runnable> {
        let mut ready = self.ready.lock();
        if ready.is_drained {
            return Err(actor);
        }
        ready.actors.push_back(actor);
        self.call(ready, By::Others);
        Ok(())
    }

    /// On a driver's thread: when there are no more turns, it drops this actor, too.
    fn push(self: &Arc<Self>, actor: Runnable, by: By) {
        let mut ready = self.ready.lock();
        ready.actors.push_back(actor);
        if by != By::Itself {
            self.call(ready, by);
        }
    }

    /// Calls drivers.
    #[inline]
    fn call<'a>(self: &'a Arc<Self>, mut ready: MutexGuard<'a, Ready>, by: By) {
        let first = ready.call(self.coming_max());
        // The first takes this thread's slot, and the second brings it out of there.
        let is_in_slot = by == By::Actor && first.is_some() && !CALLED.replace(true);
        let second = if is_in_slot { ready.call(self.coming_max()) } else { None };
        drop(ready);
        for called in [first, second].into_iter().flatten() {
            match called {
                Called::Idle(waker) => waker.wake(),
                Called::New => self.make_driver(),
            }
        }
    }

    /// The oldest that is ready, for a driver that comes, or that is there. If there is none it sleeps until `waker` is woken.
    #[inline]
    pub(super) fn next(self: &Arc<Self>, comes: bool, waker: &Waker) -> Result<Runnable, Stop> {
        let mut ready = self.ready.lock();
        ready.coming -= usize::from(comes);
        if ready.end.is_some() {
            drop(ready);
            self.drain(false);
            return Err(Stop::End);
        }
        let Some(next) = ready.actors.pop_front() else {
            ready.idle.push(waker.clone());
            return Err(Stop::Sleep);
        };
        if !ready.actors.is_empty() {
            self.call(ready, By::Actor);
        }
        Ok(next)
    }

    /// Puts back an actor; the driver that had it comes again.
    pub(super) fn put_back(&self, actor: Runnable) {
        let mut ready = self.ready.lock();
        ready.actors.push_back(actor);
        ready.coming += 1;
        let has_ended = ready.end.is_some();
        drop(ready);
        if has_ended {
            self.drain(false);
        }
    }

    /// For so many actors, and as many again.
    pub(super) fn make_room(&self, actors: usize) {
        if self.ready.lock().actors.capacity() >= actors {
            return;
        }
        // Not under the lock, for which others wait.
        let mut room = VecDeque::with_capacity(2 * actors);
        let mut ready = self.ready.lock();
        if ready.actors.capacity() < actors {
            std::mem::swap(&mut room, &mut ready.actors);
            ready.actors.extend(room.drain(..));
        }
    }

    /// Makes drivers until there are as many.
    #[cold]
    pub(super) fn make_drivers(self: &Arc<Self>, enough: usize) {
        let mut ready = self.ready.lock();
        let missing = enough.saturating_sub(ready.drivers);
        ready.coming += missing;
        drop(ready);
        (0..missing).for_each(|_| self.make_driver());
    }

    /// Makes one that is counted as coming.
    #[cold]
    fn make_driver(self: &Arc<Self>) {
        let mut ready = self.ready.lock();
        ready.drivers += 1;
        let (drivers, capacity) = (ready.drivers, ready.idle.capacity());
        drop(ready);
        if capacity < drivers {
            let mut room = Vec::with_capacity(2 * drivers);
            let mut ready = self.ready.lock();
            // Another may have made more meanwhile.
            if ready.idle.capacity() < room.capacity() {
                room.append(&mut ready.idle);
                std::mem::swap(&mut room, &mut ready.idle);
            }
        }
        drop(self.runtime.spawn(Driver::new(Arc::clone(self))));
    }

    /// No more turns: drivers end.
    #[cold]
    pub(super) fn end(&self, end: End) {
        let mut ready = self.ready.lock();
        if ready.end.is_some() {
            return;
        }
        ready.end = Some(end);
        let idle = std::mem::take(&mut ready.idle);
        ready.coming += idle.len();
        drop(ready);
        idle.into_iter().for_each(Waker::wake);
    }

    /// Drops all that are ready; behind the last, nothing comes in from outside of the drivers any more.
    #[cold]
    pub(super) fn drain(&self, is_last: bool) {
        loop {
            // Who is dropped may wake others.
            let next = if AT.get() == self.address() { NEXT.take() } else { None };
            let Some(next) = next.or_else(|| self.drain_one(is_last)) else { return };
            contain(|| drop(next));
        }
    }

    fn drain_one(&self, is_last: bool) -> Option<Runnable> {
        let mut ready = self.ready.lock();
        let one = ready.actors.pop_front();
        ready.is_drained |= is_last && one.is_none();
        one
    }
}

impl Wake for Core {
    /// This thread is idle, or about to block: then what it would have run next is for others. Nothing may yield in here.
    fn wake(self: Arc<Self>) {
        if GUARDED.get() == self.address() {
            GUARDED.set(0);
        }
        if AT.get() == self.address() {
            MOVED.set(true);
            if let Some(Err(late)) = NEXT.take().map(|next| self.push_from_outside(next)) {
                // The driver, which would drop it, blocks first.
                let_go_elsewhere(late);
            }
        }
    }
}
