//! One look at a running system: every node of a topology is asked how it is, and every relay whether it is there.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use mycelium::bundle::TopologyConfig;
use mycelium::wire::Domain;
use mycelium::{STATUS_VERSION, SystemStatus};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a node has for its answer, and a relay to take a connection.
const DEADLINE: Duration = Duration::from_secs(2);
/// The longest answer of a node, in bytes.
const ANSWER_BYTES_MAX: u64 = 16 << 20;

/// What all nodes and relays of a topology say, about at one moment.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) at: Instant,
    pub(crate) unix_ms: u64,
    /// As the file orders them; for one that is down the reason.
    pub(crate) nodes: Vec<(String, Result<SystemStatus, String>)>,
    /// By domain; for one that is down the reason.
    pub(crate) relays: Vec<(Domain, PathBuf, Result<(), String>)>,
}

/// The topology of a file whose nodes say how they are.
///
/// # Errors
///
/// When it cannot be read, or does not say `status = true`.
pub(crate) fn topology(file: &Path) -> Result<TopologyConfig, Box<dyn std::error::Error>> {
    let topology = TopologyConfig::read(file)?;
    if !topology.status() {
        let text = "the nodes of this file do not say how they are; write `status = true` at its top, before the first \
                    `[`, and start them again";
        return Err(format!("{}: {text}", file.display()).into());
    }
    Ok(topology)
}

// === impl Sample ===

impl Sample {
    /// Asks all at once.
    pub(crate) async fn take(topology: &TopologyConfig) -> Self {
        let (mut asked, mut tried) = (JoinSet::new(), JoinSet::new());
        for (place, node) in topology.nodes().enumerate() {
            let (name, socket) = (node.name.clone(), topology.status_socket(&node.name));
            asked.spawn(async move { (place, (name, status(&socket).await)) });
        }
        for (place, (domain, path)) in topology.relays().enumerate() {
            let path = path.to_owned();
            // It is left at once: a relay has nothing for somebody who does not stay.
            tried.spawn(async move {
                let connected = within(UnixStream::connect(&path)).await.map(drop);
                (place, (domain, path, connected))
            });
        }
        let nodes = in_order(asked).await;
        let relays = in_order(tried).await;
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { at: Instant::now(), unix_ms: u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX), nodes, relays }
    }

    /// What a node said, if it is up.
    pub(crate) fn node(&self, name: &str) -> Option<&SystemStatus> {
        self.nodes.iter().find(|(node, _)| node == name).and_then(|(_, status)| status.as_ref().ok())
    }
}

async fn in_order<T: 'static>(mut tasks: JoinSet<(usize, T)>) -> Vec<T> {
    let mut done = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        done.push(ended.expect("asking does not panic"));
    }
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, found)| found).collect()
}

async fn within<T>(doing: impl Future<Output = io::Result<T>>) -> Result<T, String> {
    match timeout(DEADLINE, doing).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => Err("nobody has made its socket".to_owned()),
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
            Err("its socket is there, and nobody listens".to_owned())
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {DEADLINE:?}")),
    }
}

/// Asks a node.
async fn status(socket: &Path) -> Result<SystemStatus, String> {
    let line = within(async {
        let mut stream = BufReader::new(UnixStream::connect(socket).await?.take(ANSWER_BYTES_MAX));
        stream.get_mut().get_mut().write_all(b"status\n").await?;
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).await?;
        Ok(line)
    });
    read(&line.await?)
}

/// Reads a node's answer.
fn read(line: &[u8]) -> Result<SystemStatus, String> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    if line.is_empty() {
        return Err("it closed the connection without an answer".to_owned());
    }
    let unreadable = |error| format!("its answer cannot be read: {error}");
    let Version { version } = serde_json::from_slice(line).map_err(unreadable)?;
    if version != STATUS_VERSION {
        return Err(format!(
            "it tells a status of version {version}, and this command reads version {STATUS_VERSION}; build both from one source"
        ));
    }
    serde_json::from_slice(line).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_another_version_is_named_as_such() {
        let error = read(b"{\"version\":2,\"anything\":[]}\n").unwrap_err();
        assert!(error.contains("version 2") && error.contains("version 1"), "{error}");
        for line in [&b""[..], b"\n", b"{\"error\":\"no\"}\n", b"{\"version\":1}\n", b"\xff"] {
            assert!(read(line).is_err());
        }
    }
}
