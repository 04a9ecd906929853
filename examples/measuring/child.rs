//! A child process: this program in another role.

use std::fmt;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::control::Answer;
use super::node::{Progress, Usage};

/// How long an answer may take: far longer than any does.
const ANSWER_MAX: Duration = Duration::from_secs(60);
/// How long a child may take to end, before it is killed.
const END_MAX: Duration = Duration::from_secs(3);

/// A child. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Child {
    name: String,
    process: std::process::Child,
    /// Taken to end the child.
    input: Option<ChildStdin>,
    answers: Receiver<io::Result<Answer>>,
}

/// What went wrong with a child.
#[derive(Debug, thiserror::Error)]
#[error("the process `{child}` {what}; what it said itself stands above")]
pub(crate) struct ChildError {
    child: String,
    what: String,
}

// === impl Child ===

impl Child {
    /// Starts this program with `arguments`, and waits until it says that it is ready.
    pub(crate) fn start<S: AsRef<std::ffi::OsStr>>(
        name: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Self, ChildError> {
        let failed =
            |what: &dyn fmt::Display| ChildError { child: name.to_owned(), what: format!("did not start: {what}") };
        let program = std::env::current_exe().map_err(|error| failed(&error))?;
        let started = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = started.map_err(|error| failed(&error))?;
        let (input, output) = (process.stdin.take(), process.stdout.take());
        let (sender, answers) = channel();
        // Ends with the child's standard output.
        std::thread::spawn(move || {
            let mut output = output.map(BufReader::new);
            while let Some(output) = &mut output {
                let answer = read(output);
                let is_last = answer.is_err();
                if sender.send(answer).is_err() || is_last {
                    break;
                }
            }
        });
        let child = Self { name: name.to_owned(), process, input, answers };
        match child.answer()? {
            Answer::Ready => Ok(child),
            other => Err(child.error(format!("was to say that it is ready, and said {other:?}"))),
        }
    }

    fn error(&self, what: String) -> ChildError {
        ChildError { child: self.name.clone(), what }
    }

    fn answer(&self) -> Result<Answer, ChildError> {
        match self.answers.recv_timeout(ANSWER_MAX) {
            Ok(Ok(Answer::Failed(what))) => Err(self.error(format!("failed: {what}"))),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.error(format!("ended, or said what is no answer: {error}"))),
            Err(RecvTimeoutError::Timeout) => Err(self.error(format!("did not answer within {ANSWER_MAX:?}"))),
            Err(RecvTimeoutError::Disconnected) => Err(self.error("has ended".to_owned())),
        }
    }

    fn ask(&mut self, command: &str) -> Result<Answer, ChildError> {
        let asked = match &mut self.input {
            Some(input) => writeln!(input, "{command}").and_then(|()| input.flush()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        asked.map_err(|error| self.error(format!("takes no commands: {error}")))?;
        self.answer()
    }

    pub(crate) fn progress(&mut self) -> Result<Progress, ChildError> {
        match self.ask("progress")? {
            Answer::Progress(progress) => Ok(progress),
            other => Err(self.error(format!("was asked for its progress, and said {other:?}"))),
        }
    }

    pub(crate) fn usage(&mut self) -> Result<Usage, ChildError> {
        match self.ask("usage")? {
            Answer::Usage(usage) => Ok(usage),
            other => Err(self.error(format!("was asked for its usage, and said {other:?}"))),
        }
    }

    /// Makes it write what it computed; returns how many signals it found sound.
    pub(crate) fn write(&mut self) -> Result<u64, ChildError> {
        match self.ask("write")? {
            Answer::Written { enhanced } => Ok(enhanced),
            other => Err(self.error(format!("was asked for what it computed, and said {other:?}"))),
        }
    }

    /// How it ended, if it did.
    pub(crate) fn death(&mut self) -> Option<ChildError> {
        let ended: ExitStatus = self.process.try_wait().ok()??;
        Some(self.error(format!("has ended ({ended})")))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Its standard input ends, and so does the child.
        self.input = None;
        let deadline = Instant::now() + END_MAX;
        while matches!(self.process.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                // It may end right now.
                drop(self.process.kill());
                drop(self.process.wait());
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Reads an answer.
fn read(output: &mut BufReader<ChildStdout>) -> io::Result<Answer> {
    let mut line = String::new();
    if output.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_str(&line)?)
}
