//! What the same frames cost without us, at the same pace: nothing but tokio and sockets.
//!
//! - **echo**: a process that sends back what it reads. Half of a round trip is the floor for a message over a unix socket.
//! - **forward**: a process that hands what it reads on to another socket: a relay that looks at nothing.

use hdrhistogram::Histogram;
use mycelium::Message;
use mycelium::wire::{Domain, FrameHead, FrameReader, FrameRules, encode_frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use trading_pair::MarketMessage;
use trading_pair::clock::monotonic_ns;

use super::child::Child;
use super::open_load::{Arrivals, Pace, histogram};
use super::pair::Failure;
use super::road::RunDirectory;

/// What the two baselines came to, in nanoseconds.
#[derive(Debug, Clone)]
pub(crate) struct Baselines {
    /// Half of a round trip.
    pub(crate) echo: Option<Histogram<u64>>,
    /// From due to received.
    pub(crate) forward: Option<Histogram<u64>>,
}

/// The events as the frames that a relay would carry.
fn frames(events: &[MarketMessage]) -> Vec<Vec<u8>> {
    let frame = |(index, event): (usize, &MarketMessage)| {
        let mut frame = Vec::new();
        let head =
            FrameHead { domain: Domain::MARKET_DATA, source: 1, flags: 0, sequence: index as u64, timestamp_ns: 0 };
        encode_frame(&head, &mut frame, |tlvs| event.encode_tlv(tlvs)).expect("events of the pair fit a frame");
        frame
    };
    events.iter().enumerate().map(frame).collect()
}

/// Round trips of all events to a process that sends everything back.
pub(crate) fn echo(events: &[MarketMessage], arrivals: Arrivals) -> Result<Histogram<u64>, Failure> {
    let frames = frames(events);
    let directory = RunDirectory::new()?;
    let socket = directory.path().join("echo.sock");
    let _child = Child::start("echo", ["echo", "--socket", &socket.display().to_string()])?;
    let mut times = histogram();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut stream = UnixStream::connect(&socket).await?;
        let mut back = Vec::new();
        let pace = Pace::starting_soon(arrivals);
        for (index, frame) in frames.iter().enumerate() {
            back.resize(frame.len(), 0);
            pace.wait_for(index);
            let start = monotonic_ns();
            stream.write_all(frame).await?;
            stream.read_exact(&mut back).await?;
            times.saturating_record((monotonic_ns() - start) / 2);
        }
        Ok(times)
    })
}

/// One way of all events through a process that hands everything on; the receiver is a thread of this process.
pub(crate) fn forward(events: &[MarketMessage], arrivals: Arrivals) -> Result<Histogram<u64>, Failure> {
    let frames = frames(events);
    let directory = RunDirectory::new()?;
    let (from, to) = (directory.path().join("from.sock"), directory.path().join("to.sock"));
    let sockets = [from.display().to_string(), to.display().to_string()];
    let _child = Child::start("forwarder", ["forward", "--from", &sockets[0], "--to", &sockets[1]])?;
    let mut sending = std::os::unix::net::UnixStream::connect(&from)?;
    let receiving = std::os::unix::net::UnixStream::connect(&to)?;
    receiving.set_nonblocking(true)?;
    let count = frames.len();
    let receiver = std::thread::spawn(move || receive(receiving, count));
    let pace = Pace::starting_soon(arrivals);
    for (index, frame) in frames.iter().enumerate() {
        pace.wait_for(index);
        std::io::Write::write_all(&mut sending, frame)?;
    }
    let received = receiver.join().map_err(|_| "the receiver of the forwarder panicked")??;
    let mut times = histogram();
    for (index, at) in received.into_iter().enumerate() {
        times.saturating_record(at.saturating_sub(pace.due_ns(index)));
    }
    Ok(times)
}

/// When each frame was there, as a tokio program sees it.
fn receive(stream: std::os::unix::net::UnixStream, count: usize) -> std::io::Result<Vec<u64>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut stream = UnixStream::from_std(stream)?;
        let mut frames = FrameReader::new(FrameRules::default());
        let (mut bytes, mut times) = (vec![0; 65_536], Vec::with_capacity(count));
        while times.len() < count {
            let read = stream.read(&mut bytes).await?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            frames.push(&bytes[..read]);
            while let Some(frame) = frames.next_frame() {
                frame.map_err(std::io::Error::other)?;
                times.push(monotonic_ns());
            }
        }
        Ok(times)
    })
}
