//! Why bytes were not read, or a value was not written: one enum for the whole wire.
//!
//! Each variant says where (`offset`), what was found and what was expected. Offsets are counted from the start of what
//! was handed in: of a stream for a [`FrameReader`](super::FrameReader), of the frame for
//! [`Frame::parse`](super::Frame::parse), of the payload for fields. [`WireError::kind`] gives the short name that tools
//! print.

use super::{Domain, TlvSize, tlv_len};

/// Why bytes were not read, or a value was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// Fewer bytes than a header has (Protocol V2 §1).
    #[error("at byte {offset}: a header needs {expected} bytes, found {found}")]
    TooSmall {
        /// Where the frame begins.
        offset: u64,
        /// Bytes needed.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// Bytes that cannot begin a frame.
    #[error("at byte {offset}: {skipped} bytes do not begin with the magic EF BE AD DE, but with {found:02X?}")]
    BadMagic {
        /// Where they begin.
        offset: u64,
        /// The first of them; those behind the end are 0.
        found: [u8; 4],
        /// How many there are up to the next magic, or the end.
        skipped: u64,
    },
    /// A header of another version.
    #[error("at byte {offset}: version {found} of the protocol; this is version {expected}")]
    UnsupportedVersion {
        /// Where the frame begins.
        offset: u64,
        /// The version found.
        found: u8,
        /// The version that is spoken here.
        expected: u8,
    },
    /// A domain that is neither one of the protocol's nor one of the users' (Protocol V2 §2).
    #[error("at byte {offset}: domain {found}; expected {expected}")]
    BadDomain {
        /// Where the frame begins.
        offset: u64,
        /// The domain byte.
        found: u8,
        /// The numbers that are domains.
        expected: &'static str,
    },
    /// A frame that says to be longer than its reader allows.
    #[error("at byte {offset}: a frame of {found} bytes is over the limit of {limit}")]
    FrameTooLarge {
        /// Where the frame begins.
        offset: u64,
        /// The frame's length in bytes, as its header says.
        found: usize,
        /// The most that a frame may have.
        limit: usize,
    },
    /// Header and payload do not match their checksum.
    #[error("at byte {offset}: the checksum says {found:#010x}, the bytes say {expected:#010x}")]
    ChecksumMismatch {
        /// Where the frame begins.
        offset: u64,
        /// The checksum in the header.
        found: u32,
        /// The checksum of the bytes.
        expected: u32,
    },
    /// A payload that is shorter or longer than its header says.
    #[error("at byte {offset}: the header promises a payload of {expected} bytes, found {found}")]
    PayloadSizeMismatch {
        /// Where the frame begins.
        offset: u64,
        /// Bytes promised.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// More to write than a limit allows.
    #[error("{what} of {found} bytes is over the limit of {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its bytes.
        found: usize,
        /// The most it may have.
        limit: usize,
    },
    /// A TLV that ends behind the payload's end (Protocol V2 §3).
    #[error("at byte {offset}: {} needs {expected} bytes with its header, found {found}", tlv(.number))]
    TruncatedTlv {
        /// Where the TLV begins.
        offset: u64,
        /// Its type, if there are enough bytes to tell.
        number: Option<u8>,
        /// Bytes that the TLV needs.
        expected: usize,
        /// Bytes that are left.
        found: usize,
    },
    /// An extended TLV header that breaks its rules: the reserved byte is 0, the actual type is not 255.
    #[error(
        "at byte {offset}: an extended TLV with reserved byte {reserved} and type {number}; expected 0 and a type below 255"
    )]
    InvalidExtended {
        /// Where the TLV begins.
        offset: u64,
        /// The reserved byte.
        reserved: u8,
        /// The actual type.
        number: u8,
    },
    /// Bytes behind what should have been the only TLV.
    #[error("at byte {offset}: {found} bytes follow what should be the only TLV")]
    TrailingBytes {
        /// Where they begin.
        offset: u64,
        /// How many there are.
        found: usize,
    },
    /// A payload whose length is not the message's, or not its reply's.
    #[error("{}`{message}` takes {expected} bytes of payload, found {found}", front(.number))]
    SizeMismatch {
        /// The TLV's type, where known.
        number: Option<u8>,
        /// The message, or `reply to` it.
        message: &'static str,
        /// The length it takes; of several accepted ones, the shortest.
        expected: usize,
        /// The payload's length.
        found: usize,
    },
    /// A payload whose length is not that of its type in the protocol's registry (Protocol V2 §5).
    #[error("at byte {offset}: TLV {number} is `{name}`, which takes {expected} bytes of payload, found {found}")]
    TypeSizeMismatch {
        /// Where the TLV begins.
        offset: u64,
        /// The TLV's type.
        number: u8,
        /// What the registry calls it.
        name: &'static str,
        /// The lengths that it takes.
        expected: TlvSize,
        /// The payload's length.
        found: usize,
    },
    /// A type that belongs to another domain than its frame's (Protocol V2 §5).
    #[error("at byte {offset}: TLV {number} belongs to the domain {expected}, its frame to {found}")]
    DomainTypeMismatch {
        /// Where the TLV begins.
        offset: u64,
        /// The TLV's type.
        number: u8,
        /// The frame's domain.
        found: Domain,
        /// The type's domain.
        expected: Domain,
    },
    /// A field that ends behind the payload's end.
    #[error("{}: {expected} bytes needed at payload byte {offset}, {found} are left", place(.number, .message, .field))]
    TruncatedField {
        /// The TLV's type, where known.
        number: Option<u8>,
        /// The message, where known.
        message: Option<&'static str>,
        /// The field, where known.
        field: Option<&'static str>,
        /// Where the field's part begins, from the payload's start.
        offset: usize,
        /// Bytes needed.
        expected: usize,
        /// Bytes left.
        found: usize,
    },
    /// A field with a value that its type does not have.
    #[error("{}: {found} at payload byte {offset}, expected {expected}", place(.number, .message, .field))]
    InvalidValue {
        /// The TLV's type, where known.
        number: Option<u8>,
        /// The message, where known.
        message: Option<&'static str>,
        /// The field, where known.
        field: Option<&'static str>,
        /// Where the value stands, from the payload's start.
        offset: usize,
        /// The value; for a string, the first byte that is not UTF-8.
        found: u64,
        /// What would have been right.
        expected: &'static str,
    },
    /// A number that is not among those expected: of a TLV, or of the message that a reply is said to answer.
    #[error("number {found} is no message of `{set}`")]
    UnknownNumber {
        /// The number: of a TLV, or above 2^63 that of a `local` message.
        found: u64,
        /// The message, or the domain enum, that was expected.
        set: &'static str,
    },
    /// A `local` message on its way to the wire.
    #[error("`{message}` is a `local` message and never leaves its process; give it `tlv = ..` to let it")]
    LocalOnly {
        /// The message.
        message: &'static str,
    },
    /// A caller's buffer without room for what is written.
    #[error("{expected} bytes are to be written, and the buffer has {found}")]
    BufferTooSmall {
        /// Bytes needed.
        expected: usize,
        /// The buffer's length.
        found: usize,
    },
    /// A hand-written `Wire` that panicked while it read.
    #[error("reading `{message}` panicked; a `Wire` implementation returns an error for bytes that it cannot read")]
    Panicked {
        /// The message, or the domain enum.
        message: &'static str,
    },
    /// A hand-written `Wire` that wrote another length than it announced.
    #[error("a `Wire` implementation announced {expected} bytes and wrote {found}")]
    Miscounted {
        /// Bytes announced.
        expected: usize,
        /// Bytes written.
        found: usize,
    },
}

/// Where a field stands, in words.
fn place(number: &Option<u8>, message: &Option<&'static str>, field: &Option<&'static str>) -> String {
    let field = match (message, field) {
        (Some(message), Some(field)) => format!("field `{field}` of `{message}`"),
        _ => String::from("a field"),
    };
    front(number) + &field
}

/// A TLV in front of what is said of it.
fn front(number: &Option<u8>) -> String {
    number.map_or_else(String::new, |number| format!("TLV {number}: "))
}

/// A TLV, in words.
fn tlv(number: &Option<u8>) -> String {
    number.map_or_else(|| String::from("a TLV"), |number| format!("TLV {number}"))
}

// === impl WireError ===

impl WireError {
    /// A short name for tools: `too_small`, `bad_magic`, `unsupported_version`, `bad_domain`, `checksum_mismatch`,
    /// `payload_size_mismatch`, `too_large`, `truncated_tlv`, `invalid_extended`, `trailing_bytes`,
    /// `size_mismatch`, `domain_type_mismatch`, `truncated_field`, `invalid_value`, `unknown_number`, `local_only`,
    /// `buffer_too_small`, `panicked`, `miscounted`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TooSmall { .. } => "too_small",
            Self::BadMagic { .. } => "bad_magic",
            Self::UnsupportedVersion { .. } => "unsupported_version",
            Self::BadDomain { .. } => "bad_domain",
            Self::ChecksumMismatch { .. } => "checksum_mismatch",
            Self::PayloadSizeMismatch { .. } => "payload_size_mismatch",
            Self::TooLarge { .. } | Self::FrameTooLarge { .. } => "too_large",
            Self::TruncatedTlv { .. } => "truncated_tlv",
            Self::InvalidExtended { .. } => "invalid_extended",
            Self::TrailingBytes { .. } => "trailing_bytes",
            Self::SizeMismatch { .. } | Self::TypeSizeMismatch { .. } => "size_mismatch",
            Self::DomainTypeMismatch { .. } => "domain_type_mismatch",
            Self::TruncatedField { .. } => "truncated_field",
            Self::InvalidValue { .. } => "invalid_value",
            Self::UnknownNumber { .. } => "unknown_number",
            Self::LocalOnly { .. } => "local_only",
            Self::BufferTooSmall { .. } => "buffer_too_small",
            Self::Panicked { .. } => "panicked",
            Self::Miscounted { .. } => "miscounted",
        }
    }

    /// The error of bytes that end where a TLV should begin.
    #[cold]
    #[must_use]
    pub(crate) fn missing_tlv() -> Self {
        Self::TruncatedTlv { offset: 0, number: None, expected: tlv_len(0), found: 0 }
    }

    /// Names message and field, unless an inner one was named already.
    #[cold]
    #[must_use]
    pub(crate) fn within(mut self, inner_message: &'static str, inner_field: &'static str) -> Self {
        if let Self::TruncatedField { message, field, .. } | Self::InvalidValue { message, field, .. } = &mut self {
            message.get_or_insert(inner_message);
            field.get_or_insert(inner_field);
        }
        self
    }

    /// Names the TLV that the field stands in.
    #[cold]
    #[must_use]
    pub(crate) fn of_tlv(mut self, tlv: u8) -> Self {
        if let Self::TruncatedField { number, .. }
        | Self::InvalidValue { number, .. }
        | Self::SizeMismatch { number, .. } = &mut self
        {
            *number = Some(tlv);
        }
        self
    }

    /// Counts the offset of a frame's or a TLV's error from `start` bytes earlier: from the start of what the bytes
    /// were cut out of.
    #[cold]
    #[must_use]
    pub(super) fn behind(mut self, start: u64) -> Self {
        if let Self::TooSmall { offset, .. }
        | Self::BadMagic { offset, .. }
        | Self::UnsupportedVersion { offset, .. }
        | Self::BadDomain { offset, .. }
        | Self::FrameTooLarge { offset, .. }
        | Self::ChecksumMismatch { offset, .. }
        | Self::PayloadSizeMismatch { offset, .. }
        | Self::TruncatedTlv { offset, .. }
        | Self::InvalidExtended { offset, .. }
        | Self::TypeSizeMismatch { offset, .. }
        | Self::DomainTypeMismatch { offset, .. } = &mut self
        {
            *offset += start;
        }
        self
    }
}
