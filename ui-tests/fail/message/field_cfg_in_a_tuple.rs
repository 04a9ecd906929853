use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote(
    pub i64,
    #[cfg(target_os = "linux")]
    pub u32,
    pub u8,
);

fn main() {
    let _ = Quote::NAME;
}
