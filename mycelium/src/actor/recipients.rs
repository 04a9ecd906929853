//! One message to several actors, whatever enums they have and wherever they live, without an allocation per send.
//!
//! A list of [`Recipient`]s, and a future that hands the message to each in turn by the same doors as a send: it waits
//! in one line at a time, so it needs no storage of its own. A clone of the message goes to all but the last: of an
//! `Arc`, one reference count each.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::send::spend_budget;
use super::{ActorId, Recipient, SendErrorKind};
use crate::line::Ticket;
use crate::message::{Message, Sendable};

/// Several actors that get the same messages; `Q` is the message, mostly an `Arc` of it.
///
/// **Order**: the recipients get each message in the order in which they were added; what one sender publishes, waiting
/// for each message, arrives at each recipient in that order, as with [`ActorRef::send`](crate::ActorRef::send).
/// **Delivery**: a recipient that refuses does not keep the others from getting the message; the error says who refused,
/// and why. Nobody is taken out of the list for that: an actor behind a link may come back under the same reference. Use
/// [`remove`](Self::remove) or [`retain`](Self::retain).
/// **Allocation**: none per message while all recipients take it.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8)]
/// pub struct Price { pub instrument: u64, pub price_q8: i64 }
///
/// struct Book;
/// #[actor]
/// impl Book {
///     #[handler]
///     fn price(&mut self, price: Arc<Price>) { /* .. */ }
/// }
///
/// struct Journal { written: u64 }
/// #[actor]
/// impl Journal {
///     #[handler]
///     fn price(&mut self, price: &Price) { self.written += 1; }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let system = ActorSystem::new();
/// let (book, journal) = (system.spawn(Book), system.spawn(Journal { written: 0 }));
/// let mut recipients = Recipients::<Arc<Price>>::new();
/// recipients.add(book.recipient());
/// recipients.add(journal.recipient());
///
/// recipients.publish(Arc::new(Price { instrument: 7, price_q8: 42 })).await?; // waits for room at each
/// recipients.try_publish(Arc::new(Price { instrument: 7, price_q8: 43 }))?; // never waits
///
/// book.drain().await;
/// let error = recipients.publish(Arc::new(Price { instrument: 7, price_q8: 44 })).await.unwrap_err();
/// assert_eq!((error.taken, error.refused.len()), (1, 1));
/// for refusal in error.refused.iter().filter(|refusal| refusal.kind == SendErrorKind::Stopped) {
///     recipients.remove(&refusal.recipient);
/// }
/// assert_eq!(recipients.len(), 1);
/// # Ok(())
/// # }
/// ```
pub struct Recipients<Q: Sendable> {
    list: Vec<Recipient<Q>>,
}

/// A message on its way to several recipients; see [`Recipients::publish`]. Does nothing until it is polled.
///
/// **Cancel safe** in this sense: dropped before it is ready, those who are counted in [`so_far`](Self::so_far) have been
/// asked, and the others do not get the message.
#[must_use = "nothing is published until it is awaited"]
pub struct Publishing<'a, Q: Sendable + Clone> {
    recipients: &'a [Recipient<Q>],
    /// For those behind the present one.
    message: Option<Q>,
    /// The present one's.
    copy: Option<Q>,
    ticket: Option<Ticket>,
    so_far: PublishError,
}

/// Some recipients did not take a message. The others did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishError {
    /// How many took it.
    pub taken: usize,
    /// Who did not, in the order of the list.
    pub refused: Vec<Refusal>,
}

/// A recipient that did not take a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Who.
    pub recipient: ActorId,
    /// Why.
    pub kind: SendErrorKind,
}

/// So many refusals are spelled out in an error's text.
const SPELLED_MAX: usize = 3;

// === impl Recipients ===

impl<Q: Sendable> Recipients<Q> {
    /// No recipients yet. Publishing to none is no error.
    #[must_use]
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// Adds a recipient at the end. One that is added twice gets everything twice.
    pub fn add(&mut self, recipient: Recipient<Q>) {
        self.list.push(recipient);
    }

    /// Takes out all recipients with this id; says whether there was one.
    pub fn remove(&mut self, id: &ActorId) -> bool {
        let before = self.list.len();
        self.retain(|recipient| recipient.id() != id);
        self.list.len() < before
    }

    /// Takes out the recipients for which `keep` is false; the others keep their order.
    pub fn retain(&mut self, keep: impl FnMut(&Recipient<Q>) -> bool) {
        self.list.retain(keep);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The recipients, in the order in which they get a message.
    pub fn iter(&self) -> std::slice::Iter<'_, Recipient<Q>> {
        self.list.iter()
    }
}

impl<Q: Sendable + Clone> Recipients<Q> {
    /// Sends the message to each recipient in turn, waiting where there is no room.
    ///
    /// A recipient that is full holds up those behind it, and only those: with one that is often slow, put it last,
    /// or use [`try_publish`](Self::try_publish).
    ///
    /// # Errors
    ///
    /// [`PublishError`] when some did not take the message, for one of the reasons of
    /// [`ActorRef::send`](crate::ActorRef::send); all others have it. The message does not come back: keep a clone.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it is ready, some have the message and the others never get it:
    /// [`Publishing::so_far`] says how far it has come. It can be polled on, for example after a
    /// `timeout(limit, &mut publishing)`.
    pub fn publish(&self, message: Q) -> Publishing<'_, Q> {
        let so_far = PublishError::default();
        Publishing { recipients: &self.list, message: Some(message), copy: None, ticket: None, so_far }
    }

    /// Sends the message to each recipient that has room right now. Plain code: needs no runtime, never waits.
    ///
    /// # Errors
    ///
    /// As [`publish`](Self::publish), and [`SendErrorKind::Full`] for those without room.
    pub fn try_publish(&self, message: Q) -> Result<(), PublishError> {
        let mut so_far = PublishError::default();
        if let Some((last, others)) = self.list.split_last() {
            for recipient in others {
                so_far.note(recipient, recipient.to.try_deliver(message.clone()).map_err(|(_, kind)| kind));
            }
            so_far.note(last, last.to.try_deliver(message).map_err(|(_, kind)| kind));
        }
        so_far.into_result()
    }
}

impl<Q: Sendable> Default for Recipients<Q> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Q: Sendable> Clone for Recipients<Q> {
    fn clone(&self) -> Self {
        Self { list: self.list.clone() }
    }
}

impl<Q: Sendable> From<Vec<Recipient<Q>>> for Recipients<Q> {
    fn from(list: Vec<Recipient<Q>>) -> Self {
        Self { list }
    }
}

impl<Q: Sendable> FromIterator<Recipient<Q>> for Recipients<Q> {
    fn from_iter<I: IntoIterator<Item = Recipient<Q>>>(recipients: I) -> Self {
        Self { list: recipients.into_iter().collect() }
    }
}

impl<Q: Sendable> Extend<Recipient<Q>> for Recipients<Q> {
    fn extend<I: IntoIterator<Item = Recipient<Q>>>(&mut self, recipients: I) {
        self.list.extend(recipients);
    }
}

impl<'a, Q: Sendable> IntoIterator for &'a Recipients<Q> {
    type Item = &'a Recipient<Q>;
    type IntoIter = std::slice::Iter<'a, Recipient<Q>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<Q: Sendable> fmt::Debug for Recipients<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipients<{}>(", Q::Message::NAME)?;
        f.debug_list().entries(self.list.iter().map(Recipient::id)).finish()?;
        f.write_str(")")
    }
}

// === impl Publishing ===

impl<Q: Sendable + Clone> Publishing<'_, Q> {
    /// Who has taken the message by now, and who has refused it: together so many of the list, from its front. The next
    /// one is being waited for.
    #[must_use]
    pub fn so_far(&self) -> &PublishError {
        &self.so_far
    }
}

impl<Q: Sendable + Clone> Future for Publishing<'_, Q> {
    type Output = Result<(), PublishError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            let Some((present, behind)) = this.recipients.split_first() else {
                return Poll::Ready(std::mem::take(&mut this.so_far).into_result());
            };
            if this.copy.is_none() {
                this.copy = if behind.is_empty() { this.message.take() } else { this.message.clone() };
            }
            ready!(spend_budget(cx));
            let sent = ready!(present.to.poll_deliver(cx, &mut this.copy, &mut this.ticket));
            this.copy = None;
            this.so_far.note(present, sent);
            this.recipients = behind;
        }
    }
}

/// Nothing is pinned: messages are moved out when they are accepted.
impl<Q: Sendable + Clone> Unpin for Publishing<'_, Q> {}

impl<Q: Sendable + Clone> Drop for Publishing<'_, Q> {
    fn drop(&mut self) {
        if let (Some(ticket), Some(present)) = (self.ticket.take(), self.recipients.first()) {
            present.to.cancel(ticket);
        }
    }
}

impl<Q: Sendable + Clone> fmt::Debug for Publishing<'_, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publishing")
            .field("message", &Q::Message::NAME)
            .field("so_far", &self.so_far)
            .field("to_come", &self.recipients.len())
            .finish_non_exhaustive()
    }
}

// === impl PublishError ===

impl PublishError {
    #[inline]
    fn note<Q: Sendable>(&mut self, recipient: &Recipient<Q>, sent: Result<(), SendErrorKind>) {
        match sent {
            Ok(()) => self.taken += 1,
            Err(kind) => self.refused.push(Refusal { recipient: recipient.id().clone(), kind }),
        }
    }

    fn into_result(self) -> Result<(), Self> {
        if self.refused.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = self.refused.len();
        write!(f, "{refused} of {} recipients did not take the message", self.taken + refused)?;
        for (n, Refusal { recipient, kind }) in self.refused.iter().take(SPELLED_MAX).enumerate() {
            write!(f, "{} `{recipient}`: {kind}", if n == 0 { ":" } else { ";" })?;
        }
        if refused > SPELLED_MAX {
            write!(f, "; and {} more", refused - SPELLED_MAX)?;
        }
        Ok(())
    }
}

impl std::error::Error for PublishError {}
