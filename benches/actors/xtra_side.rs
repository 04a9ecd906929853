//! xtra: a struct per message, bounded mailboxes; `detach` sends without waiting for the handler.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, Waker};

use xtra::{Address, Context, Handler, Mailbox, spawn_tokio};

use crate::peer::{Peer, Workers, run_on_tokio};
use crate::pool::{Add, Event};
use crate::work::Work;

pub(crate) struct Xtra;

#[derive(xtra::Actor)]
pub(crate) struct Counter {
    work: Work,
    next: Option<Address<Counter>>,
}

pub(crate) struct Tell(Arc<Event>);

impl Handler<Tell> for Counter {
    type Return = ();

    async fn handle(&mut self, Tell(event): Tell, _ctx: &mut Context<Self>) {
        self.work.event(&event);
        if let Some(next) = &self.next {
            Xtra::send(next, event).await;
        }
    }
}

impl Handler<Add> for Counter {
    type Return = u64;

    async fn handle(&mut self, add: Add, _ctx: &mut Context<Self>) -> u64 {
        self.work.add(add)
    }
}

impl Peer for Xtra {
    const NAME: &'static str = "xtra";
    type Home = ();
    type Ref = Address<Counter>;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(()) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        run_on_tokio(workers, || (), job)
    }

    async fn spawn(_home: &(), work: Work, next: Option<Self::Ref>, capacity: usize) -> Self::Ref {
        spawn_tokio(Counter { work, next }, Mailbox::bounded(capacity))
    }

    #[inline]
    async fn send(to: &Self::Ref, event: Arc<Event>) {
        drop(to.send(Tell(event)).detach().await.expect("the actor runs"));
    }

    /// Its futures send when they are polled first, if there is room.
    #[inline]
    fn post(to: &Self::Ref, event: Arc<Event>) -> bool {
        let sending = pin!(to.send(Tell(event)).detach());
        match sending.poll(&mut std::task::Context::from_waker(Waker::noop())) {
            Poll::Ready(sent) => sent.is_ok(),
            Poll::Pending => false,
        }
    }

    #[inline]
    async fn ask(to: &Self::Ref, add: Add) -> u64 {
        to.send(add).await.expect("the actor answers")
    }
}
