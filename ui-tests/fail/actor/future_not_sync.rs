use std::cell::Cell;

use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub struct Market {
    sum: Cell<u64>,
}

#[actor]
impl Market {
    #[handler]
    async fn swap(&self, swap: &Swap) {
        self.sum.set(self.sum.get() + swap.amount);
    }
}

fn main() {}
