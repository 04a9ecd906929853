//! A child process: this program in another role.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::control::Answer;
use crate::node::{Findings, Progress, Usage};

/// How long an answer may take: far longer than any does.
const ANSWER_MAX: Duration = Duration::from_secs(60);

/// A child. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Child {
    name: String,
    process: std::process::Child,
    /// Taken to end the child.
    input: Option<ChildStdin>,
    answers: Receiver<io::Result<(Answer, Vec<u8>)>>,
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
            (Answer::Ready, _) => Ok(child),
            (other, _) => Err(child.error(format!("was to say that it is ready, and said {other:?}"))),
        }
    }

    fn error(&self, what: String) -> ChildError {
        ChildError { child: self.name.clone(), what }
    }

    fn answer(&self) -> Result<(Answer, Vec<u8>), ChildError> {
        match self.answers.recv_timeout(ANSWER_MAX) {
            Ok(Ok((Answer::Failed(what), _))) => Err(self.error(format!("failed: {what}"))),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.error(format!("ended, or said what is no answer: {error}"))),
            Err(RecvTimeoutError::Timeout) => Err(self.error(format!("did not answer within {ANSWER_MAX:?}"))),
            Err(RecvTimeoutError::Disconnected) => Err(self.error("has ended".to_owned())),
        }
    }

    fn ask(&mut self, command: &str) -> Result<(Answer, Vec<u8>), ChildError> {
        let asked = match &mut self.input {
            Some(input) => writeln!(input, "{command}").and_then(|()| input.flush()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        asked.map_err(|error| self.error(format!("takes no commands: {error}")))?;
        self.answer()
    }

    pub(crate) fn progress(&mut self) -> Result<Progress, ChildError> {
        match self.ask("progress")? {
            (Answer::Progress(progress), _) => Ok(progress),
            (other, _) => Err(self.error(format!("was asked for its progress, and said {other:?}"))),
        }
    }

    pub(crate) fn usage(&mut self) -> Result<Usage, ChildError> {
        match self.ask("usage")? {
            (Answer::Usage(usage), _) => Ok(usage),
            (other, _) => Err(self.error(format!("was asked for its usage, and said {other:?}"))),
        }
    }

    pub(crate) fn findings(&mut self) -> Result<Findings, ChildError> {
        let (answer, bytes) = self.ask("findings")?;
        let findings = answer.findings(&bytes);
        findings.ok_or_else(|| self.error(format!("was asked for its findings, and said {answer:?}")))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Its standard input ends, and so does the child; it takes a second at most.
        self.input = None;
        drop(self.process.wait());
    }
}

/// Reads a line and the bytes that it promises.
fn read(output: &mut BufReader<ChildStdout>) -> io::Result<(Answer, Vec<u8>)> {
    let mut line = String::new();
    if output.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let answer: Answer = serde_json::from_str(&line)?;
    let mut bytes = vec![0; answer.bytes()];
    output.read_exact(&mut bytes)?;
    Ok((answer, bytes))
}
