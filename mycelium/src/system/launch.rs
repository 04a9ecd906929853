//! From a topology to running actors: everything is checked before anything runs.
//!
//! Order: types and configurations of *all* actors, edges, sockets, then the actors of the wanted part take their names,
//! then every sender gets its roads, and only then the first actor starts. So an actor that looks for another when it
//! starts finds it, whatever the order of the file.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use tokio::runtime::Handle as Runtime;
use tokio::sync::watch;

use super::beside::Comparison;
use super::board::Board;
use super::executors::Executors;
use super::routes::LiveEdge;
use super::seat::{Roads, Routed, Seat};
use super::spawn::{Name, SpawnError, Spawner};
use super::types::ActorTypes;
use super::{ActorSystem, Inner};
use crate::actor::{ActorId, Command, Counted, Directory};
use crate::bundle::{ConfigError, NodePlan, Part, Road, TopologyConfig};
use crate::discovery::{ActorRegistry, Closer, Identity, Link};
use crate::relay::{Publisher, Sources};
use crate::transport::{BoundSocket, SocketError, private_directory};
use crate::wire::Domain;

/// Why a topology, or a part of it, was not launched. Nothing runs then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LaunchError {
    /// The file asks for what cannot be; the error says where.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A socket for links cannot be made.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// An actor cannot be spawned.
    #[error(transparent)]
    Spawn(#[from] SpawnError),
    /// Two types were registered under one name.
    #[error("two types are registered as `{0}`; give one of them another name")]
    TypeTwice(String),
    /// There is no tokio runtime.
    #[error("a system is launched inside of a tokio runtime, and there is none")]
    NoRuntime,
}

/// What is put together on the way; it is kept while the system runs, so that edges can be moved.
pub(super) struct Launch {
    pub(super) topology: TopologyConfig,
    pub(super) types: ActorTypes,
    pub(super) nodes: Vec<NodePlan>,
    pub(super) runtime: Runtime,
    pub(super) registry: Arc<ActorRegistry>,
    pub(super) closer: Arc<Closer>,
    /// What runs the actors of bundles that do not run on `runtime` as tasks.
    pub(super) executors: Arc<Executors>,
    pub(super) identities: HashMap<String, Identity>,
    /// By calling node and called node.
    pub(super) links: HashMap<(String, String), Arc<Link>>,
    /// By calling node and actor.
    pub(super) link_doors: HashMap<(String, String), Routed>,
    /// What these doors count.
    pub(super) counted: HashMap<(String, String), Arc<dyn Counted>>,
    /// By sender and actor.
    pub(super) relay_doors: HashMap<(String, String), Routed>,
    /// By sender and domain.
    pub(super) publishers: HashMap<(String, Domain), Arc<Publisher>>,
    /// The nodes that can be called.
    pub(super) served: HashSet<String>,
    /// Whose frames an actor of this process, or one end of two roads, gets from its relay; by its name.
    pub(super) listening: HashMap<String, Arc<Sources>>,
    /// How many subscriptions have never stood yet.
    pub(super) pending: Arc<watch::Sender<usize>>,
    /// By edge: what came over two roads side by side.
    pub(super) comparisons: HashMap<usize, Arc<Comparison>>,
    /// By edge: the switches of those that begin here.
    pub(super) live: HashMap<usize, LiveEdge>,
    /// Whether the start is over.
    pub(super) is_running: bool,
    /// How many edges were moved; it makes names of their helpers new.
    pub(super) moves: usize,
    /// Where a status is read.
    pub(super) board: Arc<Board>,
}

impl ActorSystem {
    /// Starts a part of what `topology` describes, on the current tokio runtime.
    ///
    /// The whole topology is checked, also what runs elsewhere: names, types, configurations, numbers of messages, roads. When this returns,
    /// the actors of the part have their names and are starting; links and relays are connected as they are needed,
    /// whichever side was started first.
    ///
    /// # Errors
    ///
    /// [`LaunchError`]; nothing runs then.
    ///
    /// # Panics
    ///
    /// Inside of a tokio runtime without its I/O and time drivers, if the topology has more than one node.
    pub fn launch(topology: &TopologyConfig, types: &ActorTypes, part: &Part) -> Result<Self, LaunchError> {
        if let Some(name) = &types.twice {
            return Err(LaunchError::TypeTwice(name.clone()));
        }
        let runtime = Runtime::try_current().map_err(|_| LaunchError::NoRuntime)?;
        let nodes = topology.part(part)?;
        let identities = nodes.iter().map(|node| (node.name.clone(), Identity::new(&*node.name))).collect();
        let registry = Arc::<ActorRegistry>::default();
        let launch = Launch {
            board: Board::new(nodes.iter().map(|node| node.name.clone()).collect(), &registry),
            topology: topology.clone(),
            types: types.clone(),
            nodes,
            runtime,
            registry,
            closer: Arc::new(Closer::new()),
            executors: Arc::default(),
            identities,
            links: HashMap::new(),
            link_doors: HashMap::new(),
            counted: HashMap::new(),
            relay_doors: HashMap::new(),
            publishers: HashMap::new(),
            served: HashSet::new(),
            listening: HashMap::new(),
            pending: Arc::new(watch::Sender::new(0)),
            comparisons: HashMap::new(),
            live: HashMap::new(),
            is_running: false,
            moves: 0,
        };
        launch.check_actors()?;
        launch.check_numbers()?;
        launch.check_edges()?;
        launch.executors.start(&launch.runtime, topology, &launch.nodes)?;
        let sockets = (launch.bind()?, launch.bind_status()?);
        let (registry, closer) = (Arc::clone(&launch.registry), Arc::clone(&launch.closer));
        launch.start(sockets).inspect_err(|_| {
            registry.request_all(Command::Stop);
            closer.close();
        })
    }
}

// === impl Launch: sockets and actors ===

impl Launch {
    /// The sockets at which this part's nodes can be called, if there is anybody to call them.
    pub(super) fn bind(&self) -> Result<Vec<(NodePlan, BoundSocket)>, LaunchError> {
        if self.topology.nodes().count() < 2 && !self.has_unix_edge()? {
            return Ok(Vec::new());
        }
        // Whoever only calls, too, looks for sockets where nobody else can have put them.
        private_directory(self.topology.link_directory())?;
        let called = self.nodes.iter().filter(|node| !node.actors.is_empty() && !self.served.contains(&node.name));
        called.map(|node| Ok((node.clone(), BoundSocket::bind(&self.topology.socket(&node.name))?))).collect()
    }

    /// Whether an edge leads over a unix socket, be it from a node to itself.
    fn has_unix_edge(&self) -> Result<bool, ConfigError> {
        for edge in self.topology.edges() {
            for to in &edge.to {
                let route = self.topology.route(&edge.from, to)?;
                if route.road_to(to) == Some(Road::Unix) || route.beside == Some(Road::Unix) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The actors, and the nodes that send outside of actors; of `node`, or of the whole topology.
    fn senders(&self, node: Option<&str>) -> Vec<String> {
        let shared = self.topology.nodes().filter(|plan| self.topology.actor(&plan.name).is_none());
        let nodes = shared.map(|plan| plan.name.clone());
        let all = self.topology.actors().map(|plan| plan.name.clone()).chain(nodes);
        all.filter(|sender| node.is_none_or(|node| self.topology.node_of(sender) == Some(node))).collect()
    }

    fn start(
        mut self,
        (sockets, status_sockets): (Vec<(NodePlan, BoundSocket)>, Vec<BoundSocket>),
    ) -> Result<ActorSystem, LaunchError> {
        let nodes = self.nodes.clone();
        let mut seats: HashMap<String, (String, Arc<Roads>)> = HashMap::new();
        for node in &nodes {
            for sender in self.senders(Some(&node.name)) {
                seats.insert(sender, (node.name.clone(), Arc::new(self.roads())));
            }
        }
        let mut prepared = Vec::new();
        for name in nodes.iter().flat_map(|node| &node.actors) {
            let plan = self.topology.actor(name).expect("a node's actors are the topology's");
            let directory: Arc<dyn Directory> = Arc::clone(&seats[name].1) as Arc<dyn Directory>;
            let id = Name::Given(ActorId::new(&**name));
            let spawner = Spawner::new(&self.runtime, &self.registry, &directory, id).planned(plan);
            let spawner = spawner.dispatch(self.dispatch_of(plan)).ask_limit(self.topology.ask_timeout_of(name));
            let spawner = self.executors.place(spawner, &plan.node);
            prepared.push(self.type_of(name).prepare(plan, spawner)?);
        }
        self.make_sides()?;
        for (sender, (node, roads)) in &seats {
            let routes = self.routes_of(sender, node)?;
            drop(roads.routes.set(routes));
        }
        let outside = Arc::new(self.roads());
        drop(outside.routes.set(self.routes_outside()?));
        self.subscribe()?;
        self.is_running = true;
        self.serve(sockets);
        self.post();
        self.tell(status_sockets);
        prepared.into_iter().for_each(|run| run());
        let seats = seats.into_iter().map(|(sender, (_, roads))| (sender, Seat(roads))).collect();
        Ok(ActorSystem {
            inner: Arc::new(Inner {
                runtime: self.runtime.clone(),
                registry: Arc::clone(&self.registry),
                directory: outside,
                seats,
                closer: Arc::clone(&self.closer),
                executors: Arc::clone(&self.executors),
                ask_limit: Mutex::new(self.topology.ask_timeout()),
                subscribed: self.pending.subscribe(),
                board: Arc::clone(&self.board),
                launched: Some(tokio::sync::Mutex::new(self)),
            }),
        })
    }

    fn roads(&self) -> Roads {
        Roads {
            registry: Arc::clone(&self.registry),
            runtime: self.runtime.clone(),
            closer: Arc::clone(&self.closer),
            routes: OnceLock::new(),
        }
    }
}
