//! A book of another build: its note has another layout, and it takes no blobs.

use mycelium::prelude::*;

use super::actors;

#[message(tlv = 200)]
struct Note {
    n: u64,
    sender: u32,
    text: String,
}

#[message(tlv = 203, reply = u64)]
struct Double {
    n: u64,
}

#[derive(Default)]
struct OtherBook;

#[actor(domain = signal)]
impl OtherBook {
    #[handler]
    fn note(&self, note: &Note) {
        unreachable!("{} of {} and {} came", note.n, note.sender, note.text);
    }

    #[handler]
    fn double(&self, question: &Double) -> u64 {
        question.n * 2
    }
}

pub(crate) fn types() -> ActorTypes {
    ActorTypes::new().register::<OtherBook>("Book").register::<actors::Warden>("Warden")
}
