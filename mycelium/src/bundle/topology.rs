//! The whole plan, as everybody asks it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::error::{ConfigError, Source, Span};
use super::parse::parse;
use super::part::Part;
use super::plan::{ActorBundle, ActorPlan, DeploymentMode, NodePlan};
use super::route::{Edge, RelayKind};
use super::words::{all_of, did_you_mean, either, quoted};
use crate::wire::Domain;

/// A file of more bytes is not read.
const FILE_BYTES_MAX: u64 = 16 << 20;

/// Which actors share a process, and which road each message takes: one TOML file, read and found sound.
///
/// Cheap to clone. The same file gives the same answers in every process, whichever part of it that process runs.
///
/// # Examples
///
/// ```
/// use mycelium::bundle::{Road, TopologyConfig};
///
/// let topology = TopologyConfig::parse(
///     r#"
///     [relays]
///     signal = "/run/trading/signal.sock"
///
///     [[bundles]]
///     name = "trading_core"
///     mode = "shared_memory"
///     actors = ["market_data", "signal_generator"]
///
///     [[bundles]]
///     name = "dashboard"
///     mode = "same_node"
///     actors = ["web"]
///
///     [[edges]]
///     from = "signal_generator"
///     to = "web"
///     road = "relay"
///     "#,
///     "bundles.toml",
/// )?;
/// let road = |from, to| topology.route(from, to).map(|route| route.road_to(to));
/// assert_eq!(road("market_data", "signal_generator")?, Some(Road::Bundle));
/// assert_eq!(road("market_data", "web")?, Some(Road::Unix));
/// assert_eq!(road("signal_generator", "web")?, Some(Road::Relay));
/// assert!(topology.explain("signal_generator", "web")?.to_string().contains("bundles.toml:15:5"));
/// # Ok::<(), mycelium::bundle::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct TopologyConfig {
    pub(super) inner: Arc<Inner>,
}

/// What a file says.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) source: Arc<Source>,
    pub(super) link_directory: PathBuf,
    pub(super) link_buffer_bytes: usize,
    pub(super) handshake_timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) ask_timeout: Option<Duration>,
    pub(super) status: bool,
    pub(super) relays: BTreeMap<Domain, Relay>,
    pub(super) bundles: Vec<ActorBundle>,
    pub(super) actors: Vec<ActorPlan>,
    pub(super) nodes: Vec<NodePlan>,
    pub(super) edges: Vec<Edge>,
}

/// A relay, as the file has it.
#[derive(Debug)]
pub(super) struct Relay {
    pub(super) socket: PathBuf,
    pub(super) kind: RelayKind,
}

/// Where the links of a node are accepted.
pub(super) fn socket_path(directory: &Path, node: &str) -> PathBuf {
    directory.join(format!("{node}.sock"))
}

/// Where a node says how it is.
pub(super) fn status_path(directory: &Path, node: &str) -> PathBuf {
    directory.join(format!("{node}.status.sock"))
}

// === impl TopologyConfig ===

impl TopologyConfig {
    /// Reads a file. Its path, as given, is the file's name in errors.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when it cannot be read, is no TOML, or says what cannot be done.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let file = path.as_ref().display().to_string();
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(path.as_ref());
        let read = opened.and_then(|opened| opened.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
        let length = read.map_err(|error| {
            let advice = "give the path of the file with the `[[bundles]]`";
            ConfigError::of_file(&file, format!("cannot be read: {error}; {advice}"))
        })?;
        if u64::try_from(length).is_ok_and(|length| length > FILE_BYTES_MAX) {
            return Err(ConfigError::of_file(
                &file,
                format!("has more than {FILE_BYTES_MAX} bytes; is it the right file?"),
            ));
        }
        match str::from_utf8(&bytes) {
            Ok(text) => Self::parse(text, &file),
            Err(error) => {
                let at = error.valid_up_to();
                let source = Source::new(&file, &String::from_utf8_lossy(&bytes));
                Err(source.error(&(at..at), "this is not UTF-8, and TOML is; save the file as UTF-8"))
            }
        }
    }

    /// Reads a text; `file` is its name in errors.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when it is no TOML, or says what cannot be done.
    pub fn parse(text: &str, file: &str) -> Result<Self, ConfigError> {
        parse(Source::new(file, text)).map(|inner| Self { inner: Arc::new(inner) })
    }

    /// The file's name, as errors show it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.inner.source.file
    }

    /// The bundles, as the file orders them; at least one.
    #[must_use]
    pub fn bundles(&self) -> &[ActorBundle] {
        &self.inner.bundles
    }

    /// What the file says about an actor.
    #[must_use]
    pub fn actor(&self, name: &str) -> Option<&ActorPlan> {
        self.inner.actor(name)
    }

    /// All actors, as the file orders them.
    pub fn actors(&self) -> impl Iterator<Item = &ActorPlan> {
        self.inner.actors.iter()
    }

    /// The edges, as the file orders them.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.inner.edges
    }

    /// Where the sockets of links stand; an absolute path.
    #[must_use]
    pub fn link_directory(&self) -> &Path {
        &self.inner.link_directory
    }

    /// The socket on which a node accepts links: its name and `.sock`, in [`link_directory`](Self::link_directory).
    #[must_use]
    pub fn socket(&self, node: &str) -> PathBuf {
        socket_path(&self.inner.link_directory, node)
    }

    /// The size of a link's outbound buffer.
    #[must_use]
    pub fn link_buffer_bytes(&self) -> usize {
        self.inner.link_buffer_bytes
    }

    /// How long a handshake may take.
    #[must_use]
    pub fn handshake_timeout(&self) -> Duration {
        self.inner.handshake_timeout
    }

    /// How long a send waits for a peer that was never up.
    #[must_use]
    pub fn connect_timeout(&self) -> Duration {
        self.inner.connect_timeout
    }

    /// How long asks wait for room and answer together, where their actor has no limit of its own; `None` if as long as it
    /// takes.
    #[must_use]
    pub fn ask_timeout(&self) -> Option<Duration> {
        self.inner.ask_timeout
    }

    /// How long an ask of this actor waits for room and answer together: the actor's `ask_timeout_ms`, else that of the
    /// whole file; `None` if as long as it takes.
    #[must_use]
    pub fn ask_timeout_of(&self, actor: &str) -> Option<Duration> {
        self.actor(actor).and_then(|plan| plan.ask_timeout).or(self.inner.ask_timeout)
    }

    /// Whether the nodes say how they are, each at its [`status_socket`](Self::status_socket).
    #[must_use]
    pub fn status(&self) -> bool {
        self.inner.status
    }

    /// The socket at which a node says how it is, if the file has `status = true`: its name and `.status.sock`, in
    /// [`link_directory`](Self::link_directory).
    #[must_use]
    pub fn status_socket(&self, node: &str) -> PathBuf {
        status_path(&self.inner.link_directory, node)
    }

    /// The socket of a domain's relay.
    #[must_use]
    pub fn relay(&self, domain: Domain) -> Option<&Path> {
        self.inner.relays.get(&domain).map(|relay| relay.socket.as_path())
    }

    /// What serves at the socket of a domain's relay.
    #[must_use]
    pub fn relay_kind(&self, domain: Domain) -> Option<RelayKind> {
        self.inner.relays.get(&domain).map(|relay| relay.kind)
    }

    /// The relays, by the number of their domain.
    pub fn relays(&self) -> impl Iterator<Item = (Domain, &Path)> {
        self.inner.relays.iter().map(|(domain, relay)| (*domain, relay.socket.as_path()))
    }

    /// The nodes, as the file orders them.
    pub fn nodes(&self) -> impl Iterator<Item = &NodePlan> {
        self.inner.nodes.iter()
    }

    /// The node of an actor, or of a `shared_memory` bundle.
    #[must_use]
    pub fn node_of(&self, name: &str) -> Option<&str> {
        self.inner.node_of(name)
    }

    /// The nodes that run in this process.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the file has no such bundle or actor, or when the actor shares its process with others
    /// and cannot be started alone.
    pub fn part(&self, part: &Part) -> Result<Vec<NodePlan>, ConfigError> {
        let inner = &*self.inner;
        match part {
            Part::All => Ok(inner.nodes.clone()),
            Part::Bundle(name) => {
                let found = inner.bundles.iter().find(|bundle| bundle.name() == name).map(ActorBundle::nodes);
                found.ok_or_else(|| {
                    let other = inner.actor(name).map(|_| format!("it is an actor: `--actor {name}`"));
                    self.no("bundle", name, other, inner.bundles.iter().map(ActorBundle::name))
                })
            }
            Part::Actor(name) => {
                let found = inner.node_of(name).filter(|_| inner.actor(name).is_some());
                let node = inner.nodes.iter().find(|node| Some(node.name.as_str()) == found).ok_or_else(|| {
                    let is_bundle = inner.bundles.iter().any(|bundle| bundle.name() == name);
                    let other = is_bundle.then(|| format!("it is a bundle: `--bundle {name}`"));
                    self.no("actor", name, other, inner.actors.iter().map(|actor| actor.name.as_str()))
                })?;
                let others: Vec<&str> = node.actors.iter().map(String::as_str).filter(|other| other != name).collect();
                if others.is_empty() {
                    return Ok(vec![node.clone()]);
                }
                let text = format!("`{name}` shares its process with {}", all_of(others));
                Err(self.error_at_actor(name, format!("{text}; start them together: `--bundle {}`", node.name)))
            }
        }
    }

    /// A mistake in what the file says about an actor, for whoever starts it. Points to its name.
    #[must_use]
    pub fn error_at_actor(&self, name: &str, text: impl fmt::Display) -> ConfigError {
        self.error_at(self.actor(name).map(|actor| &actor.name_span), text)
    }

    /// The mistake that an actor's type is not one of those that were `registered`. Points to the type's name.
    #[must_use]
    pub fn error_unknown_type<'a>(&self, name: &str, registered: impl IntoIterator<Item = &'a str>) -> ConfigError {
        let registered: Vec<&str> = registered.into_iter().collect();
        let actor = self.actor(name);
        let found = actor.map_or(name, |actor| &actor.type_name);
        let near = did_you_mean(found, registered.iter().copied());
        let text = format!("no type {} is registered; registered: {}{near}", quoted(found), all_of(registered));
        self.error_at(actor.map(|actor| &actor.type_span), text)
    }

    /// A mistake in an edge, for whoever lays it. Points to its road, or to the edge when it names none.
    #[must_use]
    pub fn error_at_edge(&self, index: usize, text: impl fmt::Display) -> ConfigError {
        let edge = self.inner.edges.get(index);
        self.error_at(edge.map(|edge| edge.road_span.as_ref().unwrap_or(&edge.span)), text)
    }

    /// A mistake in what the file says about a bundle's executor, for whoever starts it. Points to `cores` where the file
    /// names some, else to `executor`.
    #[must_use]
    pub fn error_at_executor(&self, bundle: &str, text: impl fmt::Display) -> ConfigError {
        let bundle = self.inner.bundles.iter().find(|known| known.name() == bundle);
        self.error_at(bundle.and_then(|bundle| bundle.executor_span.as_ref()), text)
    }

    fn error_at(&self, span: Option<&Span>, text: impl fmt::Display) -> ConfigError {
        match span {
            Some(span) => self.inner.source.error(span, text),
            None => ConfigError::of_file(self.file(), text),
        }
    }

    /// The mistake that there is no such bundle or actor.
    fn no<'a>(
        &self,
        what: &str,
        name: &str,
        other: Option<String>,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> ConfigError {
        let hint = match other {
            Some(other) => format!("; {other}"),
            None => format!("; expected {}{}", either(known.clone()), did_you_mean(name, known)),
        };
        ConfigError::of_file(self.file(), format!("there is no {what} {}{hint}", quoted(name)))
    }
}

impl fmt::Debug for TopologyConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("TopologyConfig");
        shown.field("file", &self.file()).field("nodes", &self.inner.nodes).field("edges", &self.inner.edges);
        shown.finish_non_exhaustive()
    }
}

// === impl Inner ===

impl Inner {
    pub(super) fn actor(&self, name: &str) -> Option<&ActorPlan> {
        self.actors.iter().find(|actor| actor.name == name)
    }

    /// The bundle with this name, if it is one process.
    pub(super) fn shared_bundle(&self, name: &str) -> Option<&ActorBundle> {
        self.bundles.iter().find(|bundle| bundle.mode == DeploymentMode::SharedMemory && bundle.name() == name)
    }

    pub(super) fn node_of(&self, name: &str) -> Option<&str> {
        let actor = self.actor(name).map(|actor| actor.node.as_str());
        actor.or_else(|| self.shared_bundle(name).map(ActorBundle::name))
    }

    /// Everybody who may send: the actors, and the bundles that are one process.
    pub(super) fn sender_names(&self) -> impl Iterator<Item = &str> + Clone {
        let bundles = self.bundles.iter().filter(|bundle| bundle.mode == DeploymentMode::SharedMemory);
        self.actors.iter().map(|actor| actor.name.as_str()).chain(bundles.map(ActorBundle::name))
    }

    /// Why nobody with this name sends.
    pub(super) fn no_sender(&self, name: &str) -> String {
        if self.bundles.iter().any(|bundle| bundle.name() == name) {
            let text = format!("`{name}` is a `same_node` bundle, and each of its actors is a process of its own");
            return format!("{text}; name the actor that sends");
        }
        let near = did_you_mean(name, self.sender_names());
        format!("there is no actor or bundle {}; expected {}{near}", quoted(name), either(self.sender_names()))
    }

    /// Why nobody with this name receives.
    pub(super) fn no_receiver(&self, name: &str) -> String {
        if self.bundles.iter().any(|bundle| bundle.name() == name) {
            return format!("`{name}` is a bundle, and messages go to actors; name the actor that receives");
        }
        let actors = || self.actors.iter().map(|actor| actor.name.as_str());
        format!("there is no actor {}; expected {}{}", quoted(name), either(actors()), did_you_mean(name, actors()))
    }

    /// Where somebody runs, for a sentence.
    pub(super) fn whereabouts(&self, name: &str) -> String {
        match self.actor(name) {
            Some(actor) if actor.node == actor.name => format!("`{name}` (a process of its own)"),
            Some(actor) => format!("`{name}` (in `{}`)", actor.node),
            None => format!("`{name}` (a process)"),
        }
    }
}
