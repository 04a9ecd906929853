//! The account of what one actor's mailbox dropped: how many, of which message, and why.

use std::sync::{Arc, OnceLock};

use super::feed::DropFeed;
use super::overflow::DropReason;
use crate::actor_id::ActorId;
use crate::domain_enum::{DomainEnum, Variant};
use crate::message::Message;
use crate::metrics::Counter;

/// Messages of one kind that one actor dropped for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// The actor's name.
    pub actor: Arc<str>,
    /// The message's name. For a message that was cut off while it was handled the name of the actor's enum: nobody
    /// knows any more which it was.
    pub message: &'static str,
    /// Why.
    pub reason: DropReason,
    /// How many.
    pub count: u64,
}

/// Counters by message and reason, made when the first message is dropped.
#[derive(Debug)]
pub(super) struct DropAccount {
    actor: ActorId,
    feed: Arc<DropFeed>,
    /// A row per variant, in their order, and one for messages that nobody knows any more.
    rows: OnceLock<Box<Rows>>,
}

/// Boxed, for most mailboxes never drop anything.
#[derive(Debug)]
struct Rows(Vec<Row>);

type Row = [Counter; DropReason::ALL.len()];

// === impl DropAccount ===

impl DropAccount {
    pub(super) fn new(actor: ActorId, feed: Arc<DropFeed>) -> Self {
        Self { actor, feed, rows: OnceLock::new() }
    }

    pub(super) fn feed(&self) -> &Arc<DropFeed> {
        &self.feed
    }

    pub(super) fn actor(&self) -> &ActorId {
        &self.actor
    }

    /// Counts a message, or one that nobody knows any more, and tells those who listen. Looks into the message, which
    /// may be user code, so not under a lock.
    pub(super) fn count<M: DomainEnum>(&self, message: Option<&M>, reason: DropReason) {
        let variants = <M as DomainEnum>::VARIANTS;
        let number = message.map(|message| message.variant().number);
        let row = number.and_then(|number| variants.iter().position(|variant| variant.number == number));
        let row = row.unwrap_or(variants.len());
        let rows = self.rows.get_or_init(|| Box::new(Rows((0..=variants.len()).map(|_| Row::default()).collect())));
        if let Some(row) = rows.0.get(row) {
            row[reason.index()].add_shared(1);
        }
        self.feed.tell(self.actor.as_arc(), variants.get(row).map_or(M::NAME, |variant| variant.message), reason);
    }

    /// What was counted so far, messages in the order of the enum.
    pub(super) fn so_far<M: DomainEnum>(&self) -> Vec<Dropped> {
        let Some(rows) = self.rows.get() else { return Vec::new() };
        let names = <M as DomainEnum>::VARIANTS.iter().map(|variant: &Variant| variant.message);
        let names = names.chain([<M as Message>::NAME]);
        let counts = rows.0.iter().zip(names).flat_map(|(row, message)| {
            let counts = DropReason::ALL.into_iter().zip(row);
            counts.map(move |(reason, count)| (message, reason, count.get()))
        });
        let some = counts.filter(|(.., count)| *count > 0);
        some.map(|(message, reason, count)| Dropped { actor: self.actor.shared(), message, reason, count }).collect()
    }
}
