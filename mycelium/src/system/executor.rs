//! Executors: threads of their own for actors that shall not share one.
//!
//! An executor is one thread with a tokio runtime for that thread alone. It lives as long as somebody holds it: its
//! user, the system that launched it, and each of its actors. When the last one lets go, the runtime ends, and with it
//! the thread.

use std::fmt;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use parking_lot::Mutex;
use tokio::runtime::{Builder, Handle as Runtime};
use tokio::sync::watch;

use super::pin::pin_to;
use super::spin::Spinner;
use crate::bundle::{Wait, cores};
use crate::discovery::FLUSH_MAX;

/// A thread with a tokio runtime of its own, which runs the actors that are spawned with
/// [`Spawner::executor`](crate::Spawner::executor). Cheap to clone; all clones are the same thread.
///
/// In a configuration file it is a bundle's `executor = "dedicated"`; this is for actors that no file names.
///
/// Actors of one executor never run at the same time, and no work of others delays them. Messages between them move
/// from task to task of one thread; messages from and to other threads are handed over as on any runtime of several
/// threads. Handlers find a whole tokio runtime there: timers, sockets and `tokio::spawn` work, and what is spawned
/// runs on the same thread. The tasks of links and relays stay on the system's own runtime.
///
/// The thread ends after all actors on it have stopped, and all clones of this are gone (an actor that holds one keeps its
/// own thread): tasks that handlers spawned are
/// dropped then, and a blocking call under way (`spawn_blocking`) is waited for, for a second at most.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
/// use mycelium::{Executor, Wait};
///
/// #[message(local, reply = Option<String>)]
/// struct Where;
///
/// struct Book;
///
/// #[actor]
/// impl Book {
///     #[handler]
///     fn whereabouts(&self, _question: Where) -> Option<String> {
///         std::thread::current().name().map(str::to_owned)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let books = Executor::dedicated("books").wait(Wait::Park).start()?;
/// let system = ActorSystem::new();
/// let book = system.named("book").executor(&books).spawn(Book)?;
/// assert_eq!(book.whereabouts(Where).await?.as_deref(), Some("books"));
/// system.stop().await;
/// books.ended().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Executor {
    inner: Arc<Inner>,
}

struct Inner {
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

/// What a thread that has started gives to whoever started it.
type Started = (Runtime, Option<Arc<Spinner>>);

// === impl Executor ===

impl Executor {
    /// Begins to start a thread; `name` is what debuggers and `top` show of it, where the first 15 bytes count.
    pub fn dedicated(name: &str) -> ExecutorStart {
        ExecutorStart { name: name.to_owned(), cores: None, wait: Wait::default() }
    }

    /// The name that it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Gives this clone up, and waits until the thread has ended: all actors on it have stopped, and nobody holds
    /// another clone. Not from that thread, which would wait for itself.
    ///
    /// # Cancel safety
    ///
    /// The clone is given up at once; the thread ends all the same.
    pub async fn ended(self) {
        let thread = Arc::clone(&self.inner.thread);
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

    /// What its runtime is known by.
    pub(super) fn runtime_id(&self) -> tokio::runtime::Id {
        self.inner.runtime.id()
    }

    /// Runs an actor's task on the thread, which lives as long as the task at least.
    pub(super) fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        let held = self.clone();
        let task = async move {
            // Declared first, dropped last.
            let held = held;
            match &held.inner.spinner {
                Some(spinner) => Arc::clone(spinner).hears(task).await,
                None => task.await,
            }
        };
        drop(self.inner.runtime.spawn(task));
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wait = if self.inner.spinner.is_some() { Wait::Spin } else { Wait::Park };
        f.debug_struct("Executor").field("name", &self.inner.name).field("wait", &wait).finish_non_exhaustive()
    }
}

// === impl ExecutorStart ===

impl ExecutorStart {
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
        Ok(Executor { inner: Arc::new(Inner { name, runtime, spinner, _held: held, thread }) })
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
