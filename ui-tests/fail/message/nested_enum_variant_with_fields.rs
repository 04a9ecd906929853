use mycelium::prelude::*;

#[message(nested)]
#[repr(u8)]
pub enum Kind {
    Market = 0,
    Limit(i64) = 1,
}

fn main() {}
