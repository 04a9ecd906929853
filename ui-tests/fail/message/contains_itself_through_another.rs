//! Two types that contain each other: bytes from outside could nest them without end.

use mycelium::prelude::*;

#[message(nested)]
pub struct Branch {
    pub leaves: Vec<Leaf>,
}

#[message(nested)]
pub struct Leaf {
    pub branches: Vec<Branch>,
}

fn main() {}
