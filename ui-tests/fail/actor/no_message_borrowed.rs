use mycelium::prelude::*;

pub struct Quote;

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

fn main() {}
