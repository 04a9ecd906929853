//! Overflow, conflation and priorities allocate nothing once they are warm, nor does what they drop; counted by the
//! allocator itself.
//!
//! One test in a binary of its own: the counter sees every thread of the process.

mod counting;

use mycelium::Overflow;
use mycelium::prelude::*;

use counting::allocations;

#[message(local)]
struct Item;

#[message(local)]
struct Quote {
    asset: u64,
}

#[message(local)]
struct Alarm;

#[derive(Default)]
struct Counter {
    handled: u64,
}

#[actor(mailbox = 64)]
impl Counter {
    #[handler]
    fn item(&mut self, _item: Item) {
        self.handled += 1;
    }

    #[handler(conflate = asset)]
    fn quote(&mut self, _quote: Quote) {
        self.handled += 1;
    }

    #[handler(priority = high)]
    fn alarm(&mut self, _alarm: Alarm) {
        self.handled += 1;
    }
}

/// Many keys, of which few wait at a time, and more of everything than there is room.
async fn rounds(counter: &CounterRef, rounds: u64) {
    let mut random = 88_172_645_463_325_252_u64;
    for n in 0..rounds {
        for _ in 0..n % 150 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // A policy of `reject` hands some back.
            match random % 5 {
                0 => drop(counter.try_send(Item)),
                1 => drop(counter.try_send(Alarm)),
                2 => drop(counter.try_send(Quote { asset: random % 16 })),
                _ => drop(counter.try_send(Quote { asset: random % 10_000 })),
            }
        }
        tokio::task::yield_now().await;
    }
}

// One test: a second one, on another thread, would be counted too.
#[test]
fn what_is_dropped_replaced_or_goes_first_allocates_nothing_when_warm() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        for overflow in Overflow::ALL {
            let system = ActorSystem::new();
            let named = system.named("counter").overflow(overflow);
            let counter = named.spawn(Counter::default()).expect("the name is free");
            rounds(&counter, 1_000).await;
            let before = (allocations(), counter.metrics());
            rounds(&counter, 2_000).await;
            let allocations = allocations() - before.0;
            let now = counter.metrics();
            assert_eq!(allocations, 0, "{overflow}: {allocations} allocations");
            assert!(now.conflated > before.1.conflated + 1_000, "{now:?}");
            let drops = matches!(overflow, Overflow::DropNewest | Overflow::DropOldest);
            assert_eq!(now.overflowed > before.1.overflowed + 1_000, drops, "{now:?}");
            assert_eq!(now.sent, now.handled + now.dropped);
        }
    });
}
