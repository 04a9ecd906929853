//! What a parent asks its children, and they answer: lines in, lines and bytes out.
//!
//! ```text
//!  child ──▶ parent   {"ready":true}
//!  parent ──▶ child   progress | usage | findings
//!  child ──▶ parent   one line of JSON; behind that of `findings` as many bytes as it says
//! ```
//!
//! A child ends when its standard input does, also when its parent was killed. A thread of its own reads that, so that
//! nothing that the runtime does delays the end.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::node::{Findings, Node, Progress, Usage};

/// How long a child tidies up after its standard input has ended.
const END_MAX: Duration = Duration::from_secs(1);

/// What a child answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Ready,
    Progress(Progress),
    Usage(Usage),
    /// Followed by so many bytes of signals, orders and times, in this order.
    Findings {
        signals: usize,
        orders: usize,
        times: usize,
        enhanced: u64,
    },
    Failed(String),
}

// === impl Answer ===

impl Answer {
    /// How many bytes follow the line.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Findings { signals, orders, times, .. } => signals + orders + times,
            _ => 0,
        }
    }

    /// The findings that an answer and the bytes behind it are.
    pub(crate) fn findings(&self, bytes: &[u8]) -> Option<Findings> {
        let Self::Findings { signals, orders, enhanced, .. } = *self else { return None };
        let (signals, rest) = bytes.split_at_checked(signals)?;
        let (orders, times) = rest.split_at_checked(orders)?;
        let time = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
        let handled_at_ns = times.chunks(8).map(time).collect();
        Some(Findings { signals: signals.to_vec(), orders: orders.to_vec(), enhanced, handled_at_ns })
    }
}

/// Prints an answer at once.
pub(crate) fn say(answer: &Answer, bytes: &[&[u8]]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, answer)?;
    out.write_all(b"\n")?;
    bytes.iter().try_for_each(|part| out.write_all(part))?;
    out.flush()
}

/// Answers what comes on standard input, on a thread of its own; `usage` alone if there is no node. The result is ready
/// when standard input has ended; a second later the process does, if it is still there.
pub(crate) fn obey(node: Option<Arc<Node>>, runtime: Handle) -> oneshot::Receiver<()> {
    let (ended, end) = oneshot::channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if answer(&line, node.as_deref(), &runtime).is_err() {
                break; // Nobody listens any more.
            }
        }
        // The receiver is gone when the process ends already.
        let _ = ended.send(());
        std::thread::sleep(END_MAX);
        std::process::exit(0);
    });
    end
}

fn answer(command: &str, node: Option<&Node>, runtime: &Handle) -> io::Result<()> {
    match (command, node) {
        ("progress", Some(node)) => say(&Answer::Progress(node.progress()), &[]),
        ("usage", Some(node)) => say(&Answer::Usage(node.usage()), &[]),
        ("usage", None) => say(&Answer::Usage(crate::usage::of_this_process()), &[]),
        ("findings", Some(node)) => match runtime.block_on(node.findings()) {
            Ok(findings) => {
                let times: Vec<u8> = findings.handled_at_ns.iter().flat_map(|at| at.to_le_bytes()).collect();
                let Findings { signals, orders, enhanced, .. } = &findings;
                let answer = Answer::Findings {
                    signals: signals.len(),
                    orders: orders.len(),
                    times: times.len(),
                    enhanced: *enhanced,
                };
                say(&answer, &[signals, orders, &times])
            }
            Err(error) => say(&Answer::Failed(error.to_string()), &[]),
        },
        _ => say(&Answer::Failed(format!("`{command}` is no command of this role")), &[]),
    }
}
