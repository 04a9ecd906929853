//! The pair on one road, running, and fed by this process.

use std::time::{Duration, Instant};

use mycelium::bundle::{Part, TopologyConfig};
use trading_pair::{
    EXECUTION, MARKET_DATA, MarketDataActorRef, MarketDataConfig, MarketDataProcessor, MarketMessage, SIGNAL_GENERATOR,
    SignalConfig, SignalGenerator,
};

use super::child::{Child, ChildError};
use super::node::{Node, Progress, Usage};
use super::outcome::Outcome;
use super::road::{RELAYS, Road, RunDirectory};

/// How many events, or signals, may be under way over a relay, which pushes nobody back and drops what is too much.
const RELAY_WINDOW: u64 = 4_096;
/// How long the pair may take to come to its end once all is sent.
const SETTLE_MAX: Duration = Duration::from_secs(120);
/// Between two looks at how far it has come.
const LOOK_PAUSE: Duration = Duration::from_micros(200);
/// How long a process may take to end after its sockets are gone, and how often it is looked for.
const DEATH_MAX: Duration = Duration::from_secs(5);
const DEATH_PAUSE: Duration = Duration::from_millis(1);

/// See the module.
#[derive(Debug)]
pub(crate) struct Pair {
    road: Road,
    pub(crate) market_data: MarketDataActorRef,
    /// What runs in this process: everything, or nothing but the sending end.
    node: Node,
    /// The actors in processes of their own, then the relays.
    actors: Vec<Child>,
    relays: Vec<Child>,
    sent: u64,
    known: Progress,
    directory: RunDirectory,
}

/// Why a run came to nothing.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The market data service as the roads' files configure it.
pub(crate) fn market_data_processor() -> MarketDataProcessor {
    MarketDataProcessor::new(MarketDataConfig { pools_to_monitor: 1_000, update_frequency_ms: 100 })
}

/// The signal generator as the roads' files configure it.
pub(crate) fn signal_generator() -> SignalGenerator {
    SignalGenerator::new(SignalConfig { min_profit_usd: 10.0, max_gas_cost: 50.0 })
}

// === impl Pair ===

impl Pair {
    /// Starts the pair, receivers first, on the current runtime; keeps the times of the first `times` events.
    pub(crate) fn start(road: Road, times: usize) -> Result<Self, Failure> {
        let directory = RunDirectory::new()?;
        let config = road.write_topology(&directory)?;
        let topology = TopologyConfig::read(&config)?;
        let (mut relays, mut actors) = (Vec::new(), Vec::new());
        if road.is_relayed() {
            for domain in RELAYS {
                let socket = directory.relay(domain).display().to_string();
                let role = ["relay", "--domain", domain, "--socket", &socket, "--engine", road.name()];
                relays.push(Child::start("relay", role)?);
            }
        }
        if !road.is_bundled() {
            let (config, times) = (config.display().to_string(), times.to_string());
            for actor in [EXECUTION, SIGNAL_GENERATOR, MARKET_DATA] {
                actors.push(Child::start(actor, ["node", "--config", &config, "--actor", actor, "--times", &times])?);
            }
        }
        let (node, market_data) = match road {
            Road::Bundled | Road::Inline => {
                let node = Node::launch(&topology, &Part::All, times)?;
                let market_data = node.system.handle(MARKET_DATA)?;
                (node, market_data)
            }
            Road::Unix | Road::Relay | Road::Existing | Road::Forwarder => {
                let node = Node::launch(&topology, &Part::Bundle("feed".to_owned()), 0)?;
                let market_data = node.system.at("feed")?.handle(MARKET_DATA)?;
                (node, market_data)
            }
        };
        let known = Progress::default();
        Ok(Self { road, market_data, node, actors, relays, sent: 0, known, directory })
    }

    /// Sends the next event.
    #[inline]
    pub(crate) async fn send(&mut self, event: MarketMessage) -> Result<(), Failure> {
        if let Err(error) = self.market_data.send(event).await {
            return Err(self.blame(error));
        }
        self.sent += 1;
        Ok(())
    }

    /// Who is behind an error: a process that has ended, or nobody. A process that is killed loses its sockets some time
    /// before it has ended, so this waits a while for one.
    fn blame(&mut self, error: impl Into<Failure>) -> Failure {
        let until = Instant::now() + DEATH_MAX;
        while Instant::now() < until {
            if let Some(dead) = self.actors.iter_mut().chain(&mut self.relays).find_map(Child::death) {
                return dead.into();
            }
            std::thread::sleep(DEATH_PAUSE);
        }
        error.into()
    }

    /// Waits while too much is under way over a relay, until half of the window is free.
    pub(crate) fn keep_window(&mut self) -> Result<(), Failure> {
        if !self.road.is_relayed() || self.sent < self.known.events + RELAY_WINDOW {
            return Ok(());
        }
        let deadline = Instant::now() + SETTLE_MAX;
        loop {
            self.known = self.progress()?;
            let events = self.sent.saturating_sub(self.known.events);
            let signals = self.known.signals_sent.saturating_sub(self.known.signals_received);
            if events.max(signals) <= RELAY_WINDOW / 2 {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("{events} events and {signals} signals were lost on the way").into());
            }
        }
    }

    /// How far the pair has come.
    pub(crate) fn progress(&mut self) -> Result<Progress, ChildError> {
        let here = self.node.progress();
        self.actors.iter_mut().try_fold(here, |sum, actor| Ok(sum + actor.progress()?))
    }

    /// What all processes of the road have used.
    pub(crate) fn usage(&mut self) -> Result<Usage, ChildError> {
        let here = self.node.usage();
        self.actors.iter_mut().chain(&mut self.relays).try_fold(here, |sum, child| Ok(sum + child.usage()?))
    }

    /// Waits until all that was sent, and all that followed from it, has come to its end. Returns how far it came: less
    /// than all if something was lost.
    pub(crate) fn settle(&mut self) -> Result<Progress, ChildError> {
        let deadline = Instant::now() + SETTLE_MAX;
        let mut last = (self.progress()?, Instant::now());
        loop {
            let progress = self.progress()?;
            // What is lost never comes: a second without any progress is the end, too.
            if progress != last.0 {
                last = (progress, Instant::now());
            }
            if progress.is_settled(self.sent) || last.1.elapsed() > Duration::from_secs(1) || Instant::now() > deadline
            {
                return Ok(progress);
            }
            std::thread::sleep(LOOK_PAUSE);
        }
    }

    /// How many events were sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// How many messages were sent and lost, and by whatever process's account.
    pub(crate) fn lost(&mut self, progress: &Progress) -> Result<u64, ChildError> {
        Ok(progress.missing(self.sent) + self.usage()?.lost)
    }

    /// What the pair computed; it ends.
    pub(crate) async fn finish(mut self) -> Result<Outcome, Failure> {
        let mut enhanced = self.node.write(self.directory.path()).await.map_err(|error| error.to_string())?;
        for actor in &mut self.actors {
            enhanced += actor.write()?;
        }
        self.node.system.stop().await;
        let Self { road, directory, .. } = self;
        Ok(Outcome::read(road, directory, enhanced)?)
    }
}
