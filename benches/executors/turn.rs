//! One turn of one row.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::sleep;

use crate::actors::{AskAll, Go, Ping, Receiver, ReceiverRef, Sender, SenderRef, Stamp, Take, compute, since};
use crate::rows::{Behind, Kind, Place, Row, WAITING};
use crate::stage::Stage;

/// After this a turn sends no more: on a loaded machine a thread that spins gets its core back after milliseconds.
const TURN_MAX: Duration = Duration::from_millis(800);
/// Between messages to an idle actor.
const GAP: Duration = Duration::from_micros(100);
/// Between messages to a busy sender, and before 300 of them: all threads sleep.
const PAUSE: Duration = Duration::from_millis(1);
const BUSY: Duration = Duration::from_micros(50);
const SHORT: Duration = Duration::from_micros(1);

/// The times of a turn, in nanoseconds.
#[derive(Debug, Default, Clone)]
pub(crate) struct Times {
    pub(crate) handled: Vec<u64>,
    /// Empty in a row of asks.
    pub(crate) sender: Vec<u64>,
}

/// Runs `count` messages, or as many as there is time for.
///
/// # Panics
///
/// If a message was lost.
pub(crate) fn measure(row: &Row, count: usize) -> Times {
    let mut stage = Stage::new();
    let receiver = stage.spawn("receiver", Receiver::default(), row.place);
    // The first answer says that all threads are there.
    stage.wait(receiver.ping(Ping { number: 0 })).expect("the receiver answers");
    let times = match row.kind {
        Kind::OneWay => one_way(&stage, &receiver, row.place, count),
        Kind::Ask => asks(&mut stage, receiver, row.place, count),
        Kind::Busy(behind) => busy(&mut stage, receiver, behind, count),
        Kind::Waiting(behind) => waiting(&mut stage, receiver, behind, count),
    };
    stage.finish();
    times
}

fn one_way(stage: &Stage, receiver: &ReceiverRef, place: Place, count: usize) -> Times {
    let sends = {
        let receiver = receiver.clone();
        move || {
            let start = Instant::now();
            let mut sender = Vec::with_capacity(count);
            while sender.len() < count && start.elapsed() < TURN_MAX {
                compute(GAP);
                let at = Instant::now();
                assert!(receiver.try_send(Stamp { at }).is_ok(), "the mailbox has room for all of them");
                sender.push(since(at));
            }
            sender
        }
    };
    let sender = if place == Place::Inline { stage.run(async move { sends() }) } else { sends() };
    handled(stage, receiver, sender)
}

fn asks(stage: &mut Stage, receiver: ReceiverRef, place: Place, count: usize) -> Times {
    // An asker has async handlers: it is queued, and runs the receiver's.
    let place = if place == Place::Inline { Place::Shared } else { place };
    let asker = stage.spawn("sender", sender(receiver, Behind::Returns, Duration::ZERO), place);
    let times = stage.wait(asker.ask_all(AskAll { count, limit: TURN_MAX })).expect("all questions are answered");
    Times { handled: times, sender: Vec::new() }
}

fn busy(stage: &mut Stage, receiver: ReceiverRef, behind: Behind, count: usize) -> Times {
    let sender = spawn_sender(stage, &receiver, behind, BUSY);
    let go = sender.clone();
    let sent = stage.run(async move {
        let start = Instant::now();
        let mut sent = 0;
        while sent < count && start.elapsed() < TURN_MAX {
            sleep(PAUSE).await;
            go.go(Go).await.expect("the sender runs");
            sent += 1;
        }
        sent
    });
    sent_on(stage, &sender, &receiver, sent)
}

fn waiting(stage: &mut Stage, receiver: ReceiverRef, behind: Behind, count: usize) -> Times {
    let sender = spawn_sender(stage, &receiver, behind, SHORT);
    let start = Instant::now();
    let mut all = Times::default();
    while all.handled.len() < count && start.elapsed() < TURN_MAX {
        let go = sender.clone();
        // The sender's task comes behind this one on its worker, which does not wait before all are there.
        stage.run(async move {
            sleep(PAUSE).await;
            for _ in 0..WAITING {
                go.go(Go).await.expect("the sender runs");
            }
        });
        let times = sent_on(stage, &sender, &receiver, WAITING);
        all.handled.extend(times.handled);
        all.sender.extend(times.sender);
    }
    all
}

fn sender(receiver: ReceiverRef, behind: Behind, computes: Duration) -> Sender {
    Sender { receiver, behind, computes, helper: Arc::default(), times: Vec::new() }
}

fn spawn_sender(stage: &mut Stage, receiver: &ReceiverRef, behind: Behind, computes: Duration) -> SenderRef {
    let sender = sender(receiver.clone(), behind, computes);
    if behind == Behind::WakesHelper {
        let woken: Arc<Notify> = Arc::clone(&sender.helper);
        stage.helper(async move {
            loop {
                woken.notified().await;
            }
        });
    }
    stage.spawn("sender", sender, Place::Shared)
}

/// Waits until the sender has handled its messages, and the receiver those of the sender.
fn sent_on(stage: &Stage, sender: &SenderRef, receiver: &ReceiverRef, count: usize) -> Times {
    let times = stage.wait(sender.take(Take)).expect("the sender answers");
    assert_eq!(times.len(), count, "the sender has handled all messages");
    handled(stage, receiver, times)
}

/// Waits until the receiver has handled what was sent to it.
fn handled(stage: &Stage, receiver: &ReceiverRef, sender: Vec<u64>) -> Times {
    let handled = stage.wait(receiver.take(Take)).expect("the receiver answers");
    assert_eq!(handled.len(), sender.len(), "the receiver has handled all messages");
    Times { handled, sender }
}
