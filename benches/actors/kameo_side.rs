//! kameo: a struct per message, `bounded` mailboxes.

use std::future::Future;
use std::sync::Arc;

use kameo::Actor;
use kameo::actor::{ActorRef, Spawn};
use kameo::mailbox::bounded;
use kameo::message::{Context, Message};

use crate::peer::{Peer, Workers, run_on_tokio};
use crate::pool::{Add, Event};
use crate::work::Work;

pub(crate) struct Kameo;

#[derive(Actor)]
pub(crate) struct Counter {
    work: Work,
    next: Option<ActorRef<Counter>>,
}

pub(crate) struct Tell(Arc<Event>);

impl Message<Tell> for Counter {
    type Reply = ();

    async fn handle(&mut self, Tell(event): Tell, _ctx: &mut Context<Self, ()>) {
        self.work.event(&event);
        if let Some(next) = &self.next {
            Kameo::send(next, event).await;
        }
    }
}

impl Message<Add> for Counter {
    type Reply = u64;

    async fn handle(&mut self, add: Add, _ctx: &mut Context<Self, u64>) -> u64 {
        self.work.add(add)
    }
}

impl Peer for Kameo {
    const NAME: &'static str = "kameo";
    type Home = ();
    type Ref = ActorRef<Counter>;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(()) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        run_on_tokio(workers, || (), job)
    }

    async fn spawn(_home: &(), work: Work, next: Option<Self::Ref>, capacity: usize) -> Self::Ref {
        Counter::spawn_with_mailbox(Counter { work, next }, bounded(capacity))
    }

    #[inline]
    async fn send(to: &Self::Ref, event: Arc<Event>) {
        to.tell(Tell(event)).send().await.expect("the actor runs");
    }

    #[inline]
    fn post(to: &Self::Ref, event: Arc<Event>) -> bool {
        to.tell(Tell(event)).try_send().is_ok()
    }

    #[inline]
    async fn ask(to: &Self::Ref, add: Add) -> u64 {
        to.ask(add).send().await.expect("the actor answers")
    }
}
