//! What is measured: four tables and their rows.

use crate::cores;

/// Rows that take turns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// What the first times are of.
    pub(crate) handled: &'static str,
    /// What the second ones are of, if there are any.
    pub(crate) sender: Option<&'static str>,
    /// Messages per turn.
    pub(crate) count: usize,
    pub(crate) rows: &'static [Row],
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Where the receiver runs; in a row of asks, the asker, too.
    pub(crate) place: Place,
}

/// What is done.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    OneWay,
    Ask,
    Busy(Behind),
    Waiting(Behind),
}

/// What a sending handler does behind its send, before or while it computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    Computes,
    Yields,
    WakesHelper,
    /// Computes in `block_in_place`.
    BlocksInPlace,
    /// Does not compute.
    Returns,
}

/// Who runs an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Shared,
    /// A few tasks, together with the other actors of the row.
    Grouped,
    /// The sender, where it can.
    Inline,
    Park,
    Spin,
    /// All threads on the first core.
    ParkOnOneCore,
    SpinOnOneCore,
}

pub(crate) const TABLES: [Table; 4] = [
    Table {
        name: "one way to an idle actor",
        handled: "sent to handled",
        sender: Some("the send itself"),
        count: 1_000,
        rows: &[
            row("shared (2 workers)", Kind::OneWay, Place::Shared),
            row("grouped", Kind::OneWay, Place::Grouped),
            row("dedicated, park", Kind::OneWay, Place::Park),
            row("dedicated, spin", Kind::OneWay, Place::Spin),
            row("inline, from a task", Kind::OneWay, Place::Inline),
        ],
    },
    Table {
        name: "asks",
        handled: "asked to answered",
        sender: None,
        count: 2_000,
        rows: &[
            row("shared (2 workers)", Kind::Ask, Place::Shared),
            row("grouped", Kind::Ask, Place::Grouped),
            row("inline", Kind::Ask, Place::Inline),
            row("dedicated, park, two threads", Kind::Ask, Place::Park),
            row("dedicated, spin, two threads", Kind::Ask, Place::Spin),
            row("dedicated, park, two threads on one core", Kind::Ask, Place::ParkOnOneCore),
            row("dedicated, spin, two threads on one core", Kind::Ask, Place::SpinOnOneCore),
        ],
    },
    Table {
        name: "busy sender",
        handled: "sent to handled",
        sender: Some("until the sender goes on"),
        count: 200,
        rows: &[
            row("as it is", Kind::Busy(Behind::Computes), Place::Shared),
            row("yield_now behind the send", Kind::Busy(Behind::Yields), Place::Shared),
            row("receiver dedicated, spin", Kind::Busy(Behind::Computes), Place::Spin),
            row("receiver dedicated, park", Kind::Busy(Behind::Computes), Place::Park),
            row("block_in_place around the computing", Kind::Busy(Behind::BlocksInPlace), Place::Shared),
            row("an idle helper task is woken", Kind::Busy(Behind::WakesHelper), Place::Shared),
            row("receiver inline", Kind::Busy(Behind::Computes), Place::Inline),
            row("(a sender that does not compute)", Kind::Busy(Behind::Returns), Place::Shared),
        ],
    },
    Table {
        name: "300 waiting",
        handled: "sent to handled",
        sender: Some("until the sender goes on"),
        count: 10 * WAITING,
        rows: &[
            row("as it is", Kind::Waiting(Behind::Computes), Place::Shared),
            row("yield_now behind each send", Kind::Waiting(Behind::Yields), Place::Shared),
            row("receiver dedicated, park", Kind::Waiting(Behind::Computes), Place::Park),
            row("receiver dedicated, spin", Kind::Waiting(Behind::Computes), Place::Spin),
            row("receiver inline", Kind::Waiting(Behind::Computes), Place::Inline),
        ],
    },
];

/// How many messages wait at the sender.
pub(crate) const WAITING: usize = 300;

const fn row(name: &'static str, kind: Kind, place: Place) -> Row {
    Row { name, kind, place }
}

// === impl Row ===

impl Row {
    /// Why it cannot be measured here.
    pub(crate) fn obstacle(&self) -> Option<&'static str> {
        match () {
            () if self.needs_two_cores() && cores::count() < 2 => Some("it needs two cores, and there is one"),
            () if self.place.is_pinned() && cores::first().is_none() => Some("threads cannot be pinned here"),
            () => None,
        }
    }

    /// Whether two threads of it run at the same time, or it is there to be compared with such a row.
    fn needs_two_cores(&self) -> bool {
        let sender_is_main_thread = matches!(self.kind, Kind::OneWay) && self.place != Place::Inline;
        sender_is_main_thread || self.place.is_dedicated()
    }
}

// === impl Place ===

impl Place {
    pub(crate) fn is_dedicated(self) -> bool {
        !matches!(self, Self::Shared | Self::Grouped | Self::Inline)
    }

    pub(crate) fn is_pinned(self) -> bool {
        matches!(self, Self::ParkOnOneCore | Self::SpinOnOneCore)
    }
}
