use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[cfg_attr(target_os = "linux", field(pad = 3))]
    pub side: u8,
    pub price: i64,
}

fn main() {
    let _ = Quote::NAME;
}
