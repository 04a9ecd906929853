//! mycelium: an enum in the mailbox, sync handlers.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use mycelium::prelude::*;
use mycelium::{ArcPool, Dispatch, Executor};
use tokio::runtime::Handle;

use crate::peer::{Peer, Workers, run_on_tokio};
use crate::pool::{Add, Event};
use crate::work::{CAPACITY, Shared, Work};

/// Actors of this kind.
pub(crate) struct Mycelium<K>(PhantomData<K>);

/// What runs handlers.
pub(crate) trait Kind: Send + Sync + 'static {
    const NAME: &'static str;
    const DISPATCH: Dispatch = Dispatch::Queued;

    /// What runs all actors of one measurement, if they are no tasks.
    fn executor() -> Option<Executor> {
        None
    }
}

/// Through the mailbox, in the actor's task.
pub(crate) struct Queued;

impl Kind for Queued {
    const NAME: &'static str = "mycelium queued";
}

/// Through the mailbox, all actors in one group.
pub(crate) struct Grouped;

impl Kind for Grouped {
    const NAME: &'static str = "mycelium grouped";

    fn executor() -> Option<Executor> {
        Some(Executor::grouped("actors", &Handle::current()))
    }
}

/// On the sender's thread, where the actor is idle.
pub(crate) struct Inline;

impl Kind for Inline {
    const NAME: &'static str = "mycelium inline";
    const DISPATCH: Dispatch = Dispatch::Inline;
}

/// Where actors are spawned.
pub(crate) struct Home {
    system: ActorSystem,
    executor: Option<Executor>,
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

impl<K: Kind> Peer for Mycelium<K> {
    const NAME: &'static str = K::NAME;
    type Home = Arc<Home>;
    type Ref = CounterRef;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(Self::Home) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        run_on_tokio(workers, || Arc::new(Home { system: ActorSystem::new(), executor: K::executor() }), job)
    }

    async fn spawn(home: &Self::Home, work: Work, next: Option<CounterRef>, capacity: usize) -> CounterRef {
        let mut spawner = home.system.unnamed().dispatch(K::DISPATCH).capacity(capacity);
        if let Some(executor) = &home.executor {
            spawner = spawner.executor(executor);
        }
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
