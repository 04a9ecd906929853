#[message(tlv = 0xC8, domain = market_data)]
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    pub instrument: u64,
    pub venue: u16,
    pub bid: i64,
    pub ask: i64,
    pub bid_size: u64,
    pub ask_size: u64,
    pub flags: u8,
    pub pool: [u8; 20],
    pub sequence: u64,
    pub at: u64,
}
