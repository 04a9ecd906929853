//! The executors of a topology's bundles, as far as they run in this process.

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::runtime::Handle as Runtime;

use super::executor::Executor;
use super::launch::Launch;
use super::spawn::Spawner;
use crate::actor::Dispatch;
use crate::bundle::{ActorBundle, ActorPlan, ConfigError, ExecutorPlan, NodePlan, TopologyConfig};

/// By node: what runs its actors, where they are not tasks of the shared runtime.
#[derive(Debug, Default)]
pub(super) struct Executors(Mutex<HashMap<String, Executor>>);

// === impl Executors ===

impl Executors {
    /// Starts those of `nodes`, groups on `runtime`. Each node has its own, also where several run in this process: a member of
    /// a `same_node` bundle shares nothing with the others.
    pub(super) fn start(
        &self,
        runtime: &Runtime,
        topology: &TopologyConfig,
        nodes: &[NodePlan],
    ) -> Result<(), ConfigError> {
        for node in nodes {
            let first = node.actors.first().and_then(|actor| topology.actor(actor));
            let Some(bundle) = first.and_then(|actor| bundle_of(topology, actor)) else { continue };
            let executor = match &bundle.executor {
                ExecutorPlan::Shared => continue,
                ExecutorPlan::Grouped => Executor::grouped(&node.name, runtime),
                ExecutorPlan::Dedicated { cores, wait } => {
                    let start = Executor::dedicated(&node.name).wait(*wait);
                    let start = if cores.is_empty() { start } else { start.cores(cores.iter().copied()) };
                    start.start().map_err(|error| topology.error_at_executor(bundle.name(), error))?
                }
            };
            self.0.lock().insert(node.name.clone(), executor);
        }
        Ok(())
    }

    /// Lets an actor of `node` run where its node does.
    pub(super) fn place<'a>(&self, spawner: Spawner<'a>, node: &str) -> Spawner<'a> {
        match self.0.lock().get(node) {
            Some(executor) => spawner.executor(executor),
            None => spawner,
        }
    }

    /// Lets all of them go, and waits until they have ended. Their actors must have stopped.
    pub(super) async fn end(&self) {
        let all: Vec<Executor> = self.0.lock().drain().map(|(_, executor)| executor).collect();
        for executor in all {
            executor.ended().await;
        }
    }
}

// === impl Launch ===

impl Launch {
    /// How messages come to an actor, as its bundle says.
    pub(super) fn dispatch_of(&self, actor: &ActorPlan) -> Dispatch {
        bundle_of(&self.topology, actor).map_or_else(Dispatch::default, |bundle| bundle.dispatch)
    }
}

fn bundle_of<'a>(topology: &'a TopologyConfig, actor: &ActorPlan) -> Option<&'a ActorBundle> {
    topology.bundles().iter().find(|bundle| bundle.id == actor.bundle)
}
