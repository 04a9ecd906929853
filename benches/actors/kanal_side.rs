//! kanal: a task behind a bounded channel, an enum in it. It has no channel for one answer, so that is tokio's oneshot, which
//! allocates once where `bounded_async(1)` does three times.

use std::future::Future;
use std::sync::Arc;

use kanal::{AsyncReceiver, AsyncSender, bounded_async};
use tokio::sync::oneshot;

use crate::peer::{Peer, Workers, run_on_tokio};
use crate::pool::{Add, Event};
use crate::work::Work;

pub(crate) struct Kanal;

pub(crate) enum Message {
    Event(Arc<Event>),
    Add(Add, oneshot::Sender<u64>),
}

async fn run(mut work: Work, next: Option<AsyncSender<Message>>, receiver: AsyncReceiver<Message>) {
    while let Ok(message) = receiver.recv().await {
        match message {
            Message::Event(event) => {
                work.event(&event);
                if let Some(next) = &next {
                    Kanal::send(next, event).await;
                }
            }
            Message::Add(add, reply) => reply.send(work.add(add)).expect("the asker waits"),
        }
    }
}

impl Peer for Kanal {
    const NAME: &'static str = "kanal";
    type Home = ();
    type Ref = AsyncSender<Message>;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(()) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        run_on_tokio(workers, || (), job)
    }

    async fn spawn(_home: &(), work: Work, next: Option<Self::Ref>, capacity: usize) -> Self::Ref {
        let (sender, receiver) = bounded_async(capacity);
        tokio::task::spawn(run(work, next, receiver));
        sender
    }

    #[inline]
    async fn send(to: &Self::Ref, event: Arc<Event>) {
        to.send(Message::Event(event)).await.expect("the task runs");
    }

    #[inline]
    fn post(to: &Self::Ref, event: Arc<Event>) -> bool {
        to.try_send(Message::Event(event)).expect("the task runs")
    }

    #[inline]
    async fn ask(to: &Self::Ref, add: Add) -> u64 {
        let (reply, answer) = oneshot::channel();
        assert!(to.send(Message::Add(add, reply)).await.is_ok(), "the task runs");
        answer.await.expect("the task answers")
    }
}
