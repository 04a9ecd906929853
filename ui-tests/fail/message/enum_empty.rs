use mycelium::prelude::*;

#[message(domain = signal)]
pub enum SignalMessage {}

fn main() {}
