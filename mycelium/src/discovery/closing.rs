//! The end of everything, as those see it who wait for something else: a signal, and the first of two futures.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use tokio::sync::watch;

/// Tells those who hold a [`Closing`] that all ends. So does dropping it.
#[derive(Debug)]
pub(crate) struct Closer(watch::Sender<bool>);

/// Waits for the end.
#[derive(Debug, Clone)]
pub(crate) struct Closing(watch::Receiver<bool>);

/// Which of two futures was ready first.
#[derive(Debug)]
pub(crate) enum First<A, B> {
    Left(A),
    Right(B),
}

// === impl Closer ===

impl Closer {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(crate) fn close(&self) {
        self.0.send_replace(true);
    }

    /// Waits until nobody holds a [`Closing`] any more.
    pub(crate) async fn done(&self) {
        self.0.closed().await;
    }

    pub(crate) fn closing(&self) -> Closing {
        Closing(self.0.subscribe())
    }
}

// === impl Closing ===

impl Closing {
    /// Ready when all ends. Cancel safe.
    pub(crate) async fn wait(&mut self) {
        // An error says that the closer was dropped: the same.
        drop(self.0.wait_for(|closed| *closed).await);
    }
}

/// Waits for whichever is ready first, `left` if both are; the other is dropped.
pub(crate) async fn first<A: Future, B: Future>(left: A, right: B) -> First<A::Output, B::Output> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|cx| {
        if let Poll::Ready(done) = left.as_mut().poll(cx) {
            return Poll::Ready(First::Left(done));
        }
        right.as_mut().poll(cx).map(First::Right)
    })
    .await
}
