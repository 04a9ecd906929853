//! scratch
#![allow(unsafe_code, reason = "a global allocator can only be written with it")]
use mycelium::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed};
struct Counting;
static LIVE: AtomicI64 = AtomicI64::new(0);
static LOG: AtomicBool = AtomicBool::new(false);
static N: AtomicUsize = AtomicUsize::new(0);
static SIZES: [AtomicUsize; 64] = [const { AtomicUsize::new(0) }; 64];
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size() as i64, Relaxed);
        if LOG.load(Relaxed) {
            SIZES[N.fetch_add(1, Relaxed) % 64].store(layout.size(), Relaxed);
            if std::env::var_os("BT").is_some() {
                LOG.store(false, Relaxed);
                println!("{} {}", layout.size(), std::backtrace::Backtrace::force_capture());
                LOG.store(true, Relaxed);
            }
        }
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as i64, Relaxed);
        if LOG.load(Relaxed) {
            SIZES[N.fetch_add(1, Relaxed) % 64].store(1_000_000 + layout.size(), Relaxed);
        }
        unsafe { System.dealloc(pointer, layout) }
    }
}
#[global_allocator]
static ALLOCATOR: Counting = Counting;
#[message(tlv = 0xC8)]
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
    fn tick(&mut self, tick: Tick) {
        self.sum += tick.n;
    }
    #[handler]
    fn sum(&self, question: &Sum) -> u64 {
        self.sum + question.plus
    }
}
#[test]
fn x() {
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    rt.block_on(async {
        let system = ActorSystem::new();
        let mut v = Vec::with_capacity(20000);
        for _ in 0..1000 {
            v.push(system.spawn(Counter::default()));
        }
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        LOG.store(true, Relaxed);
        let before = LIVE.load(Relaxed);
        v.push(system.spawn(Counter::default()));
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        LOG.store(false, Relaxed);
        println!("one: {}", LIVE.load(Relaxed) - before);
        println!("{:?}", &SIZES[..N.load(Relaxed)]);
        let before = LIVE.load(Relaxed);
        for _ in 0..10000 {
            v.push(system.named(&format!("counter{}", v.len())).capacity(64).spawn(Counter::default()).unwrap());
        }
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        println!("each named: {}", (LIVE.load(Relaxed) - before) / 10000);
        let system = ActorSystem::new();
        let before = LIVE.load(Relaxed);
        for _ in 0..10000 {
            v.push(system.spawn(Counter::default()));
        }
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        println!("each: {}", (LIVE.load(Relaxed) - before) / 10000);
    });
}
