//! What is done with each side, and timed.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::peer::{Peer, Workers};
use crate::pool::{Add, POOL, events};
use crate::work::{CAPACITY, Mode, Shared, Work, spin_until};

/// Sends of a burst.
const BURST: usize = 64;
/// How many messages may wait when a burst begins.
const WAITING_MAX: u64 = 256;
/// How long a receiver is left alone, so that it sleeps.
const GAP: Duration = Duration::from_micros(100);
/// How long a busy sender goes on computing, and how long a busy receiver computes for each event.
const SENDER_COMPUTES: Duration = Duration::from_micros(50);
const RECEIVER_COMPUTES: Duration = Duration::from_micros(1);
/// When the next event is due for a busy receiver.
const DUE: Duration = Duration::from_micros(2);
/// Actors of a chain, and receivers of a fan-out.
pub(crate) const CHAIN: usize = 100;
const RECEIVERS: usize = 16;
/// What a mailbox holds that is never used.
const IDLE_CAPACITY: usize = 64;

/// What a sender does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tell {
    pub(crate) producers: usize,
    /// Events made for each send, instead of clones from the pool.
    pub(crate) fresh: bool,
}

/// Who sends one event at a time, to whom.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OneWay {
    /// A thread that is no worker, every 100 µs.
    FromOutside,
    /// A task, which yields until it was handled.
    Within,
    /// A task, which goes on computing for 50 µs.
    BusySender,
    /// A thread that is no worker, every 2 µs, to a receiver that computes for 1 µs; from when it was due.
    BusyReceiver,
}

/// The time of each of `count` sends, in nanoseconds, from the first send to the last event handled; and how many were
/// handled on another thread than the sender's, if that is watched.
pub(crate) fn tell<P: Peer>(workers: Workers, tell: Tell, count: usize, watched: bool) -> (f64, u64) {
    let Tell { producers, fresh } = tell;
    P::run(workers, move |home| async move {
        let shared = Shared::new(0);
        let mode = if watched { Mode::Watch } else { Mode::Count };
        let to = P::spawn(&home, Work::new(&shared, mode), None, CAPACITY).await;
        let pool = Arc::new(events());
        let start = Instant::now();
        let produce = |producer: usize| {
            let (to, pool, shared) = (to.clone(), Arc::clone(&pool), Arc::clone(&shared));
            let mut make = P::fresh();
            let job = async move {
                for index in (producer..count).step_by(producers) {
                    let event = if fresh { make(index) } else { Arc::clone(&pool[index % POOL]) };
                    if watched {
                        shared.sent_from_here();
                    }
                    P::send(&to, event).await;
                    if !P::BOUNDED {
                        shared.room(index / producers, index).await;
                    }
                }
            };
            P::task(&home, producer, job)
        };
        let tasks: Vec<_> = (0..producers).map(produce).collect();
        for task in tasks {
            task.await;
        }
        // Behind all events.
        assert_eq!(P::ask(&to, Add { left: 1, right: 2 }).await, 3);
        shared.settle(P::NAME, count).await;
        let elapsed = start.elapsed();
        (per(elapsed, count), shared.elsewhere())
    })
}

/// What a send costs its caller: the median of means over bursts, in nanoseconds, to a receiver on another thread that
/// keeps up.
pub(crate) fn burst<P: Peer>(bursts: usize) -> f64 {
    P::run(Workers::Two, move |home| async move {
        let shared = Shared::new(0);
        let to = P::spawn(&home, Work::new(&shared, Mode::Count), None, CAPACITY).await;
        let job = async move {
            let pool = events();
            let mut pool = pool.iter().cycle();
            let mut burst = Vec::with_capacity(BURST);
            let mut means = Vec::with_capacity(bursts);
            for number in 0..bursts {
                burst.extend(pool.by_ref().take(BURST).cloned());
                while (number * BURST) as u64 - shared.handled() >= WAITING_MAX {
                    std::hint::spin_loop();
                }
                let start = Instant::now();
                for event in burst.drain(..) {
                    P::send(&to, event).await;
                }
                means.push(per(start.elapsed(), BURST));
            }
            P::ask(&to, Add { left: 1, right: 2 }).await;
            shared.settle(P::NAME, bursts * BURST).await;
            median(means)
        };
        on_a_thread(P::outside(home, job)).await
    })
}

/// The time of one ask after the other.
pub(crate) fn ask<P: Peer>(workers: Workers, count: usize) -> f64 {
    P::run(workers, move |home| async move {
        let shared = Shared::new(0);
        let to = P::spawn(&home, Work::new(&shared, Mode::Count), None, CAPACITY).await;
        let job = async move {
            let start = Instant::now();
            for left in 0..count as u32 {
                let sum = P::ask(&to, Add { left, right: 1 }).await;
                assert_eq!(sum, u64::from(left) + 1);
            }
            start.elapsed()
        };
        per(P::task(&home, 0, job).await, count)
    })
}

/// The median time from a send to its handler.
pub(crate) fn one_way<P: Peer>(way: OneWay, count: usize) -> f64 {
    P::run(Workers::Two, move |home| async move {
        let shared = Shared::new(count);
        let mode = match way {
            OneWay::BusyReceiver => Mode::Compute(RECEIVER_COMPUTES),
            _ => Mode::Stamp,
        };
        let to = P::spawn(&home, Work::new(&shared, mode), None, CAPACITY).await;
        P::ask(&to, Add { left: 1, right: 2 }).await;
        let times = match way {
            OneWay::FromOutside => {
                let job = async move { from_outside::<P>(&to, &shared, count) };
                on_a_thread(P::outside(home, job)).await
            }
            OneWay::BusyReceiver => {
                let job = async move { to_busy_receiver::<P>(&to, &shared, count) };
                on_a_thread(P::outside(home, job)).await
            }
            OneWay::Within | OneWay::BusySender => {
                let computes = if matches!(way, OneWay::BusySender) { SENDER_COMPUTES } else { Duration::ZERO };
                let job = async move { within::<P>(&to, &shared, count, computes).await };
                P::task(&home, 0, job).await
            }
        };
        median(times)
    })
}

fn from_outside<P: Peer>(to: &P::Ref, shared: &Shared, count: usize) -> Vec<f64> {
    let events = events();
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        spin_until(Instant::now() + GAP);
        let event = Arc::clone(&events[number % POOL]);
        let sent_at = shared.since_start(Instant::now());
        assert!(P::post(to, event), "there is room for one event");
        while shared.handled() <= number as u64 {
            std::hint::spin_loop();
        }
        times.push(shared.handled_at(number).saturating_sub(sent_at) as f64);
    }
    shared.check(P::NAME, count);
    times
}

async fn within<P: Peer>(to: &P::Ref, shared: &Shared, count: usize, computes: Duration) -> Vec<f64> {
    let events = events();
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        let event = Arc::clone(&events[number % POOL]);
        let sent_at = Instant::now();
        P::send(to, event).await;
        if !computes.is_zero() {
            spin_until(sent_at + computes);
        }
        while shared.handled() <= number as u64 {
            tokio::task::yield_now().await;
        }
        times.push(shared.handled_at(number).saturating_sub(shared.since_start(sent_at)) as f64);
    }
    shared.check(P::NAME, count);
    times
}

fn to_busy_receiver<P: Peer>(to: &P::Ref, shared: &Shared, count: usize) -> Vec<f64> {
    let events = events();
    let start = Instant::now() + GAP;
    let due = |number: usize| start + DUE * number as u32;
    for number in 0..count {
        spin_until(due(number));
        while !P::post(to, Arc::clone(&events[number % POOL])) {
            std::hint::spin_loop();
        }
    }
    while shared.handled() < count as u64 {
        std::hint::spin_loop();
    }
    shared.check(P::NAME, count);
    let late = |number| shared.handled_at(number).saturating_sub(shared.since_start(due(number)));
    (0..count).map(|number| late(number) as f64).collect()
}

/// The time of one hop of a chain, one event after the other; with a hundredth of what it takes to tell the sender.
pub(crate) fn chain<P: Peer>(workers: Workers, count: usize) -> f64 {
    P::run(workers, move |home| async move {
        let shared: Vec<Arc<Shared>> = (0..CHAIN).map(|_| Shared::new(0)).collect();
        let last = &shared[0];
        let mut first = P::spawn(&home, Work::new(last, Mode::Arrive), None, CAPACITY).await;
        for shared in &shared[1..] {
            first = P::spawn(&home, Work::new(shared, Mode::Count), Some(first), CAPACITY).await;
        }
        let last = Arc::clone(last);
        let job = async move {
            let events = events();
            let start = Instant::now();
            for number in 0..count {
                P::send(&first, Arc::clone(&events[number % POOL])).await;
                last.arrived().await;
            }
            start.elapsed()
        };
        let elapsed = P::task(&home, 0, job).await;
        shared.iter().for_each(|shared| shared.check(P::NAME, count));
        per(elapsed, count * CHAIN)
    })
}

/// The time of one delivery, where each event goes to all receivers.
pub(crate) fn fan_out<P: Peer>(workers: Workers, count: usize) -> f64 {
    P::run(workers, move |home| async move {
        let shared: Vec<Arc<Shared>> = (0..RECEIVERS).map(|_| Shared::new(0)).collect();
        let mut receivers = Vec::new();
        for shared in &shared {
            receivers.push(P::spawn(&home, Work::new(shared, Mode::Count), None, CAPACITY).await);
        }
        let job = async move {
            let events = events();
            let start = Instant::now();
            P::send_to_all(&receivers, &events, count, &shared[0]).await;
            for (receiver, shared) in receivers.iter().zip(&shared) {
                P::ask(receiver, Add { left: 1, right: 2 }).await;
                shared.settle(P::NAME, count).await;
            }
            start.elapsed()
        };
        let elapsed = P::task(&home, 0, job).await;
        per(elapsed, count * RECEIVERS)
    })
}

/// The time from the first spawn until the last actor has answered, per actor; all were started then. `after` is called
/// while they are there.
pub(crate) fn spawn<P: Peer>(count: usize, after: impl FnOnce() + Send + 'static) -> f64 {
    P::run(Workers::CurrentThread, move |home| async move {
        let shared = Shared::new(0);
        let start = Instant::now();
        let actors = P::spawn_many(&home, count, &shared, IDLE_CAPACITY).await;
        assert_eq!(P::ask(&actors[count - 1], Add { left: 1, right: 2 }).await, 3);
        let elapsed = start.elapsed();
        after();
        per(elapsed, count)
    })
}

/// Allocations of so many tells, and of as many asks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Allocations {
    pub(crate) tells: u64,
    pub(crate) asks: u64,
}

/// Reads `counter` before and after so many tells, and as many asks, all warm.
pub(crate) fn steady<P: Peer>(count: usize, counter: fn() -> u64) -> Allocations {
    P::run(Workers::Two, move |home| async move {
        let shared = Shared::new(0);
        let to = P::spawn(&home, Work::new(&shared, Mode::Count), None, CAPACITY).await;
        let job = async move {
            let events = events();
            let mut allocations = Allocations::default();
            for round in 0..2 {
                let before = counter();
                for number in 0..count {
                    P::send(&to, Arc::clone(&events[number % POOL])).await;
                    if !P::BOUNDED {
                        shared.room(number, round * count + number).await;
                    }
                }
                // Its own allocations are those of one message in `count`.
                P::ask(&to, Add { left: 1, right: 2 }).await;
                let between = counter();
                for left in 0..count as u32 {
                    assert_eq!(P::ask(&to, Add { left, right: 1 }).await, u64::from(left) + 1);
                }
                allocations = Allocations { tells: between - before, asks: counter() - between };
            }
            shared.settle(P::NAME, 2 * count).await;
            allocations
        };
        P::task(&home, 0, job).await
    })
}

/// Runs a job on a thread that is no worker.
async fn on_a_thread<F>(job: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let runtime = Handle::current();
    let (done, result) = oneshot::channel();
    std::thread::spawn(move || done.send(runtime.block_on(job)).is_ok());
    result.await.expect("the thread ends")
}

pub(crate) fn per(time: Duration, count: usize) -> f64 {
    time.as_nanos() as f64 / count as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
