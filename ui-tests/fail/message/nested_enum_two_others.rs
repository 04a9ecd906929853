use mycelium::prelude::*;

#[message(nested)]
#[repr(u8)]
pub enum Kind {
    Market = 0,
    #[field(other)]
    Unknown,
    #[field(other)]
    Other(u8),
}

fn main() {}
