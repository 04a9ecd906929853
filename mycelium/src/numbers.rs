//! Which type of message each number of each domain is, in one system.
//!
//! The compiler knows one enum at a time, so it finds a number that is there twice within an actor. Two actors may come
//! from crates that know nothing of each other; their messages meet where a system is put together.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use crate::domain_enum::Variant;
use crate::message::MessageType;
use crate::wire::Domain;

/// The numbers that a system's actors take. It grows to 255 numbers of 256 domains at most: what an actor took stays taken
/// when it has stopped.
#[derive(Default)]
pub(crate) struct Numbers {
    taken: HashMap<(Domain, u8), Taken>,
}

/// A message that has a number, and the first actor that was found to take it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Taken {
    message: MessageType,
    actor: String,
}

/// Two types of messages have one number in one domain, and are taken by actors of one system.
///
/// Whoever reads a frame of that domain, off a relay or out of a capture, could not tell one from the other. The same type
/// may be taken by any number of actors, and one number may stand for other types in other domains. A message without a
/// domain has that of the enum it is sent in, and without one there the domain `system`.
///
/// Shown with both types by their paths, and both crates.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberTwice {
    inner: Box<Inner>,
}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    number: u8,
    domain: Domain,
    first: Taken,
    second: Taken,
}

// === impl Numbers ===

impl Numbers {
    /// Notes what `actor` takes. Where one of these is another type's number, nothing is noted.
    pub(crate) fn take(&mut self, actor: &str, variants: &[Variant]) -> Result<(), NumberTwice> {
        if let Some(twice) = variants.iter().find_map(|variant| self.conflict(actor, variant)) {
            return Err(twice);
        }
        for variant in variants {
            if let Some(key) = key(variant)
                && let Entry::Vacant(free) = self.taken.entry(key)
            {
                free.insert(Taken { message: variant.form.rust_type, actor: actor.to_owned() });
            }
        }
        Ok(())
    }

    fn conflict(&self, actor: &str, variant: &Variant) -> Option<NumberTwice> {
        let (domain, number) = key(variant)?;
        let first = self.taken.get(&(domain, number))?;
        let message = variant.form.rust_type;
        (first.message != message).then(|| {
            let second = Taken { message, actor: actor.to_owned() };
            NumberTwice { inner: Box::new(Inner { number, domain, first: first.clone(), second }) }
        })
    }
}

/// The domain and the number that stand in a frame; `None` for a `local` message.
fn key(variant: &Variant) -> Option<(Domain, u8)> {
    let number = u8::try_from(variant.number).ok()?;
    Some((variant.domain.unwrap_or(Domain::SYSTEM), number))
}

// === impl NumberTwice ===

impl NumberTwice {
    /// The number.
    #[must_use]
    pub fn number(&self) -> u8 {
        self.inner.number
    }

    /// The domain.
    #[must_use]
    pub fn domain(&self) -> Domain {
        self.inner.domain
    }

    /// Both types, the one that was there first in front.
    #[must_use]
    pub fn types(&self) -> [MessageType; 2] {
        [self.inner.first.message, self.inner.second.message]
    }
}

impl fmt::Display for NumberTwice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { number, domain, first, second } = &*self.inner;
        let domain = match domain.name() {
            Some(name) => format!("domain {name}"),
            None => domain.to_string(),
        };
        write!(
            f,
            "number {number} of {domain} is both {first}, and {second}; give one of them another `tlv`, or another `domain`"
        )
    }
}

impl fmt::Debug for NumberTwice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for NumberTwice {}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, actor } = self;
        write!(f, "`{}` of crate `{}`, which `{actor}` takes", message.path(), message.krate())
    }
}
