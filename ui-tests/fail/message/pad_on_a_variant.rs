use mycelium::prelude::*;

#[message(nested)]
#[repr(u8)]
pub enum Side {
    Buy,
    #[field(pad = 3)]
    Sell,
}

fn main() {
    let _ = Side::Buy;
}
