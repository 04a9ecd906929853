//! What a turn runs on: a runtime of two workers, a system, and threads of their own for those that have one.

use std::future::Future;
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::{Dispatch, Executor, Wait};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::cores;
use crate::rows::Place;

/// No turn takes so long: something would be lost.
const LIMIT: Duration = Duration::from_secs(60);
/// The mailboxes hold all messages of a turn, or of 300 waiting ones.
const CAPACITY: usize = 1_024;

pub(crate) struct Stage {
    system: ActorSystem,
    group: Executor,
    executors: Vec<Executor>,
    runtime: Runtime,
}

// === impl Stage ===

impl Stage {
    pub(crate) fn new() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime with two threads can be started");
        let entered = runtime.enter();
        let system = ActorSystem::new();
        drop(entered);
        let group = Executor::grouped("group", runtime.handle());
        Self { system, group, executors: Vec::new(), runtime }
    }

    /// Spawns an actor; a dedicated one gets a new thread.
    pub(crate) fn spawn<A: Actor>(&mut self, name: &str, actor: A, place: Place) -> A::Handle {
        let _entered = self.runtime.enter();
        let mut spawner = self.system.named(name).capacity(CAPACITY);
        if place == Place::Inline {
            spawner = spawner.dispatch(Dispatch::Inline);
        }
        if place == Place::Grouped {
            spawner = spawner.executor(&self.group);
        }
        if place.is_dedicated() {
            let executor = start(name, place);
            spawner = spawner.executor(&executor);
            self.executors.push(executor);
        }
        spawner.spawn(actor).expect("the name is free")
    }

    /// Waits on the main thread, which is no worker.
    ///
    /// # Panics
    ///
    /// If it lasts a minute: a message was lost.
    pub(crate) fn wait<T>(&self, until: impl Future<Output = T>) -> T {
        self.runtime.block_on(async { timeout(LIMIT, until).await }).expect("no message is lost")
    }

    /// Runs it as a task of the runtime.
    pub(crate) fn run<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> T {
        self.wait(self.runtime.spawn(task)).expect("the task ends")
    }

    /// A task that does nothing beside waiting.
    pub(crate) fn helper(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    /// Ends all threads, so that none of them spins beside the next row.
    pub(crate) fn finish(self) {
        let Self { system, group, executors, runtime } = self;
        drop(group);
        runtime.block_on(async {
            system.stop().await;
            for executor in executors {
                executor.ended().await;
            }
        });
    }
}

fn start(name: &str, place: Place) -> Executor {
    let wait = match place {
        Place::Spin | Place::SpinOnOneCore => Wait::Spin,
        _ => Wait::Park,
    };
    let executor = Executor::dedicated(name).wait(wait);
    let executor = match cores::first() {
        Some(core) if place.is_pinned() => executor.cores([core]),
        _ => executor,
    };
    executor.start().expect("a thread can be started")
}
