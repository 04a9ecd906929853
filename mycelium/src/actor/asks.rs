//! The asks that are under way over one link: numbers to whoever waits.
//!
//! An entry lives from when its frame is in the link's buffer until the answer came, the asker gave up, or the
//! link was lost; so there are never more entries than askers.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain_enum::DomainEnum;
use crate::mailbox::{NoAnswer, Slot};
use crate::wire::decode_foreign;

/// See the module.
#[derive(Default)]
pub(crate) struct Asks(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    last: u64,
    by_id: HashMap<u64, Asked>,
}

/// An ask under way.
pub(crate) struct Asked {
    /// The message's number.
    pub(crate) number: u64,
    pub(crate) asker: Arc<dyn Awaits>,
}

/// An asker whose reply is typed elsewhere.
pub(crate) trait Awaits: Send + Sync {
    /// Takes the encoded reply to message `number`.
    fn answer(&self, number: u64, reply: &[u8]);
    /// No reply will come.
    fn fail(&self, why: NoAnswer);
}

// === impl Asks ===

impl Asks {
    /// A number that no ask of this link had before; never 0.
    pub(crate) fn next_id(&self) -> u64 {
        let mut waiting = self.0.lock();
        waiting.last += 1;
        waiting.last
    }

    pub(crate) fn add(&self, id: u64, asked: Asked) {
        self.0.lock().by_id.insert(id, asked);
    }

    /// Takes an ask out, to be answered; `None` if its asker gave up.
    pub(crate) fn take(&self, id: u64) -> Option<Asked> {
        self.0.lock().by_id.remove(&id)
    }

    /// Forgets an ask if the asker at `address` is who waits for it; whether it was.
    pub(super) fn forget(&self, id: u64, address: *const ()) -> bool {
        let mut waiting = self.0.lock();
        let is_same = |asked: &Asked| std::ptr::addr_eq(Arc::as_ptr(&asked.asker), address);
        if !waiting.by_id.get(&id).is_some_and(is_same) {
            return false;
        }
        let forgotten = waiting.by_id.remove(&id);
        drop(waiting);
        drop(forgotten);
        true
    }

    /// Tells all askers that the link was lost; returns how many there were.
    pub(crate) fn fail_all(&self) -> usize {
        let askers = std::mem::take(&mut self.0.lock().by_id);
        askers.values().for_each(|asked| asked.fail(NoAnswer::PeerLost));
        askers.len()
    }
}

// === impl Asked ===

impl Asked {
    /// Takes the encoded reply.
    pub(crate) fn answer(&self, reply: &[u8]) {
        self.asker.answer(self.number, reply);
    }

    /// No reply will come.
    pub(crate) fn fail(&self, why: NoAnswer) {
        self.asker.fail(why);
    }
}

impl fmt::Debug for Asks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asks").field("under_way", &self.0.lock().by_id.len()).finish()
    }
}

// === impl Awaits for Slot ===

impl<M: DomainEnum> Awaits for Slot<M> {
    fn answer(&self, number: u64, reply: &[u8]) {
        let reply = decode_foreign(M::NAME, || M::decode_reply(number, reply));
        self.fill(reply.map_err(|_| NoAnswer::Unreadable));
    }

    fn fail(&self, why: NoAnswer) {
        self.fill(Err(why));
    }
}
