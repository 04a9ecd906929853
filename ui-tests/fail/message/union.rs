use mycelium::prelude::*;

#[message(tlv = 200)]
pub union Price {
    pub fixed: i64,
    pub float: f64,
}

fn main() {}
