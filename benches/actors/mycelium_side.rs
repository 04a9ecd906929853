//! mycelium: an enum in the mailbox, sync handlers.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use mycelium::prelude::*;
use mycelium::{ArcPool, Spawner};

use crate::peer::{Peer, Workers, run_on_tokio};
use crate::pool::{Add, Event};
use crate::work::{CAPACITY, Shared, Work};

/// Actors with this dispatch.
pub(crate) struct Mycelium<D>(PhantomData<D>);

/// How a message gets to its handler.
pub(crate) trait Dispatched: Send + Sync + 'static {
    const NAME: &'static str;

    /// Tells the spawner.
    fn dispatched(spawner: Spawner<'_>) -> Spawner<'_>;
}

/// Through the mailbox, in the actor's task.
pub(crate) struct Queued;

impl Dispatched for Queued {
    const NAME: &'static str = "mycelium queued";

    fn dispatched(spawner: Spawner<'_>) -> Spawner<'_> {
        spawner
    }
}

/// On the sender's thread, where the actor is idle.
pub(crate) struct Inline;

impl Dispatched for Inline {
    const NAME: &'static str = "mycelium inline";

    fn dispatched(spawner: Spawner<'_>) -> Spawner<'_> {
        spawner.dispatch(Dispatch::Inline)
    }
}

pub(crate) struct Counter {
    work: Work,
    next: Option<CounterRef>,
}

#[actor]
impl Counter {
    #[handler]
    fn event(&mut self, event: Arc<Event>) {
        self.work.event(&event);
        if let Some(next) = &self.next {
            next.try_send(event).expect("there is room for one event");
        }
    }

    #[handler]
    fn add(&mut self, add: Add) -> u64 {
        self.work.add(add)
    }
}

impl<D: Dispatched> Peer for Mycelium<D> {
    const NAME: &'static str = D::NAME;
    type Home = Arc<ActorSystem>;
    type Ref = CounterRef;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(Self::Home) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        run_on_tokio(workers, || Arc::new(ActorSystem::new()), job)
    }

    async fn spawn(home: &Self::Home, work: Work, next: Option<CounterRef>, capacity: usize) -> CounterRef {
        let spawner = D::dispatched(home.unnamed()).capacity(capacity);
        spawner.spawn(Counter { work, next }).expect("a made-up name is free")
    }

    #[inline]
    async fn send(to: &CounterRef, event: Arc<Event>) {
        to.send(event).await.expect("the actor runs");
    }

    /// By `publish`, which waits for room where there is none.
    async fn send_to_all(to: &[CounterRef], events: &[Arc<Event>], count: usize, _shared: &Shared) {
        let all: Recipients<_> = to.iter().map(|to| to.recipient::<Arc<Event>>()).collect();
        for number in 0..count {
            all.publish(Arc::clone(&events[number % events.len()])).await.expect("the actors run");
        }
    }

    /// From a pool of the producer's own.
    fn fresh() -> impl FnMut(usize) -> Arc<Event> + Send + 'static {
        let mut pool = ArcPool::new(4 * CAPACITY);
        move |number| pool.arc(Event { fields: [number as u64; 12] })
    }

    #[inline]
    fn post(to: &CounterRef, event: Arc<Event>) -> bool {
        to.try_send(event).is_ok()
    }

    #[inline]
    async fn ask(to: &CounterRef, add: Add) -> u64 {
        to.ask(add).await.expect("the actor answers")
    }
}
