//! The wire: bytes in, values out, and back. Protocol V2 frames, TLVs, and the fields of messages.
//! `docs/wire.md` is the protocol; comments cite its sections, as "Protocol V2 §1".
//!
//! Layer L0: no sockets, no runtime, no actors, no `unsafe`. Whatever bytes come in, the answer is a value or
//! a [`WireError`], never a panic, and nothing is allocated that the input's own length does not justify.
//!
//! ```text
//!  frame   ┌────────── header, 32 bytes ──────────┬────── payload: TLVs, one after the other ──────┐
//!          │ magic domain … payload_size checksum │ type len payload │ 255 0 type len16 payload │ … │
//!          └──────────────────────────────────────┴─────────────────────────────────────────────────┘
//!  payload   the message's fields in order, little-endian, packed, pads as zeros
//! ```
//!
//! Reading order: [`Frame`] and [`FrameReader`] cut bytes, [`Tlvs`] walks a payload, [`Wire`] reads and writes
//! one field; `encode` and `decode` join the three for messages and replies, [`View`] reads single fields where they
//! stand, [`schema()`] says in one number what the bytes mean.
//!
//! # Memory
//!
//! A frame is cut without any, and a reader of a stream holds `max_len` and one push. A decoded value takes what its
//! type makes of the input, and what its sender promises counts for nothing:
//!
//! - A `String` or a `Vec<u8>` takes the bytes that it has on the wire.
//! - An element of a `Vec<T>` takes `size_of::<T>()` bytes, and had at least [`T::MIN_LEN`](Wire::MIN_LEN) in the
//!   input, which is never 0. The two add up over lists in lists. So a byte of input stands for at most
//!   `c = 1 + sum of size_of::<T>() / T::MIN_LEN` bytes of memory: 13 for `Vec<String>`, 520 for
//!   `Vec<Option<[u64; 64]>>`. Who declares the message decides about `c`, not who sends it.
//! - While lists grow, all allocations together are at most `4 * c * input`, and `3 * c * input` at one time. Bytes that
//!   are refused in the end are read twice, one reading after the other. A `Box` or an `Arc` around the message adds its
//!   own size.

mod address;
mod array;
mod checksum;
mod decode;
mod domain;
mod elements;
mod encode;
mod encodes;
mod error;
mod form;
mod frame;
mod header;
mod info;
mod numeric;
mod primitive;
mod reader;
mod refusal;
mod registry;
mod reply;
mod rules;
mod schema;
mod sequence;
mod stream;
mod structs;
mod sums;
mod tlv;
mod view;
mod writer;

pub(crate) use address::{ADDRESS, ANNOUNCED, Address, HELLO, NOBODY, NOTICE, REPLY, put_tlv_with};
pub(crate) use decode::decode_foreign;
pub use decode::{decode_growing, decode_payload, read_payload};
pub use domain::Domain;
pub use elements::{Elements, ElementsIter};
pub use encode::{encode_reply, encode_tlv, encode_tlv_as, write_tlv};
pub use encodes::encodes;
pub use error::WireError;
pub(crate) use form::place_of;
pub use form::{FieldForm, Show, StructForm, TypeForm, fields_of, infos, stands_inside};
pub use frame::{Frame, FrameHead, MAX_FRAME_LEN, UNSUMMED_FRAME_LEN_MAX, encode_frame, put_tlv};
pub use header::{HEADER_LEN, Header, MAGIC, VERSION};
pub use info::{FieldInfo, TypeInfo, version_schema};
pub use primitive::{Wire, sum_len};
pub use reader::Reader;
pub(crate) use refusal::refuse;
pub use registry::{TlvSize, source_name};
pub use reply::ReplyForm;
pub use rules::{ChecksumRule, FrameRules, TypeRule};
pub use schema::{enum_schema, join, message_schema, schema, schema_of, struct_schema};
pub use stream::FrameReader;
pub(crate) use structs::version_lens;
pub use structs::{Put, decode_struct, forms, pass_from};
pub use tlv::{MAX_PAYLOAD, Tlv, TlvType, Tlvs, parse_one, tlv_len, write_header};
pub use view::{Place, View, view_payload};
pub(crate) use view::{show_struct, show_view};
pub use writer::Writer;
