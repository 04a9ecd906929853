//! Executors: what runs actors that are no tasks of the system's runtime. A thread of their own (`dedicated`), or a few tasks of
//! a runtime that is there (`group`).

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use tokio::runtime::Handle as Runtime;

use super::dedicated::{Dedicated, ExecutorStart};
use super::group::Group;

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
/// core, and mostly wakes no thread. Where an actor wakes several, other threads help. After 100 µs, looked at between
/// actors, other tasks of the runtime have their turn. Actors run at the same time, block their thread (`block_in_place`, on a runtime of
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
    Dedicated(Arc<Dedicated>),
    Grouped(Arc<Group>),
}

// === impl Executor ===

impl Executor {
    /// Begins to start a thread; `name` is what debuggers and `top` show of it, where the first 15 bytes count.
    pub fn dedicated(name: &str) -> ExecutorStart {
        ExecutorStart::new(name)
    }

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

    pub(super) fn on_thread(thread: Dedicated) -> Self {
        Self { kind: Kind::Dedicated(Arc::new(thread)) }
    }

    /// The name that it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.kind {
            Kind::Dedicated(thread) => thread.name(),
            Kind::Grouped(group) => group.name(),
        }
    }

    /// Gives this clone up, and waits until the thread or the group has ended: all actors on it have stopped, and nobody
    /// holds another clone. A group whose runtime shuts down ends, too, behind its last actor. Not from that thread or an actor of
    /// that group, which would wait for itself.
    ///
    /// # Cancel safety
    ///
    /// The clone is given up at once; the thread or the group ends all the same.
    pub async fn ended(self) {
        match self.kind {
            Kind::Dedicated(thread) => thread.ended().await,
            Kind::Grouped(group) => group.ended().await,
        }
    }

    /// The runtime whose threads run its actors.
    pub(super) fn runtime(&self) -> &Runtime {
        match &self.kind {
            Kind::Dedicated(thread) => thread.runtime(),
            Kind::Grouped(group) => group.runtime(),
        }
    }

    /// Runs an actor. A thread of its own lives as long at least.
    pub(super) fn run(&self, actor: impl Future<Output = ()> + Send + 'static) {
        match &self.kind {
            Kind::Dedicated(thread) => thread.run(actor),
            Kind::Grouped(group) => group.spawn(actor),
        }
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Executor");
        shown.field("name", &self.name());
        match &self.kind {
            Kind::Dedicated(thread) => shown.field("wait", &thread.wait()),
            Kind::Grouped(_) => shown.field("grouped", &true),
        };
        shown.finish_non_exhaustive()
    }
}
