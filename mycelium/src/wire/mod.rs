//! The wire: bytes in, values out, and back. Protocol V2 frames, TLVs, and the fields of messages.
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
//! one field; `encode` and `decode` join the three for messages and replies, [`schema()`] says in one number what
//! the bytes mean.

mod address;
mod checksum;
mod decode;
mod domain;
mod encode;
mod encodes;
mod error;
mod frame;
mod header;
mod primitive;
mod reader;
mod registry;
mod schema;
mod sequence;
mod stream;
mod tlv;
mod writer;

pub(crate) use address::{ADDRESS, ANNOUNCED, Address, HELLO, NOBODY, NOTICE, REPLY, put_tlv_with};
pub(crate) use decode::decode_foreign;
pub use decode::decode_payload;
pub use domain::Domain;
pub use encode::{encode_reply, encode_tlv, write_tlv};
pub use encodes::encodes;
pub use error::WireError;
pub use frame::{ChecksumRule, Frame, FrameHead, FrameRules, MAX_FRAME_LEN, TypeRule, encode_frame, put_tlv};
pub use header::{HEADER_LEN, Header, MAGIC, VERSION};
pub use primitive::{Wire, sum_len};
pub use reader::Reader;
pub use registry::{TlvSize, source_name};
pub use schema::{enum_schema, join, message_schema, schema, schema_of, struct_schema};
pub use stream::FrameReader;
pub use tlv::{MAX_PAYLOAD, Tlv, TlvType, Tlvs, parse_one, tlv_len, write_header};
pub use writer::Writer;
