//! How an actor's messages wait: what `#[actor(..)]` and `#[handler(..)]` say of its mailbox.
//!
//! Functions that look into messages are plain pointers, written by `#[actor]`: a mailbox does not know the
//! actor's type, and a mailbox without priorities and keys calls none of them.

use std::fmt;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};

use super::{DEFAULT_CAPACITY, Overflow};
use crate::message::{Message, Tell};

/// How an actor's messages wait, as its type says it; `#[actor]` writes it. Whoever spawns the actor may change
/// capacity and overflow.
///
/// # Examples
///
/// An actor by hand, one of whose messages goes first:
///
/// ```
/// # use mycelium::prelude::*;
/// # use mycelium::{Envelope, MailboxOptions, Overflow};
/// # #[message(local)] pub struct Tick;
/// # #[message(local)] pub struct Halt;
/// # #[message] pub enum ClockMessage { Tick(Tick), Halt(Halt) }
/// struct Clock;
///
/// impl Actor for Clock {
///     type Message = ClockMessage;
///     type Handle = ActorRef<ClockMessage>;
///
///     const MAILBOX: MailboxOptions<ClockMessage> = MailboxOptions::new()
///         .capacity(64)
///         .overflow(Overflow::DropOldest)
///         .high_priority(|message| matches!(message, ClockMessage::Halt(_)));
///
///     async fn receive(&mut self, _envelope: Envelope<ClockMessage>, _ctx: &mut Context<Self>) -> Result<()> {
///         Ok(())
///     }
/// }
/// ```
pub struct MailboxOptions<M> {
    capacity: usize,
    overflow: Overflow,
    is_high: Option<fn(&M) -> bool>,
    key: Option<KeyOf<M>>,
}

/// How messages are told apart by their keys.
struct KeyOf<M> {
    hash: fn(&M, &mut KeyHasher) -> bool,
    is_same: fn(&M, &M) -> bool,
}

/// What may be `conflate = ..`: a field that can be compared and hashed.
#[diagnostic::on_unimplemented(
    message = "messages cannot be conflated by a field of type `{Self}`",
    label = "no key",
    note = "a key is compared and hashed: its type derives `PartialEq`, `Eq` and `Hash`; a price in a float is none"
)]
pub trait ConflateKey: Hash + Eq {}

#[diagnostic::do_not_recommend]
impl<K: Hash + Eq> ConflateKey for K {}

/// Implemented for [`Tell`] alone: the message declares no reply.
#[diagnostic::on_unimplemented(
    message = "a message with `reply = ..` cannot be conflated",
    label = "its message declares a reply",
    note = "every asker waits for an answer of its own, so none may take another's place; remove `conflate`, or the reply"
)]
pub trait IsNeverAnswered {}

impl IsNeverAnswered for Tell {}

/// Takes the key of a message that is conflated.
pub struct KeyHasher(DefaultHasher);

/// What a mailbox looks for in messages, with secret keys: whoever chooses the messages cannot choose their hashes.
pub(super) struct Sorting<M> {
    is_high: Option<fn(&M) -> bool>,
    key: Option<KeyOf<M>>,
    secret: RandomState,
}

/// How one message is to wait.
pub(super) struct Mark<M> {
    pub(super) is_high: bool,
    pub(super) key: Option<Key<M>>,
}

/// The key of one message: its hash, and how it is compared.
pub(super) struct Key<M> {
    pub(super) hash: u64,
    pub(super) is_same: fn(&M, &M) -> bool,
}

// === impl MailboxOptions ===

impl<M> MailboxOptions<M> {
    /// Room for [`DEFAULT_CAPACITY`] messages, [`Overflow::Block`], one lane, no keys.
    #[must_use]
    pub const fn new() -> Self {
        Self { capacity: DEFAULT_CAPACITY, overflow: Overflow::Block, is_high: None, key: None }
    }

    /// How many messages may wait, in each lane.
    ///
    /// # Panics
    ///
    /// If that is none.
    #[must_use]
    pub const fn capacity(mut self, messages: usize) -> Self {
        assert!(messages > 0, "a mailbox needs room for one message at least");
        self.capacity = messages;
        self
    }

    /// What happens to a message that finds no room.
    #[must_use]
    pub const fn overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = overflow;
        self
    }

    /// Which messages wait in the high lane, as with `#[handler(priority = high)]`.
    #[must_use]
    pub const fn high_priority(mut self, is_high: fn(&M) -> bool) -> Self {
        self.is_high = Some(is_high);
        self
    }

    /// Which messages take the place of a waiting one, as with `#[handler(conflate = ..)]`: `hash` gives the key to
    /// the hasher and returns true, or returns false for a message that is not conflated; `is_same` compares the keys
    /// of two messages. Both take a moment, do not panic, and send nothing: `is_same` runs under the mailbox's lock.
    #[must_use]
    pub const fn conflate(mut self, hash: fn(&M, &mut KeyHasher) -> bool, is_same: fn(&M, &M) -> bool) -> Self {
        self.key = Some(KeyOf { hash, is_same });
        self
    }

    /// Whether some messages wait in a lane of their own.
    #[must_use]
    pub const fn has_high_lane(&self) -> bool {
        self.is_high.is_some()
    }

    /// Whether some messages may take the place of others.
    pub(super) const fn has_keys(&self) -> bool {
        self.key.is_some()
    }

    pub(crate) const fn room(&self) -> usize {
        self.capacity
    }

    pub(crate) const fn policy(&self) -> Overflow {
        self.overflow
    }

    /// What is to be looked for in messages; `None` if they all wait alike.
    pub(super) fn sorting(self) -> Option<Sorting<M>> {
        let Self { is_high, key, .. } = self;
        (is_high.is_some() || key.is_some()).then(|| Sorting { is_high, key, secret: RandomState::new() })
    }
}

impl<M> Default for MailboxOptions<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Clone for MailboxOptions<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for MailboxOptions<M> {}

impl<M> Clone for KeyOf<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for KeyOf<M> {}

impl<M> fmt::Debug for MailboxOptions<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailboxOptions")
            .field("capacity", &self.capacity)
            .field("overflow", &self.overflow)
            .field("has_high_lane", &self.has_high_lane())
            .field("has_keys", &self.has_keys())
            .finish()
    }
}

// === impl KeyHasher ===

impl KeyHasher {
    /// Takes the key of a message of type `T`; keys of different messages are different. Returns true.
    pub fn key<T: Message, K: ConflateKey>(&mut self, key: &K) -> bool
    where
        T::Call: IsNeverAnswered,
    {
        T::NUMBER.hash(&mut self.0);
        key.hash(&mut self.0);
        true
    }
}

impl fmt::Debug for KeyHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHasher")
    }
}

// === impl Sorting ===

impl<M> Sorting<M> {
    /// Looks into a message: user code runs, so not under a lock.
    pub(super) fn mark(&self, message: &M) -> Mark<M> {
        let is_high = self.is_high.is_some_and(|is_high| is_high(message));
        let key = self.key.and_then(|KeyOf { hash, is_same }| {
            let mut hasher = KeyHasher(self.secret.build_hasher());
            hash(message, &mut hasher).then(|| Key { hash: hasher.0.finish(), is_same })
        });
        Mark { is_high, key }
    }
}
