use mycelium::prelude::*;

#[message(local)]
pub struct Tick {
    #[field(since = 2)]
    pub n: u64,
}

fn main() {}
