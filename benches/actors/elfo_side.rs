//! elfo: a group whose actors start when their first message comes; sends go to an actor's address.
//!
//! Sends need the scope of an actor, so the driver is one, and its tasks share its scope.

use std::future::Future;
use std::sync::{Arc, Mutex};

use elfo::config::AnyConfig;
use elfo::prelude::*;
use elfo::routers::{MapRouter, Outcome};
use elfo::scope::{self, Scope};
use elfo::{Addr, Local, MoveOwnership, Topology};
use tokio::sync::oneshot;

use crate::peer::{Peer, Workers, runtime};
use crate::pool::{Add, Event};
use crate::work::{Mode, Shared, Work};

pub(crate) struct Elfo;

/// The driver's.
#[derive(Clone)]
pub(crate) struct Home {
    ctx: Arc<Context>,
    scope: Arc<Mutex<Scope>>,
    /// Keys of actors that were started.
    keys: Arc<std::sync::atomic::AtomicU64>,
}

#[derive(Clone)]
pub(crate) struct Ref {
    ctx: Arc<Context>,
    addr: Addr,
}

#[message]
struct Start {
    key: u64,
    seed: MoveOwnership<Seed>,
}

/// What an actor starts from.
struct Seed {
    work: Work,
    next: Option<Ref>,
    capacity: usize,
    born: oneshot::Sender<Addr>,
}

#[message]
struct Tell {
    event: Local<Arc<Event>>,
}

#[message(ret = u64)]
struct Sum {
    add: Local<Add>,
}

async fn counter(mut ctx: Context<(), u64>) {
    let mut state: Option<(Work, Option<Ref>)> = None;
    while let Some(envelope) = ctx.recv().await {
        msg!(match envelope {
            Start { seed, .. } => {
                let seed = seed.take().expect("an actor is started once");
                ctx.set_mailbox_capacity(seed.capacity);
                state = Some((seed.work, seed.next));
                seed.born.send(ctx.addr()).expect("the driver waits");
            }
            Tell { event } => {
                let (work, next) = state.as_mut().expect("it was started");
                let event = event.into_inner();
                work.event(&event);
                if let Some(next) = next {
                    ctx.send_to(next.addr, Tell { event: event.into() }).await.expect("the actor runs");
                }
            }
            (Sum { add }, token) => {
                let (work, _) = state.as_mut().expect("it was started");
                ctx.respond(token, work.add(*add));
            }
        });
    }
}

impl Home {
    async fn start(&self, work: Work, next: Option<Ref>, capacity: usize) -> oneshot::Receiver<Addr> {
        let (born, addr) = oneshot::channel();
        let key = self.keys.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let seed = MoveOwnership::from(Seed { work, next, capacity, born });
        self.ctx.send(Start { key, seed }).await.expect("the group runs");
        addr
    }

    async fn born(&self, addr: oneshot::Receiver<Addr>) -> Ref {
        Ref { ctx: Arc::clone(&self.ctx), addr: addr.await.expect("the actor starts") }
    }
}

impl Peer for Elfo {
    const NAME: &'static str = "elfo";
    type Home = Home;
    type Ref = Ref;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(Home) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let (done, result) = oneshot::channel();
        let job = Arc::new(Mutex::new(Some((job, done))));
        let driver = ActorGroup::new().exec(move |ctx| {
            let job = Arc::clone(&job);
            async move {
                let (job, done) = job.lock().expect("nobody panics").take().expect("the driver is started once");
                let scope = Arc::new(Mutex::new(scope::expose()));
                let home = Home { ctx: Arc::new(ctx.pruned()), scope, keys: Arc::default() };
                // The runtime is there until it has come.
                let _gone = done.send(job(home).await);
            }
        });
        let counters = ActorGroup::new()
            .router(MapRouter::new(|envelope| {
                msg!(match envelope {
                    Start { key, .. } => Outcome::Unicast(*key),
                    _ => Outcome::Default,
                })
            }))
            .exec(counter);
        let topology = Topology::empty();
        let (drivers, groups) = (topology.local("drivers"), topology.local("counters"));
        drivers.route_all_to(&groups);
        let configurers = topology.local("configurers").entrypoint();
        drivers.mount(driver);
        groups.mount(counters);
        configurers.mount(elfo::batteries::configurer::fixture(&topology, AnyConfig::default()));
        runtime(workers).block_on(async {
            tokio::select! {
                result = result => result.expect("the job ends"),
                ended = elfo::init::try_start(topology) => panic!("elfo ended: {ended:?}"),
            }
        })
    }

    fn task<T, F>(home: &Home, _place: usize, job: F) -> impl Future<Output = T> + Send
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let task = tokio::task::spawn(Self::outside(home.clone(), job));
        async move { task.await.expect("a task ends") }
    }

    fn outside<F>(home: Home, job: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        let scope = home.scope.lock().expect("nobody panics").clone();
        scope.within(job)
    }

    async fn spawn(home: &Home, work: Work, next: Option<Ref>, capacity: usize) -> Ref {
        let addr = home.start(work, next, capacity).await;
        home.born(addr).await
    }

    /// All are started before the first address is awaited.
    async fn spawn_many(home: &Home, count: usize, shared: &Arc<Shared>, capacity: usize) -> Vec<Ref> {
        let mut births = Vec::with_capacity(count);
        for _ in 0..count {
            births.push(home.start(Work::new(shared, Mode::Count), None, capacity).await);
        }
        let mut actors = Vec::with_capacity(count);
        for birth in births {
            actors.push(home.born(birth).await);
        }
        actors
    }

    #[inline]
    async fn send(to: &Ref, event: Arc<Event>) {
        to.ctx.send_to(to.addr, Tell { event: event.into() }).await.expect("the actor runs");
    }

    #[inline]
    fn post(to: &Ref, event: Arc<Event>) -> bool {
        to.ctx.try_send_to(to.addr, Tell { event: event.into() }).is_ok()
    }

    #[inline]
    async fn ask(to: &Ref, add: Add) -> u64 {
        to.ctx.request_to(to.addr, Sum { add: add.into() }).resolve().await.expect("the actor answers")
    }
}
