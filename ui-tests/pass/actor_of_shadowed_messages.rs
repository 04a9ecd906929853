//! Messages, replies and an actor that are called as what everybody has in scope; all of them are handled, sent and asked.
#![deny(warnings)]

use mycelium::{actor, message};

#[message(tlv = 200)]
#[derive(Clone)]
pub struct Message {
    pub value: u8,
}

#[message(tlv = 201, reply = Option)]
pub struct Result;

#[message(nested)]
pub struct Option {
    pub value: u8,
}

#[message(tlv = 202)]
pub struct Arc;

#[message(tlv = 203)]
pub struct Send;

#[message(tlv = 204)]
pub struct Vec;

#[message(tlv = 205, reply = String)]
pub struct Context;

#[message(nested)]
pub struct String(pub u16);

#[message(tlv = 206)]
pub struct Error(pub String);

#[message(local)]
pub struct Box;

#[message(local, reply = Box)]
pub struct ReplyTo;

#[derive(Default)]
pub struct Actor {
    sum: u8,
}

#[actor]
impl Actor {
    #[handler]
    fn message(&mut self, message: &Message) {
        self.sum += message.value;
    }

    #[handler]
    async fn result(&mut self, _question: Result) -> Option {
        Option { value: self.sum }
    }

    #[handler]
    fn arc(&mut self, _arc: Arc) {}

    #[handler]
    fn message_send(&mut self, _send: std::sync::Arc<Send>) {
        self.sum += 1;
    }

    #[handler]
    fn vec(&mut self, _vec: &Vec) {}

    #[handler]
    fn context(&self, _context: Context, ctx: &mut mycelium::Context<Self>) -> String {
        String(u16::from(ctx.id().to_string().is_empty()))
    }

    #[handler]
    fn error(&mut self, error: &Error) -> std::result::Result<(), &'static str> {
        if error.0.0 > 0 { Err("more than none") } else { Ok(()) }
    }

    #[handler]
    fn r#box(&mut self, _box: std::boxed::Box<Box>) {}

    #[handler]
    fn later(&mut self, _asked: ReplyTo, reply: mycelium::ReplyTo<ReplyTo>) {
        reply.answer(Box);
    }

    #[on_error]
    fn failed(&mut self, _error: mycelium::Error) {
        self.sum += 1;
    }
}

async fn run() -> mycelium::Result<()> {
    let system = mycelium::ActorSystem::new();
    let actor: ActorRef = system.spawn(Actor::default());
    actor.message(Message { value: 40 }).await?;
    actor.message_send(Send).await?;
    actor.error(Error(String(1))).await?;
    actor.arc(Arc).await?;
    actor.vec(Vec).await?;
    actor.r#box(Box).await?;
    let Box = actor.later(ReplyTo).await?;
    assert_eq!(actor.context(Context).await?.0, 0);
    assert_eq!(actor.result(Result).await?.value, 42);
    system.stop().await;
    Ok(())
}

fn main() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
}
