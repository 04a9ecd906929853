use mycelium::prelude::*;

#[message(local)]
pub struct Tick;

#[message]
pub enum ClockMessage {
    Tick(Tick),
}

pub struct Clock;

impl ActorBehavior for Clock {
    type Message = ClockMessage;

    async fn handle(&mut self, _message: ClockMessage) -> Result<()> {
        Ok(())
    }
}

pub fn used() -> ActorTypes {
    ActorTypes::new().with::<Clock>()
}

fn main() {}
