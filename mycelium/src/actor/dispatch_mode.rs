//! Where a message is handled: behind the mailbox, or on the sender's thread.

use std::fmt;

/// How messages come to an actor's handlers.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dispatch {
    /// Through the mailbox: the actor's own task handles them.
    #[default]
    Queued,
    /// A sender that finds the actor idle runs its sync handler then and there; all else goes through the mailbox.
    ///
    /// The cost of a hop is then little more than a call, and nobody is woken. The sender's time contains the
    /// handler's, and a send may run up to 128 handlers within each other, or what 128 KiB of the stack hold;
    /// deeper ones are queued.
    ///
    /// What holds for queued messages holds here, too: order per sender, one message at a time, no re-entrance (an
    /// actor that is reached again while its handler runs gets that message through its mailbox), and a panic is the
    /// receiver's, never the sender's. Only senders of the same tokio runtime run handlers. Async handlers, and actors
    /// that are written by hand without [`Actor::receive_now`](crate::Actor::receive_now), are always queued.
    ///
    /// What to know before it is chosen:
    ///
    /// - A sender must not hold a lock, nor a `RefCell`'s borrow, that the handler takes.
    /// - The handler sees the sender's task-locals and tracing span. The reader of a link is a sender, too: a slow
    ///   handler holds up the other actors that this link leads to.
    /// - While a handler runs on a sender's thread, that sender waits, and so does whatever else its task has to do: handlers
    ///   that compute for milliseconds are better queued.
    /// - A task that makes its first send within another runtime's `enter()` guard counts as a task of that runtime.
    Inline,
}

// === impl Dispatch ===

impl Dispatch {
    /// The word that a configuration file writes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Inline => "inline",
        }
    }
}

impl fmt::Display for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
