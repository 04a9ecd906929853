#[message(tlv = 0xC9, accept = [0, 4])]
pub struct Tick;
