//! The sides of tokio: one task behind a bounded channel, doing what the actor does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::pool::{Add, Event, events};
use crate::scenario::Side;

const CAPACITY: usize = 1_024;
/// How many messages `recv_many` takes at a time, as a mailbox does.
const BATCH: usize = 64;
/// How long a receiver is left alone before the next one-way message, so that it sleeps.
const GAP: Duration = Duration::from_micros(20);

enum Message {
    Event(Arc<Event>),
    Add(Add, oneshot::Sender<u64>),
    Seen(oneshot::Sender<u64>),
    Stamp,
}

/// The task's state.
struct Counter {
    count: u64,
    start: Instant,
    handled_at_ns: Arc<AtomicU64>,
}

impl Counter {
    fn handle(&mut self, message: Message) {
        match message {
            Message::Event(event) => {
                self.count += 1;
                std::hint::black_box(event.fields[0]);
            }
            Message::Add(add, reply) => drop(reply.send(u64::from(add.left) + u64::from(add.right))),
            Message::Seen(reply) => drop(reply.send(self.count)),
            Message::Stamp => self.handled_at_ns.store(self.start.elapsed().as_nanos() as u64, Relaxed),
        }
    }
}

fn spawn(side: Side, start: Instant, handled_at_ns: Arc<AtomicU64>) -> mpsc::Sender<Message> {
    let (sender, mut receiver) = mpsc::channel(CAPACITY);
    let mut counter = Counter { count: 0, start, handled_at_ns };
    tokio::task::spawn(async move {
        if side == Side::RecvMany {
            let mut batch = Vec::with_capacity(BATCH);
            while receiver.recv_many(&mut batch, BATCH).await > 0 {
                batch.drain(..).for_each(|message| counter.handle(message));
            }
        } else {
            while let Some(message) = receiver.recv().await {
                counter.handle(message);
            }
        }
    });
    sender
}

async fn put(side: Side, sender: &mpsc::Sender<Message>, message: Message) {
    let message = match side {
        Side::RecvMany => match sender.try_send(message) {
            Ok(()) => return,
            Err(mpsc::error::TrySendError::Full(message) | mpsc::error::TrySendError::Closed(message)) => message,
        },
        _ => message,
    };
    assert!(sender.send(message).await.is_ok(), "the task runs");
}

pub(crate) async fn send(count: usize, producers: usize, side: Side) -> Duration {
    let sender = spawn(side, Instant::now(), Arc::default());
    let pool = Arc::new(events());
    let start = Instant::now();
    let tasks: Vec<_> = (0..producers)
        .map(|producer| {
            let (sender, pool) = (sender.clone(), Arc::clone(&pool));
            tokio::task::spawn(async move {
                for index in (producer..count).step_by(producers) {
                    let event = Arc::clone(&pool[index % pool.len()]);
                    put(side, &sender, Message::Event(event)).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a producer ends");
    }
    let (reply, seen) = oneshot::channel();
    put(side, &sender, Message::Seen(reply)).await;
    let seen = seen.await.expect("the task answers");
    let elapsed = start.elapsed();
    assert_eq!(seen, count as u64);
    elapsed
}

pub(crate) async fn ask(count: usize, side: Side) -> Duration {
    let sender = spawn(side, Instant::now(), Arc::default());
    tokio::task::spawn(async move {
        let start = Instant::now();
        for left in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            let (reply, sum) = oneshot::channel();
            put(side, &sender, Message::Add(Add { left, right: 1 }, reply)).await;
            assert_eq!(sum.await.expect("the task answers"), u64::from(left) + 1);
        }
        start.elapsed()
    })
    .await
    .expect("the asker ends")
}

pub(crate) fn one_way(count: usize, side: Side) -> Duration {
    let (start, handled_at_ns) = (Instant::now(), Arc::default());
    let sender = spawn(side, start, Arc::clone(&handled_at_ns));
    stamps(count, start, &handled_at_ns, || sender.try_send(Message::Stamp).is_ok())
}

/// Sends one message at a time to a receiver that sleeps, and adds up the times until it was handled.
pub(crate) fn stamps(count: usize, start: Instant, handled_at_ns: &AtomicU64, send: impl Fn() -> bool) -> Duration {
    let mut sum = 0;
    for _ in 0..count {
        let gap = Instant::now();
        while gap.elapsed() < GAP {
            std::hint::spin_loop();
        }
        handled_at_ns.store(0, Relaxed);
        let sent_at = start.elapsed().as_nanos() as u64;
        assert!(send());
        let handled_at = loop {
            match handled_at_ns.load(Relaxed) {
                0 => std::hint::spin_loop(),
                at => break at,
            }
        };
        sum += handled_at.saturating_sub(sent_at);
    }
    Duration::from_nanos(sum)
}
