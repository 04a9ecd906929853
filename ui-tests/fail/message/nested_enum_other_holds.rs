use mycelium::prelude::*;

#[message(nested)]
#[repr(u16)]
pub enum Kind {
    Market = 0,
    #[field(other)]
    Other(u8),
}

fn main() {}
