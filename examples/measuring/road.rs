//! The roads, and the configuration that each of them is: only a file differs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mycelium::transport::private_directory;

/// How the events get from actor to actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Road {
    /// As values, in one process.
    Bundled,
    /// As above, with inline dispatch.
    Inline,
    /// As frames over unix sockets, between a process for each actor.
    Unix,
    /// As frames through a relay for each domain, between a process for each actor.
    Relay,
    /// As above, through stand-ins of the existing relay.
    Existing,
    /// As above, through bare forwarders.
    Forwarder,
}

/// The domains that have a relay, by the names of their sockets.
pub(crate) const RELAYS: [&str; 3] = ["market_data", "signal", "execution"];

/// A directory for one run's configuration and sockets. Dropping it removes it.
#[derive(Debug)]
pub(crate) struct RunDirectory(PathBuf);

// === impl Road ===

impl Road {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::Inline => "inline",
            Self::Unix => "unix",
            Self::Relay => "relay",
            Self::Existing => "existing",
            Self::Forwarder => "forwarder",
        }
    }

    /// Whether all actors are in one process.
    pub(crate) fn is_bundled(self) -> bool {
        matches!(self, Self::Bundled | Self::Inline)
    }

    /// Whether messages go through a hub, which does not push back.
    pub(crate) fn is_relayed(self) -> bool {
        matches!(self, Self::Relay | Self::Existing | Self::Forwarder)
    }

    /// The file as it stands beside this one.
    fn topology(self) -> &'static str {
        match self {
            Self::Bundled => include_str!("roads/bundled.toml"),
            Self::Inline => include_str!("roads/inline.toml"),
            Self::Unix => include_str!("roads/unix.toml"),
            Self::Relay | Self::Existing | Self::Forwarder => include_str!("roads/relay.toml"),
        }
    }

    /// Writes the file, with the sockets of this run in front, into `directory`; returns where it is.
    pub(crate) fn write_topology(self, directory: &RunDirectory) -> std::io::Result<PathBuf> {
        let mut text = format!("link_directory = {:?}\n\n[relays]\n", directory.0.display().to_string());
        for domain in RELAYS {
            let socket = directory.relay(domain).display().to_string();
            text.push_str(&match self {
                Self::Existing => format!("{domain} = {{ socket = {socket:?}, kind = \"existing\" }}\n"),
                _ => format!("{domain} = {socket:?}\n"),
            });
        }
        text.push('\n');
        text.push_str(self.topology());
        let path = directory.0.join("bundles.toml");
        std::fs::write(&path, text)?;
        Ok(path)
    }
}

impl FromStr for Road {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "bundled" => Ok(Self::Bundled),
            "inline" => Ok(Self::Inline),
            "unix" => Ok(Self::Unix),
            "relay" => Ok(Self::Relay),
            _ => Err("expected bundled, inline, unix or relay".to_owned()),
        }
    }
}

impl fmt::Display for Road {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

// === impl RunDirectory ===

impl RunDirectory {
    /// A new directory under the system's one for temporary files.
    pub(crate) fn new() -> Result<Self, mycelium::transport::SocketError> {
        static RUNS: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-{}-{}", std::process::id(), RUNS.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        private_directory(&path)?;
        Ok(Self(path))
    }

    /// The socket of a domain's relay.
    pub(crate) fn relay(&self, domain: &str) -> PathBuf {
        self.0.join(format!("relay-{domain}.sock"))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for RunDirectory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
