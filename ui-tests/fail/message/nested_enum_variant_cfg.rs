use mycelium::prelude::*;

#[message(nested)]
#[repr(u8)]
pub enum Side {
    Buy,
    #[cfg(target_os = "linux")]
    Sell,
}

#[message(tlv = 200)]
pub struct Fill {
    pub side: Side,
}

fn main() {
    let _ = Fill { side: Side::Buy };
}
