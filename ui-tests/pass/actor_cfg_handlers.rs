//! Handlers that are there in some builds only; `any()` never holds, `all()` always does.

use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201, reply = u64)]
pub struct Depth;

pub struct Book;

#[actor]
impl Book {
    /// Nothing of this is there: neither the types nor the arm.
    #[cfg(any())]
    #[handler]
    fn missing(&mut self, _missing: &Missing) -> Nothing {}

    /// One message, two handlers, of which each build has one.
    #[cfg(all())]
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}

    #[cfg(not(all()))]
    #[handler]
    fn quote(&mut self, _quote: Quote) -> Nothing {}

    /// The same under another name.
    #[cfg(any())]
    #[handler]
    fn depth_of_all(&self, _depth: Depth) -> Nothing {}

    #[handler]
    #[cfg(all())]
    fn depth(&self, _depth: Depth) -> u64 {
        3
    }

    #[cfg(any())]
    #[on_start]
    fn open(&mut self, _ctx: &mut Context<Self>) -> Nothing {}

    #[cfg(not(any()))]
    #[on_start]
    fn open(&mut self) {}

    #[cfg(any())]
    #[on_stop]
    fn close(&mut self) -> Nothing {}
}

#[message]
pub enum NamedMessage {
    #[cfg(any())]
    Missing(Missing),
    Quote(Quote),
}

pub struct Named;

#[actor(message = NamedMessage)]
impl Named {
    #[cfg(any())]
    #[handler]
    fn missing(&mut self, _missing: Missing) {}

    #[handler]
    fn quote(&mut self, _quote: Quote) {}
}

pub async fn send(book: &BookRef, named: &NamedRef) -> Result<u64> {
    book.quote(Quote { price: 1 }).await?;
    named.quote(Quote { price: 1 }).await?;
    Ok(book.depth(Depth).await?)
}

fn main() {
    let names = |variants: &[mycelium::Variant]| variants.iter().map(|variant| variant.name).collect::<Vec<_>>();
    assert_eq!(names(BookMessage::VARIANTS), ["Quote", "Depth"]);
    assert_eq!(names(NamedMessage::VARIANTS), ["Quote"]);
}
