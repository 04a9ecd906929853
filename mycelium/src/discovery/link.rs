//! A link as its calling end sees it: one node whose actors this process sends to.
//!
//! Whoever looks an actor of another node up calls that node; a node that is called serves (`serve`). So each
//! direction has a connection of its own, and replies come back on the one that carried the ask. Whichever side
//! starts first, the caller tries until the other is there, and again when it was lost.
//!
//! ```text
//!  opening ──up──▶ up ──lost──▶ down ──up──▶ …          while opening, senders wait, for `connect_timeout` at most;
//!                                                      while down they fail
//! ```

use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool,
    Ordering::{AcqRel, Acquire},
};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::net::UnixStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::ActorRegistry;
use super::closing::{Closing, First, first};
use super::entrance::no_answer;
use super::handshake::{Announcement, Greeted, Identity, LinkError, Word, call, read_word, system_frame};
use super::retry::Retry;
use crate::actor::{ActorId, Asked, Asks, Awaits, RemoteDoor, Target, Way};
use crate::domain_enum::DomainEnum;
use crate::log_limit::LogLimit;
use crate::mailbox::NoAnswer;
use crate::transport::{Outlet, OutletLoad, read_some};
use crate::wire::{ADDRESS, Address, Frame, FrameReader, NOBODY, REPLY, WireError};

/// How long a link that is closed may go on writing what waits.
pub(crate) const FLUSH_MAX: Duration = Duration::from_secs(1);

/// The times that a link keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinkTimes {
    /// Within what time a handshake must be done.
    pub(crate) handshake: Duration,
    /// How long senders wait for a node that was never there.
    pub(crate) connect: Duration,
}

/// See the module.
pub(crate) struct Link {
    me: Identity,
    /// The node at the other end.
    node: String,
    path: PathBuf,
    times: LinkTimes,
    outlet: Arc<Outlet>,
    asks: Arc<Asks>,
    targets: Mutex<Vec<Arc<Target>>>,
    is_claimed: AtomicBool,
    registry: Arc<ActorRegistry>,
}

/// A link that is to be run, or runs. However it ends, also with its runtime, whoever waits is told.
pub(crate) struct LinkLife(Arc<Link>);

// === impl LinkLife ===

impl LinkLife {
    /// Keeps the link up, until all is closing.
    pub(crate) async fn run(self, closing: Closing) {
        self.0.run(closing).await;
    }
}

impl Drop for LinkLife {
    fn drop(&mut self) {
        self.0.outlet.close();
        self.0.count_lost();
        self.0.asks.fail_all();
        self.0.targets.lock().iter().for_each(|target| target.forgotten());
    }
}

// === impl Link ===

impl Link {
    /// A link to `node`, which serves at `path`; nothing is called before [`run`](Self::run).
    pub(crate) fn new(
        me: Identity,
        node: &str,
        path: &Path,
        buffer_bytes: usize,
        times: LinkTimes,
        registry: Arc<ActorRegistry>,
    ) -> Self {
        Self {
            me,
            node: node.to_owned(),
            path: path.to_owned(),
            times,
            outlet: Arc::new(Outlet::opening(buffer_bytes)),
            asks: Arc::default(),
            targets: Mutex::default(),
            is_claimed: AtomicBool::new(false),
            registry,
        }
    }

    /// A door to an actor of the other end. All doors are made before the link runs.
    pub(crate) fn door<M: DomainEnum>(&self, id: &ActorId, ask_limit: Option<Duration>) -> Arc<RemoteDoor<M>> {
        let target = Arc::new(Target::new::<M>(id.clone()));
        self.targets.lock().push(Arc::clone(&target));
        let way = Way::Direct { target, asks: Arc::clone(&self.asks) };
        Arc::new(RemoteDoor::new(id.clone(), Arc::clone(&self.outlet), way, ask_limit))
    }

    /// Whether it runs, or ran.
    pub(crate) fn is_claimed(&self) -> bool {
        self.is_claimed.load(Acquire)
    }

    /// The link's life, for the first who asks; it is to be run.
    pub(crate) fn claim(self: &Arc<Self>) -> Option<LinkLife> {
        (!self.is_claimed.swap(true, AcqRel)).then(|| LinkLife(Arc::clone(self)))
    }

    /// Waits until all that was taken in so far was delivered at the other end. `false` when it may not have been: the
    /// link was lost, or is not up.
    pub(crate) async fn delivered(&self) -> bool {
        if !self.is_claimed() {
            // It never ran, so nothing was sent.
            return true;
        }
        let (passed, answer) = oneshot::channel();
        let ask = self.asks.next_id();
        let _forget = Forget { asks: &self.asks, ask };
        self.asks.add(ask, Asked { number: 0, asker: Arc::new(Passed(Mutex::new(Some(passed)))) });
        let pushed = self.outlet.push_beyond_limit(|sequence, out| {
            system_frame(sequence, out, |tlvs| {
                Address::Ask { target: NOBODY, ask }.put(tlvs);
                Ok(())
            })
        });
        if pushed.is_err() {
            return false;
        }
        answer.await.is_ok_and(|why| why != NoAnswer::PeerLost)
    }

    /// Whether it is up.
    pub(crate) fn is_open(&self) -> bool {
        self.outlet.is_open()
    }

    /// How many frames are not written yet.
    pub(crate) fn unwritten(&self) -> u64 {
        self.outlet.progress().1
    }

    /// The node at the other end.
    pub(crate) fn node(&self) -> &str {
        &self.node
    }

    /// How its outbound buffer stands.
    pub(crate) fn load(&self) -> OutletLoad {
        self.outlet.load()
    }

    async fn run(&self, mut closing: Closing) {
        let mut retry = Retry::new(self.times.connect);
        let mut log = LogLimit::default();
        loop {
            let limit = retry.limit(self.times.handshake);
            let attempt = timeout(limit, self.call());
            let lost = match first(closing.wait(), attempt).await {
                First::Left(()) => break,
                First::Right(Ok(Ok(greeted))) => {
                    retry.stands();
                    match self.up(greeted, &mut closing).await {
                        Some(lost) => lost,
                        None => break,
                    }
                }
                First::Right(Ok(Err(error))) => error,
                First::Right(Err(_)) => LinkError::Silent(limit),
            };
            if let Some(left_out) = log.admit(Instant::now()) {
                tracing::warn!(from = self.me.node, to = self.node, left_out, "no link: {lost}; trying again");
            }
            if !retry.is_patient() {
                self.outlet.down();
            }
            if let First::Left(()) = first(closing.wait(), tokio::time::sleep(retry.pause())).await {
                break;
            }
        }
    }

    async fn call(&self) -> Result<Greeted, LinkError> {
        let socket = UnixStream::connect(&self.path).await?;
        let wanted = |name: &str| self.targets.lock().iter().any(|target| target.name().as_str() == name);
        call(socket, &self.me, &self.node, wanted).await
    }

    /// One connection, from the handshake to its end. Returns why it was lost; `None` if all is closing.
    async fn up(&self, greeted: Greeted, closing: &mut Closing) -> Option<LinkError> {
        let Greeted { socket, frames, hello, actors } = greeted;
        for target in self.targets.lock().iter() {
            match actors.iter().find(|actor| actor.actor.name == target.name().as_str()) {
                Some(actor) => self.resolve(target, actor, &mut LogLimit::default()),
                None => target.forgotten(),
            }
        }
        tracing::info!(from = self.me.node, to = self.node, incarnation = hello.incarnation, "the link is up");
        self.outlet.open(&socket);
        let mut writing = pin!(self.outlet.write_to(&socket));
        let mut reading = pin!(self.read(&socket, frames));
        let ended = first(closing.wait(), first(reading.as_mut(), writing.as_mut())).await;
        let lost = match ended {
            First::Left(()) => {
                self.outlet.close();
                drop(timeout(FLUSH_MAX, writing).await);
                None
            }
            First::Right(First::Left(Ok(()))) => Some(LinkError::Ended),
            First::Right(First::Left(Err(error))) => Some(LinkError::Io(error)),
            First::Right(First::Right(written)) => {
                // Nobody reads there any more; replies may still be on the way.
                self.count_lost();
                drop(timeout(FLUSH_MAX, reading).await);
                Some(written.map_or_else(LinkError::Io, |()| LinkError::Ended))
            }
        };
        self.count_lost();
        let asks = self.asks.fail_all();
        self.targets.lock().iter().for_each(|target| target.forgotten());
        if lost.is_some() {
            self.registry.links_lost.add_shared(1);
            let (from, to) = (&self.me.node, &self.node);
            tracing::warn!(from, to, asks, "the link was lost; what its socket held may not have arrived");
        }
        lost
    }

    /// Takes no frames any more, and counts those that were never written.
    fn count_lost(&self) {
        let unsent = self.outlet.down();
        if unsent > 0 {
            self.registry.frames_unsent.add_shared(unsent);
            tracing::warn!(from = self.me.node, to = self.node, unsent, "frames were not written");
        }
    }

    /// Takes replies and changes, until the connection ends.
    async fn read(&self, socket: &UnixStream, mut frames: FrameReader) -> std::io::Result<()> {
        let mut chunk = Vec::new();
        let (mut log, mut log_of_changes) = (LogLimit::default(), LogLimit::default());
        loop {
            while let Some(frame) = frames.next_frame() {
                // However fast frames come, other tasks have their turn.
                tokio::task::coop::consume_budget().await;
                if let Err(error) = frame.and_then(|frame| self.take(&frame, &mut log_of_changes)) {
                    self.registry.frames_refused.add_shared(1);
                    if let Some(left_out) = log.admit(Instant::now()) {
                        tracing::warn!(from = self.node, left_out, "a frame was refused: {error}");
                    }
                }
            }
            if !read_some(socket, &mut chunk).await? {
                return Ok(());
            }
            frames.push(&chunk);
        }
    }

    fn take(&self, frame: &Frame<'_>, log: &mut LogLimit) -> Result<(), WireError> {
        let mut tlvs = frame.tlvs();
        if let Some(first) = tlvs.next().filter(|tlv| tlv.number == ADDRESS) {
            if let Address::Reply { ask, status } = Address::read(first)? {
                match (self.asks.take(ask), no_answer(status), tlvs.next()) {
                    (Some(asked), Some(why), _) => asked.fail(why),
                    (Some(asked), None, Some(reply)) if reply.number == REPLY => asked.answer(reply.payload),
                    (Some(asked), None, _) => asked.fail(NoAnswer::Unreadable),
                    // Its asker gave up.
                    (None, None, _) => self.registry.answers_late.add_shared(1),
                    (None, Some(_), _) => {}
                }
            }
            return Ok(());
        }
        match read_word(frame)? {
            Word::Announced(actors) => {
                for target in self.targets.lock().iter() {
                    // What was said last holds; a frame has room for many thousands that change nothing.
                    let last = actors.iter().rfind(|actor| actor.actor.name == target.name().as_str());
                    last.into_iter().for_each(|actor| self.resolve(target, actor, log));
                }
            }
            Word::Withdrawn(handle) => self.targets.lock().iter().for_each(|target| target.withdrawn(handle)),
            Word::Hello(_) | Word::Refused(_) => {}
        }
        Ok(())
    }

    /// Notes what an actor is called over there, and which messages it would not understand. However often it comes and
    /// goes, the log is told once in a while.
    fn resolve(&self, target: &Target, actor: &Announcement, log: &mut LogLimit) {
        let refused = target.announced(actor.actor.handle, |number| actor.message(number));
        if refused.is_empty() || log.admit(Instant::now()).is_none() {
            return;
        }
        for refused in refused {
            tracing::error!(actor = actor.actor.name, node = self.node, "{refused}");
        }
    }
}

/// Forgets an ask, however the wait for its answer ends.
struct Forget<'a> {
    asks: &'a Asks,
    ask: u64,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        drop(self.asks.take(self.ask));
    }
}

/// Waits for the answer to an ask of nobody.
struct Passed(Mutex<Option<oneshot::Sender<NoAnswer>>>);

impl Awaits for Passed {
    fn answer(&self, _number: u64, _reply: &[u8]) {
        self.fail(NoAnswer::Discarded);
    }

    fn fail(&self, why: NoAnswer) {
        let passed = self.0.lock().take();
        if let Some(passed) = passed {
            // Whoever waited may have gone.
            let _ = passed.send(why);
        }
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("me", &self.me).field("node", &self.node).finish_non_exhaustive()
    }
}
