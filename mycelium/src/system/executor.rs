//! Executors: what runs actors that are no tasks of the system's runtime.
//!
//! A dedicated one is one thread with a tokio runtime for that thread alone. It lives as long as somebody holds it: its
//! user, the system that launched it, and each of its actors. When the last one lets go, the runtime ends, and with it
//! the thread. A grouped one runs its actors on a runtime that is there (`group`).

use std::fmt;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use parking_lot::Mutex;
use tokio::runtime::{Builder, Handle as Runtime};
use tokio::sync::watch;

use super::group::Group;
use super::pin::pin_to;
use super::spin::Spinner;
use crate::bundle::{Wait, cores};
use crate::discovery::FLUSH_MAX;

/// What runs the actors that are spawned with [`Spawner::executor`](crate::Spawner::executor): a thread of their own, or a
/// group of them on a runtime that is there. Cheap to clone; all clones are the same executor.
///
/// In a configuration file it is a bundle's `executor = "dedicated"` or `executor = "grouped"`; this is for actors that no
/// file names.
///
/// # Dedicated
///
/// Actors of one thread never run at the same time, and no work of others delays them. Messages between them move
/// from task to task of one thread; messages from and to other threads are handed over as on any runtime of several
/// threads. Handlers find a whole tokio runtime there: timers, sockets and `tokio::spawn` work, and what is spawned
/// runs on the same thread. The tasks of links and relays stay on the system's own runtime.
///
/// The thread ends after all actors on it have stopped, and all clones of this are gone (an actor that holds one keeps its
/// own thread): tasks that handlers spawned are
/// dropped then, and a blocking call under way (`spawn_blocking`) is waited for, for a second at most.
///
/// # Grouped
///
/// Actors of a group take turns in a few tasks of a runtime, instead of being a task each. An actor that one of the group
/// wakes has its turn right behind that one, on the same thread: a message that is handed on from actor to actor stays on its
/// core, and mostly wakes no thread. Where an actor wakes several, other threads help. After 100 µs, looked at between actors, other
/// tasks of the runtime have their turn. Actors run at the same time, block their thread (`block_in_place`, on a runtime of
/// several threads), await and yield as they do as tasks.
///
/// But they are no tasks: they share tokio's budget for a task with those of the same turn, tools that list a runtime's tasks do
/// not list them, and `tokio::task::id()` is that of the task that runs several.
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
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Dedicated(Arc<Inner>),
    Grouped(Arc<Group>),
}

/// A thread of its own, as long as somebody holds it.
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
    /// A group of actors on this runtime, of one thread or of several. Nothing runs before its first actor is spawned.
    ///
    /// When the runtime shuts down, its actors stop as they do as tasks.
    ///
    /// # Examples
    ///
    /// ```
    /// use mycelium::Executor;
    /// use mycelium::prelude::*;
    /// use tokio::runtime::Handle;
    ///
    /// #[message(local, reply = u64)]
    /// struct Price {
    ///     cents: u64,
    /// }
    ///
    /// /// Adds its share, and asks the next one.
    /// struct Margin {
    ///     next: Option<MarginRef>,
    /// }
    ///
    /// #[actor]
    /// impl Margin {
    ///     #[handler]
    ///     async fn price(&mut self, price: Price) -> u64 {
    ///         let cents = price.cents + 1;
    ///         match &self.next {
    ///             None => cents,
    ///             Some(next) => next.price(Price { cents }).await.unwrap_or(cents),
    ///         }
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "multi_thread", worker_threads = 2)]
    /// # async fn main() -> Result<()> {
    /// let system = ActorSystem::new();
    /// let group = Executor::grouped("margins", &Handle::current());
    /// let last = system.named("last").executor(&group).spawn(Margin { next: None })?;
    /// let first = system.named("first").executor(&group).spawn(Margin { next: Some(last) })?;
    /// assert_eq!(first.price(Price { cents: 40 }).await?, 42);
    /// # Ok(())
    /// # }
    /// ```
    pub fn grouped(name: &str, runtime: &Runtime) -> Self {
        Self { kind: Kind::Grouped(Arc::new(Group::new(name, runtime))) }
    }

    /// Begins to start a thread; `name` is what debuggers and `top` show of it, where the first 15 bytes count.
    pub fn dedicated(name: &str) -> ExecutorStart {
        ExecutorStart { name: name.to_owned(), cores: None, wait: Wait::default() }
    }

    /// The name that it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.kind {
            Kind::Dedicated(inner) => &inner.name,
            Kind::Grouped(group) => group.name(),
        }
    }

    /// Gives this clone up, and waits until the thread or the group has ended: all actors on it have stopped, and nobody
    /// holds another clone, or a group's runtime has ended. Not from that thread or an actor of that group, which would wait for itself.
    ///
    /// # Cancel safety
    ///
    /// The clone is given up at once; the thread or the group ends all the same.
    pub async fn ended(self) {
        let thread = match self.kind {
            Kind::Dedicated(inner) => Arc::clone(&inner.thread),
            Kind::Grouped(group) => {
                let ended = group.ended();
                drop(group);
                return ended.await;
            }
        };
        let mut has_ended = thread.has_ended.clone();
        // An error says that the thread is gone: the same.
        drop(has_ended.wait_for(|ended| *ended).await);
        let Some(handle) = thread.joins.lock().take() else { return };
        // Nothing of ours is left in it: what is waited for are the last steps of the operating system.
        if handle.join().is_err() {
            tracing::error!("the thread of an executor panicked");
        }
    }

    /// The runtime whose threads run its actors.
    pub(super) fn runtime(&self) -> &Runtime {
        match &self.kind {
            Kind::Dedicated(inner) => &inner.runtime,
            Kind::Grouped(group) => group.runtime(),
        }
    }

    /// Runs an actor. A thread of its own lives as long at least.
    pub(super) fn run(&self, actor: impl Future<Output = ()> + Send + 'static) {
        let held = match &self.kind {
            Kind::Dedicated(inner) => Arc::clone(inner),
            Kind::Grouped(group) => return group.spawn(actor),
        };
        let runtime = held.runtime.clone();
        let task = async move {
            // Declared first, dropped last.
            let held = held;
            match &held.spinner {
                Some(spinner) => Arc::clone(spinner).hears(actor).await,
                None => actor.await,
            }
        };
        drop(runtime.spawn(task));
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Executor");
        shown.field("name", &self.name());
        match &self.kind {
            Kind::Dedicated(inner) => {
                shown.field("wait", if inner.spinner.is_some() { &Wait::Spin } else { &Wait::Park })
            }
            Kind::Grouped(_) => shown.field("grouped", &true),
        };
        shown.finish_non_exhaustive()
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
        Ok(Executor { kind: Kind::Dedicated(Arc::new(Inner { name, runtime, spinner, _held: held, thread })) })
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
