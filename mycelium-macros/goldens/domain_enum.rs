#[message(domain = market_data)]
pub enum MarketMessage {
    Quote(Arc<Quote>),
    LastPrice(LastPrice),
    Order(Order),
    Settle(Settle),
    Halt(Arc<Halt>),
}
