use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Route {
    pub pool: [u8; 20],
    pub next: Vec<Route>,
}

fn main() {}
