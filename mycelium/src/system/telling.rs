//! The status socket: each node of a topology with `status = true` says how it is to whoever asks.
//!
//! One line for one line: `status` is answered with one JSON document ([`SystemStatus`](super::SystemStatus)), anything else
//! with an `error`, and the end of the connection. A connection that asks nothing for a while is let go.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::board::Board;
use super::launch::{Launch, LaunchError};
use crate::discovery::{Closing, First, first};
use crate::transport::{BoundSocket, private_directory, write_all};

/// How many connections are answered at a time; more wait to be accepted.
const CONNECTIONS_MAX: usize = 16;
/// How many bytes a request has, its line's end included.
const REQUEST_BYTES_MAX: usize = 64;
/// Within what time a request must be there, and its answer be taken.
const DEADLINE: Duration = Duration::from_secs(2);
/// The pause after the system had no room for a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// The one request.
const REQUEST: &[u8] = b"status";
const REFUSAL: &[u8] = b"{\"error\":\"expected the line `status`, of 64 bytes at most\"}\n";

/// What somebody asks for.
enum Request {
    Status,
    Other,
    /// Nothing more.
    End,
}

impl Launch {
    /// The sockets at which this part's nodes say how they are, if the file wants that.
    pub(super) fn bind_status(&self) -> Result<Vec<BoundSocket>, LaunchError> {
        if !self.topology.status() {
            return Ok(Vec::new());
        }
        private_directory(self.topology.link_directory())?;
        let bind = |node: &str| Ok(BoundSocket::bind(&self.topology.status_socket(node))?);
        self.nodes.iter().map(|node| bind(&node.name)).collect()
    }

    /// Answers at these sockets, until all is closing.
    pub(super) fn tell(&self, sockets: Vec<BoundSocket>) {
        // One limit for all nodes of a process.
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        for socket in sockets {
            let (board, places, runtime) = (Arc::clone(&self.board), Arc::clone(&places), self.runtime.clone());
            let closing = self.closer.closing();
            drop(self.runtime.spawn(async move {
                let mut closing = closing;
                // Dropped before `closing`: who waits for the end finds the socket gone.
                let socket = socket;
                loop {
                    let accepted = async {
                        let place = Arc::clone(&places).acquire_owned().await;
                        (place, socket.accept().await)
                    };
                    let First::Right((place, accepted)) = first(closing.wait(), accepted).await else { return };
                    match accepted {
                        Ok(connection) => {
                            let (board, closing) = (Arc::clone(&board), closing.clone());
                            drop(runtime.spawn(async move {
                                let _place = place;
                                answer(&connection, &board, closing).await;
                            }));
                        }
                        Err(error) => {
                            tracing::warn!(socket = %socket.path().display(), "a call was not accepted: {error}");
                            tokio::time::sleep(PAUSE).await;
                        }
                    }
                }
            }));
        }
    }
}

/// Answers one connection. Its errors say that it is gone, and nobody is left to be told.
async fn answer(connection: &UnixStream, board: &Board, mut closing: Closing) {
    drop(first(closing.wait(), converse(connection, board)).await);
}

async fn converse(connection: &UnixStream, board: &Board) -> io::Result<()> {
    let mut waiting = Vec::new();
    loop {
        let (line, is_last) = match timeout(DEADLINE, next(connection, &mut waiting)).await?? {
            Request::End => return Ok(()),
            Request::Other => (REFUSAL.to_vec(), true),
            Request::Status => (document(board)?, false),
        };
        timeout(DEADLINE, write_all(connection, &line)).await??;
        if is_last {
            return Ok(());
        }
        // However fast somebody asks, others have their turn.
        tokio::task::coop::consume_budget().await;
    }
}

fn document(board: &Board) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(&board.status())?;
    line.push(b'\n');
    Ok(line)
}

/// The next request; `waiting` holds what was read and belongs to it, or to one behind it.
async fn next(connection: &UnixStream, waiting: &mut Vec<u8>) -> io::Result<Request> {
    loop {
        if let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
            let is_status = waiting[..end].trim_ascii_end() == REQUEST;
            waiting.drain(..=end);
            return Ok(if is_status { Request::Status } else { Request::Other });
        }
        let room = REQUEST_BYTES_MAX - waiting.len();
        if room == 0 {
            return Ok(Request::Other);
        }
        let mut chunk = [0; REQUEST_BYTES_MAX];
        connection.readable().await?;
        match connection.try_read(&mut chunk[..room]) {
            Ok(0) => return Ok(Request::End),
            Ok(read) => waiting.extend_from_slice(&chunk[..read]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
    }
}
