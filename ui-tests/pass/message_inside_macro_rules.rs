//! Messages whose parts come from different places: a macro's body, and its arguments.

use mycelium::prelude::*;

macro_rules! message {
    ($name:ident, $number:literal, $field:ident: $ty:ty, $body:tt) => {
        #[message(tlv = $number)]
        #[derive(Debug)]
        pub struct $name {
            pub own: u8,
            pub $field: $ty,
            #[field(since = 2, default, pad = 2)]
            pub later: $ty,
        }

        pub mod bodies {
            #[mycelium::message(tlv = 201, reply = $ty)]
            #[derive(Debug)]
            pub struct Body $body
        }
    };
}

message!(Quote, 200, price: u16, { pub side: u8, pub name: String });

fn main() {
    let quote = Quote::from_tlv(&[200, 3, 1, 2, 0]).unwrap();
    assert_eq!((quote.own, quote.price, quote.later), (1, 2, 0));
    let body = bodies::Body { side: 1, name: String::new() };
    assert_eq!(body.to_tlv().unwrap(), [201, 3, 1, 0, 0]);
}
