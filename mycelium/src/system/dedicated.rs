//! A thread with a tokio runtime for that thread alone, for actors that shall share none.
//!
//! It lives as long as somebody holds it: its user, the system that launched it, and each of its actors. When the last one
//! lets go, the runtime ends, and with it the thread.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use parking_lot::Mutex;
use tokio::runtime::{Builder, Handle as Runtime};
use tokio::sync::watch;

use super::executor::Executor;
use super::pin::pin_to;
use super::spin::Spinner;
use crate::bundle::{Wait, cores};
use crate::discovery::FLUSH_MAX;

/// An executor about to be started.
#[derive(Debug, Clone)]
#[must_use = "no thread runs before `start`"]
pub struct ExecutorStart {
    name: String,
    cores: Option<Vec<usize>>,
    wait: Wait,
}

/// Why an executor was not started. No thread runs then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecutorError {
    /// It was pinned to no core at all.
    #[error("executor `{name}` is pinned to no core; name some, or leave `cores` out")]
    NoCores {
        /// The executor.
        name: String,
    },
    /// It was pinned to cores that this machine does not have, or that this process may not use.
    #[error(
        "executor `{name}` cannot be pinned to {}: this process may run on {}; name some of these",
        cores(missing),
        cores(available)
    )]
    MissingCores {
        /// The executor.
        name: String,
        /// The cores that are not there, or not for us.
        missing: Vec<usize>,
        /// The cores that the thread that starts it may run on.
        available: Vec<usize>,
    },
    /// Threads cannot be pinned on this platform.
    #[error("executor `{name}` cannot be pinned: mycelium pins threads on Linux only; leave `cores` out")]
    CannotPin {
        /// The executor.
        name: String,
    },
    /// The operating system gave no thread, no runtime, or did not pin it.
    #[error(
        "executor `{name}` cannot be started: {source}; see what limits the threads and open files of this process"
    )]
    Refused {
        /// The executor.
        name: String,
        /// What the operating system said.
        source: io::Error,
    },
}

/// The thread, as its holders know it.
pub(super) struct Dedicated {
    name: Arc<str>,
    runtime: Runtime,
    spinner: Option<Arc<Spinner>>,
    /// The thread ends when this is dropped.
    _held: watch::Sender<()>,
    thread: Arc<Thread>,
}

/// What remains of an executor when nobody holds it any more.
struct Thread {
    has_ended: watch::Receiver<bool>,
    joins: Mutex<Option<JoinHandle<()>>>,
}

/// What a thread that has started gives to whoever started it.
type Started = (Runtime, Option<Arc<Spinner>>);

// === impl Dedicated ===

impl Dedicated {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    pub(super) fn wait(&self) -> Wait {
        if self.spinner.is_some() { Wait::Spin } else { Wait::Park }
    }

    /// Gives this one up, and waits until the thread has ended.
    pub(super) async fn ended(self: Arc<Self>) {
        let thread = Arc::clone(&self.thread);
        drop(self);
        let mut has_ended = thread.has_ended.clone();
        // An error says that the thread is gone: the same.
        drop(has_ended.wait_for(|ended| *ended).await);
        let Some(handle) = thread.joins.lock().take() else { return };
        // Nothing of ours is left in it: what is waited for are the last steps of the operating system.
        if handle.join().is_err() {
            tracing::error!("the thread of an executor panicked");
        }
    }

    /// Runs an actor's task on the thread, which lives as long as the task at least.
    pub(super) fn run(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let held = Arc::clone(self);
        let task = async move {
            // Declared first, dropped last.
            let held = held;
            match &held.spinner {
                Some(spinner) => Arc::clone(spinner).hears(task).await,
                None => task.await,
            }
        };
        drop(self.runtime.spawn(task));
    }
}

// === impl ExecutorStart ===

impl ExecutorStart {
    /// Of a thread with this name.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), cores: None, wait: Wait::default() }
    }

    /// The cores that the thread may run on, by number, from 0; by default any.
    pub fn cores(mut self, cores: impl IntoIterator<Item = usize>) -> Self {
        self.cores = Some(cores.into_iter().collect());
        self
    }

    /// What the thread does while there is nothing to do; by default it sleeps.
    pub fn wait(mut self, wait: Wait) -> Self {
        self.wait = wait;
        self
    }

    /// Starts the thread, and waits until it runs where it shall: well under a millisecond.
    ///
    /// # Errors
    ///
    /// [`ExecutorError`]; no thread runs then.
    pub fn start(self) -> Result<Executor, ExecutorError> {
        let name: Arc<str> = self.name.as_str().into();
        let refused = |source| ExecutorError::Refused { name: self.name.clone(), source };
        let (held, holders) = watch::channel(());
        let (ends, has_ended) = watch::channel(false);
        let (starts, started) = sync_channel(1);
        // A NUL would end the name for the operating system.
        let thread_name = self.name.replace('\0', "");
        let plan = self.clone();
        let run = move || {
            plan.run(&starts, holders);
            ends.send_replace(true);
        };
        let handle = thread::Builder::new().name(thread_name).spawn(run).map_err(refused)?;
        let gone = || Err(refused(io::Error::other("its thread ended at once")));
        let (runtime, spinner) = match started.recv().unwrap_or_else(|_| gone()) {
            Ok(started) => started,
            Err(error) => {
                drop(handle.join());
                return Err(error);
            }
        };
        let thread = Arc::new(Thread { has_ended, joins: Mutex::new(Some(handle)) });
        Ok(Executor::on_thread(Dedicated { name, runtime, spinner, _held: held, thread }))
    }

    /// The thread, from its first to its last step.
    fn run(&self, starts: &SyncSender<Result<Started, ExecutorError>>, mut holders: watch::Receiver<()>) {
        let refused = |source| ExecutorError::Refused { name: self.name.clone(), source };
        if let Err(error) = self.cores.as_ref().map_or(Ok(()), |cores| pin_to(&self.name, cores)) {
            drop(starts.send(Err(error)));
            return;
        }
        let mut builder = Builder::new_current_thread();
        builder.enable_all();
        if self.wait == Wait::Spin {
            Spinner::configure(&mut builder);
        }
        let runtime = match builder.build() {
            Ok(runtime) => runtime,
            Err(source) => return drop(starts.send(Err(refused(source)))),
        };
        let spinner = (self.wait == Wait::Spin).then(Spinner::of_this_thread);
        if let Some(spinner) = &spinner {
            drop(runtime.spawn(Arc::clone(spinner).spin()));
        }
        drop(starts.send(Ok((runtime.handle().clone(), spinner.clone()))));
        // An error, as nobody ever sends: all who held it are gone.
        runtime.block_on(async { drop(holders.changed().await) });
        runtime.shutdown_timeout(FLUSH_MAX);
        spinner.iter().for_each(|spinner| spinner.close());
    }
}
