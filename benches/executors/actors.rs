//! Who sends, and who receives. Times are nanoseconds.

use std::hint::spin_loop;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mycelium::prelude::*;
use tokio::sync::Notify;
use tokio::task::{block_in_place, yield_now};

use crate::rows::Behind;

/// When it was sent.
#[message(local)]
pub(crate) struct Stamp {
    pub(crate) at: Instant,
}

/// A question: the same number comes back.
#[message(local, reply = u64)]
pub(crate) struct Ping {
    pub(crate) number: u64,
}

/// Asks for the times so far. What was sent before is handled before.
#[message(local, reply = Vec<u64>)]
pub(crate) struct Take;

/// Send one message on.
#[message(local)]
pub(crate) struct Go;

/// Ask so many questions, or fewer if that takes longer than `limit`.
#[message(local, reply = Vec<u64>)]
pub(crate) struct AskAll {
    pub(crate) count: usize,
    pub(crate) limit: Duration,
}

/// Notes how long each message was on its way.
#[derive(Debug, Default)]
pub(crate) struct Receiver {
    times: Vec<u64>,
}

#[actor]
impl Receiver {
    #[handler]
    fn stamp(&mut self, stamp: Stamp) {
        self.times.push(since(stamp.at));
    }

    #[handler]
    fn ping(&mut self, ping: Ping) -> u64 {
        ping.number
    }

    #[handler]
    fn take(&mut self, _take: Take) -> Vec<u64> {
        mem::take(&mut self.times)
    }
}

/// Sends messages on, and notes how long that kept it.
#[derive(Debug)]
pub(crate) struct Sender {
    pub(crate) receiver: ReceiverRef,
    pub(crate) behind: Behind,
    /// How long it computes behind a send.
    pub(crate) computes: Duration,
    /// Wakes the helper.
    pub(crate) helper: Arc<Notify>,
    pub(crate) times: Vec<u64>,
}

#[actor]
impl Sender {
    #[handler]
    async fn go(&mut self, _go: Go) -> Result<()> {
        let at = Instant::now();
        self.receiver.stamp(Stamp { at }).await?;
        match self.behind {
            Behind::Yields => yield_now().await,
            Behind::WakesHelper => self.helper.notify_one(),
            Behind::Computes | Behind::BlocksInPlace | Behind::Returns => {}
        }
        self.times.push(since(at));
        match self.behind {
            Behind::BlocksInPlace => block_in_place(|| compute(self.computes)),
            Behind::Returns => {}
            Behind::Computes | Behind::Yields | Behind::WakesHelper => compute(self.computes),
        }
        Ok(())
    }

    #[handler]
    async fn ask_all(&mut self, all: AskAll) -> Vec<u64> {
        let mut times = Vec::with_capacity(all.count);
        let start = Instant::now();
        while times.len() < all.count && start.elapsed() < all.limit {
            let number = times.len() as u64;
            let at = Instant::now();
            let answer = self.receiver.ping(Ping { number }).await.expect("the receiver answers");
            times.push(since(at));
            assert_eq!(answer, number, "an answer to this question");
        }
        times
    }

    #[handler]
    fn take(&mut self, _take: Take) -> Vec<u64> {
        mem::take(&mut self.times)
    }
}

/// Keeps the core busy for so long.
pub(crate) fn compute(long: Duration) {
    let start = Instant::now();
    while start.elapsed() < long {
        spin_loop();
    }
}

pub(crate) fn since(at: Instant) -> u64 {
    u64::try_from(at.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
