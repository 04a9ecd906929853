use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Tick {
    pub at: u64,
}

pub struct Clock {
    rate: u64,
}

#[actor(name = "clock")]
impl Clock {
    #[handler]
    fn tick(&mut self, tick: &Tick) {
        self.rate += tick.at;
    }
}

pub async fn used(system: ActorSystem, clock: Clock) {
    let _ = ActorTypes::new().with::<Clock>();
    let clock: ClockRef = system.spawn(clock);
    let _ = clock.tick(Tick { at: 1 }).await;
    clock.stop().await;
}

fn main() {}
