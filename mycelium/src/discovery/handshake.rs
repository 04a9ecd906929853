//! The first words on a link: who calls whom, and which actors are there (Protocol V2 §10).
//!
//! ```text
//!  caller ──▶ HELLO (protocol, node, whom it calls) ──▶ server
//!  caller ◀── HELLO, then one ANNOUNCED per actor   ◀── server      or NOTICE: refused, with the reason
//! ```
//!
//! An announcement says of each message its schemas, by which the caller sees what both ends mean alike, and behind all
//! of them its fields, so that a difference can be named. Whatever stands behind what is known here is a later version's.
//!
//! Then the link is up. What changes later comes as ANNOUNCED and NOTICE frames, from the server only: nobody
//! sends to a caller's actors over the caller's own link. All of it are Protocol V2 system frames.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mycelium_macros::message;
use tokio::net::UnixStream;

use crate::actor::{MessageThere, SchemaField, unix_time_ns};
use crate::domain_enum::Variant;
use crate::transport::{read_some, write_all};
use crate::wire::{
    ANNOUNCED, Domain, Frame, FrameHead, FrameReader, FrameRules, HELLO, MAX_PAYLOAD, NOTICE, Reader, Tlv, TlvType,
    Wire, WireError, Writer, encode_frame, encode_reply, put_tlv_with,
};

/// The version of these words.
const PROTOCOL: u16 = 1;

/// Who a process is on its links.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// The node's name.
    pub(crate) node: String,
    /// Another number for each start of the process.
    pub(crate) incarnation: u64,
}

/// Who opens a link, or takes it.
#[message(nested)]
#[derive(Debug, Clone)]
pub(crate) struct Hello {
    /// The version of the handshake.
    pub(crate) protocol: u16,
    /// The speaker's node.
    pub(crate) node: String,
    /// The node that it believes to speak to.
    pub(crate) to: String,
    /// Another number for each start of the speaker.
    pub(crate) incarnation: u64,
    /// How many actors are announced next; a caller announces none.
    pub(crate) actors: u32,
}

/// An actor that a process has.
#[message(nested)]
#[derive(Debug, Clone)]
pub(crate) struct Announced {
    /// By what number frames name it.
    pub(crate) handle: u32,
    /// The actor's name.
    pub(crate) name: String,
    /// The domain enum that it takes.
    pub(crate) takes: String,
    /// The messages that can cross.
    pub(crate) messages: Vec<AnnouncedMessage>,
}

/// An announcement as it stands in its TLV: what later versions of these words add, stands behind.
#[derive(Debug, Clone)]
pub(crate) struct Announcement {
    pub(crate) actor: Announced,
    /// What the messages consist of, in their order: of so many of them as there is room for.
    pub(crate) forms: Vec<AnnouncedForm>,
}

/// What a message consists of.
#[message(nested)]
#[derive(Debug, Clone)]
pub(crate) struct AnnouncedForm {
    pub(crate) fields: Vec<SchemaField>,
    /// The reply's type, as it is spelled.
    pub(crate) reply: String,
    /// The hash of the reply's wire form.
    pub(crate) reply_schema: u64,
}

/// A message that an actor takes.
#[message(nested)]
#[derive(Debug, Clone)]
pub(crate) struct AnnouncedMessage {
    /// Its TLV number.
    pub(crate) number: u8,
    /// Its name.
    pub(crate) name: String,
    /// Its schema hashes, one per version.
    pub(crate) schema: Vec<u64>,
}

/// What a frame of the handshake, or one that changes what it said, says.
#[derive(Debug)]
pub(crate) enum Word {
    Hello(Hello),
    Announced(Vec<Announcement>),
    /// The actor with this number has stopped.
    Withdrawn(u32),
    /// The link is refused, with the reason.
    Refused(String),
}

/// Why a link did not come up, or was lost.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LinkError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("the other end said nothing within {0:?}")]
    Silent(Duration),
    #[error("the other end closed the connection")]
    Ended,
    #[error("what came is no handshake: {0}")]
    NoHandshake(String),
    #[error("the other end speaks version {found} of the handshake, this one {PROTOCOL}; run the same release on both")]
    Version { found: u16 },
    #[error("node `{found}` answered where `{expected}` was called; do both use the same configuration?")]
    WrongNode { found: String, expected: String },
    #[error("the other end refused: {0}")]
    Refused(String),
}

/// How many actors one frame announces at most: each takes at most 64 KiB of the frame's 1 MiB.
const ACTORS_PER_FRAME: usize = 15;

/// How many bytes of an announcement are forms at most; the rest of its 64 KiB is for names and hashes.
const FORMS_LEN_MAX: usize = 40 * 1024;
/// The width of their count.
const FORMS_COUNT_LEN: usize = 2;
/// The longest spelling of a type that is told, in bytes.
const TYPE_LEN_MAX: usize = 96;

const WITHDRAWN: u8 = 0;
const REFUSED: u8 = 1;

// === impl Identity ===

impl Identity {
    /// A node's identity for this start of its process.
    pub(crate) fn new(node: impl Into<String>) -> Self {
        let salt = (SystemTime::now(), std::process::id());
        Self { node: node.into(), incarnation: RandomState::new().hash_one(salt) }
    }
}

// === impl Announcement ===

impl Announcement {
    /// What is said of an actor that takes `variants`.
    pub(crate) fn new(handle: u32, name: String, takes: &str, variants: &[Variant]) -> Self {
        let crossing = || variants.iter().filter_map(|variant| Some((u8::try_from(variant.number).ok()?, variant)));
        let messages = crossing().map(|(number, variant)| AnnouncedMessage {
            number,
            name: variant.message.to_owned(),
            schema: variant.schema.to_vec(),
        });
        let messages = messages.collect();
        let actor = Announced { handle, name, takes: takes.to_owned(), messages };
        // Long chains of versions take more than their share; then less is said of the fields.
        let rest = MAX_PAYLOAD.saturating_sub(actor.encoded_len() + FORMS_COUNT_LEN);
        let mut room = FORMS_LEN_MAX.min(rest);
        let forms = crossing().map(|(_, variant)| AnnouncedForm::new(variant)).take_while(|form| {
            let left = room.checked_sub(form.encoded_len());
            room = left.unwrap_or(0);
            left.is_some()
        });
        let forms = forms.collect();
        Self { actor, forms }
    }

    /// What is said of the message with this number.
    pub(crate) fn message(&self, number: u64) -> Option<MessageThere<'_>> {
        let at = self.actor.messages.iter().position(|message| u64::from(message.number) == number)?;
        let (message, form) = (self.actor.messages.get(at)?, self.forms.get(at));
        Some(MessageThere {
            name: &message.name,
            schema: &message.schema,
            fields: form.map(|form| form.fields.as_slice()),
            reply: form.map_or(("", 0), |form| (&form.reply, form.reply_schema)),
        })
    }
}

// === impl AnnouncedForm ===

impl AnnouncedForm {
    fn new(variant: &Variant) -> Self {
        let reply = variant.form.reply;
        Self {
            fields: variant.form.fields.iter().map(|field| SchemaField::of(field, TYPE_LEN_MAX)).collect(),
            reply: if reply.name.len() > TYPE_LEN_MAX { String::new() } else { reply.name.to_owned() },
            reply_schema: reply.schema,
        }
    }
}

// === writing ===

fn put<T: Wire>(tlvs: &mut Vec<u8>, number: TlvType, value: &T) -> Result<(), WireError> {
    put_tlv_with(tlvs, number, |out| {
        let start = out.len();
        out.resize(start + value.encoded_len(), 0);
        value.encode(&mut Writer::new(&mut out[start..]));
        Ok(())
    })
}

/// Appends a system frame.
pub(super) fn system_frame(
    sequence: u64,
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), WireError>,
) -> Result<(), WireError> {
    let head = FrameHead { domain: Domain::SYSTEM, source: 0, flags: 0, sequence, timestamp_ns: unix_time_ns() };
    encode_frame(&head, out, write).map(drop)
}

/// The frames in which a server says who it is and what it has, or a caller just who it is.
pub(super) fn hello(me: &Identity, to: &str, actors: &[Announcement]) -> Result<Vec<u8>, WireError> {
    let hello = Hello {
        protocol: PROTOCOL,
        node: me.node.clone(),
        to: to.to_owned(),
        incarnation: me.incarnation,
        actors: u32::try_from(actors.len()).unwrap_or(u32::MAX),
    };
    let mut out = Vec::new();
    system_frame(0, &mut out, |tlvs| put(tlvs, HELLO, &hello))?;
    for some in actors.chunks(ACTORS_PER_FRAME) {
        system_frame(0, &mut out, |tlvs| some.iter().try_for_each(|actor| put_announcement(tlvs, actor)))?;
    }
    Ok(out)
}

pub(super) fn announce(sequence: u64, out: &mut Vec<u8>, actor: &Announcement) -> Result<(), WireError> {
    system_frame(sequence, out, |tlvs| put_announcement(tlvs, actor))
}

fn put_announcement(tlvs: &mut Vec<u8>, Announcement { actor, forms }: &Announcement) -> Result<(), WireError> {
    put_tlv_with(tlvs, ANNOUNCED, |out| {
        encode_reply(actor, out)?;
        encode_reply(forms, out)
    })
}

pub(super) fn withdraw(sequence: u64, out: &mut Vec<u8>, handle: u32) -> Result<(), WireError> {
    system_frame(sequence, out, |tlvs| put(tlvs, NOTICE, &(WITHDRAWN, handle)))
}

fn refuse(reason: &str) -> Result<Vec<u8>, WireError> {
    let mut out = Vec::new();
    system_frame(0, &mut out, |tlvs| put(tlvs, NOTICE, &(REFUSED, reason.to_owned())))?;
    Ok(out)
}

// === reading ===

/// Reads a frame that is neither a message nor a reply.
pub(crate) fn read_word(frame: &Frame<'_>) -> Result<Word, WireError> {
    let first = frame.tlvs().next().ok_or_else(WireError::missing_tlv)?;
    match first.number {
        HELLO => Ok(Word::Hello(decode(first)?)),
        ANNOUNCED => {
            let announced = frame.tlvs().filter(|tlv| tlv.number == ANNOUNCED);
            announced.map(announcement_of).collect::<Result<_, _>>().map(Word::Announced)
        }
        NOTICE if first.payload.first() == Some(&WITHDRAWN) => {
            decode::<(u8, u32)>(first).map(|(_, handle)| Word::Withdrawn(handle))
        }
        NOTICE => decode::<(u8, String)>(first).map(|(_, reason)| Word::Refused(reason)),
        other => Err(WireError::UnknownNumber { found: u64::from(other.get()), set: "the handshake" }),
    }
}

/// Reads a value; bytes behind it are a later version's.
fn decode<T: Wire>(tlv: Tlv<'_>) -> Result<T, WireError> {
    T::decode(&mut Reader::new(tlv.payload))
}

/// Reads an announcement; one of the first version of these words says no forms.
fn announcement_of(tlv: Tlv<'_>) -> Result<Announcement, WireError> {
    let mut from = Reader::new(tlv.payload);
    let actor = Announced::decode(&mut from)?;
    let forms = if from.remaining() == 0 { Vec::new() } else { Vec::decode(&mut from)? };
    Ok(Announcement { actor, forms })
}

/// A connection whose handshake is done, with what was read behind it.
pub(crate) struct Greeted {
    pub(crate) socket: Arc<UnixStream>,
    pub(crate) frames: FrameReader,
    pub(crate) hello: Hello,
    pub(crate) actors: Vec<Announcement>,
}

/// Waits for the other end's next word.
async fn word(socket: &UnixStream, frames: &mut FrameReader) -> Result<Word, LinkError> {
    let mut chunk = Vec::new();
    loop {
        if let Some(frame) = frames.next_frame() {
            let word = frame.and_then(|frame| read_word(&frame));
            return word.map_err(|error| LinkError::NoHandshake(error.to_string()));
        }
        if !read_some(socket, &mut chunk).await? {
            return Err(LinkError::Ended);
        }
        frames.push(&chunk);
    }
}

/// Waits for the other end's hello, and for the actors that it announces; those that are `wanted` are kept, each as it was
/// announced first, so that no list is longer than what this end looks for.
async fn greeted(socket: Arc<UnixStream>, wanted: impl Fn(&str) -> bool) -> Result<Greeted, LinkError> {
    let mut frames = FrameReader::new(FrameRules::default());
    let unexpected = |what: &str| LinkError::NoHandshake(format!("expected a hello, found {what}"));
    let hello = match word(&socket, &mut frames).await? {
        Word::Hello(hello) if hello.protocol == PROTOCOL => hello,
        Word::Hello(hello) => return Err(LinkError::Version { found: hello.protocol }),
        Word::Refused(reason) => return Err(LinkError::Refused(reason)),
        Word::Announced(_) => return Err(unexpected("an actor")),
        Word::Withdrawn(_) => return Err(unexpected("the end of an actor")),
    };
    let (mut actors, mut announced) = (Vec::new(), 0);
    while announced < hello.actors as usize {
        match word(&socket, &mut frames).await? {
            Word::Announced(some) => {
                announced += some.len();
                for actor in some {
                    let is_new = actors.iter().all(|known: &Announcement| known.actor.name != actor.actor.name);
                    if is_new && wanted(&actor.actor.name) {
                        actors.push(actor);
                    }
                }
            }
            Word::Hello(_) => {
                return Err(LinkError::NoHandshake("expected the actors, found another hello".to_owned()));
            }
            Word::Refused(reason) => return Err(LinkError::Refused(reason)),
            Word::Withdrawn(_) => return Err(unexpected("the end of an actor")),
        }
    }
    Ok(Greeted { socket, frames, hello, actors })
}

/// Opens a link to the node called `to`.
pub(super) async fn call(
    socket: UnixStream,
    me: &Identity,
    to: &str,
    wanted: impl Fn(&str) -> bool,
) -> Result<Greeted, LinkError> {
    let socket = Arc::new(socket);
    let hello = hello(me, to, &[]).map_err(|error| LinkError::NoHandshake(error.to_string()))?;
    write_all(&socket, &hello).await?;
    let greeted = greeted(socket, wanted).await?;
    if greeted.hello.node != to {
        let found = greeted.hello.node;
        return Err(LinkError::WrongNode { found, expected: to.to_owned() });
    }
    Ok(greeted)
}

/// Takes a caller's hello; one who called another node is told so.
pub(super) async fn listen(socket: UnixStream, me: &Identity) -> Result<Greeted, LinkError> {
    let socket = Arc::new(socket);
    let heard = greeted(Arc::clone(&socket), |_| false).await;
    let refused = match heard {
        Ok(greeted) if greeted.hello.to == me.node => return Ok(greeted),
        Ok(greeted) => LinkError::WrongNode { found: me.node.clone(), expected: greeted.hello.to },
        Err(error @ (LinkError::Version { .. } | LinkError::NoHandshake(_))) => error,
        Err(error) => return Err(error),
    };
    if let Ok(refusal) = refuse(&refused.to_string()) {
        write_all(&socket, &refusal).await?;
    }
    Err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::MessageForm;
    use crate::wire::{FieldInfo, TypeInfo};

    /// What an actor says that takes every number, each a message of so many fields and versions.
    fn announcement(fields: usize, versions: usize) -> Announcement {
        let ty = TypeInfo::new("Vec<Option<(InstrumentId, [u8; 20])>>", 7);
        let fields: &[FieldInfo] = vec![FieldInfo::new("a_name_of_some_length", ty, 3, 1); fields].leak();
        let form = MessageForm { fields, reply: ty, ..*<crate::domain_enum::Never as crate::message::Message>::FORM };
        let form: &MessageForm = Box::leak(Box::new(form));
        let schema: &[u64] = (1..=versions as u64).collect::<Vec<_>>().leak();
        let variants: Vec<Variant> = (0..=249)
            .map(|number| Variant {
                name: "Message",
                message: "AMessageOfSomeLength",
                number,
                domain: None,
                asks: true,
                schema,
                form,
            })
            .collect();
        Announcement::new(9, "an actor".to_owned(), "All", &variants)
    }

    fn read(payload: &[u8]) -> Result<Announcement, WireError> {
        announcement_of(Tlv { number: ANNOUNCED, payload })
    }

    #[test]
    fn however_much_there_is_to_say_an_announcement_fits() {
        for (fields, versions, is_cut) in
            [(0, 3, false), (1, 3, false), (20, 3, true), (3_000, 3, true), (1, 20, true), (0, 28, true)]
        {
            let said = announcement(fields, versions);
            let found = (said.actor.messages.len(), said.forms.len() < 250);
            assert_eq!(found, (250, is_cut), "{fields} fields, {versions} versions");
            let words = hello(&Identity::new("here"), "there", &vec![said.clone(); 16]).expect("it fits");
            let mut frames = FrameReader::new(FrameRules::default());
            frames.push(&words);
            let mut heard = 0;
            while let Some(frame) = frames.next_frame() {
                if let Word::Announced(actors) = read_word(&frame.expect("it is whole")).expect("it can be read") {
                    heard += actors.len();
                    assert_eq!(actors[0].forms.len(), said.forms.len());
                    assert!(actors[0].message(249).is_some_and(|last| last.fields.is_some() != is_cut));
                }
            }
            assert_eq!(heard, 16);
        }
    }

    #[test]
    fn however_often_an_actor_is_announced_it_is_kept_once() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let kept = runtime.block_on(async {
            let (here, there) = UnixStream::pair().expect("a socket");
            let said: Vec<_> = (1..=100_u32)
                .map(|handle| {
                    let name = if handle % 2 == 0 { "book" } else { "another" };
                    Announcement::new(handle, name.to_owned(), "All", &[])
                })
                .collect();
            let words = hello(&Identity::new("there"), "here", &said).expect("it fits");
            let there = Arc::new(there);
            write_all(&there, &words).await.expect("somebody reads");
            greeted(Arc::new(here), |name| name == "book").await.expect("it is a handshake").actors
        });
        let handles: Vec<u32> = kept.iter().map(|actor| actor.actor.handle).collect();
        assert_eq!(handles, [2], "the first of each that is wanted");
    }

    #[test]
    fn words_of_earlier_and_later_versions_are_read() {
        let said = announcement(1, 3);
        let mut payload = Vec::new();
        encode_reply(&said.actor, &mut payload).expect("it fits");
        let earlier = read(&payload).expect("it can be read");
        assert_eq!((earlier.actor.messages.len(), earlier.forms.len()), (250, 0));
        let message = earlier.message(3).expect("it is there");
        assert!(message.schema == [1, 2, 3] && message.fields.is_none());
        encode_reply(&said.forms, &mut payload).expect("it fits");
        payload.extend([0xFF; 9]);
        let later = read(&payload).expect("what stands behind is passed over");
        assert_eq!(later.forms.len(), 250);
        assert!(read(&payload[..payload.len() - 10]).is_err(), "a form that is cut");
    }
}
