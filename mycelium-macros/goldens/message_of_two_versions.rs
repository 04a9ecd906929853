/// Every key that a field can have, and a reply.
#[message(tlv = 0xC8, reply = Result<Vec<u64>, String>)]
pub struct Quote {
    /// Which side.
    #[field(pad = 3)]
    pub side: Side,
    #[cfg(feature = "depth")]
    pub depth: u16,
    #[field(since = 2, default)]
    pub venue: u16,
    #[field(since = 2, default = -1)]
    tick: i8,
}
