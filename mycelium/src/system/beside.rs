//! Two roads side by side: every message takes both, and what arrives is compared.
//!
//! ```text
//!                      ┌── road ────▶ Side "a => b" ─────────▶ b
//!  a ──▶ Both "a -> b" ┤                   │ both tell the Comparison what came
//!                      └── beside ──▶ Side "a => b, beside"
//! ```
//!
//! `Both` stands in the sender's process, the sides in the receiver's. The receiver gets what came over the first road,
//! asks included; what came over the second is only compared. A message waits until both roads have taken it, so the
//! slower one sets the pace. Messages are compared by the bytes that they encode to.

use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::sync::Arc;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, ActorRef, Context, Delivery, Envelope};
use crate::domain_enum::DomainEnum;
use crate::error::{Error, Result};

/// So many messages of one road wait for their counterparts; then the oldest counts as missing on the other.
const PENDING_MAX: usize = 16_384;
/// When so many messages came over both roads after two that differ, the two are not each other's neighbours.
const LOOK_AHEAD: usize = 64;
/// So many bytes of a message stand in a report.
const SHOWN_BYTES_MAX: usize = 256;

/// What two roads side by side have brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ComparisonReport {
    /// Who sends.
    pub from: String,
    /// Who receives.
    pub to: String,
    /// Messages that came over the first road.
    pub arrived: u64,
    /// Messages that came over the road beside it.
    pub arrived_beside: u64,
    /// Pairs of messages that are the same, byte for byte.
    pub matched: u64,
    /// Pairs of messages that differ.
    pub differing: u64,
    /// Messages that came over the first road only.
    pub missing_beside: u64,
    /// Messages that came over the road beside only.
    pub missing: u64,
    /// Messages that wait for their counterparts: on the way, or missing.
    pub pending: u64,
    /// The first difference, in words and bytes.
    pub first_difference: Option<String>,
}

/// What came over two roads, as both sides see it.
#[derive(Debug)]
pub(super) struct Comparison(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    report: ComparisonReport,
    /// By road: what its counterpart has not come for.
    pending: [VecDeque<Vec<u8>>; 2],
}

/// Which road a message came over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Road = 0,
    Beside = 1,
}

/// One end of the two roads.
pub(super) struct Side<M: DomainEnum> {
    comparison: Arc<Comparison>,
    which: Which,
    /// Who gets what arrives.
    to: Option<ActorRef<M>>,
}

/// The beginning of the two roads.
pub(super) struct Both<M: DomainEnum> {
    road: ActorRef<M>,
    beside: ActorRef<M>,
}

/// The name of one end of an edge that is compared.
pub(super) fn side_name(from: &str, to: &str, which: Which) -> String {
    match which {
        Which::Road => format!("{from} => {to}"),
        Which::Beside => format!("{from} => {to}, beside"),
    }
}

// === impl ComparisonReport ===

impl ComparisonReport {
    /// Whether everything that came over one road came over the other, and was the same.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.differing + self.missing + self.missing_beside + self.pending == 0
    }
}

impl fmt::Display for ComparisonReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, arrived, arrived_beside, matched, differing, missing_beside, missing, pending, .. } = self;
        write!(
            f,
            "{from} -> {to}: {arrived} and {arrived_beside} beside arrived, {matched} the same, {differing} differ, \
             {missing_beside} missing beside, {missing} only beside, {pending} wait"
        )?;
        self.first_difference.iter().try_for_each(|first| write!(f, "; first difference: {first}"))
    }
}

// === impl Comparison ===

impl Comparison {
    pub(super) fn new(from: &str, to: &str) -> Self {
        let report = ComparisonReport { from: from.to_owned(), to: to.to_owned(), ..ComparisonReport::default() };
        Self(Mutex::new(State { report, ..State::default() }))
    }

    pub(super) fn report(&self) -> ComparisonReport {
        let state = self.0.lock();
        let pending = state.pending.iter().map(VecDeque::len).sum::<usize>() as u64;
        ComparisonReport { pending, ..state.report.clone() }
    }

    /// Notes what came; the first difference is logged.
    fn came(&self, which: Which, bytes: Vec<u8>) {
        let mut state = self.0.lock();
        let had_difference = state.report.first_difference.is_some();
        state.came(which, bytes);
        let first = state.report.first_difference.clone().filter(|_| !had_difference);
        let (from, to) = (state.report.from.clone(), state.report.to.clone());
        drop(state);
        if let Some(first) = first {
            tracing::warn!(from, to, "two roads side by side brought different things: {first}");
        }
    }
}

// === impl State ===

impl State {
    fn came(&mut self, which: Which, bytes: Vec<u8>) {
        match which {
            Which::Road => self.report.arrived += 1,
            Which::Beside => self.report.arrived_beside += 1,
        }
        self.pending[which as usize].push_back(bytes);
        while self.pair_up() {}
        for (full, other) in [(Which::Road, "beside"), (Which::Beside, "over the first road")] {
            if self.pending[full as usize].len() > PENDING_MAX {
                self.skip(full, 1, format_args!("one did not come {other}"));
            }
        }
    }

    /// Judges the oldest of both roads, if that can be done now.
    fn pair_up(&mut self) -> bool {
        let [road, beside] = &self.pending;
        let (Some(first), Some(second)) = (road.front(), beside.front()) else { return false };
        if first == second {
            self.pending.iter_mut().for_each(|pending| drop(pending.pop_front()));
            self.report.matched += 1;
            return true;
        }
        if let Some(skipped) = road.iter().take(LOOK_AHEAD).position(|bytes| bytes == second) {
            self.skip(Which::Road, skipped, format_args!("{skipped} did not come beside"));
            return true;
        }
        if let Some(skipped) = beside.iter().take(LOOK_AHEAD).position(|bytes| bytes == first) {
            self.skip(Which::Beside, skipped, format_args!("{skipped} came beside only"));
            return true;
        }
        if road.len() < LOOK_AHEAD || beside.len() < LOOK_AHEAD {
            // What is missing may still come.
            return false;
        }
        let text = format!("message {}: {} and beside {}", self.report.matched + 1, shown(first), shown(second));
        self.report.first_difference.get_or_insert(text);
        self.report.differing += 1;
        self.pending.iter_mut().for_each(|pending| drop(pending.pop_front()));
        true
    }

    /// Gives up on the oldest `count` of a road.
    fn skip(&mut self, which: Which, count: usize, why: fmt::Arguments<'_>) {
        let skipped = &mut self.pending[which as usize];
        let text = || {
            let first = skipped.front().map(|bytes| shown(bytes)).unwrap_or_default();
            format!("message {}: {why}, the first is {first}", self.report.matched + 1)
        };
        if self.report.first_difference.is_none() {
            self.report.first_difference = Some(text());
        }
        skipped.drain(..count);
        match which {
            Which::Road => self.report.missing_beside += count as u64,
            Which::Beside => self.report.missing += count as u64,
        }
    }
}

/// A TLV for people: its number and its bytes.
fn shown(tlv: &[u8]) -> String {
    let mut text = format!("TLV {} of {} bytes ", tlv.first().copied().unwrap_or_default(), tlv.len());
    for byte in tlv.iter().take(SHOWN_BYTES_MAX) {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    if tlv.len() > SHOWN_BYTES_MAX {
        text.push_str("..");
    }
    text
}

// === impl Side ===

impl<M: DomainEnum> Side<M> {
    pub(super) fn new(comparison: Arc<Comparison>, which: Which, to: Option<ActorRef<M>>) -> Self {
        Self { comparison, which, to }
    }
}

impl<M: DomainEnum> Actor for Side<M> {
    type Message = M;
    type Handle = ActorRef<M>;

    async fn receive(&mut self, envelope: Envelope<M>, _ctx: &mut Context<Self>) -> Result<()> {
        // A `local` message has no bytes; it does not leave the process, and nothing is compared.
        let bytes = envelope.message.to_tlv();
        if let Some(to) = &self.to {
            let id = to.id();
            Delivery::new(to, envelope).await.map_err(|(_, kind)| Error::msg(format_args!("{id}: {kind}")))?;
        }
        self.comparison.came(self.which, bytes?);
        Ok(())
    }
}

// === impl Both ===

impl<M: DomainEnum> Both<M> {
    pub(super) fn new(road: ActorRef<M>, beside: ActorRef<M>) -> Self {
        Self { road, beside }
    }
}

impl<M: DomainEnum> Actor for Both<M> {
    type Message = M;
    type Handle = ActorRef<M>;

    async fn receive(&mut self, envelope: Envelope<M>, _ctx: &mut Context<Self>) -> Result<()> {
        let copy = super::fan_out::copy(&envelope.message);
        let refused = |to: &ActorRef<M>, kind| Error::msg(format_args!("{} did not get a message: {kind}", to.id()));
        let sent = Delivery::new(&self.road, envelope).await.map_err(|(_, kind)| refused(&self.road, kind));
        let beside = self.beside.deliver(copy?).await.map_err(|(_, kind)| refused(&self.beside, kind));
        sent.and(beside)
    }
}
