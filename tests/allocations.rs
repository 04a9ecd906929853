//! Bundled sends and asks allocate nothing once they are warm, nor do frames of fixed sizes in a buffer that is there;
//! counted by the allocator itself.
//!
//! One test in a binary of its own: the counter sees every thread of the process.
#![allow(unsafe_code, reason = "a global allocator can only be written with it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mycelium::prelude::*;

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[message(tlv = 0xC8)]
struct Event {
    fields: [u64; 12],
}

#[message(tlv = 0xC9)]
struct Tick {
    n: u64,
}

#[message(tlv = 0xCA, reply = u64)]
struct Sum {
    plus: u64,
}

#[derive(Default)]
struct Counter {
    sum: u64,
}

#[actor]
impl Counter {
    #[handler]
    fn event(&mut self, event: &Event) {
        self.sum += event.fields[0];
    }

    #[handler]
    async fn tick(&mut self, tick: Tick) -> Result<()> {
        self.sum += tick.n;
        Ok(())
    }

    #[handler]
    fn sum(&self, question: &Sum) -> u64 {
        self.sum + question.plus
    }
}

const ROUNDS: u64 = 5_000;

/// One round: a shared event, a value, by `send` and by `try_send`, and an ask that waits for all of them.
async fn rounds(counter: &CounterRef, event: &Arc<Event>) {
    let before = counter.sum(Sum { plus: 0 }).await.expect("the actor answers");
    for _ in 0..ROUNDS {
        counter.event(Arc::clone(event)).await.expect("the actor runs");
        counter.try_send(Tick { n: 1 }).expect("there is room");
        counter.tick(Tick { n: 1 }).await.expect("the actor runs");
        counter.sum(Sum { plus: 1 }).await.expect("the actor answers");
    }
    let after = counter.sum(Sum { plus: 0 }).await.expect("the actor answers");
    assert_eq!(after - before, ROUNDS * 3);
}

fn check(name: &str, runtime: &tokio::runtime::Runtime) {
    runtime.block_on(async {
        let system = ActorSystem::new();
        let counter = system.spawn(Counter::default());
        let event = Arc::new(Event { fields: [1; 12] });
        rounds(&counter, &event).await;

        let control = ALLOCATIONS.load(Relaxed);
        drop(std::hint::black_box(Box::new(1)));
        assert_eq!(ALLOCATIONS.load(Relaxed) - control, 1, "the counter counts");

        let before = ALLOCATIONS.load(Relaxed);
        rounds(&counter, &event).await;
        let allocations = ALLOCATIONS.load(Relaxed) - before;
        assert_eq!(allocations, 0, "{name}: {allocations} allocations in {ROUNDS} rounds");
    });
}

#[message(tlv = 0xCB, accept = [52, 56])]
#[derive(Clone, PartialEq, Debug)]
struct Quote {
    prices: [i64; 6],
    venue: u16,
    #[field(pad = 1)]
    asset: u8,
}

/// Whole frames into a buffer that has room, and back.
fn frames(quote: &Quote, event: &Event, out: &mut Vec<u8>, room: &mut [u8]) {
    use mycelium::wire::{Domain, Frame, FrameHead, FrameRules, encode_frame};
    for sequence in 0..ROUNDS {
        let head = FrameHead { domain: Domain::MARKET_DATA, source: 1, flags: 0, sequence, timestamp_ns: sequence };
        out.clear();
        encode_frame(&head, out, |tlvs| {
            quote.encode_tlv(tlvs)?;
            event.encode_tlv(tlvs)
        })
        .expect("it fits a frame");
        let frame = Frame::parse(out, &FrameRules::default()).expect("it is good");
        let mut tlvs = frame.tlvs();
        let found = Quote::decode_tlv(tlvs.next().expect("two TLVs")).expect("a quote");
        assert_eq!(&found, quote);
        let found = Event::decode_tlv(tlvs.next().expect("two TLVs")).expect("an event");
        assert_eq!(found.fields, event.fields);
        assert_eq!(quote.write_tlv(room).ok(), Some(2 + 52));
    }
}

/// Encode and decode of fixed sizes, with a buffer of the caller's.
fn check_frames() {
    let (quote, event) = (Quote { prices: [7; 6], venue: 101, asset: 50 }, Event { fields: [3; 12] });
    let (mut out, mut room) = (Vec::with_capacity(256), vec![0; 64]);
    frames(&quote, &event, &mut out, &mut room);
    let before = ALLOCATIONS.load(Relaxed);
    frames(&quote, &event, &mut out, &mut room);
    let allocations = ALLOCATIONS.load(Relaxed) - before;
    assert_eq!(allocations, 0, "frames: {allocations} allocations in {ROUNDS} rounds");
}

// One test: a second one, on another thread, would be counted too.
#[test]
fn sends_asks_and_frames_allocate_nothing_when_warm() {
    let current_thread = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    check("current thread", &current_thread);
    let two_workers = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    check("two workers", &two_workers);
    drop((current_thread, two_workers));
    check_frames();
}
