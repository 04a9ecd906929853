//! The key table beside a lane: which waiting value a newer one of its key replaces.
//!
//! A hash leads to the place of the last value with it. Two keys with one hash are not conflated: the later value
//! joins the lane as if it had no key, and is the one that the table knows from then on.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

/// See the module. Places are counted from the first value that ever waited, so they stay as values leave.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The place of the lane's oldest value.
    first: u64,
    /// Beside each value the hash of its key.
    hashes: VecDeque<Option<u64>>,
    places: HashMap<u64, u64, BuildHasherDefault<Hashed>>,
}

/// A hasher for what is a hash already.
#[derive(Debug, Default)]
pub(super) struct Hashed(u64);

// === impl Keys ===

impl Keys {
    /// Where in the lane, from its front, the last value with this hash waits.
    pub(super) fn find(&self, hash: u64) -> Option<usize> {
        usize::try_from(self.places.get(&hash)? - self.first).ok()
    }

    /// A value joined the lane.
    pub(super) fn joined(&mut self, hash: Option<u64>) {
        if let Some(hash) = hash {
            self.places.insert(hash, self.first + self.hashes.len() as u64);
        }
        self.hashes.push_back(hash);
    }

    /// The oldest `count` values left the lane.
    pub(super) fn left(&mut self, count: usize) {
        for hash in self.hashes.drain(..count) {
            if let Some(hash) = hash
                && self.places.get(&hash) == Some(&self.first)
            {
                self.places.remove(&hash);
            }
            self.first += 1;
        }
    }
}

// === impl Hashed ===

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_leads_to_the_last_value_that_waits() {
        let mut keys = Keys::default();
        [Some(7), None, Some(8), Some(7)].into_iter().for_each(|hash| keys.joined(hash));
        assert_eq!((keys.find(7), keys.find(8), keys.find(9)), (Some(3), Some(2), None));
        keys.left(1); // The first 7 leaves; the table knows the second.
        assert_eq!((keys.find(7), keys.find(8)), (Some(2), Some(1)));
        keys.left(3);
        assert_eq!((keys.find(7), keys.find(8)), (None, None));
        assert!(keys.places.is_empty() && keys.hashes.is_empty());
        keys.joined(Some(7));
        assert_eq!(keys.find(7), Some(0));
    }
}
