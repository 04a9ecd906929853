//! The actors, what they run on, and how long a test waits.

use std::any::Any;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier, Condvar, Mutex, Once};
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::{Executor, Spawner};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{block_in_place, yield_now};

/// How long anything may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// Goes on to the next actor, and the next.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Hop {
    pub(crate) sender: usize,
    pub(crate) n: u64,
}

#[message(local, reply = u64)]
#[derive(Debug)]
pub(crate) struct Handled;

/// Goes no further.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Note;

/// The answer of the last of a chain, for which each actor on the way blocks its thread.
#[message(local, reply = u64)]
#[derive(Debug)]
pub(crate) struct Deepest;

/// Blocks the thread until the gate opens.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Block;

/// Comes back, again and again.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Ball;

/// Whom the ball goes to.
#[message(local)]
pub(crate) struct Join(pub(crate) NodeRef);

/// Meets somebody else at a barrier, both on their threads.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Meet;

/// Awaits this and that before it goes on.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Await {
    pub(crate) sender: usize,
    pub(crate) n: u64,
}

/// Computes without a pause until the gate opens.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Compute;

/// Yields, again and again.
#[message(local)]
#[derive(Debug)]
pub(crate) struct YieldAlways;

#[derive(Default)]
pub(crate) struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    pub(crate) fn is_open(&self) -> bool {
        *self.is_open.lock().unwrap()
    }

    pub(crate) fn wait(&self) {
        let closed = self.is_open.lock().unwrap();
        drop(self.opened.wait_while(closed, |is_open| !*is_open).unwrap());
    }

    pub(crate) fn open(&self) {
        *self.is_open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

#[derive(Default)]
pub(crate) struct Node {
    pub(crate) next: Vec<NodeRef>,
    pub(crate) handled: u64,
    pub(crate) last: [u64; 8],
    pub(crate) gate: Arc<Gate>,
    pub(crate) barrier: Option<Arc<Barrier>>,
    pub(crate) met: Arc<AtomicU64>,
    pub(crate) _held: Option<Arc<dyn Any + Send + Sync>>,
}

#[actor]
impl Node {
    #[handler]
    fn hop(&mut self, hop: Hop) {
        self.count(hop.sender, hop.n);
        for next in &self.next {
            next.try_send(Hop { sender: hop.sender, n: hop.n }).expect("there is room");
        }
    }

    #[handler]
    fn handled(&self, _: Handled) -> u64 {
        self.handled
    }

    #[handler]
    fn note(&mut self, _: Note) {
        self.handled += 1;
    }

    /// Wakes the next one, blocks, and asks the next one: who was woken must have its turn, though this never ends without it.
    #[handler]
    fn deepest(&mut self, _: Deepest) -> u64 {
        let Some(next) = self.next.first() else { return self.handled };
        next.try_send(Note).expect("there is room");
        block_in_place(|| Handle::current().block_on(next.ask(Deepest))).expect("it answers")
    }

    #[handler]
    fn block(&mut self, _: Block) {
        block_in_place(|| {
            self.met.fetch_add(1, Relaxed);
            self.gate.wait();
        });
        self.handled += 1;
    }

    /// Wakes the next ones, and then keeps its thread.
    #[handler]
    fn compute(&mut self, _: Compute) {
        self.next.iter().for_each(|next| next.try_send(Note).expect("there is room"));
        while !self.gate.is_open() {
            std::hint::spin_loop();
        }
        self.handled += 1;
    }

    #[handler]
    async fn yield_always(&mut self, _: YieldAlways) {
        while !self.gate.is_open() {
            yield_now().await;
        }
        self.handled += 1;
    }

    #[handler]
    fn ball(&mut self, _: Ball) {
        self.handled += 1;
        // At a runtime's end the other one may be gone already.
        drop(self.next[0].try_send(Ball));
    }

    #[handler]
    fn join(&mut self, join: Join) {
        self.next = vec![join.0];
    }

    #[handler]
    fn meet(&mut self, _: Meet) {
        match &self.barrier {
            None => self.next.iter().for_each(|next| next.try_send(Meet).expect("there is room")),
            Some(barrier) => {
                barrier.wait();
                self.met.fetch_add(1, Relaxed);
            }
        }
    }

    #[handler]
    async fn r#await(&mut self, wait: Await) -> Result<()> {
        let (to, mut from) = tokio::sync::mpsc::channel(1);
        for n in 0..wait.n % 300 {
            // Each uses up some of the task's budget.
            to.send(n).await.expect("it is received");
            from.recv().await.expect("it was sent");
        }
        if wait.n.is_multiple_of(3) {
            yield_now().await;
        }
        if wait.n.is_multiple_of(7) {
            tokio::time::sleep(Duration::from_micros(wait.n)).await;
        }
        self.count(wait.sender, wait.n);
        for next in &self.next {
            next.send(Hop { sender: wait.sender, n: wait.n }).await?;
        }
        Ok(())
    }
}

impl Node {
    /// Each sender's messages come in order.
    fn count(&mut self, sender: usize, n: u64) {
        assert_eq!(n, self.last[sender] + 1, "sender {sender}");
        self.last[sender] = n;
        self.handled += 1;
    }
}

/// Where a test has failed a runtime may wait for handlers that nobody releases any more: then the program ends.
fn watch() {
    static WATCHES: Once = Once::new();
    WATCHES.call_once(|| {
        drop(std::thread::spawn(|| {
            std::thread::sleep(10 * LIMIT);
            eprintln!("not done after {:?}", 10 * LIMIT);
            std::process::abort();
        }));
    });
}

pub(crate) fn runtime(threads: usize) -> Runtime {
    watch();
    Builder::new_multi_thread().worker_threads(threads).enable_all().build().unwrap()
}

/// Runs it as a task of the runtime, as most code does.
pub(crate) fn run<T: Send + 'static>(runtime: &Runtime, test: impl Future<Output = T> + Send + 'static) -> T {
    let task = runtime.spawn(async { tokio::time::timeout(LIMIT, test).await.expect("it ends") });
    runtime.block_on(task).unwrap()
}

/// Runs it on this thread, which is none of a runtime's.
pub(crate) fn run_outside(test: impl Future<Output = ()>) {
    Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
        tokio::time::timeout(LIMIT, test).await.expect("it ends");
    });
}

/// A system whose actors are one group.
pub(crate) struct Stage {
    pub(crate) system: ActorSystem,
    pub(crate) group: Executor,
}

impl Stage {
    pub(crate) fn here() -> Self {
        Self::on(&Handle::current())
    }

    pub(crate) fn on(runtime: &Handle) -> Self {
        Self { system: ActorSystem::on(runtime.clone()), group: Executor::grouped("group", runtime) }
    }

    pub(crate) fn unnamed(&self) -> Spawner<'_> {
        self.system.unnamed().executor(&self.group)
    }

    pub(crate) fn spawn<A: Actor>(&self, actor: A) -> A::Handle {
        self.unnamed().spawn(actor).unwrap()
    }
}

/// Waits until it is so.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    tokio::time::timeout(LIMIT, async {
        while !is_so() {
            yield_now().await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("{what}"));
}

/// A row of actors, each with the next; the first one.
pub(crate) fn row(stage: &Stage, len: usize) -> NodeRef {
    let last = stage.spawn(Node::default());
    (1..len).fold(last, |next, _| stage.spawn(Node { next: vec![next], ..Node::default() }))
}
