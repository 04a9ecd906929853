//! ractor: an enum per actor, mailboxes without a bound.

use std::future::Future;
use std::sync::Arc;

use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, call};

use crate::peer::{Peer, Workers, run_on_tokio};
use crate::pool::{Add, Event};
use crate::work::Work;

pub(crate) struct Ractor;

pub(crate) struct Counter;

pub(crate) enum Message {
    Event(Arc<Event>),
    Add(Add, RpcReplyPort<u64>),
}

impl Actor for Counter {
    type Msg = Message;
    type State = (Work, Option<ActorRef<Message>>);
    type Arguments = Self::State;

    async fn pre_start(
        &self,
        _myself: ActorRef<Message>,
        state: Self::State,
    ) -> Result<Self::State, ActorProcessingErr> {
        Ok(state)
    }

    async fn handle(
        &self,
        _myself: ActorRef<Message>,
        message: Message,
        (work, next): &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            Message::Event(event) => {
                work.event(&event);
                if let Some(next) = next {
                    next.cast(Message::Event(event))?;
                }
            }
            Message::Add(add, reply) => reply.send(work.add(add))?,
        }
        Ok(())
    }
}

impl Peer for Ractor {
    const NAME: &'static str = "ractor";
    const BOUNDED: bool = false;
    type Home = ();
    type Ref = ActorRef<Message>;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(()) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        run_on_tokio(workers, || (), job)
    }

    async fn spawn(_home: &(), work: Work, next: Option<Self::Ref>, _capacity: usize) -> Self::Ref {
        let (actor, _task) = Actor::spawn(None, Counter, (work, next)).await.expect("the actor starts");
        actor
    }

    #[inline]
    async fn send(to: &Self::Ref, event: Arc<Event>) {
        assert!(Self::post(to, event), "the actor runs");
    }

    #[inline]
    fn post(to: &Self::Ref, event: Arc<Event>) -> bool {
        to.cast(Message::Event(event)).is_ok()
    }

    #[inline]
    async fn ask(to: &Self::Ref, add: Add) -> u64 {
        call!(to, Message::Add, add).expect("the actor answers")
    }
}
