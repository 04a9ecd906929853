#[actor(message = DeskMessage, name = "desk", mailbox = 64, overflow = drop_oldest)]
impl<S: Store> Desk<S> {
    #[handler(conflate = instrument)]
    fn quote(&mut self, quote: &Quote) {}

    /// Goes first.
    #[handler(variant = HALT, priority = high)]
    #[deprecated]
    async fn halt(&mut self, halt: Arc<Halt>) -> Result<(), String> {
        Ok(())
    }

    #[cfg(feature = "settle")]
    #[handler]
    fn settle(&mut self, settle: Settle, reply: ReplyTo<Settle>, ctx: &mut Context<Self>) {}

    #[on_start]
    async fn open(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        Ok(())
    }

    #[on_stop]
    fn close(&mut self) {}

    #[on_error]
    fn failed(&mut self, error: Error) {}
}
