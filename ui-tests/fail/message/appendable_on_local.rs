use mycelium::prelude::*;

#[message(local, appendable)]
pub struct Tick {
    pub n: u64,
}

fn main() {}
