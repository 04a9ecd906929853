//! What a file says about bundles and actors, and the nodes that follow from it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::error::{Source, Span};
use super::executor::ExecutorPlan;
use crate::actor::Dispatch;
use crate::mailbox::Overflow;

/// The name of a bundle. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BundleId(Arc<str>);

/// What the members of a bundle share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeploymentMode {
    /// One process, in which messages are values: nothing is serialized.
    SharedMemory,
    /// One machine: each member is a process of its own.
    SameNode,
    /// Several machines. A file that says so is refused.
    Distributed,
}

/// A named group of actors.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ActorBundle {
    /// Its name.
    pub id: BundleId,
    /// What its members share.
    pub mode: DeploymentMode,
    /// The names of its actors, as the file orders them.
    pub actors: Vec<String>,
    /// Which thread runs them.
    pub executor: ExecutorPlan,
    /// How messages come to their handlers.
    pub dispatch: Dispatch,
    pub(super) span: Span,
    /// Where the file says something about the executor: `cores` if it names some, else `executor`.
    pub(super) executor_span: Option<Span>,
}

/// What the file says about one actor.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ActorPlan {
    /// Its name, unique in the file.
    pub name: String,
    /// The name under which its type is registered: `type`, or its own name where the bundle lists names.
    pub type_name: String,
    /// The bundle that it is a member of.
    pub bundle: BundleId,
    /// The node that it runs in.
    pub node: String,
    /// How many messages its mailbox holds, if the file says so.
    pub mailbox: Option<usize>,
    /// What happens to a message that finds no room there, if the file says so.
    pub overflow: Option<Overflow>,
    /// How long an ask of it waits for room and answer together, if the file says so of this actor;
    /// [`TopologyConfig::ask_timeout_of`](super::TopologyConfig::ask_timeout_of) knows the file's default, too.
    pub ask_timeout: Option<Duration>,
    pub(super) name_span: Span,
    pub(super) type_span: Span,
    pub(super) config_span: Option<Span>,
    /// Which bundle of the file, counted from 0.
    pub(super) bundle_index: usize,
    pub(super) source: Arc<Source>,
}

/// What runs as one process.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodePlan {
    /// Its name: that of its bundle in `shared_memory`, that of its actor in `same_node`.
    pub name: String,
    /// The names of its actors. Empty for a process that only sends.
    pub actors: Vec<String>,
}

// === impl BundleId ===

impl BundleId {
    pub(super) fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for BundleId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// === impl DeploymentMode ===

impl DeploymentMode {
    /// The word that the file writes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SharedMemory => "shared_memory",
            Self::SameNode => "same_node",
            Self::Distributed => "distributed",
        }
    }
}

impl fmt::Display for DeploymentMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

// === impl ActorBundle ===

impl ActorBundle {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.as_str()
    }

    /// The nodes that its actors run in.
    pub(super) fn nodes(&self) -> Vec<NodePlan> {
        match self.mode {
            DeploymentMode::SharedMemory => {
                vec![NodePlan { name: self.name().to_owned(), actors: self.actors.clone() }]
            }
            DeploymentMode::SameNode | DeploymentMode::Distributed => {
                let node = |actor: &String| NodePlan { name: actor.clone(), actors: vec![actor.clone()] };
                self.actors.iter().map(node).collect()
            }
        }
    }
}

// === impl ActorPlan ===

impl ActorPlan {
    /// Whether the file gives it a `config`; [`config`](Self::config) decodes it.
    #[must_use]
    pub fn has_config(&self) -> bool {
        self.config_span.is_some()
    }
}
