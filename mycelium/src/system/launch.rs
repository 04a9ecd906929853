//! From a topology to running actors: everything is checked before anything runs.
//!
//! Order: types and configurations of *all* actors, edges, sockets, then the actors of the wanted part take their names,
//! then every sender gets its roads, and only then the first actor starts. So an actor that looks for another when it
//! starts finds it, whatever the order of the file.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use tokio::runtime::Handle as Runtime;
use tokio::sync::watch;

use super::links::{Serving, accept_links};
use super::seat::{Carrier, Roads, Routed, Seat};
use super::spawn::{Name, SpawnError, Spawner};
use super::types::{ActorType, ActorTypes, NotPrepared};
use super::{ActorSystem, Inner};
use crate::actor::{ActorId, Directory};
use crate::bundle::{ConfigError, NodePlan, Part, Road, Route, TopologyConfig};
use crate::discovery::{ActorRegistry, Closer, FoundActor, Identity, Link, LinkTimes};
use crate::domain_enum::Variant;
use crate::mailbox::DEFAULT_CAPACITY;
use crate::relay::{Publisher, Subscribe};
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
    #[error("a system is launched inside of a tokio runtime with its I/O and time drivers enabled")]
    NoRuntime,
}

/// What is put together on the way.
struct Launch<'a> {
    topology: &'a TopologyConfig,
    types: &'a ActorTypes,
    nodes: Vec<NodePlan>,
    runtime: Runtime,
    registry: Arc<ActorRegistry>,
    closer: Arc<Closer>,
    identities: HashMap<String, Identity>,
    /// By calling node and called node.
    links: HashMap<(String, String), Arc<Link>>,
    /// By calling node and actor.
    link_doors: HashMap<(String, String), Routed>,
    /// By sender and domain.
    publishers: HashMap<(String, Domain), Arc<Publisher>>,
}

impl ActorSystem {
    /// Starts a part of what `topology` describes, on the current tokio runtime.
    ///
    /// The whole topology is checked, also what runs elsewhere: names, types, configurations, roads. When this returns,
    /// the actors of the part have their names and are starting; links and relays are connected as they are needed,
    /// whichever side was started first.
    ///
    /// # Errors
    ///
    /// [`LaunchError`]; nothing runs then.
    pub fn launch(topology: &TopologyConfig, types: &ActorTypes, part: &Part) -> Result<Self, LaunchError> {
        if let Some(name) = &types.twice {
            return Err(LaunchError::TypeTwice(name.clone()));
        }
        let runtime = Runtime::try_current().map_err(|_| LaunchError::NoRuntime)?;
        let nodes = topology.part(part)?;
        let identities = nodes.iter().map(|node| (node.name.clone(), Identity::new(&*node.name))).collect();
        let launch = Launch {
            topology,
            types,
            nodes,
            runtime,
            registry: Arc::default(),
            closer: Arc::new(Closer::new()),
            identities,
            links: HashMap::new(),
            link_doors: HashMap::new(),
            publishers: HashMap::new(),
        };
        launch.check_actors()?;
        launch.check_edges()?;
        let sockets = launch.bind()?;
        launch.start(sockets)
    }
}

// === impl Launch: checks ===

impl Launch<'_> {
    fn check_actors(&self) -> Result<(), LaunchError> {
        for plan in self.topology.actors() {
            match self.types.get(&plan.type_name) {
                Some(known) => known.check(plan)?,
                None => return Err(self.topology.error_unknown_type(&plan.name, self.types.names()).into()),
            }
        }
        Ok(())
    }

    /// The registered type of an actor that the topology names; all of them were found when they were checked.
    fn type_of(&self, actor: &str) -> &dyn ActorType {
        let plan = self.topology.actor(actor).expect("routes lead to actors of the topology");
        self.types.get(&plan.type_name).expect("all types were checked")
    }

    fn check_edges(&self) -> Result<(), LaunchError> {
        // By sender and relay: the edge that was there first.
        let mut relayed: HashMap<(&str, Domain), usize> = HashMap::new();
        for (index, edge) in self.topology.edges().iter().enumerate() {
            let error = |text: String| LaunchError::Config(self.topology.error_at_edge(index, text));
            for to in &edge.to {
                let (takes, variants) = self.type_of(to).takes();
                let road = self.topology.route(&edge.from, to)?.road_to(to).unwrap_or(Road::Bundle);
                if road == Road::Bundle {
                    continue;
                }
                if !variants.iter().any(crosses) {
                    let all = names(variants.iter());
                    return Err(error(format!(
                        "the edge from `{}` to `{to}` leaves the process, and all messages of `{takes}` are `local` ({all}); \
                         give one of them a number with `tlv = ..`, or put both actors into one bundle",
                        edge.from
                    )));
                }
                if road == Road::Relay {
                    let domain = self.relay_domain(to).map_err(error)?;
                    let error = |text: String| LaunchError::Config(self.topology.error_at_edge(index, text));
                    if self.topology.relay(domain).is_none() {
                        return Err(error(format!(
                            "`{to}` takes messages of domain {domain}, and `[relays]` names no relay for it; add `{domain} = \"/path/of/its.sock\"`"
                        )));
                    }
                    if let Some(before) = relayed.insert((&edge.from, domain), index)
                        && before != index
                    {
                        return Err(error(format!(
                            "`{}` has another edge over the relay of domain {domain}, to `{}`; a relay hands every message to all: \
                             make it one edge with `to = [..]`, or give one of them another road",
                            edge.from,
                            self.topology.edges()[before].to.join("`, `")
                        )));
                    }
                }
            }
            let takes: Vec<&str> = edge.to.iter().map(|to| self.type_of(to).takes().0).collect();
            if let Some(at) = takes.iter().position(|other| *other != takes[0]) {
                return Err(error(format!(
                    "the receivers of one edge take the same messages; `{}` takes `{}`, `{}` takes `{}`",
                    edge.to[0], takes[0], edge.to[at], takes[at]
                )));
            }
        }
        Ok(())
    }

    /// The one domain of what an actor takes.
    fn relay_domain(&self, actor: &str) -> Result<Domain, String> {
        let (takes, variants) = self.type_of(actor).takes();
        let crossing: Vec<&Variant> = variants.iter().filter(|variant| crosses(variant)).collect();
        if crossing.iter().all(|variant| variant.asks) {
            return Err(format!(
                "a relay carries no asks, and `{takes}`, which `{actor}` takes, has nothing else ({}); use another road",
                names(crossing.into_iter())
            ));
        }
        let domain_of = |variant: &Variant| variant.domain.unwrap_or(Domain::SYSTEM);
        let domain = crossing.first().map_or(Domain::SYSTEM, |variant| domain_of(variant));
        match crossing.iter().find(|variant| domain_of(variant) != domain) {
            None => Ok(domain),
            Some(other) => Err(format!(
                "an edge over a relay carries one domain; of what `{actor}` takes, `{}` is of domain {domain} and `{}` of domain {}; \
                 use another road, or give the enum `domain = ..`",
                crossing[0].message,
                other.message,
                domain_of(other)
            )),
        }
    }
}

fn crosses(variant: &Variant) -> bool {
    variant.number <= u64::from(u8::MAX)
}

fn names<'a>(variants: impl Iterator<Item = &'a Variant>) -> String {
    let names: Vec<String> = variants.map(|variant| format!("`{}`", variant.message)).collect();
    names.join(", ")
}

// === impl Launch: sockets and actors ===

impl Launch<'_> {
    /// The sockets at which this part's nodes can be called: of those that anybody might call.
    fn bind(&self) -> Result<Vec<(NodePlan, BoundSocket)>, LaunchError> {
        let mut sockets = Vec::new();
        for node in &self.nodes {
            if self.is_called(node)? {
                if sockets.is_empty() {
                    private_directory(self.topology.link_directory())?;
                }
                sockets.push((node.clone(), BoundSocket::bind(&self.topology.socket(&node.name))?));
            }
        }
        Ok(sockets)
    }

    /// Whether any road leads to this node over a unix socket.
    fn is_called(&self, node: &NodePlan) -> Result<bool, ConfigError> {
        for from in self.senders(None) {
            for to in node.actors.iter().filter(|to| **to != from) {
                if self.topology.route(&from, to)?.road_to(to) == Some(Road::Unix) {
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

    fn start(mut self, sockets: Vec<(NodePlan, BoundSocket)>) -> Result<ActorSystem, LaunchError> {
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
            let spawner = Spawner::new(&self.runtime, &self.registry, &directory, Name::Given(ActorId::new(&**name)))
                .capacity(plan.mailbox.unwrap_or(DEFAULT_CAPACITY));
            prepared.push(self.type_of(name).prepare(plan, spawner).map_err(|error| match error {
                NotPrepared::Config(error) => LaunchError::Config(error),
                NotPrepared::Spawn(error) => LaunchError::Spawn(error),
            })?);
        }
        for (sender, (node, roads)) in &seats {
            let routes = self.routes_of(sender, node)?;
            drop(roads.routes.set(routes));
        }
        let outside = Arc::new(self.roads());
        drop(outside.routes.set(self.routes_outside()?));
        let subscribed = self.subscribe()?;
        self.serve(sockets);
        prepared.into_iter().for_each(|run| run());
        let seats = seats.into_iter().map(|(sender, (_, roads))| (sender, Seat(roads))).collect();
        Ok(ActorSystem {
            inner: Arc::new(Inner {
                runtime: self.runtime,
                registry: self.registry,
                directory: outside,
                seats,
                closer: self.closer,
                subscribed,
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

// === impl Launch: roads ===

impl Launch<'_> {
    /// All roads of a sender of `node` that the registry alone does not lead to.
    fn routes_of(&mut self, sender: &str, node: &str) -> Result<HashMap<String, Routed>, LaunchError> {
        let mut routes = HashMap::new();
        let mut fan_outs: HashMap<usize, Routed> = HashMap::new();
        let actors: Vec<String> = self.topology.actors().map(|plan| plan.name.clone()).collect();
        for to in actors.into_iter().filter(|to| to != sender) {
            let route = self.topology.route(sender, &to)?;
            let routed = match (route.is_fan_out(), route.edge) {
                (true, Some(edge)) => match fan_outs.get(&edge) {
                    Some(made) => Some(made.clone()),
                    None => {
                        let made = self.fan_out(sender, node, &route, edge)?;
                        fan_outs.insert(edge, made.clone());
                        Some(made)
                    }
                },
                _ => self.one(sender, node, &to, &route)?,
            };
            routes.extend(routed.map(|routed| (to, routed)));
        }
        Ok(routes)
    }

    /// What the process reaches outside of its actors: whoever runs elsewhere, over a link of its first node.
    fn routes_outside(&mut self) -> Result<HashMap<String, Routed>, LaunchError> {
        let Some(node) = self.nodes.first().map(|node| node.name.clone()) else { return Ok(HashMap::new()) };
        let here: Vec<String> = self.nodes.iter().flat_map(|node| node.actors.clone()).collect();
        let actors: Vec<String> = self.topology.actors().map(|plan| plan.name.clone()).collect();
        let elsewhere = actors.into_iter().filter(|actor| !here.contains(actor));
        Ok(elsewhere.map(|actor| (actor.clone(), self.linked(&node, &actor))).collect())
    }

    /// A road to one receiver; `None` if it is in the same bundle.
    fn one(&mut self, sender: &str, node: &str, to: &str, route: &Route) -> Result<Option<Routed>, LaunchError> {
        Ok(match route.road_to(to) {
            None | Some(Road::Bundle) => None,
            Some(Road::Unix) => Some(self.linked(node, to)),
            Some(Road::Relay) => Some(self.relayed(sender, to, route)?),
        })
    }

    fn linked(&mut self, node: &str, to: &str) -> Routed {
        let key = (node.to_owned(), to.to_owned());
        if let Some(made) = self.link_doors.get(&key) {
            return made.clone();
        }
        let called = self.topology.node_of(to).expect("an actor of the topology has a node").to_owned();
        let link = match self.links.get(&(node.to_owned(), called.clone())) {
            Some(link) => Arc::clone(link),
            None => {
                let link = Arc::new(Link::new(
                    self.identities[node].clone(),
                    &called,
                    &self.topology.socket(&called),
                    self.topology.link_buffer_bytes(),
                    self.link_times(),
                    Arc::clone(&self.registry),
                ));
                self.links.insert((node.to_owned(), called), Arc::clone(&link));
                link
            }
        };
        let (found, door) = self.type_of(to).link_door(ActorId::new(to), &link);
        self.registry.count_door(door);
        let routed = Routed { found, needs: vec![Carrier::Link(link)] };
        self.link_doors.insert(key, routed.clone());
        routed
    }

    fn link_times(&self) -> LinkTimes {
        LinkTimes { handshake: self.topology.handshake_timeout(), connect: self.topology.connect_timeout() }
    }

    fn relayed(&mut self, sender: &str, to: &str, route: &Route) -> Result<Routed, LaunchError> {
        let edge = route.edge.unwrap_or_default();
        let domain = self.relay_domain(to).map_err(|text| self.topology.error_at_edge(edge, text))?;
        let relay = match self.publishers.get(&(sender.to_owned(), domain)) {
            Some(relay) => Arc::clone(relay),
            None => {
                let path = self.topology.relay(domain);
                let path = path.ok_or_else(|| self.topology.error_at_edge(edge, "its domain has no relay"))?;
                let relay = Arc::new(Publisher::new(
                    path,
                    self.topology.link_buffer_bytes(),
                    self.topology.connect_timeout(),
                    Arc::clone(&self.registry),
                ));
                self.publishers.insert((sender.to_owned(), domain), Arc::clone(&relay));
                relay
            }
        };
        let (found, door) = self.type_of(to).relay_door(ActorId::new(to), &relay, route.source.unwrap_or_default());
        self.registry.count_door(door);
        Ok(Routed { found, needs: vec![Carrier::Publisher(relay)] })
    }

    /// A road to all receivers of an edge.
    fn fan_out(&mut self, sender: &str, node: &str, route: &Route, edge: usize) -> Result<Routed, LaunchError> {
        let mut needs = Vec::new();
        let mut receivers = Vec::new();
        let mut is_relayed = false;
        for consumer in &route.consumers {
            // A relay hands one frame to all of them.
            if consumer.road == Road::Relay && std::mem::replace(&mut is_relayed, true) {
                continue;
            }
            match self.one(sender, node, &consumer.actor, route)? {
                Some(routed) => {
                    receivers.push(routed.found.as_found());
                    needs.extend(routed.needs);
                }
                None => receivers.extend(self.registry.find_local(&consumer.actor)),
            }
        }
        let first = &route.consumers[0].actor;
        if let [only] = &receivers[..] {
            return Ok(Routed { found: FoundActor::of(only), needs });
        }
        let names: Vec<&str> = route.consumers.iter().map(|consumer| &*consumer.actor).collect();
        let id = ActorId::new(format!("{sender} -> {}", names.join(" + ")));
        let directory: Arc<dyn Directory> = Arc::clone(&self.registry) as Arc<dyn Directory>;
        let spawner = Spawner::new(&self.runtime, &self.registry, &directory, Name::Internal(id));
        match self.type_of(first).fan_out(&receivers, spawner) {
            Some(found) => Ok(Routed { found: found?, needs }),
            None => Err(self.topology.error_at_edge(edge, "the receivers of one edge take the same messages").into()),
        }
    }
}

// === impl Launch: what comes in ===

impl Launch<'_> {
    /// Makes this part's actors listen to the relays that feed them.
    fn subscribe(&self) -> Result<watch::Receiver<usize>, LaunchError> {
        let mut sources: HashMap<&str, Vec<u8>> = HashMap::new();
        for edge in self.topology.edges() {
            for to in &edge.to {
                let route = self.topology.route(&edge.from, to)?;
                if route.road_to(to) == Some(Road::Relay) {
                    sources.entry(to).or_default().extend(route.source);
                }
            }
        }
        let pending = Arc::new(watch::Sender::new(0_usize));
        let here = self.nodes.iter().flat_map(|node| &node.actors);
        for (actor, sources) in here.filter_map(|actor| Some((actor, sources.get(actor.as_str())?))) {
            let domain = self.relay_domain(actor).map_err(|text| self.topology.error_at_actor(actor, text))?;
            let path = self.topology.relay(domain);
            let path = path.ok_or_else(|| self.topology.error_at_actor(actor, "its domain has no relay"))?;
            let to = Subscribe {
                path: path.to_owned(),
                domain,
                sources: sources.clone(),
                connect_timeout: self.topology.connect_timeout(),
                pending: Arc::clone(&pending),
            };
            if let Some(subscription) = self.type_of(actor).subscription(actor, &self.registry, to) {
                pending.send_modify(|pending| *pending += 1);
                subscription.spawn(&self.runtime, self.closer.closing());
            }
        }
        Ok(pending.subscribe())
    }

    /// Lets this part's nodes be called.
    fn serve(&self, sockets: Vec<(NodePlan, BoundSocket)>) {
        for (node, socket) in sockets {
            let serving = Serving {
                me: Arc::new(self.identities[&node.name].clone()),
                registry: Arc::clone(&self.registry),
                buffer_bytes: self.topology.link_buffer_bytes(),
                times: self.link_times(),
                runtime: self.runtime.clone(),
            };
            drop(self.runtime.spawn(accept_links(socket, serving, self.closer.closing())));
        }
    }
}
