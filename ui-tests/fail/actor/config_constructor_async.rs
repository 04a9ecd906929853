use mycelium::prelude::*;
use serde::Deserialize;

#[message(tlv = 200)]
pub struct Tick {
    pub at: u64,
}

#[derive(Deserialize)]
pub struct ClockConfig {
    pub rate: u64,
}

pub struct Clock {
    rate: u64,
}

#[actor(config = ClockConfig)]
impl Clock {
    async fn new(config: ClockConfig) -> Self {
        Self { rate: config.rate }
    }

    #[handler]
    fn tick(&mut self, tick: &Tick) {
        self.rate += tick.at;
    }
}

pub async fn used(system: ActorSystem, clock: Clock) {
    let _ = ActorTypes::new().with::<Clock>().register::<Clock>("other_clock");
    let clock: ClockRef = system.spawn(clock);
    let _ = clock.tick(Tick { at: 1 }).await;
    clock.stop().await;
}

fn main() {}
