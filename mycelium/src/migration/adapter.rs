//! An existing consumer as an actor: typed messages come in, and it is given the TLVs of before.

use std::fmt;
use std::marker::PhantomData;

use super::{RelayConsumer, TlvMessage};
use crate::actor::{ActorBehavior, unix_time_ns};
use crate::domain_enum::DomainEnum;
use crate::error::Result;
use crate::wire::{Domain, parse_one};

/// An existing [`RelayConsumer`], unchanged, as an actor that takes the messages of `M`, by whatever road they come.
///
/// Each message is given to the consumer as the [`TlvMessage`] that a relay would have brought: the bytes are those of
/// [`Message::to_tlv`](crate::Message::to_tlv), the domain is the message's, and the sequence counts what this actor was
/// sent, from 1. So a message costs what encoding it costs, also inside of a bundle; that ends when the consumer
/// becomes an actor itself.
///
/// An error of the consumer, or a `local` message, counts as failed, and the actor goes on. An ask is handled as a send,
/// and then ends in [`NoAnswer::Discarded`](crate::NoAnswer::Discarded): a consumer has no answers.
///
/// # Examples
///
/// ```
/// use mycelium::migration::{RelayActorAdapter, RelayConsumer, TlvMessage, async_trait};
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8, domain = signal)]
/// pub struct Note { pub n: u64 }
///
/// #[message]
/// pub enum BookMessage { Note(Note) }
///
/// /// Knows nothing of actors.
/// #[derive(Default)]
/// struct Book { sum: u64 }
///
/// #[async_trait]
/// impl RelayConsumer for Book {
///     async fn process_tlv(&mut self, message: TlvMessage) -> Result<()> {
///         self.sum += message.decode::<Note>()?.n;
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let system = ActorSystem::new();
/// let book = system.spawn(RelayActorAdapter::<_, BookMessage>::new(Book::default()));
/// book.send(Note { n: 1 }).await?;
/// book.drain().await;
/// assert_eq!((book.metrics().handled, book.metrics().failed), (1, 0));
///
/// // Or by a name in `bundles.toml`:
/// let types = ActorTypes::new()
///     .register_with("Book", || RelayActorAdapter::<_, BookMessage>::new(Book::default()));
/// # drop(types);
/// # Ok(())
/// # }
/// ```
pub struct RelayActorAdapter<C, M> {
    consumer: C,
    source: u8,
    sequence: u64,
    takes: PhantomData<fn(M)>,
}

// === impl RelayActorAdapter ===

impl<C: RelayConsumer, M: DomainEnum> RelayActorAdapter<C, M> {
    /// Wraps a consumer.
    pub fn new(consumer: C) -> Self {
        Self { consumer, source: 0, sequence: 0, takes: PhantomData }
    }

    /// For a consumer that looks at the source: the one that its TLVs have; 0 by default. Roads other than a relay do not
    /// say who sent.
    #[must_use]
    pub fn with_source(mut self, source: u8) -> Self {
        self.source = source;
        self
    }
}

impl<C: RelayConsumer + 'static, M: DomainEnum> ActorBehavior for RelayActorAdapter<C, M> {
    type Message = M;

    async fn handle(&mut self, message: M) -> Result<()> {
        let domain = message.variant().domain.unwrap_or(Domain::SYSTEM);
        let bytes = message.to_tlv()?;
        drop(message);
        let tlv = parse_one(&bytes)?;
        self.sequence += 1;
        let message = TlvMessage {
            number: tlv.number,
            payload: tlv.payload.to_vec(),
            domain,
            source: self.source,
            sequence: self.sequence,
            timestamp_ns: unix_time_ns(),
        };
        self.consumer.process_tlv(message).await
    }
}

impl<C, M> fmt::Debug for RelayActorAdapter<C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayActorAdapter").field("sequence", &self.sequence).finish_non_exhaustive()
    }
}
