//! What a parent asks its children, and they answer, a line each.
//!
//! ```text
//!  child ──▶ parent   "ready"
//!  parent ──▶ child   progress | usage | write
//!  child ──▶ parent   JSON
//! ```
//!
//! A child ends when its standard input does, also when its parent was killed. A thread of its own reads that, so that
//! nothing that the runtime does delays the end.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::node::{Node, Progress, Usage};

/// How long a child tidies up after its standard input has ended.
const END_MAX: Duration = Duration::from_secs(1);

/// What a child answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Ready,
    Progress(Progress),
    Usage(Usage),
    /// What it computed is written; so many signals were found sound.
    Written {
        enhanced: u64,
    },
    Failed(String),
}

/// Prints an answer at once.
pub(crate) fn say(answer: &Answer) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, answer)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// What a child has to answer for: a node and where it writes, or nothing but itself.
pub(crate) type Charge = Option<(Arc<Node>, PathBuf)>;

/// Answers what comes on standard input, on a thread of its own. The result is ready when standard input has ended; a
/// second later the process does, if it is still there.
pub(crate) fn obey(charge: Charge, runtime: Handle) -> oneshot::Receiver<()> {
    let (ended, end) = oneshot::channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if say(&answer(&line, &charge, &runtime)).is_err() {
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

fn answer(command: &str, charge: &Charge, runtime: &Handle) -> Answer {
    match (command, charge) {
        ("progress", Some((node, _))) => Answer::Progress(node.progress()),
        ("usage", Some((node, _))) => Answer::Usage(node.usage()),
        ("usage", None) => Answer::Usage(super::usage::of_this_process()),
        ("write", Some((node, directory))) => match runtime.block_on(node.write(directory)) {
            Ok(enhanced) => Answer::Written { enhanced },
            Err(error) => Answer::Failed(error.to_string()),
        },
        _ => Answer::Failed(format!("`{command}` is no command of this role")),
    }
}
