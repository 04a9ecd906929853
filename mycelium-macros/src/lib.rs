//! The attributes of mycelium: [`macro@message`] and [`macro@actor`].
//!
//! Use them through the `mycelium` crate, which re-exports both. What they generate names only `::core`,
//! `::std` and `mycelium::__private`, so it works under any prelude and beside types of any name.
//!
//! Each attribute has a room of its own with the same doors in it: `attr` and `ast` parse the input into a
//! model, `check` refuses what is wrong with it (all mistakes at once), `expand` writes code without deciding
//! anything, and `fallback` gives a refused item back, so that one mistake makes one error. Every sentence
//! that a user can read stands in `diag`, every identifier that we invent in `names`.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proc_macro::TokenStream;

mod actor;
mod args;
mod diag;
mod krate;
mod message;
mod names;

/// Makes a struct a message, or an enum the set of messages that an actor takes.
///
/// # A message with a wire form
///
/// `#[message(tlv = NUMBER)]` on a struct gives it a TLV number (0 to 249, of which 200 to 249 are free for
/// users) and a wire form: its fields in order, little-endian and packed. Named, tuple and unit structs all
/// work; generics and borrows do not, since a message has one layout and outlives its sender.
///
/// | argument | meaning |
/// | --- | --- |
/// | `tlv = 0xC8` | the number, written as a literal |
/// | `domain = market_data` | also `signal`, `execution`, `system`, or a number from 16 to 255. Without it the message takes the domain of the enum that it is sent through |
/// | `reply = TYPE` | the message asks, and this is the answer; without it, it is sent and has none |
/// | `accept = [52, 56]` | payload lengths that are read; what stands behind the fields is then ignored. Only for messages of fixed length, whose own length is among them |
/// | `crate = ::path` | where the runtime is, if the crate is not called `mycelium` |
///
/// `#[field(pad = 3)]` on a field writes three zeros behind it, and ignores three bytes there when reading.
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8, domain = market_data)]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Quote {
///     #[field(pad = 1)]
///     pub side: u8,
///     pub price: u16,
/// }
///
/// let quote = Quote { side: 1, price: 0x0203 };
/// let tlv = quote.to_tlv()?;
/// assert_eq!(tlv, [0xC8, 4, 1, 0, 3, 2]); // number, length; side, pad, price
/// assert_eq!(Quote::from_tlv(&tlv)?, quote);
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
///
/// # A message that stays
///
/// `#[message(local)]` on a struct: it never leaves its process. Fields of any type may stand in it, and
/// encoding it is an error. It takes `domain`, `reply` and `crate`.
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(local)]
/// pub struct Connected {
///     pub stream: std::net::TcpStream,
/// }
/// ```
///
/// # A part of messages
///
/// `#[message(nested)]` makes a struct, or an enum that is a number, a type of fields. It has no number of its
/// own and takes `crate` only. Such an enum has `#[repr(u8)]`, `#[repr(u16)]` or `#[repr(u32)]`; a number that
/// it does not know is an error, unless one variant is marked `#[field(other)]`: a variant such as `Other(u8)`
/// keeps the number and writes it again, one without parentheses forgets it.
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(nested)]
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// #[repr(u8)]
/// pub enum Side {
///     Buy = 1,
///     Sell,
///     #[field(other)]
///     Other(u8),
/// }
///
/// #[message(tlv = 0xC9)]
/// pub struct Fill {
///     pub side: Side,
/// }
///
/// assert_eq!(Fill::from_tlv(&[0xC9, 1, 2])?.side, Side::Sell);
/// assert_eq!(Fill::from_tlv(&[0xC9, 1, 7])?.side, Side::Other(7));
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
///
/// # A set of messages
///
/// `#[message]` on an enum makes it what an actor takes. Each variant holds one message: by value, in an
/// `Arc`, or in a `Box`. No message and no TLV number may be there twice. It takes `domain`, which the
/// messages without one get, and `crate`.
///
/// ```
/// use std::sync::Arc;
///
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8)]
/// pub struct Quote {
///     pub price: u16,
/// }
///
/// #[message(tlv = 0xC9, reply = u16)]
/// pub struct LastPrice;
///
/// #[message(domain = market_data)]
/// pub enum MarketMessage {
///     Quote(Arc<Quote>),
///     LastPrice(LastPrice),
/// }
///
/// let message = MarketMessage::from_tlv(&[0xC9, 0])?;
/// assert_eq!(message.variant().message, "LastPrice");
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
///
/// # Errors
///
/// All mistakes of an item are reported at once, each at the token that is wrong. The item itself stays, so
/// that whoever names it does not fail as well.
#[proc_macro_attribute]
pub fn message(args: TokenStream, item: TokenStream) -> TokenStream {
    message::expand_attribute(args.into(), item.into()).into()
}

/// Makes a struct an actor: its handlers stand in the impl block below the attribute.
#[proc_macro_attribute]
pub fn actor(args: TokenStream, item: TokenStream) -> TokenStream {
    actor::expand_attribute(args.into(), item.into()).into()
}
