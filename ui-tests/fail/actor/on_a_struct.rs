use mycelium::prelude::*;

#[actor]
pub struct Market;

fn main() {}
