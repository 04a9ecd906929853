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
/// | `reply = TYPE` | the message asks, and this is the answer, of any type with a wire form; without it, it is sent and has none |
/// | `accept = [52, 56]` | payload lengths that are read; what stands behind the fields is then ignored. Only for messages of fixed length, whose own length is among them |
/// | `appendable` | later versions may append fields: what stands behind the fields is ignored when reading. Not together with `accept`. See [below](#a-message-that-grows) |
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
/// # A message that grows
///
/// New fields go to the end, with the version that brings them and what they are in an older message: `default` is the
/// type's `Default`, `default = VALUE` another value. Versions are counted from 1, which has no `since`, up to 255,
/// without gaps. A payload may end where an older version ends; one that ends inside of a version is an error. What
/// stands behind the last field is a later version's, and ignored.
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8)]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Quote {
///     pub price: u16,
///     #[field(since = 2, default)]
///     pub venue: u16,
///     #[field(since = 3, default = -1)]
///     pub tick: i8,
/// }
///
/// let first = [0xC8, 2, 7, 0];
/// assert_eq!(Quote::from_tlv(&first)?, Quote { price: 7, venue: 0, tick: -1 });
/// let fourth = [0xC8, 6, 7, 0, 9, 0, 1, 0xFF];
/// let quote = Quote::from_tlv(&fourth)?;
/// assert_eq!(quote, Quote { price: 7, venue: 9, tick: 1 });
/// assert_eq!(<Quote as Message>::SCHEMA.len(), 3); // one hash per version
///
/// let mut out = Vec::new();
/// quote.encode_tlv_as(1, &mut out)?; // for a reader that knows the first version only
/// assert_eq!(out, first);
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
///
/// Over a link, both ends tell each other their versions, and the newer one adapts: it fills in defaults, or leaves out
/// later fields. So a first version needs to say nothing. Where bytes are only read, from a relay or a file, an older
/// reader takes newer ones if its own message has `since` fields, or is `appendable`.
///
/// Fields are never reordered, renamed, retyped or removed; `mycelium::schema_lock!` in a test says so when somebody
/// does. Such a message is not a part of another one, nor a reply: nothing would say where it ends.
///
/// # Single fields
///
/// A relay that filters, or a consumer that wants one price, need not decode: a struct with a wire form also has a view, with
/// a method for each field, called and documented as the field is and as visible (`_0` for the first field of a tuple
/// struct). It reads the field where it stands, and no other: `Message::view_tlv` and `Message::view_in` begin it, and
/// `mycelium::wire::View<'_, Quote>` is its type. It is `Copy`, and allocates nothing.
///
/// | field | read as |
/// | --- | --- |
/// | a number, `bool`, an enum of numbers | itself |
/// | `String` | `&str` |
/// | `Vec<T>`, `[T; N]` | `Elements<T>`: views of its elements, by number or in order; of bytes also as `&[u8]` |
/// | a struct | its view |
/// | `Option`, `Result`, tuples | the same of views |
/// | a field with `since` | `Option` of that: `None` in a message that is older than it |
///
/// ```
/// use mycelium::prelude::*;
/// use mycelium::wire::{View, WireError, parse_one};
///
/// #[message(nested)]
/// pub struct Level {
///     pub price: i64,
/// }
///
/// #[message(tlv = 0xC8)]
/// pub struct Book {
///     pub venue: String,
///     pub pool: [u8; 20],
///     pub bids: Vec<Level>,
/// }
///
/// fn best_bid(book: View<'_, Book>) -> std::result::Result<Option<i64>, WireError> {
///     book.bids()?.get(0).map(|level| level?.price()).transpose()
/// }
///
/// let tlv = Book { venue: "paris".into(), pool: [7; 20], bids: vec![Level { price: 42 }] }.to_tlv()?;
/// let book = Book::view_tlv(parse_one(&tlv)?)?;
/// assert_eq!(best_bid(book)?, Some(42));
/// assert_eq!(book.venue()?, "paris");
/// assert_eq!(book.pool()?.as_bytes(), [7; 20]);
/// # Ok::<(), WireError>(())
/// ```
///
/// # A message that stays
///
/// `#[message(local)]` on a struct: it never leaves its process. Fields of any type may stand in it, and
/// encoding it is an error. It takes `domain`, `reply` (of any type, too) and `crate`.
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
/// # A method
///
/// In an impl block with [`#[actor]`](macro@actor) a method may stand below the attribute: its parameters are the fields.
/// [There](macro@actor#methods-that-declare-their-messages) is said how.
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
///
/// The block stays as it is, so a service that has methods already keeps them, and can be tested without being
/// an actor. What a method without one of the attributes below does is nobody's business here.
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8)]
/// #[derive(Debug, Clone)]
/// pub struct Quote {
///     pub price: i64,
/// }
///
/// #[message(tlv = 0xC9, reply = Option<i64>)]
/// pub struct LastPrice;
///
/// #[derive(Default)]
/// pub struct Book {
///     last: Option<i64>,
/// }
///
/// #[actor]
/// impl Book {
///     /// Takes in a price.
///     #[handler]
///     fn quote(&mut self, quote: &Quote) -> Result<()> {
///         if quote.price <= 0 {
///             return Err(Error::msg("a price is above zero"));
///         }
///         self.last = Some(quote.price);
///         Ok(())
///     }
///
///     #[handler]
///     fn last_price(&self, _question: &LastPrice) -> Option<i64> {
///         self.last
///     }
///
///     #[on_error]
///     fn quote_failed(&mut self, error: Error, ctx: &mut Context<Self>) {
///         ctx.log_error(&error);
///     }
/// }
///
/// async fn run(system: &ActorSystem) -> Result<()> {
///     let book: BookRef = system.spawn(Book::default());
///     book.quote(Quote { price: 42 }).await?; // sends
///     assert_eq!(book.last_price(LastPrice).await?, Some(42)); // asks
///     Ok(())
/// }
/// ```
///
/// # Arguments
///
/// | argument | meaning |
/// | --- | --- |
/// | `message = MarketMessage` | the enum that the actor takes, declared with [`#[message]`](macro@message). Each variant has a handler; a missing one is an error. Without this argument the enum is generated |
/// | `domain = market_data` | the domain of a generated enum: also `signal`, `execution`, `system`, or a number from 16 to 255. A named enum has its own |
/// | `name = "market_data"` | what made-up ids and logs call the actor, instead of its type's name |
/// | `mailbox = 256` | how many messages may wait, 1 to 16,777,216; by default 1,024. Where a handler has a priority, as many more may wait in the high lane |
/// | `overflow = drop_oldest` | what happens to a message that finds no room: `block` (the default: `send` waits), `reject` (it comes back at once), `drop_newest` (it is dropped) or `drop_oldest` (the one that has waited longest is). Dropped messages are counted, and their askers told |
/// | `crate = ::path` | where the runtime is, if the crate is not called `mycelium` |
///
/// A generic actor names its enum: a generated one could not know the parameters. What a `Spawner` or the TOML says of
/// mailbox and overflow goes before what stands here.
///
/// # Handlers
///
/// `#[handler]` goes on a method that takes one message. The method's name in camel case is the variant's:
/// `order_book` handles `OrderBook`; `#[handler(variant = MEVBundle)]` says it where the name cannot.
///
/// ```text
/// [pub] [async] fn name(&mut self, message: &T [, ctx: &mut Context<Self>] [, reply: ReplyTo<T>]) [-> R]
/// ```
///
/// | part | what it may be |
/// | --- | --- |
/// | receiver | `&mut self` or `&self`. The future of an `async fn` with `&self` is `Send` only if the actor is `Sync` |
/// | message | `&T` for any variant; `T` by value, which needs `T: Clone` where the variant is an `Arc`, and clones only if somebody else holds it; `Arc<T>` or `Box<T>` to keep it as it came |
/// | behind it | `&mut Context<Self>` and `ReplyTo<T>`, each once, in either order |
/// | returns, if `T` declares `reply = R` | exactly `R` |
/// | returns, if it does not | nothing, or `Result<(), E>` with `E: Display`; an error goes to `on_error` |
/// | returns, with a `ReplyTo<T>` | nothing: the answer comes by `ReplyTo::answer`, now or later, from here or elsewhere |
///
/// What each signature means, for `#[message(tlv = ..)] struct Quote` and `#[message(.., reply = R)] struct Ask`:
///
/// | signature | the handle's method | meaning |
/// | --- | --- | --- |
/// | `fn quote(&mut self, quote: &Quote)` | sends | looks at the message, which others may share |
/// | `fn quote(&mut self, quote: Quote)` | sends | owns it; what came in an `Arc` that others hold is cloned |
/// | `fn quote(&mut self, quote: Arc<Quote>)` | sends | keeps it without a copy |
/// | `fn quote(&self, ..)` | sends | changes nothing; in an `async fn` the actor must be `Sync` |
/// | `async fn quote(&mut self, ..)` | sends | may wait; the next message waits until it has returned |
/// | `fn quote(..) -> Result<()>`, `Result<(), E: Display>` | sends | may fail: the error goes to `on_error`, and an asker is told `NoAnswer::Failed` |
/// | `fn ask(&mut self, ask: &Ask) -> R` | asks | answers with what it returns |
/// | `fn ask(..) -> Result<A, E>`, with `reply = Result<A, E>` | asks | answers with either; a typed `E` crosses, and mycelium's own `Error` crosses as its sentence. `on_error` hears nothing |
/// | `fn ask(&mut self, ask: Ask, reply: ReplyTo<Ask>)` | asks | answers later, from anywhere, or never |
/// | `.., ctx: &mut Context<Self>` | | knows its own name, finds others, stops itself |
/// | `#[message(tlv = 0x21)] fn f(&mut self, a: A, b: B)` | sends, takes `a` and `b` | the struct `F { a, b }`, and its handler |
/// | `#[message(tlv = 0x21)] fn f(&mut self, a: A) -> R` | asks, takes `a` | the same with `reply = R` |
/// | `#[message(tlv = 0x21, reply = R)] fn f(&mut self, a: A, reply: ReplyTo<F>)` | asks, takes `a` | the same, answered later |
///
/// In a generated enum, `T`, `Arc<T>` and `Box<T>` make a variant of that type, and `&T` one of what the message
/// is carried in: an `Arc<T>`, or a plain `T` if it declares a reply or is `local`. A type with one type argument is
/// taken for such a pointer, whatever its name; an alias without arguments, as `type Shared = Arc<T>`, is not seen
/// through there. A named enum knows better.
///
/// ## Methods that declare their messages
///
/// `#[message(tlv = 0x21)]` on a method makes a message of its parameters: the struct, what answers it, its variant, and the
/// handler, in one. The struct is called as the variant is, and may be used as any other: given to `send`, `ask_timeout` or
/// a `Recipient`, handled by other actors, put into an enum of one's own. The handle's method takes the fields. The method
/// stays what it is, and can be called as before.
///
/// ```
/// use mycelium::prelude::*;
///
/// #[derive(Default)]
/// pub struct Pools {
///     limits: std::collections::BTreeMap<[u8; 20], i64>,
///     waiting: Vec<ReplyTo<Settled>>,
/// }
///
/// #[actor]
/// impl Pools {
///     /// Sets a limit, and says how many pools have one.
///     #[message(tlv = 0xC8)]
///     #[derive(Debug, Clone)]
///     pub async fn rebalance(
///         &mut self,
///         /// The pool's address.
///         pool: [u8; 20],
///         limit: i64,
///     ) -> u32 {
///         self.limits.insert(pool, limit);
///         self.limits.len() as u32
///     }
///
///     /// Returns nothing, so it is sent.
///     #[message(tlv = 0xC9, domain = market_data, priority = high)]
///     pub fn halt(&mut self, ctx: &mut Context<Self>) {
///         self.limits.clear();
///         self.waiting.drain(..).for_each(|asker| asker.answer(ctx.id().as_str().len() as u64));
///     }
///
///     /// The error is typed, and crosses like any value.
///     #[message(tlv = 0xCA)]
///     pub fn withdraw(&mut self, pool: [u8; 20]) -> Result<i64, String> {
///         self.limits.remove(&pool).ok_or_else(|| format!("no limit for {pool:?}"))
///     }
///
///     /// Is answered by `halt`.
///     #[message(tlv = 0xCB, reply = u64)]
///     pub fn settled(&mut self, reply: ReplyTo<Settled>) {
///         self.waiting.push(reply);
///     }
/// }
///
/// async fn run(system: &ActorSystem) -> Result<()> {
///     let pools = system.spawn(Pools::default());
///     assert_eq!(pools.rebalance([7; 20], 42).await?, 1); // asks
///     assert_eq!(pools.ask(Rebalance { pool: [8; 20], limit: 1 }).await?, 2); // the same message
///     assert_eq!(pools.withdraw([7; 20]).await?, Ok(42));
///     pools.halt().await?; // sends
///     Ok(())
/// }
/// ```
///
/// | part | what becomes of it |
/// | --- | --- |
/// | a parameter | a field of its name and type; underscores in front, which say that the body does not read it, are left out. A field owns its data, and its type needs nothing of the impl: no `Self`, and no parameter of a generic actor |
/// | docs and `#[field(..)]` on a parameter | stand on the field |
/// | `&mut Context<Self>`, `ReplyTo<..>` | as in a handler, each once, anywhere; they are known by `&mut`, and by the name |
/// | no return type, or `()` | the message is sent, and has no reply |
/// | `-> R` | the message asks, and `R` answers it. So does a `Result`, whatever its error: the asker gets it, and `on_error` does not. A message that is only sent, and may fail, is a struct with a `#[handler]` |
/// | visibility | that of the method is that of the struct and its fields. The handle's method is always `pub` |
/// | docs, `#[cfg(..)]` | are also those of the struct, of the variant, and of the handle's method |
/// | `#[derive(..)]` above the method | is for the struct. Nothing is derived by itself, so fields need no trait. An enum that holds it in an `Arc` needs `Clone` |
///
/// The attribute takes what [`#[message]`](macro@message) takes on a struct and what `#[handler]` takes: `tlv` or `local`,
/// `domain`, `accept`, `appendable`, `variant`, which also names the struct, `priority` and `conflate`. `reply` is only for
/// a method with a `ReplyTo`. The struct is carried by value.
///
/// ## Messages that go first, or take the place of others
///
/// Both arguments stand in `#[handler(..)]`, or in the `#[message(..)]` of a method.
///
/// | argument | meaning |
/// | --- | --- |
/// | `#[handler(priority = high)]` | the message waits in a lane that goes before the normal one, also before what the actor has taken out of that and not come to. After 16 high messages a normal one has its turn, if one waits. Order per sender holds within a lane, not across lanes. `stop`, `restart` and `drain` go before both |
/// | `#[handler(conflate = instrument)]` | where a message with the same value of this field waits, the new one takes its place, and the old one is dropped and counted. So at most one of each key waits, and it is the newest; a full mailbox takes it, too |
///
/// A conflated message is handled where the one that it replaced stood: before others that its sender sent in between. A
/// message that the actor has taken out already (up to 64 of them) is not replaced any more. What waits is a message like
/// others: where `overflow` says to drop, it may be dropped for lack of room, so give such a mailbox room for all keys. The
/// field's type is `Eq` and `Hash`; comparing two runs under the mailbox's lock, so it takes a moment and sends nothing.
/// A message with `reply` cannot be conflated: every asker waits for an answer of its own.
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8)]
/// #[derive(Debug, Clone)]
/// pub struct Quote {
///     pub instrument: u64,
///     pub price: i64,
/// }
///
/// #[message(tlv = 0xC9)]
/// #[derive(Debug, Clone)]
/// pub struct Halt {
///     pub instrument: u64,
/// }
///
/// #[derive(Default)]
/// pub struct Quoter {
///     pub prices: std::collections::BTreeMap<u64, i64>,
/// }
///
/// #[actor(mailbox = 4096, overflow = drop_oldest)]
/// impl Quoter {
///     /// Only the last price of each instrument is of interest.
///     #[handler(conflate = instrument)]
///     fn quote(&mut self, quote: &Quote) {
///         self.prices.insert(quote.instrument, quote.price);
///     }
///
///     /// However many quotes wait.
///     #[handler(priority = high)]
///     fn halt(&mut self, halt: &Halt) {
///         self.prices.remove(&halt.instrument);
///     }
/// }
/// ```
///
/// ## What a handler cannot be
///
/// A handler, or a method that declares its message, is not generic, `unsafe`, `const` or `extern`, and not called like a method of `ActorRef` (`send`,
/// `ask`, `stop`, ..), which the handle's method would hide. `#[cfg(..)]` on a handler is also on its variant and
/// on the handle's method; two handlers of one message may stand under conditions that exclude each other.
///
/// # Hooks
///
/// | attribute | shape | when |
/// | --- | --- | --- |
/// | `#[on_start]` | `fn name(&mut self)` | before the first message of every life; an error stops the actor |
/// | `#[on_stop]` | `fn name(&mut self)` | after the last message, and before a restart that was asked for; not after a panic. An error is logged |
/// | `#[on_error]` | `fn name(&mut self, error: Error)` | after a handler returned an error; without this hook the error is logged, at most one a second |
///
/// Each may be `async`, may take `ctx: &mut Context<Self>` behind that, and is there at most once. The first two
/// return nothing or `Result<(), E>` with `E: Display`, the last one nothing.
///
/// # What is generated
///
/// For `impl Book`, beside the block:
///
/// - a struct for each method that declares its message;
/// - `BookMessage`, the enum, unless one is named: [`#[message]`](macro@message) says what that is;
/// - `BookRef`, the typed handle: one method for each handler, with its name and docs. The message decides whether
///   the method asks (it declares a reply) or sends. A handle is a reference, too: it derefs to
///   `ActorRef<BookMessage>`, is made from one with `From`, and is cheap to clone;
/// - `impl Actor for Book`: one `match` from variant to handler, without a box or a downcast.
///
/// Enum and handle are `pub`, and as visible as the module that they stand in. They may be named wherever the
/// block stands: in a module, in a function's body, in what a `macro_rules!` writes.
///
/// ```
/// use std::sync::Arc;
///
/// use mycelium::prelude::*;
///
/// # #[message(tlv = 0xC8)]
/// # #[derive(Debug, Clone)]
/// # pub struct Quote { pub price: i64 }
/// #[message(tlv = 0xCA, reply = bool)]
/// pub struct Settle {
///     pub order: u64,
/// }
///
/// #[message(domain = execution)]
/// pub enum DeskMessage {
///     Quote(Arc<Quote>),
///     Settle(Settle),
/// }
///
/// pub struct Desk<S> {
///     pub store: S,
///     pub waiting: Vec<ReplyTo<Settle>>,
/// }
///
/// #[actor(message = DeskMessage, name = "desk")]
/// impl<S: Extend<Quote> + Send + 'static> Desk<S> {
///     #[on_start]
///     async fn open(&mut self, ctx: &mut Context<Self>) -> Result<()> {
///         ctx.actor::<DeskMessage>("other_desk")?.send(Quote { price: 1 }).await?;
///         Ok(())
///     }
///
///     #[handler]
///     fn quote(&mut self, quote: Quote) {
///         self.store.extend([quote]);
///         self.waiting.drain(..).for_each(|asker| asker.answer(true));
///     }
///
///     /// Is answered when the next quote comes.
///     #[handler]
///     fn settle(&mut self, _settle: Settle, reply: ReplyTo<Settle>) {
///         self.waiting.push(reply);
///     }
/// }
/// ```
///
/// # Errors
///
/// All mistakes of a block are reported at once, each at the token that is wrong. The block stays, with an actor
/// that handles nothing, so that whoever spawns it or uses its handle does not fail as well.
#[proc_macro_attribute]
pub fn actor(args: TokenStream, item: TokenStream) -> TokenStream {
    actor::expand_attribute(args.into(), item.into()).into()
}
