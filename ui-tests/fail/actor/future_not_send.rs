use std::rc::Rc;

use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub struct Market;

#[actor]
impl Market {
    #[handler]
    async fn swap(&mut self, swap: &Swap) {
        let kept = Rc::new(swap.amount);
        std::future::ready(()).await;
        drop(kept);
    }
}

fn main() {}
