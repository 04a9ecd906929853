//! What things take: the references and futures that senders hold, and the heap of an actor that has nothing to do.
//!
//! One test in a binary of its own, with an allocator that counts: of each thread its own bytes, and only this test's
//! thread allocates for actors, because its runtime has no other. The figures are printed with `--nocapture`.
#![allow(unsafe_code, reason = "a global allocator can only be written with it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

use mycelium::prelude::*;
use mycelium::{Asking, Envelope, Executor, Publishing, Sending, SendingTo};
use tokio::runtime::Handle;

struct Counting;

thread_local! {
    /// Bytes that this thread has taken and not given back, and how often it took some.
    static BYTES: Cell<i64> = const { Cell::new(0) };
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn taken(bytes: usize) {
    BYTES.set(BYTES.get() + bytes as i64);
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
}

fn given_back(bytes: usize) {
    BYTES.set(BYTES.get() - bytes as i64);
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        given_back(layout.size());
        taken(new_size);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        given_back(layout.size());
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
    fn event(&mut self, event: Arc<Event>) {
        self.sum += event.fields[0];
    }

    #[handler]
    fn tick(&mut self, tick: Tick) {
        self.sum += tick.n;
    }

    #[handler]
    fn sum(&self, question: Sum) -> u64 {
        self.sum + question.plus
    }
}

#[track_caller]
fn at_most(what: &str, found: usize, limit: usize) {
    println!("{what}: {found} bytes, {limit} at most");
    assert!(found <= limit, "{what}: {found} bytes, {limit} at most");
}

/// What moves through the hands of senders. A message here is a word and a tag.
fn check_sizes() {
    type Message = CounterMessage;
    const MESSAGE: usize = size_of::<Message>();
    assert_eq!(MESSAGE, 16);
    at_most("a reference", size_of::<ActorRef<Message>>(), 16);
    at_most("a reference, or none", size_of::<Option<ActorRef<Message>>>(), 16);
    at_most("a handle", size_of::<CounterRef>(), 16);
    at_most("a recipient", size_of::<Recipient<Arc<Event>>>(), 16);
    at_most("an envelope", size_of::<Envelope<Message>>(), MESSAGE + 8);
    at_most("a reply to come", size_of::<ReplyTo<Sum>>(), 16);
    at_most("a send", size_of::<Sending<'_, Message, Arc<Event>>>(), MESSAGE + 48);
    at_most("a send to a recipient", size_of::<SendingTo<'_, Arc<Event>>>(), 48);
    at_most("a publication", size_of::<Publishing<'_, Arc<Event>>>(), 88);
    at_most("an ask", size_of::<Asking<'_, Message, Sum, u64>>(), MESSAGE + 120);
}

const ACTORS: usize = 1_000;

/// The heap of an actor that never got a message, its task and its entries in tables included. Some more than half of it is
/// the task: tokio's header, and what the loop keeps while it waits.
const IDLE_MAX: usize = 1_024;

/// Lets every task run that can.
async fn settle() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

async fn check_idle_actors(what: &str, spawn: impl Fn(&ActorSystem, usize) -> CounterRef) {
    let system = ActorSystem::new();
    let mut counters = Vec::with_capacity(ACTORS + 2);
    // What all actors share is made with the first.
    counters.push(spawn(&system, ACTORS));
    settle().await;
    let (bytes, allocations) = (BYTES.get(), ALLOCATIONS.get());
    counters.extend((0..ACTORS).map(|n| spawn(&system, n)));
    settle().await;
    let per_actor = (BYTES.get() - bytes) as usize / ACTORS;
    at_most(what, per_actor, IDLE_MAX);
    // A name, a door with its mailbox, the instance and a task; tables grow now and then.
    let allocations = ALLOCATIONS.get() - allocations;
    println!("{what}: {:.2} allocations to spawn it", allocations as f64 / ACTORS as f64);
    assert!(allocations <= 4 * ACTORS as u64 + 100, "{what}: {allocations} allocations for {ACTORS} actors");

    // It is still there, and answers; then all is given back but tables.
    assert_eq!(counters[ACTORS / 2].sum(Sum { plus: 7 }).await.expect("it answers"), 7);
    system.stop().await;
    drop(counters);
    settle().await;
    let left = BYTES.get() - bytes;
    assert!(left < (100 * ACTORS) as i64, "{what}: {left} bytes are left when {ACTORS} actors have stopped");
}

#[test]
fn references_are_small_and_an_idle_actor_takes_little() {
    check_sizes();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        check_idle_actors("an idle actor", |system, _| system.spawn(Counter::default())).await;
        let names: Vec<String> = (0..=ACTORS).map(|n| format!("counter {n}")).collect();
        check_idle_actors("an idle actor with a name", |system, n| {
            system.named(&names[n]).capacity(64).spawn(Counter::default()).expect("the name is free")
        })
        .await;
        let group = Executor::grouped("group", &Handle::current());
        check_idle_actors("an idle actor of a group", |system, _| {
            system.unnamed().executor(&group).spawn(Counter::default()).expect("a made-up name is free")
        })
        .await;
    });
}
