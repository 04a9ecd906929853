//! A relay: whoever connects gets every frame of its domain that somebody else sends.
//!
//! Connections are alike: each may send, listen, or both; there is no handshake and no registration. A sender does not
//! get its own frames back, unless [`RelayOptions::echo`] says so. What is forwarded is whole frames of the relay's domain, byte for byte as they came, in order
//! per sender; everything else is counted and passed over, and the connection lives on.
//!
//! Whoever has connected before a frame was sent gets it: before frames go on, everybody who waits at the door is let in.
//!
//! One task per connection reads and writes. The module is allowed to spawn: they end with [`RelayServer::run`].

use std::future::{Future, poll_fn};
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::Interest;
use tokio::net::UnixStream;
use tokio::net::unix::OwnedReadHalf;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::counts::{Counters, RelayCounts};
use super::options::{OnFull, RelayOptions, Verdict};
use super::queue::{Chunk, Queue};
use crate::discovery::first;
use crate::transport::{BoundSocket, SocketError, read_some};
use crate::wire::FrameReader;

/// How long a relay that stops goes on writing what waits.
const FLUSH_MAX: Duration = Duration::from_secs(1);
/// The pause after the system had no room for a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// The pause before a connection that sends no more is asked again whether it still listens: at first, and in the end.
/// One that was closed is known as such almost at once, and gives up its place.
const HALF_CLOSED_CHECK_MIN: Duration = Duration::from_millis(1);
const HALF_CLOSED_CHECK_MAX: Duration = Duration::from_secs(1);

/// A relay that listens already. See the module.
///
/// # Examples
///
/// ```
/// use mycelium::relay::{RelayOptions, RelayServer};
/// use mycelium::wire::Domain;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = std::env::temp_dir().join(format!("mycelium-doc-{}", std::process::id())).join("signal.sock");
/// let relay = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, &path))?;
/// let stop = async {}; // at once; a program waits for a signal here
/// let counts = relay.run(stop).await;
/// assert_eq!(counts.frames_in, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RelayServer {
    hub: Arc<Hub>,
}

/// Reads a relay's counts while it runs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RelayMonitor(Arc<Hub>);

/// What all connections share.
#[derive(Debug)]
struct Hub {
    options: RelayOptions,
    counters: Counters,
    listeners: Mutex<Listeners>,
    /// Until the relay stops.
    door: Mutex<Option<Door>>,
}

/// Where connections come in, and the tasks of those that did.
#[derive(Debug)]
struct Door {
    socket: BoundSocket,
    connections: JoinSet<()>,
}

#[derive(Debug, Default)]
struct Listeners {
    last_id: u64,
    queues: Vec<(u64, Arc<Queue>)>,
}

/// A connection's place among the listeners.
struct Membership {
    hub: Arc<Hub>,
    id: u64,
    socket: Arc<OwnedReadHalf>,
    queue: Arc<Queue>,
}

/// A chunk for whose listeners there was no room yet. However the wait ends, they get it: late, with the oldest of what
/// waits for them dropped.
struct Held<'a> {
    queues: Vec<Arc<Queue>>,
    chunk: &'a Chunk,
    counters: &'a Counters,
}

// === impl RelayServer ===

impl RelayServer {
    /// Listens; connections wait until [`run`](Self::run).
    ///
    /// # Errors
    ///
    /// [`SocketError`] when the socket is somebody's who lives, or cannot be made.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its I/O driver enabled.
    pub fn bind(options: RelayOptions) -> Result<Self, SocketError> {
        let socket = BoundSocket::bind(&options.socket)?;
        let door = Mutex::new(Some(Door { socket, connections: JoinSet::new() }));
        let hub = Hub { options, counters: Counters::default(), listeners: Mutex::default(), door };
        Ok(Self { hub: Arc::new(hub) })
    }

    /// Reads the counts while the relay runs.
    #[must_use]
    pub fn monitor(&self) -> RelayMonitor {
        RelayMonitor(Arc::clone(&self.hub))
    }

    /// Forwards until `stop` is ready. Then nobody new is taken, what waits is written, for a second at most, and the
    /// socket's file is gone.
    pub async fn run(self, stop: impl Future<Output = ()>) -> RelayCounts {
        let hub = &self.hub;
        first(stop, hub.receive()).await;
        let door = hub.door.lock().take();
        let mut connections = door.map(|door| door.connections).unwrap_or_default();
        hub.close();
        let all_written = async { while connections.join_next().await.is_some() {} };
        drop(timeout(FLUSH_MAX, all_written).await);
        connections.shutdown().await;
        hub.counters.snapshot()
    }
}

impl Drop for RelayServer {
    fn drop(&mut self) {
        // Also if it never ran to its end: the socket and the tasks go, whoever still holds the hub.
        let door = self.hub.door.lock().take();
        drop(door);
    }
}

// === impl RelayMonitor ===

impl RelayMonitor {
    /// The counts as they stand.
    #[must_use]
    pub fn counts(&self) -> RelayCounts {
        self.0.counters.snapshot()
    }
}

// === impl Door ===

impl Door {
    fn admit(&mut self, hub: &Arc<Hub>, connection: UnixStream) {
        // Connections that have ended are let go of as new ones come.
        while self.connections.try_join_next().is_some() {}
        match Membership::join(hub, connection) {
            Some(member) => drop(self.connections.spawn(async move { member.serve().await })),
            None => hub.counters.connections_refused.add_shared(1),
        }
    }
}

// === impl Hub ===

impl Hub {
    /// Takes connections, for ever.
    async fn receive(self: &Arc<Self>) {
        loop {
            let error = poll_fn(|cx| self.poll_receive(cx)).await;
            tracing::warn!(relay = %self.options.socket.display(), "a connection was not accepted: {error}");
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }

    /// Lets in who comes; ready when the system refuses.
    fn poll_receive(self: &Arc<Self>, cx: &mut Context<'_>) -> Poll<io::Error> {
        let mut door = self.door.lock();
        let Some(door) = door.as_mut() else { return Poll::Pending };
        loop {
            match ready!(door.socket.poll_accept(cx)) {
                Ok(connection) => door.admit(self, connection),
                Err(error) => return Poll::Ready(error),
            }
        }
    }

    /// Lets everybody in who waits at the door.
    fn receive_now(self: &Arc<Self>) {
        if let Some(door) = self.door.lock().as_mut() {
            // What the system refuses it refuses again where connections are waited for, and is told there.
            while let Ok(Some(connection)) = door.socket.accept_now() {
                door.admit(self, connection);
            }
        }
    }

    /// Lets all listeners go, once what waits for them is written.
    fn close(&self) {
        self.listeners.lock().queues.iter().for_each(|(_, queue)| queue.close());
    }

    async fn read(self: &Arc<Self>, socket: &UnixStream, from: u64) -> io::Result<()> {
        let Hub { options, counters, .. } = &**self;
        let mut frames = FrameReader::new(options.rules());
        let mut chunk = Vec::new();
        // What one read brings goes on together.
        let mut whole = Vec::new();
        while read_some(socket, &mut chunk).await? {
            frames.push(&chunk);
            let mut count = 0;
            while let Some(frame) = frames.next_frame() {
                // However long it takes to find out what bytes are, others have their turn.
                tokio::task::coop::consume_budget().await;
                let Ok(frame) = frame else {
                    counters.frames_refused.add_shared(1);
                    continue;
                };
                match options.judge(&frame) {
                    Verdict::Foreign => counters.frames_foreign.add_shared(1),
                    Verdict::Empty { identification } => {
                        counters.frames_empty.add_shared(1);
                        counters.identifications.add_shared(u64::from(identification));
                    }
                    Verdict::Forward { legacy, unsummed } => {
                        whole.extend_from_slice(frame.bytes());
                        count += 1;
                        counters.frames_legacy.add_shared(u64::from(legacy));
                        counters.frames_unsummed.add_shared(u64::from(unsummed));
                    }
                }
            }
            if count > 0 {
                counters.frames_in.add_shared(count);
                counters.bytes_in.add_shared(whole.len() as u64);
                self.forward(from, &Chunk { bytes: whole.as_slice().into(), frames: count }).await;
                whole.clear();
            }
            // However fast a sender is, others have their turn.
            tokio::task::coop::consume_budget().await;
        }
        frames.finish();
        while let Some(rest) = frames.next_frame() {
            counters.frames_refused.add_shared(u64::from(rest.is_err()));
        }
        Ok(())
    }

    /// Hands a chunk to all listeners; ready when nobody has to be waited for any more.
    async fn forward(self: &Arc<Self>, from: u64, chunk: &Chunk) {
        self.receive_now();
        let Hub { options, counters, .. } = &**self;
        let full: Vec<Arc<Queue>> = self
            .listeners
            .lock()
            .queues
            .iter()
            .filter(|(id, _)| options.echo || *id != from)
            .filter(|(_, queue)| !queue.push(chunk, counters))
            .map(|(_, queue)| Arc::clone(queue))
            .collect();
        if let (false, OnFull::Block(limit)) = (full.is_empty(), options.on_full) {
            counters.pauses.add_shared(1);
            let mut held = Held { queues: full, chunk, counters };
            drop(timeout(limit, held.deliver()).await);
        }
    }
}

// === impl Held ===

impl Held<'_> {
    /// Waits for room, queue after queue.
    async fn deliver(&mut self) {
        while let Some(queue) = self.queues.last() {
            queue.push_in_turn(self.chunk, self.counters).await;
            self.queues.pop();
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.queues.iter().for_each(|queue| queue.push_late(self.chunk, self.counters));
    }
}

/// Waits until the other end, which sends no more, does not listen any more either.
async fn gone(socket: &UnixStream) {
    let mut pause = HALF_CLOSED_CHECK_MIN;
    while let Ok(ready) = socket.ready(Interest::WRITABLE).await {
        if ready.is_write_closed() {
            return;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(HALF_CLOSED_CHECK_MAX);
    }
}

// === impl Membership ===

impl Membership {
    /// Enters a connection, if there is room for it; it is given frames from now on.
    fn join(hub: &Arc<Hub>, socket: UnixStream) -> Option<Self> {
        let mut listeners = hub.listeners.lock();
        if listeners.queues.len() >= hub.options.max_connections {
            return None;
        }
        listeners.last_id += 1;
        let id = listeners.last_id;
        let (reading, writing) = socket.into_split();
        let socket = Arc::new(reading);
        let queue = Arc::new(Queue::new(Arc::clone(&socket), writing, &hub.options));
        listeners.queues.push((id, Arc::clone(&queue)));
        hub.counters.connections.add_shared(1);
        drop(listeners);
        Some(Self { hub: Arc::clone(hub), id, socket, queue })
    }

    /// Serves the connection until it neither sends nor listens, or the relay stops. What it sent before it went away
    /// is still read.
    async fn serve(&self) {
        let reading = async {
            // An error says that the other end is gone, as the end of the stream does.
            let socket = (*self.socket).as_ref();
            drop(self.hub.read(socket, self.id).await);
            gone(socket).await;
        };
        first(self.queue.write(&self.hub.counters), reading).await;
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.hub.listeners.lock().queues.retain(|(id, _)| *id != self.id);
        self.queue.abandon(&self.hub.counters);
        self.hub.counters.connections_ended.add_shared(1);
    }
}
