//! tokio: a task behind a bounded channel, an enum in it, a oneshot for each answer.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use crate::peer::{Peer, Workers, run_on_tokio};
use crate::pool::{Add, Event};
use crate::work::Work;

/// How many messages `recv_many` takes at a time.
const BATCH: usize = 64;

/// `send().await` and `recv`, or with `MANY` `try_send` first and `recv_many`.
pub(crate) struct Mpsc<const MANY: bool>;

pub(crate) enum Message {
    Event(Arc<Event>),
    Add(Add, oneshot::Sender<u64>),
}

struct Counter<const MANY: bool> {
    work: Work,
    next: Option<mpsc::Sender<Message>>,
}

impl<const MANY: bool> Counter<MANY> {
    #[inline]
    async fn handle(&mut self, message: Message) {
        match message {
            Message::Event(event) => {
                self.work.event(&event);
                if let Some(next) = &self.next {
                    Mpsc::<MANY>::send(next, event).await;
                }
            }
            Message::Add(add, reply) => reply.send(self.work.add(add)).expect("the asker waits"),
        }
    }

    async fn run(mut self, mut receiver: mpsc::Receiver<Message>) {
        if MANY {
            let mut batch = Vec::with_capacity(BATCH);
            while receiver.recv_many(&mut batch, BATCH).await > 0 {
                for message in batch.drain(..) {
                    self.handle(message).await;
                }
            }
        } else {
            while let Some(message) = receiver.recv().await {
                self.handle(message).await;
            }
        }
    }
}

/// With `MANY`, tries first.
#[inline]
async fn put<const MANY: bool>(to: &mpsc::Sender<Message>, message: Message) {
    let message = if MANY {
        match to.try_send(message) {
            Ok(()) => return,
            Err(TrySendError::Full(message) | TrySendError::Closed(message)) => message,
        }
    } else {
        message
    };
    assert!(to.send(message).await.is_ok(), "the task runs");
}

impl<const MANY: bool> Peer for Mpsc<MANY> {
    const NAME: &'static str = if MANY { "tokio recv_many" } else { "tokio mpsc" };
    type Home = ();
    type Ref = mpsc::Sender<Message>;

    fn run<T, J, F>(workers: Workers, job: J) -> T
    where
        T: Send + 'static,
        J: FnOnce(()) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        run_on_tokio(workers, || (), job)
    }

    async fn spawn(_home: &(), work: Work, next: Option<Self::Ref>, capacity: usize) -> Self::Ref {
        let (sender, receiver) = mpsc::channel(capacity);
        tokio::task::spawn(Counter::<MANY> { work, next }.run(receiver));
        sender
    }

    #[inline]
    async fn send(to: &Self::Ref, event: Arc<Event>) {
        put::<MANY>(to, Message::Event(event)).await;
    }

    #[inline]
    fn post(to: &Self::Ref, event: Arc<Event>) -> bool {
        to.try_send(Message::Event(event)).is_ok()
    }

    #[inline]
    async fn ask(to: &Self::Ref, add: Add) -> u64 {
        let (reply, answer) = oneshot::channel();
        put::<MANY>(to, Message::Add(add, reply)).await;
        answer.await.expect("the task answers")
    }
}
