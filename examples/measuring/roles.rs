//! What this program is when it is a child of itself: a node, a relay, or one of the two bare baselines.
//!
//! All roles run on one thread: each does one thing, and a second thread would only add wake-ups between the two.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use mycelium::bundle::{Part, TopologyConfig};
use mycelium::relay::{RelayOptions, RelayServer};
use mycelium::wire::Domain;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::UnixListener;
use tokio::runtime::Handle;

use super::control::{Answer, obey, say};
use super::node::Node;

/// The role of a child.
#[derive(Debug, Subcommand)]
pub(crate) enum Role {
    /// Runs one actor of a topology.
    #[command(hide = true)]
    Node {
        #[arg(long)]
        config: PathBuf,
        #[arg(long)]
        actor: String,
        /// Of how many events the times are kept.
        #[arg(long, default_value_t = 0)]
        times: usize,
    },
    /// Runs the relay of one domain.
    #[command(hide = true)]
    Relay {
        #[arg(long)]
        domain: String,
        #[arg(long)]
        socket: PathBuf,
    },
    /// Sends back what comes over a socket: nothing but tokio.
    #[command(hide = true)]
    Echo {
        #[arg(long)]
        socket: PathBuf,
    },
    /// Hands what comes over one socket on to another: nothing but tokio.
    #[command(hide = true)]
    Forward {
        #[arg(long)]
        from: PathBuf,
        #[arg(long)]
        to: PathBuf,
    },
}

type Done = Result<(), Box<dyn std::error::Error>>;

// === impl Role ===

impl Role {
    /// Plays the role until standard input ends.
    pub(crate) fn play(self) -> Done {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            match self {
                Self::Node { config, actor, times } => node(config, actor, times).await,
                Self::Relay { domain, socket } => relay(&domain, socket).await,
                Self::Echo { socket } => echo(socket).await,
                Self::Forward { from, to } => forward(from, to).await,
            }
        })
    }
}

async fn node(config: PathBuf, actor: String, times: usize) -> Done {
    let directory = config.parent().ok_or("the file stands in no directory")?.to_owned();
    let topology = TopologyConfig::read(config)?;
    let node = Arc::new(Node::launch(&topology, &Part::Actor(actor), times)?);
    // Whoever is started next may send at once.
    node.system.subscribed().await;
    let end = obey(Some((Arc::clone(&node), directory)), Handle::current());
    say(&Answer::Ready)?;
    drop(end.await);
    node.system.stop().await;
    Ok(())
}

async fn relay(domain: &str, socket: PathBuf) -> Done {
    let known = [Domain::MARKET_DATA, Domain::SIGNAL, Domain::EXECUTION, Domain::SYSTEM];
    let domain = known.into_iter().find(|known| known.name() == Some(domain)).ok_or("no domain has this name")?;
    let relay = RelayServer::bind(RelayOptions::new(domain, socket))?;
    let end = obey(None, Handle::current());
    say(&Answer::Ready)?;
    relay.run(async { drop(end.await) }).await;
    Ok(())
}

async fn echo(socket: PathBuf) -> Done {
    let listener = UnixListener::bind(socket)?;
    let end = obey(None, Handle::current());
    say(&Answer::Ready)?;
    let (stream, _) = listener.accept().await?;
    let (reading, writing) = stream.into_split();
    pump(reading, writing).await?;
    drop(end.await);
    Ok(())
}

async fn forward(from: PathBuf, to: PathBuf) -> Done {
    let (from, to) = (UnixListener::bind(from)?, UnixListener::bind(to)?);
    let end = obey(None, Handle::current());
    say(&Answer::Ready)?;
    let ((from, _), (to, _)) = (from.accept().await?, to.accept().await?);
    pump(from, to).await?;
    drop(end.await);
    Ok(())
}

/// Writes what can be read, until there is nothing more to read.
async fn pump(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) -> std::io::Result<()> {
    let mut bytes = vec![0; 65_536];
    loop {
        match from.read(&mut bytes).await? {
            0 => return Ok(()),
            read => to.write_all(&bytes[..read]).await?,
        }
    }
}
