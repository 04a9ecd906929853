use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

pub struct Other;

#[actor]
impl Other {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}

    #[on_start]
    fn open(&mut self, ctx: &mut Context<Other>) {
        let _ = ctx.id();
    }
}

fn main() {}
