use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
    #[cfg(target_os = "linux")]
    #[field(since = 2, default)]
    pub size: i64,
}

fn main() {
    let _ = Quote::NAME;
}
