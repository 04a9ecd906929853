//! actix: a struct per message; actors and tasks stay on the thread where they were started, an arbiter's.
//!
//! `ct`: one arbiter. `mt2`: two; the actors live on the first one, the sender (of several: every other one) on the second.
//! `do_send` does not keep a mailbox's bound, so the driver keeps one.

use std::future::Future;
use std::sync::Arc;

use actix::{Actor, Addr, Arbiter, ArbiterHandle, Context, Handler, Message, System};
use tokio::sync::oneshot;

use crate::peer::{Peer, Workers, runtime};
use crate::pool::{Add, Event};
use crate::work::Work;

pub(crate) struct Actix;

/// The arbiters.
#[derive(Clone)]
pub(crate) struct Home {
    actors: ArbiterHandle,
    senders: ArbiterHandle,
    workers: Workers,
}

pub(crate) struct Counter {
    work: Work,
    next: Option<Addr<Counter>>,
}

impl Actor for Counter {
    type Context = Context<Self>;
}

#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Tell(Arc<Event>);

#[derive(Message)]
#[rtype(result = "u64")]
pub(crate) struct Sum(Add);

impl Handler<Tell> for Counter {
    type Result = ();

    fn handle(&mut self, Tell(event): Tell, _ctx: &mut Context<Self>) {
        self.work.event(&event);
        if let Some(next) = &self.next {
            next.do_send(Tell(event));
        }
    }
}

impl Handler<Sum> for Counter {
    type Result = u64;

    fn handle(&mut self, Sum(add): Sum, _ctx: &mut Context<Self>) -> u64 {
        self.work.add(add)
    }
}

/// Starts a task on an arbiter.
fn start<T, F>(arbiter: &ArbiterHandle, job: F) -> oneshot::Receiver<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (done, result) = oneshot::channel();
    let started = arbiter.spawn(async move {
        // Whoever started it may have gone.
        let _gone = done.send(job.await);
    });
    assert!(started, "the arbiter runs");
    result
}

impl Peer for Actix {
    const NAME: &'static str = "actix";
    const BOUNDED: bool = false;
    type Home = Home;
    type Ref = Addr<Counter>;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(Home) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let system = System::with_tokio_rt(|| runtime(Workers::CurrentThread));
        system.block_on(async {
            if workers == Workers::CurrentThread {
                let own = Arbiter::current();
                let job = job(Home { actors: own.clone(), senders: own.clone(), workers });
                return start(&own, job).await.expect("the job ends");
            }
            let arbiter = || Arbiter::with_tokio_rt(|| runtime(Workers::CurrentThread));
            let (actors, senders) = (arbiter(), arbiter());
            let job = job(Home { actors: actors.handle(), senders: senders.handle(), workers });
            let result = start(&senders.handle(), job).await.expect("the job ends");
            for arbiter in [actors, senders] {
                arbiter.stop();
                arbiter.join().expect("the arbiter ends");
            }
            result
        })
    }

    fn task<T, F>(home: &Home, place: usize, job: F) -> impl Future<Output = T> + Send
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let task = start(if place.is_multiple_of(2) { &home.senders } else { &home.actors }, job);
        async move { task.await.expect("a task ends") }
    }

    async fn spawn(home: &Home, work: Work, next: Option<Self::Ref>, capacity: usize) -> Self::Ref {
        let create = move |ctx: &mut Context<Counter>| {
            ctx.set_mailbox_capacity(capacity);
            Counter { work, next }
        };
        match home.workers {
            Workers::CurrentThread => Counter::create(create),
            Workers::Two => Counter::start_in_arbiter(&home.actors, create),
        }
    }

    #[inline]
    async fn send(to: &Self::Ref, event: Arc<Event>) {
        to.do_send(Tell(event));
    }

    #[inline]
    fn post(to: &Self::Ref, event: Arc<Event>) -> bool {
        to.do_send(Tell(event));
        true
    }

    #[inline]
    async fn ask(to: &Self::Ref, add: Add) -> u64 {
        to.send(Sum(add)).await.expect("the actor answers")
    }
}
