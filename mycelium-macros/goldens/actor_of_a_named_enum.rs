#[actor(message = MarketMessage)]
impl Book {
    /// Takes in a price.
    #[handler]
    fn quote(&mut self, quote: &Quote) {
        self.last = Some(quote.price);
    }

    #[handler]
    fn last_price(&self, _question: &LastPrice) -> Option<i64> {
        self.last
    }

    #[handler]
    fn order(&mut self, order: Order) -> Result<()> {
        self.orders.push(order);
        Ok(())
    }

    #[handler]
    fn settle(&mut self, _settle: Settle, reply: ReplyTo<Settle>) {
        self.waiting.push(reply);
    }

    #[handler]
    async fn halt(&mut self, halt: &Halt, ctx: &mut Context<Self>) {
        self.halted(halt, ctx).await;
    }
}
