//! What a side can do. One file per peer says how; the drivers do the same with all of them.

use std::future::Future;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::pool::{Add, Event};
use crate::work::{Mode, Shared, Work};

/// A framework, or a channel, used as its documentation recommends.
pub(crate) trait Peer: Sized + 'static {
    const NAME: &'static str;
    /// Whether a sender waits when the receiver is behind. Where it does not, the driver waits instead ([`Shared::room`]).
    const BOUNDED: bool = true;
    /// What spawning takes.
    type Home: Clone + Send + Sync + 'static;
    /// What sending takes.
    type Ref: Clone + Send + Sync + 'static;

    /// Runs a job as a task of a runtime that is made for it, and ends with it.
    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(Self::Home) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static;

    /// Starts a task; where tasks do not move, in this place. Ready when it has ended.
    fn task<T, F>(home: &Self::Home, place: usize, job: F) -> impl Future<Output = T> + Send
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let _every_place_is_as_good = (home, place);
        let task = tokio::task::spawn(job);
        async move { task.await.expect("a task ends") }
    }

    /// What a future needs around it to be polled outside of the runtime.
    fn outside<F>(home: Self::Home, job: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        async move {
            let output = job.await;
            // Some end their actors when it goes.
            drop(home);
            output
        }
    }

    /// Starts an actor, which hands its events on to `next`.
    fn spawn(
        home: &Self::Home,
        work: Work,
        next: Option<Self::Ref>,
        capacity: usize,
    ) -> impl Future<Output = Self::Ref> + Send;

    /// Starts so many actors that only count.
    fn spawn_many(
        home: &Self::Home,
        count: usize,
        shared: &Arc<Shared>,
        capacity: usize,
    ) -> impl Future<Output = Vec<Self::Ref>> + Send {
        async move {
            let mut actors = Vec::with_capacity(count);
            for _ in 0..count {
                actors.push(Self::spawn(home, Work::new(shared, Mode::Count), None, capacity).await);
            }
            actors
        }
    }

    /// Sends an event, waiting for room where there is a bound.
    fn send(to: &Self::Ref, event: Arc<Event>) -> impl Future<Output = ()> + Send;

    /// Sends so many events to all of these, one after the other.
    fn send_to_all(
        to: &[Self::Ref],
        events: &[Arc<Event>],
        count: usize,
        shared: &Shared,
    ) -> impl Future<Output = ()> + Send {
        async move {
            for number in 0..count {
                let event = &events[number % events.len()];
                for to in to {
                    Self::send(to, Arc::clone(event)).await;
                }
                if !Self::BOUNDED {
                    shared.room(number, number).await;
                }
            }
        }
    }

    /// Makes events that nobody else has.
    fn fresh() -> impl FnMut(usize) -> Arc<Event> + Send + 'static {
        |number| Arc::new(Event { fields: [number as u64; 12] })
    }

    /// Sends an event if there is room.
    fn post(to: &Self::Ref, event: Arc<Event>) -> bool;

    /// Asks, and waits for the answer.
    fn ask(to: &Self::Ref, add: Add) -> impl Future<Output = u64> + Send;
}

/// The runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workers {
    CurrentThread,
    Two,
}

/// [`Peer::run`] for whoever's actors are tasks of tokio.
pub(crate) fn run_on_tokio<H, T, F>(
    workers: Workers,
    home: impl FnOnce() -> H + Send + 'static,
    job: impl FnOnce(H) -> F + Send + 'static,
) -> T
where
    H: Send,
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let runtime = runtime(workers);
    runtime.block_on(async {
        let _entered = runtime.enter();
        let task = tokio::task::spawn(job(home()));
        task.await.expect("the job ends")
    })
}

pub(crate) fn runtime(workers: Workers) -> Runtime {
    let mut builder = match workers {
        Workers::CurrentThread => Builder::new_current_thread(),
        Workers::Two => Builder::new_multi_thread(),
    };
    if workers == Workers::Two {
        builder.worker_threads(2);
    }
    builder.enable_all().build().expect("a runtime with two threads can be started")
}
