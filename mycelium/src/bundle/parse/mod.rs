//! From the file's text to a topology: settings here, bundles and edges in their own rooms.
//!
//! The first mistake ends the reading; places are bytes of the text, so that every mistake can be pointed at.

mod bundles;
mod edges;
mod executor;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use toml::de::DeTable;

use super::error::{ConfigError, Source};
use super::home::default_link_directory;
use super::route::RelayKind;
use super::table::{Item, Table};
use super::topology::{Inner, Relay, socket_path, status_path};
use super::words::{did_you_mean, quoted};
use crate::wire::Domain;

/// A name in the file is so many bytes long; it becomes part of a socket's path.
pub(super) const NAME_BYTES_MAX: usize = 64;
/// The path of a unix socket is so many bytes long: `sun_path` has 108, and the last one is 0.
const SOCKET_PATH_BYTES_MAX: usize = 107;
/// The smallest buffer of a link, in bytes.
const LINK_BUFFER_BYTES_MIN: u64 = 4_096;
/// The largest buffer of a link, in bytes.
const LINK_BUFFER_BYTES_MAX: u64 = 1 << 30;
const LINK_BUFFER_BYTES: u64 = 1 << 20;
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(2);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest wait that can be written, in milliseconds: a day.
const TIMEOUT_MS_MAX: u64 = 86_400_000;

const TOP: [&str; 9] = [
    "link_directory",
    "link_buffer_bytes",
    "handshake_timeout_ms",
    "connect_timeout_ms",
    "ask_timeout_ms",
    "status",
    "relays",
    "bundles",
    "edges",
];
/// Keys of the top that are no headers: behind a header they belong to somebody else.
const TOP_VALUES: &[&str] =
    &["link_directory", "link_buffer_bytes", "handshake_timeout_ms", "connect_timeout_ms", "ask_timeout_ms", "status"];
const DOMAINS: [Domain; 4] = [Domain::MARKET_DATA, Domain::SIGNAL, Domain::EXECUTION, Domain::SYSTEM];

pub(super) fn parse(source: Arc<Source>) -> Result<Inner, ConfigError> {
    let document = document(&source)?;
    let root = Table::root(&source, &document).only(&TOP, &[])?;
    let link_directory = match root.get("link_directory") {
        Some(item) => absolute_path(item)?.to_owned(),
        None => default_link_directory(),
    };
    let number = |key: &str, range, unit, default| match root.get(key) {
        Some(item) => item.integer(range, unit),
        None => Ok(default),
    };
    let buffer =
        number("link_buffer_bytes", LINK_BUFFER_BYTES_MIN..=LINK_BUFFER_BYTES_MAX, "bytes", LINK_BUFFER_BYTES)?;
    let timeout = |key: &str| root.get(key).map(milliseconds).transpose();
    let handshake_timeout = timeout("handshake_timeout_ms")?.unwrap_or(HANDSHAKE_TIMEOUT);
    let connect_timeout = timeout("connect_timeout_ms")?.unwrap_or(CONNECT_TIMEOUT);
    let ask_timeout = timeout("ask_timeout_ms")?;
    let status = root.get("status").map(|item| item.boolean("true or false")).transpose()?.unwrap_or_default();
    let relays = root.get("relays").map(relays).transpose()?.unwrap_or_default();

    let bundles::Bundles { bundles, actors } = bundles::read(root, &source)?;
    let nodes = bundles.iter().flat_map(super::plan::ActorBundle::nodes).collect();
    let mut inner = Inner {
        link_directory,
        link_buffer_bytes: usize::try_from(buffer).unwrap_or(usize::MAX),
        handshake_timeout,
        connect_timeout,
        ask_timeout,
        status,
        relays,
        bundles,
        actors,
        nodes,
        edges: Vec::new(),
        source: Arc::clone(&source),
    };
    sockets_fit(&inner, root)?;
    inner.edges = edges::read(root, &inner)?;
    Ok(inner)
}

/// The file as TOML.
pub(super) fn document(source: &Source) -> Result<DeTable<'_>, ConfigError> {
    let parsed = DeTable::parse(&source.text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        source.error(&span, format!("this is not TOML: {}", error.message()))
    })?;
    Ok(parsed.into_inner())
}

/// A wait.
fn milliseconds(item: Item<'_, '_>) -> Result<Duration, ConfigError> {
    item.integer(1..=TIMEOUT_MS_MAX, "milliseconds").map(Duration::from_millis)
}

/// A path that means the same in every process.
fn absolute_path<'t>(item: Item<'t, '_>) -> Result<&'t Path, ConfigError> {
    let text = item.string("a path")?;
    let path = Path::new(text);
    let wrong = if text.contains('\0') {
        "has a NUL character; remove it"
    } else if !path.is_absolute() {
        "is no absolute path, and processes that start in different directories would not meet; begin it with `/`"
    } else {
        return Ok(path);
    };
    Err(item.error(format!("`{}` {wrong}", item.key())))
}

fn relays(item: Item<'_, '_>) -> Result<BTreeMap<Domain, Relay>, ConfigError> {
    let mut relays = BTreeMap::new();
    for item in item.table("relays")?.entries() {
        let domain = domain(item)?;
        let relay = relay(item)?;
        if relays.insert(domain, relay).is_some() {
            return Err(item.key_error(format!("the relay of {domain} is given twice; remove one")));
        }
    }
    Ok(relays)
}

/// A relay's socket; or a table with it, and with what serves there.
fn relay(item: Item<'_, '_>) -> Result<Relay, ConfigError> {
    let (socket, kind) = if item.is_table() {
        let table = item.table("a relay")?.only(&["socket", "kind"], &[])?;
        let kind = table.get("kind").map(relay_kind).transpose()?.unwrap_or_default();
        (table.required("socket", "socket = \"/run/signal.sock\"")?, kind)
    } else {
        (item, RelayKind::default())
    };
    let path = absolute_path(socket)?;
    let length = path.as_os_str().len();
    if length > SOCKET_PATH_BYTES_MAX {
        let limit = SOCKET_PATH_BYTES_MAX;
        return Err(socket.error(format!("this path has {length} bytes; a socket's has {limit} at most")));
    }
    Ok(Relay { socket: path.to_owned(), kind })
}

fn relay_kind(item: Item<'_, '_>) -> Result<RelayKind, ConfigError> {
    let known = ["mycelium", "existing"];
    match item.string("`mycelium` or `existing`")? {
        "mycelium" => Ok(RelayKind::Mycelium),
        "existing" => Ok(RelayKind::Existing),
        other => {
            let (found, near) = (quoted(other), did_you_mean(other, known));
            Err(item.error(format!("there is no kind of relay {found}; expected `mycelium` or `existing`{near}")))
        }
    }
}

fn domain(item: Item<'_, '_>) -> Result<Domain, ConfigError> {
    let key = item.key();
    let named = DOMAINS.into_iter().find(|domain| domain.name() == Some(key));
    let numbered = || key.parse::<u8>().ok().filter(|number| *number != 0).map(Domain::new);
    named.or_else(numbered).ok_or_else(|| {
        let near = did_you_mean(key, DOMAINS.into_iter().filter_map(Domain::name));
        let expected = "`market_data`, `signal`, `execution`, `system` or a number from 1 to 255";
        item.key_error(format!("there is no domain {}; expected {expected}{near}", quoted(key)))
    })
}

/// Refuses a node whose socket could not be bound.
fn sockets_fit(inner: &Inner, root: Table<'_, '_>) -> Result<(), ConfigError> {
    let path_of = |name: &str| match inner.status {
        true => status_path(&inner.link_directory, name),
        false => socket_path(&inner.link_directory, name),
    };
    let names = || inner.nodes.iter().map(|node| node.name.as_str());
    if let Some(name) = names().filter_map(|name| name.strip_suffix(".status")).find(|name| names().any(|n| n == *name))
        && inner.status
    {
        return Err(root.error(format!(
            "the node `{name}.status` and the status of `{name}` would have one socket; give one of them another name"
        )));
    }
    let Some(longest) = inner.nodes.iter().max_by_key(|node| node.name.len()) else { return Ok(()) };
    let path = path_of(&longest.name);
    let length = path.as_os_str().len();
    if length <= SOCKET_PATH_BYTES_MAX {
        return Ok(());
    }
    let (name, limit, path) = (&longest.name, SOCKET_PATH_BYTES_MAX, path.display());
    let text = format!("the socket of `{name}` would be `{path}`: {length} bytes, and {limit} are allowed");
    Err(match root.get("link_directory") {
        Some(item) => item.error(format!("{text}; write a shorter directory")),
        None => root.error(format!("{text}; write a shorter `link_directory`")),
    })
}
