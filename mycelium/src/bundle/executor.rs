//! What runs the actors of a bundle, as a file says it.

use std::fmt;

use super::words;

/// What runs the actors of a bundle.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExecutorPlan {
    /// The process's tokio runtime, with everything else: each is a task of it.
    #[default]
    Shared,
    /// The same runtime, but the actors of the bundle take turns in a few tasks of it, so that a message that is handed on
    /// from actor to actor stays on its core: [`Executor::grouped`](crate::Executor::grouped).
    Grouped,
    /// A thread of their own, with a tokio runtime of its own: [`Executor::dedicated`](crate::Executor::dedicated). In a
    /// `same_node` bundle each member is a process, and each has a thread of its own in it.
    #[non_exhaustive]
    Dedicated {
        /// The cores that the thread may run on, by number, from 0; empty for any.
        cores: Vec<usize>,
        /// What it does while there is nothing to do.
        wait: Wait,
    },
}

/// What a thread does while there is nothing to do.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wait {
    /// It sleeps. Whoever sends from another thread wakes it, which takes both of them microseconds.
    #[default]
    Park,
    /// It looks again and again, so that senders of other threads need not wake it. It keeps a core busy all the time, and
    /// needs one for itself: where it shares the core with a sender, messages wait for milliseconds until the operating
    /// system lets the other one run.
    Spin,
}

// === impl ExecutorPlan ===

impl fmt::Display for ExecutorPlan {
    /// `shared`, `grouped`, `dedicated`, or `dedicated, cores 0 and 1, wait spin`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cores, wait) = match self {
            Self::Shared => return f.write_str("shared"),
            Self::Grouped => return f.write_str("grouped"),
            Self::Dedicated { cores, wait } => (cores, wait),
        };
        f.write_str("dedicated")?;
        if !cores.is_empty() {
            write!(f, ", {}", words::cores(cores))?;
        }
        if *wait == Wait::Spin { write!(f, ", wait {wait}") } else { Ok(()) }
    }
}

// === impl Wait ===

impl Wait {
    /// All of them.
    pub(super) const ALL: [Self; 2] = [Self::Park, Self::Spin];

    /// The word that the file writes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Park => "park",
            Self::Spin => "spin",
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
