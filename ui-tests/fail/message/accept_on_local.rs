use mycelium::prelude::*;

#[message(local, accept = [8])]
pub struct Tick {
    pub n: u64,
}

fn main() {}
