use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

pub struct Book<S> {
    pub store: S,
}

#[actor]
impl<S: Send + 'static> Book<S> {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

fn main() {}
