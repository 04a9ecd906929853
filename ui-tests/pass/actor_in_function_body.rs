//! Actors declared where only a function sees them, also two of one name.

use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Clone)]
pub struct Quote {
    pub price: i64,
}

fn first() -> &'static str {
    #[message(local, reply = u8)]
    struct Question;

    struct Book;

    #[actor(name = "first")]
    impl Book {
        #[handler]
        fn quote(&mut self, _quote: &Quote) {}

        #[handler]
        async fn question(&mut self, _question: &Question) -> u8 {
            1
        }
    }

    async fn _send(system: &ActorSystem) -> Result<u8> {
        let book: BookRef = system.spawn(Book);
        book.send(BookMessage::Question(Question)).await?;
        Ok(book.question(Question).await?)
    }
    let _ = _send;

    <Book as Actor>::NAME
}

fn second() -> &'static str {
    #[message]
    enum MarketMessage {
        Quote(Quote),
    }

    struct Book;

    #[actor(message = MarketMessage)]
    impl Book {
        #[handler]
        fn quote(&mut self, _quote: Quote) {}
    }

    let _ = |system: &ActorSystem| -> BookRef { system.spawn(Book) };
    <Book as Actor>::NAME
}

fn main() {
    assert_eq!((first(), second()), ("first", "Book"));
}
