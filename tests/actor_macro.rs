//! What `#[actor]` makes of an impl block: which shapes of handlers and hooks it takes, how messages reach them,
//! and what its typed handle does.
//!
//! Everything is told to a log that the test reads when the actor has stopped. The clock is paused in every
//! test on one thread: a wait that nothing can end fails at once. The file is long because there are many
//! shapes; each section stands alone.
#![allow(
    clippy::boxed_local,
    clippy::needless_arbitrary_self_type,
    clippy::unused_unit,
    reason = "whoever writes handlers like this gets them"
)]

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::wire::Domain;
use mycelium::{Handles, SpawnError};
use trading_pair::messages::{GetOrders, OrderBookUpdate, OrderRequest, SwapGas};

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// What actors tell of themselves, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn tell(&self, what: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what.into());
    }

    /// What was told since the last look.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lets the actor handle what it accepted, then reads the log.
async fn told<M: DomainEnum>(actor: &ActorRef<M>, log: &Log) -> Vec<String> {
    within("drain", actor.drain()).await;
    log.take()
}

#[message(tlv = 200)]
#[derive(Debug, Clone, PartialEq)]
struct Quote {
    price: i64,
}

#[message(tlv = 201, domain = execution)]
#[derive(Debug, Clone, PartialEq)]
struct Order {
    id: u64,
}

/// Has no wire form and no `Clone`, and a `Cell` makes it `!Sync`.
#[message(local)]
#[derive(Debug)]
struct Tick {
    n: std::cell::Cell<u64>,
}

#[message(tlv = 202, reply = i64)]
#[derive(Debug)]
struct LastPrice;

#[message(tlv = 203, reply = Result<u64, String>)]
#[derive(Debug)]
struct Settle {
    id: u64,
}

fn tick(n: u64) -> Tick {
    Tick { n: std::cell::Cell::new(n) }
}

// === a message in every carrier, to a handler of every kind ===

#[message(domain = market_data)]
enum MarketMessage {
    Quote(Arc<Quote>),
    Order(Box<Order>),
    Tick(Tick),
}

struct Borrower(Log);

#[actor(message = MarketMessage)]
impl Borrower {
    #[handler]
    fn quote(&mut self, quote: &Quote) {
        self.0.tell(format!("shared {}", quote.price));
    }

    #[handler]
    async fn order(&mut self, order: &Order) {
        self.0.tell(format!("boxed {}", order.id));
    }

    #[handler]
    fn tick(&self, tick: &Tick) {
        self.0.tell(format!("value {}", tick.n.get()));
    }
}

struct Owner(Log);

#[actor(message = MarketMessage)]
impl Owner {
    #[handler]
    fn quote(&mut self, mut quote: Quote) {
        quote.price += 0;
        self.0.tell(format!("shared {}", quote.price));
    }

    #[handler]
    async fn order(&mut self, order: Order) {
        self.0.tell(format!("boxed {}", order.id));
    }

    #[handler]
    async fn tick(&mut self, tick: Tick) {
        self.0.tell(format!("value {}", tick.n.into_inner()));
    }
}

struct Keeper(Log);

#[actor(message = MarketMessage)]
impl Keeper {
    #[handler]
    async fn quote(&mut self, quote: Arc<Quote>) {
        self.0.tell(format!("shared {}", quote.price));
    }

    #[handler]
    fn order(&mut self, order: Box<Order>) {
        self.0.tell(format!("boxed {}", order.id));
    }

    #[handler]
    fn tick(&mut self, tick: Box<Tick>) {
        self.0.tell(format!("value {}", tick.n.get()));
    }
}

/// The same line reaches three actors of one named enum, whatever their handlers take.
async fn send_in_every_carrier(to: &ActorRef<MarketMessage>) -> Result<()> {
    to.send(Quote { price: 1 }).await?;
    to.send(Arc::new(Quote { price: 2 })).await?;
    to.send(Order { id: 3 }).await?;
    to.send(Box::new(Order { id: 4 })).await?;
    to.send(tick(5)).await?;
    to.send(Box::new(tick(6))).await?;
    to.send(MarketMessage::Quote(Arc::new(Quote { price: 7 }))).await?;
    to.try_send(MarketMessage::from(tick(8)))?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_named_enum_is_handled_in_every_carrier() -> Result<()> {
    let expected =
        ["shared 1", "shared 2", "boxed 3", "boxed 4", "value 5", "value 6", "shared 7", "value 8"].map(String::from);
    let (system, log) = (ActorSystem::new(), Log::default());
    let borrower: BorrowerRef = system.spawn(Borrower(log.clone()));
    let owner: OwnerRef = system.spawn(Owner(log.clone()));
    let keeper: KeeperRef = system.spawn(Keeper(log.clone()));
    for actor in [&*borrower, &*owner, &*keeper] {
        within("send", send_in_every_carrier(actor)).await?;
        assert_eq!(told(actor, &log).await, expected, "{actor:?}");
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_owner_clones_only_what_others_hold_too() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let owner = system.spawn(Owner(log.clone()));
    let kept = Arc::new(Quote { price: 1 });
    within("send", owner.quote(Arc::clone(&kept))).await?;
    assert_eq!(told(&owner, &log).await, ["shared 1"]);
    assert_eq!(Arc::try_unwrap(kept), Ok(Quote { price: 1 }), "the actor keeps nothing of it");
    Ok(())
}

// === the generated enum ===

struct Generated(Log);

#[actor(domain = signal)]
impl Generated {
    const GREETING: &'static str = "helped";

    #[handler]
    fn quote(&mut self, quote: &Quote) {
        self.help(quote.price);
    }

    #[handler(variant = NewOrder)]
    fn order(&mut self, order: Order) {
        self.0.tell(format!("order {}", order.id));
    }

    #[handler]
    fn settle_all(&mut self, settle: Arc<Settle>) -> Result<u64, String> {
        if settle.id == 0 { Err(String::from("nothing to settle")) } else { Ok(settle.id) }
    }

    #[handler]
    fn ticks(&mut self, tick: Box<Tick>) {
        self.0.tell(format!("tick {}", tick.n.get()));
    }

    #[handler]
    fn last(&self, _question: &LastPrice) -> i64 {
        Self::answer()
    }

    fn help(&mut self, price: i64) {
        self.0.tell(format!("{} {price}", Self::GREETING));
    }

    const fn answer() -> i64 {
        42
    }
}

#[test]
fn a_generated_enum_has_one_variant_for_each_handler() {
    let variants: Vec<_> = GeneratedMessage::VARIANTS.iter().map(|v| (v.name, v.message, v.asks)).collect();
    assert_eq!(
        variants,
        [
            ("Quote", "Quote", false),
            ("NewOrder", "Order", false),
            ("SettleAll", "Settle", true),
            ("Ticks", "Tick", false),
            ("Last", "LastPrice", true),
        ]
    );
    let domains: Vec<_> = GeneratedMessage::VARIANTS.iter().map(|variant| variant.domain).collect();
    assert_eq!(domains[..2], [Some(Domain::SIGNAL), Some(Domain::EXECUTION)], "the message's own domain wins");
}

#[test]
fn a_generated_enum_knows_schemas_takes_replies_and_is_shared() {
    let schemas: Vec<_> = GeneratedMessage::VARIANTS.iter().map(|variant| variant.schema.len()).collect();
    assert_eq!(schemas, [1, 1, 1, 0, 1], "a local message has none");

    let mut out = Vec::new();
    let reply = <GeneratedMessage as Handles<Settle>>::answer(Err(String::from("no")));
    GeneratedMessage::encode_reply(&reply, &mut out).expect("it has a wire form");
    assert_eq!(out, [1, 2, 0, b'n', b'o']);
    let reply = GeneratedMessage::decode_reply(Settle::NUMBER, &out).expect("it was just written");
    assert_eq!(<GeneratedMessage as Handles<Settle>>::answered(reply), Some(Err(String::from("no"))));

    let shared = |message: GeneratedMessage| message.share().map(|second| second.variant().name);
    assert_eq!(shared(GeneratedMessage::Quote(Arc::new(Quote { price: 1 }))), Some("Quote"));
    assert_eq!(shared(GeneratedMessage::NewOrder(Order { id: 2 })), Some("NewOrder"));
    assert_eq!(shared(GeneratedMessage::SettleAll(Arc::new(Settle { id: 3 }))), Some("SettleAll"));
    assert_eq!(shared(GeneratedMessage::Ticks(Box::new(tick(4)))), None);
    assert_eq!(shared(GeneratedMessage::Last(LastPrice)), None);
}

#[tokio::test(start_paused = true)]
async fn a_generated_enum_carries_what_its_handlers_take() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let actor: GeneratedRef = system.spawn(Generated(log.clone()));
    // `&T` makes an `Arc`, or a value if the message asks; other types make what they spell.
    let all = [
        GeneratedMessage::Quote(Arc::new(Quote { price: 1 })),
        GeneratedMessage::NewOrder(Order { id: 2 }),
        GeneratedMessage::SettleAll(Arc::new(Settle { id: 3 })),
        GeneratedMessage::Ticks(Box::new(tick(4))),
        GeneratedMessage::Last(LastPrice),
    ];
    for message in all {
        within("send", actor.send(message)).await?;
    }
    assert_eq!(told(&actor, &log).await, ["helped 1", "order 2", "tick 4"]);
    Ok(())
}

#[test]
fn helpers_stay_methods_of_the_type() {
    let log = Log::default();
    let mut actor = Generated(log.clone());
    actor.help(3);
    actor.order(Order { id: 1 });
    assert_eq!(log.take(), ["helped 3", "order 1"]);
    assert_eq!((Generated::GREETING, Generated::answer()), ("helped", 42));
}

// === the handle ===

#[tokio::test(start_paused = true)]
async fn a_method_of_the_handle_sends_or_asks_as_the_message_says() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let actor = system.spawn(Generated(log.clone()));
    let sent: Result<(), SendError<Arc<Quote>>> = within("quote", actor.quote(Quote { price: 1 })).await;
    assert!(sent.is_ok());
    let asked: Result<i64, AskError<LastPrice>> = within("last", actor.last(LastPrice)).await;
    assert_eq!(asked.ok(), Some(42));
    let settled: Result<Result<u64, String>, AskError<Arc<Settle>>> =
        within("settle", actor.settle_all(Settle { id: 9 })).await;
    assert_eq!(settled.ok(), Some(Ok(9)));
    let refused = within("settle", actor.settle_all(Arc::new(Settle { id: 0 }))).await;
    assert_eq!(refused.ok(), Some(Err(String::from("nothing to settle"))));
    assert_eq!(told(&actor, &log).await, ["helped 1"]);
    assert_eq!(actor.metrics().failed, 0, "an `Err` that is the declared reply is an answer");

    let late = within("late", actor.order(Order { id: 1 })).await.expect_err("the actor has stopped");
    assert_eq!(late.message, Order { id: 1 }, "and hands the message back");
}

#[tokio::test(start_paused = true)]
async fn a_handle_is_cloned_made_found_and_is_a_reference_too() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let first = system.named("generated").spawn(Generated(log.clone()))?;
    let cloned = first.clone();
    let found: GeneratedRef = system.handle("generated")?;
    let plain: ActorRef<GeneratedMessage> = (*found).clone();
    let made = GeneratedRef::from(plain.clone());
    for handle in [&first, &cloned, &found, &made] {
        assert_eq!(within("last", handle.last(LastPrice)).await?, 42);
        assert_eq!(handle.id(), plain.id());
        assert!(handle.is_local());
        assert_eq!(format!("{handle:?}"), "ActorRef<GeneratedMessage>(generated)");
    }
    let wrong = system.handle::<BorrowerRef>("generated").expect_err("it takes another enum");
    assert_eq!(wrong.to_string(), "actor `generated` takes `GeneratedMessage`, not `MarketMessage`");
    Ok(())
}

struct Renamed;

#[actor(name = "market_data")]
impl Renamed {
    #[handler]
    fn tick(&mut self, _tick: Tick) {}
}

#[tokio::test(start_paused = true)]
async fn an_actor_goes_by_its_name_or_its_type() {
    let system = ActorSystem::new();
    let ids = [system.spawn(Renamed).id().to_string(), system.spawn(Generated(Log::default())).id().to_string()];
    assert_eq!(ids, ["market_data-1", "Generated-2"]);
    // With options it is the same.
    let third = system.unnamed().capacity(1).spawn(Renamed).expect("a made-up name is free");
    assert_eq!(third.id().as_str(), "market_data-3");
    let never = system.unnamed().capacity(0).spawn(Renamed).expect_err("it has no room for a message");
    assert!(matches!(&never, SpawnError::NoCapacity(id) if id.as_str().starts_with("market_data")), "{never:?}");
    assert_eq!((<Renamed as Actor>::NAME, <Generated as Actor>::NAME), ("market_data", "Generated"));
}

// === shapes of handlers ===

struct Shapes {
    log: Log,
    waiting: Option<ReplyTo<Settle>>,
}

impl Shapes {
    fn new(log: &Log) -> Self {
        Self { log: log.clone(), waiting: None }
    }
}

#[actor]
impl Shapes {
    #[handler]
    async fn quote(&mut self, quote: &Quote, ctx: &mut Context<Self>) -> Result<(), std::num::TryFromIntError> {
        tokio::task::yield_now().await;
        let price = u32::try_from(quote.price)?;
        self.log.tell(format!("{} {price}", ctx.id()));
        Ok(())
    }

    /// Answers whoever asked last; the answer of a message without `reply` is `()`.
    #[handler]
    fn order(self: &mut Self, order: Order, ctx: &mut Context<Shapes>) -> Result<()> {
        let Some(waiting) = self.waiting.take() else { return Err(Error::msg(ctx.id())) };
        waiting.answer(Ok(order.id));
        Ok(())
    }

    #[handler]
    fn settle(&mut self, settle: &Settle, ctx: &mut Context<Self>, reply: ReplyTo<Settle>) {
        self.log.tell(format!("{} settles {}, awaited: {}", ctx.id(), settle.id, reply.is_awaited()));
        self.waiting = Some(reply);
    }

    #[handler]
    async fn last_price(&mut self, _: LastPrice, reply: mycelium::ReplyTo<LastPrice>, ctx: &mut Context<Self>) {
        tokio::task::yield_now().await;
        self.log.tell(ctx.id().as_str());
        reply.answer(7);
    }

    #[handler]
    fn tick(&mut self, tick: Tick) -> () {
        self.log.tell(format!("tick {}", tick.n.get()));
    }

    #[on_error]
    fn failed(&mut self, error: Error) {
        self.log.tell(format!("failed: {error}"));
    }
}

#[tokio::test(start_paused = true)]
async fn context_and_reply_come_in_either_order() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let actor = system.named("shapes").spawn(Shapes::new(&log))?;
    within("quote", actor.quote(Quote { price: 1 })).await?;
    assert_eq!(within("last", actor.last_price(LastPrice)).await?, 7);
    within("tick", actor.tick(tick(3))).await?;
    assert_eq!(told(&actor, &log).await, ["shapes 1", "shapes", "tick 3"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_come_from_another_handler() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let actor = system.named("shapes").spawn(Shapes::new(&log))?;
    let (settled, ordered) =
        within("both", async { tokio::join!(actor.settle(Settle { id: 1 }), actor.order(Order { id: 2 })) }).await;
    ordered?;
    assert_eq!(settled?, Ok(2), "the order's number");
    within("send", actor.send(Settle { id: 3 })).await?;
    let expected = ["shapes settles 1, awaited: true", "shapes settles 3, awaited: false"];
    assert_eq!(told(&actor, &log).await, expected);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_error_goes_to_the_hook_and_the_actor_goes_on() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let actor = system.named("shapes").spawn(Shapes::new(&log))?;
    within("send", actor.quote(Quote { price: -1 })).await?;
    let asked = within("ask", actor.ask(Order { id: 1 })).await;
    assert!(matches!(asked, Err(AskError::NoAnswer(NoAnswer::Failed))), "{asked:?}");
    within("ask", actor.ask(Quote { price: 1 })).await?;
    assert_eq!(actor.metrics().failed, 2);
    let expected = ["failed: out of range integral type conversion attempted", "failed: shapes", "shapes 1"];
    assert_eq!(told(&actor, &log).await, expected);
    Ok(())
}

// === hooks ===

struct Hooked(Log);

#[actor]
impl Hooked {
    #[on_start]
    fn open(&mut self) {
        self.0.tell("open");
    }

    #[handler]
    fn order(&mut self, order: &Order) -> Result<(), String> {
        self.0.tell(format!("order {}", order.id));
        if order.id == 0 { Err(String::from("no number")) } else { Ok(()) }
    }

    #[on_error]
    async fn failed(&mut self, error: Error, ctx: &mut Context<Self>) {
        tokio::task::yield_now().await;
        self.0.tell(format!("{}: {error}", ctx.id()));
    }

    #[on_stop]
    async fn close(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        tokio::task::yield_now().await;
        self.0.tell(format!("close {}", ctx.id()));
        Err(Error::msg("this is logged"))
    }
}

/// The other way round.
struct HookedToo(Log);

#[actor]
impl HookedToo {
    #[on_stop]
    fn close(&self) {
        self.0.tell("close");
    }

    #[on_start]
    async fn open(&mut self, ctx: &mut Context<Self>) -> Result<(), String> {
        tokio::task::yield_now().await;
        self.0.tell(format!("open {}", ctx.id()));
        ctx.myself().try_send(Order { id: 1 }).map_err(|error| error.to_string())
    }

    #[handler]
    fn order(&mut self, order: Order, ctx: &mut Context<Self>) -> Result<()> {
        self.0.tell(format!("order {}", order.id));
        ctx.stop();
        Err(Error::msg("this is counted"))
    }

    #[on_error]
    fn failed(&self, error: Error) -> () {
        self.0.tell(error.to_string());
    }
}

struct Unable;

#[actor]
impl Unable {
    #[on_start]
    fn open(&mut self) -> Result<(), &'static str> {
        Err("no database")
    }

    #[handler]
    fn tick(&mut self, _tick: Tick) {}
}

#[tokio::test(start_paused = true)]
async fn hooks_run_in_order() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let hooked = system.named("hooked").spawn(Hooked(log.clone()))?;
    within("send", hooked.order(Order { id: 0 })).await?;
    within("send", hooked.order(Order { id: 1 })).await?;
    assert_eq!(told(&hooked, &log).await, ["open", "order 0", "hooked: no number", "order 1", "close hooked"]);

    let hooked = system.named("hooked").spawn(HookedToo(log.clone()))?;
    assert_eq!(within("stopped", hooked.stopped()).await, StopReason::Requested);
    assert_eq!(log.take(), ["open hooked", "order 1", "this is counted", "close"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_error_of_on_start_stops_the_actor() {
    let unable = ActorSystem::new().spawn(Unable);
    assert_eq!(within("stopped", unable.stopped()).await, StopReason::StartFailed("no database".into()));
}

// === a generic actor ===

trait Store: Send + 'static {
    fn put(&mut self, text: &str);
}

struct Plain(Log);
struct Loud(Log);

impl Store for Plain {
    fn put(&mut self, text: &str) {
        self.0.tell(text);
    }
}

impl Store for Loud {
    fn put(&mut self, text: &str) {
        self.0.tell(text.to_uppercase());
    }
}

struct Book<S, const DEPTH: u64> {
    store: S,
}

#[actor(message = MarketMessage)]
impl<S: Store, const DEPTH: u64> Book<S, DEPTH> {
    #[handler]
    async fn quote(&mut self, quote: &Quote, ctx: &mut Context<Self>) {
        self.store.put(&format!("{} {}", ctx.id(), quote.price));
    }

    #[handler]
    fn order(&mut self, order: &Order) -> Result<()> {
        if order.id < DEPTH { Ok(()) } else { Err(Error::msg(order.id)) }
    }

    #[handler]
    fn tick(&mut self, _tick: Tick) {}

    #[on_error]
    fn failed(&mut self, error: Error) {
        self.store.put(&format!("failed {error}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_generic_actor_runs_with_each_of_its_types() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let plain: BookRef = system.named("plain").spawn(Book::<_, 3> { store: Plain(log.clone()) })?;
    let loud: BookRef = system.named("loud").spawn(Book::<_, 4> { store: Loud(log.clone()) })?;
    for (book, expected) in [(plain, ["plain 1", "failed 3"].as_slice()), (loud, &["LOUD 1"])] {
        within("send", book.quote(Quote { price: 1 })).await?;
        within("send", book.order(Order { id: 3 })).await?;
        assert_eq!(told(&book, &log).await, expected);
    }
    Ok(())
}

// === messages of another crate ===

/// Takes messages that this crate neither declares nor wraps, in every carrier of a generated enum.
struct Onlooker(Log);

#[actor]
impl Onlooker {
    #[handler]
    fn gas(&mut self, gas: &SwapGas) {
        self.0.tell(format!("gas {}", gas.fee_wei));
    }

    #[handler]
    async fn book(&mut self, book: &OrderBookUpdate) {
        self.0.tell(format!("book {}", book.instrument));
    }

    #[handler]
    fn shared_order(&mut self, order: Arc<OrderRequest>) {
        self.0.tell(format!("order {}", order.order_id));
    }

    #[handler]
    fn orders(&self, page: &GetOrders) -> Vec<OrderRequest> {
        vec![order(page.from)]
    }

    #[handler]
    fn own_order(&mut self, order: Order) {
        self.0.tell(format!("own {}", order.id));
    }
}

fn order(order_id: u64) -> OrderRequest {
    OrderRequest { order_id, instrument: 1, price_q8: 2, quantity_q8: 3 }
}

#[tokio::test(start_paused = true)]
async fn messages_of_another_crate_need_no_wrapper() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let onlooker = system.spawn(Onlooker(log.clone()));
    let book = OrderBookUpdate { instrument: 2, sequence: 0, timestamp_ns: 0, bids: Vec::new(), asks: Vec::new() };
    within("send", onlooker.gas(SwapGas { fee_wei: 1 })).await?;
    within("send", onlooker.book(Arc::new(book))).await?;
    within("send", onlooker.shared_order(order(3))).await?;
    within("send", onlooker.send(OnlookerMessage::from(Order { id: 4 }))).await?;
    assert_eq!(within("ask", onlooker.orders(GetOrders { from: 5, max: 1 })).await?, [order(5)]);
    assert_eq!(told(&onlooker, &log).await, ["gas 1", "book 2", "order 3", "own 4"]);
    Ok(())
}

// === what else has a method of the handler's name ===

trait AlsoNamedSo {
    fn order(&mut self, _order: Order) -> &'static str {
        "the trait's"
    }
}

impl<T> AlsoNamedSo for T {}

struct Shadowed(Log);

#[actor]
impl Shadowed {
    #[handler]
    fn order(&mut self, order: Order) {
        self.0.tell(format!("own {}", order.id));
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_is_preferred_to_a_traits_method() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let actor = system.spawn(Shadowed(log.clone()));
    within("send", actor.order(Order { id: 1 })).await?;
    assert_eq!(told(&actor, &log).await, ["own 1"]);
    assert_eq!(AlsoNamedSo::order(&mut Shadowed(log), Order { id: 1 }), "the trait's");
    Ok(())
}

// === methods that declare their messages ===

/// The messages of `Pools`, declared by hand.
mod by_hand {
    use mycelium::prelude::*;

    #[message(tlv = 0xE0, domain = execution)]
    pub(crate) struct Rebalance {
        pub(crate) pool: [u8; 20],
        #[field(pad = 3)]
        pub(crate) limit: i64,
        #[field(since = 2, default = 7)]
        pub(crate) fee: u16,
    }

    #[message(tlv = 0xE1, accept = [8, 12], reply = Result<u64, String>)]
    pub(crate) struct Withdraw {
        pub(crate) amount: u64,
    }

    #[message(tlv = 0xE2, reply = bool)]
    pub(crate) struct Halted;
}

/// Tells what it is told.
struct Pools {
    log: Log,
    waiting: Vec<ReplyTo<Halted>>,
}

#[actor(domain = execution)]
impl Pools {
    /// Sets a limit.
    #[message(tlv = 0xE0, domain = execution)]
    #[derive(Debug, Clone, PartialEq)]
    async fn rebalance(
        &mut self,
        /// Whose.
        pool: [u8; 20],
        #[field(pad = 3)] limit: i64,
        #[field(since = 2, default = 7)] _fee: u16,
    ) {
        self.log.tell(format!("rebalance {} {limit}", pool[0]));
    }

    #[message(tlv = 0xE1, accept = [8, 12])]
    fn withdraw(&mut self, ctx: &mut Context<Self>, mut amount: u64) -> Result<u64, String> {
        amount *= 2;
        self.log.tell(format!("withdraw {amount} of {}", ctx.id()));
        if amount > 100 { Err("too much".to_owned()) } else { Ok(amount) }
    }

    #[message(tlv = 0xE2, reply = bool)]
    fn halted(&mut self, reply: ReplyTo<Halted>) {
        self.log.tell(if reply.is_awaited() { "asked" } else { "told" });
        self.waiting.push(reply);
    }

    #[message(local, priority = high, variant = HaltAll)]
    fn halt(&mut self, why: &'static str, until: Option<std::time::Instant>) {
        self.log.tell(format!("halt {why} {}", until.is_some()));
        self.waiting.drain(..).for_each(|asker| asker.answer(true));
    }

    #[message(tlv = 0xE3, conflate = pool)]
    fn price(&mut self, pool: u64, price: i64) {
        self.log.tell(format!("price {pool} {price}"));
    }

    #[message(tlv = 0xE4)]
    #[cfg(any())]
    fn absent(&mut self, nothing: Nothing) {}

    #[message(tlv = 0xE4)]
    #[cfg(not(any()))]
    fn present(&mut self) {
        self.log.tell("present");
    }

    #[handler]
    fn quote(&mut self, quote: &Quote) {
        self.log.tell(format!("quote {}", quote.price));
    }
}

fn pools(log: &Log) -> Pools {
    Pools { log: log.clone(), waiting: Vec::new() }
}

/// All that is promised of a message on the wire.
fn form<T: Message>() -> String {
    let asks = <T::Call as mycelium::CallKind>::ASKS;
    let form = format!("{:?} {:?} {:?} {asks}", T::FORM, T::PAYLOAD_LEN, T::ACCEPT);
    // They are two types.
    form.replace(std::any::type_name::<T>(), "")
}

#[test]
fn a_method_declares_the_message_that_a_struct_would() {
    assert_eq!(form::<Rebalance>(), form::<by_hand::Rebalance>());
    assert_eq!(form::<Withdraw>(), form::<by_hand::Withdraw>());
    assert_eq!(form::<Halted>(), form::<by_hand::Halted>());
    let (ours, theirs) =
        (Rebalance { pool: [7; 20], limit: -1, fee: 3 }, by_hand::Rebalance { pool: [7; 20], limit: -1, fee: 3 });
    let tlv = ours.to_tlv().expect("it fits");
    assert_eq!(tlv, theirs.to_tlv().expect("it fits"));
    assert_eq!(Rebalance::from_tlv(&tlv).expect("it is whole"), ours);
    let view = Rebalance::view_tlv(mycelium::wire::parse_one(&tlv).expect("one TLV")).expect("its own");
    assert_eq!(view.limit().expect("it is there"), -1);
    let names: Vec<_> = PoolsMessage::VARIANTS.iter().map(|variant| (variant.name, variant.number)).collect();
    let expected = [("Rebalance", 0xE0), ("Withdraw", 0xE1), ("Halted", 0xE2), ("HaltAll", HaltAll::NUMBER)];
    assert_eq!(names[..4], expected);
    assert_eq!(names[4..], [("Price", 0xE3), ("Present", 0xE4), ("Quote", 200)]);
    const { assert!(size_of::<Halted>() == 0 && HaltAll::NUMBER >> 63 == 1, "no field, no byte; local, no number") };
}

#[tokio::test(start_paused = true)]
async fn a_method_takes_the_fields_and_its_struct_is_a_message_like_others() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let pools = system.named("pools").spawn(pools(&log))?;
    within("send", pools.rebalance([1; 20], 10, 0)).await?;
    within("send", pools.send(Rebalance { pool: [2; 20], limit: 20, fee: 0 })).await?;
    within("send", pools.send(Arc::new(Rebalance { pool: [3; 20], limit: 30, fee: 0 }))).await?;
    within("send", pools.recipient::<Rebalance>().send(Rebalance { pool: [4; 20], limit: 40, fee: 0 })).await?;
    assert_eq!(within("ask", pools.withdraw(4)).await?, Ok(8));
    assert_eq!(within("ask", pools.ask(Withdraw { amount: 400 })).await?, Err("too much".to_owned()));
    within("send", pools.present()).await?;
    let expected = [
        "rebalance 1 10",
        "rebalance 2 20",
        "rebalance 3 30",
        "rebalance 4 40",
        "withdraw 8 of pools",
        "withdraw 800 of pools",
        "present",
    ];
    assert_eq!(told(&pools, &log).await, expected);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_methods_message_is_answered_later() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let pools = system.spawn(pools(&log));
    pools.try_send(Halted)?;
    let asker = tokio::spawn({
        let pools = pools.clone();
        async move { pools.halted().await }
    });
    // By the time of this answer the asker's message was handled, too: it is the second in a mailbox in order.
    tokio::task::yield_now().await;
    assert_eq!(within("ask", pools.withdraw(1)).await?, Ok(2));
    within("send", pools.halt("now", None)).await?;
    assert!(within("ask", asker).await??);
    assert_eq!(told(&pools, &log).await[..2], ["told", "asked"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_methods_message_goes_first_or_takes_the_place_of_another() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let pools = system.spawn(pools(&log));
    // Nothing is handled before the test waits.
    for price in 1..=3 {
        pools.try_send(Price { pool: 7, price })?;
        pools.try_send(Price { pool: 8, price: -price })?;
    }
    pools.try_send(Quote { price: 1 })?;
    pools.try_send(HaltAll { why: "at once", until: None })?;
    let expected = ["halt at once false", "price 7 3", "price 8 -3", "quote 1"];
    assert_eq!(told(&pools, &log).await, expected);
    Ok(())
}

#[test]
fn a_method_that_declares_its_message_stays_a_method() {
    let log = Log::default();
    let mut pools = pools(&log);
    pools.halt("by hand", None);
    pools.price(1, 2);
    assert_eq!(log.take(), ["halt by hand false", "price 1 2"]);
}

/// Takes messages that another actor's methods declare.
struct Auditor(Log);

#[actor]
impl Auditor {
    #[handler]
    fn rebalance(&mut self, rebalance: &Rebalance) {
        self.0.tell(format!("audit {}", rebalance.limit));
    }

    #[handler]
    fn withdraw(&mut self, _question: Withdraw) -> Result<u64, String> {
        Ok(0)
    }
}

/// One that is named holds them like others, in any carrier.
#[message(domain = signal)]
enum VaultMessage {
    Deposit(Box<Deposit>),
    Close(Arc<Close>),
    Quote(Arc<Quote>),
}

struct Vault<T>(T, Log);

#[actor(message = VaultMessage)]
impl<T: Store> Vault<T> {
    #[message(tlv = 0xE5)]
    fn deposit(&mut self, amount: u64) -> u64 {
        self.0.put("deposit");
        amount
    }

    #[message(tlv = 0xE6)]
    #[derive(Clone)]
    async fn close(&mut self, account: u64) {
        self.1.tell(format!("close {account}"));
    }

    #[handler]
    fn quote(&mut self, quote: &Quote) {
        self.1.tell(format!("quote {}", quote.price));
    }
}

#[tokio::test(start_paused = true)]
async fn a_methods_message_is_for_other_actors_and_enums_too() -> Result<()> {
    let (system, log) = (ActorSystem::new(), Log::default());
    let auditor = system.spawn(Auditor(log.clone()));
    within("send", auditor.rebalance(Rebalance { pool: [1; 20], limit: 10, fee: 0 })).await?;
    assert_eq!(within("ask", auditor.withdraw(Withdraw { amount: 1 })).await?, Ok(0));
    assert_eq!(told(&auditor, &log).await, ["audit 10"]);
    let vault: VaultRef = system.spawn(Vault(Loud(log.clone()), log.clone()));
    assert_eq!(within("ask", vault.deposit(3)).await?, 3);
    let shared = Arc::new(Close { account: 5 });
    within("send", vault.close(4)).await?;
    within("send", vault.send(Arc::clone(&shared))).await?;
    assert_eq!(told(&vault, &log).await, ["DEPOSIT", "close 4", "close 5"]);
    assert_eq!(shared.account, 5, "what others hold is cloned");
    Ok(())
}
