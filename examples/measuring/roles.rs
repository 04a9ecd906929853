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

use super::control::{Answer, Charge, obey, say};
use super::node::Node;
use super::{forwarder, idle, torq_engine};

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
    /// Runs the relay of one domain, or what stands in for it.
    #[command(hide = true)]
    Relay {
        #[arg(long)]
        domain: String,
        #[arg(long)]
        socket: PathBuf,
        /// relay, existing or forwarder.
        #[arg(long, default_value = "relay")]
        engine: String,
    },
    /// Says what an idle actor takes.
    #[command(hide = true)]
    Idle,
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
                Self::Relay { domain, socket, engine } => relay(&domain, socket, &engine).await,
                Self::Idle => {
                    idle::measure().await;
                    Ok(())
                }
                Self::Echo { socket } => echo(socket).await,
                Self::Forward { from, to } => forward(from, to).await,
            }
        })
    }
}

async fn node(config: PathBuf, actor: String, times: usize) -> Done {
    // Before anything else: whoever starts this one may be gone before it runs.
    let charge = Charge::default();
    let end = obey(Arc::clone(&charge), Handle::current());
    let directory = config.parent().ok_or("the file stands in no directory")?.to_owned();
    let topology = TopologyConfig::read(config)?;
    let node = Arc::new(Node::launch(&topology, &Part::Actor(actor), times)?);
    charge.set((Arc::clone(&node), directory)).map_err(|_| "nobody else sets it")?;
    // Whoever is started next may send at once.
    node.system.subscribed().await;
    say(&Answer::Ready)?;
    drop(end.await);
    node.system.stop().await;
    Ok(())
}

async fn relay(domain: &str, socket: PathBuf, engine: &str) -> Done {
    let known = [Domain::MARKET_DATA, Domain::SIGNAL, Domain::EXECUTION, Domain::SYSTEM];
    let domain = known.into_iter().find(|known| known.name() == Some(domain)).ok_or("no domain has this name")?;
    let end = obey(Charge::default(), Handle::current());
    match engine {
        "existing" => {
            let listener = UnixListener::bind(socket)?;
            drop(tokio::spawn(torq_engine::accept(listener, domain.get(), Arc::default())));
        }
        "forwarder" => drop(tokio::spawn(forwarder::accept(UnixListener::bind(socket)?))),
        _ => {
            let relay = RelayServer::bind(RelayOptions::new(domain, socket))?;
            say(&Answer::Ready)?;
            relay.run(async { drop(end.await) }).await;
            return Ok(());
        }
    }
    say(&Answer::Ready)?;
    drop(end.await);
    Ok(())
}

async fn echo(socket: PathBuf) -> Done {
    let listener = UnixListener::bind(socket)?;
    let end = obey(Charge::default(), Handle::current());
    say(&Answer::Ready)?;
    let (stream, _) = listener.accept().await?;
    let (reading, writing) = stream.into_split();
    pump(reading, writing).await?;
    drop(end.await);
    Ok(())
}

async fn forward(from: PathBuf, to: PathBuf) -> Done {
    let (from, to) = (UnixListener::bind(from)?, UnixListener::bind(to)?);
    let end = obey(Charge::default(), Handle::current());
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
