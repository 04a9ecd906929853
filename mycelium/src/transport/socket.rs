//! Listening unix sockets: private, taken over when their owner is dead, never taken from a living one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

/// placeholder until the relay branch lands
#[derive(Debug)]
pub struct BoundSocket {
    listener: UnixListener,
    path: PathBuf,
}

/// Why
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SocketError {
    /// io
    #[error("{}: {error}", path.display())]
    Io {
        /// path
        path: PathBuf,
        /// error
        error: io::Error,
    },
}

impl BoundSocket {
    /// bind
    pub fn bind(path: &Path) -> Result<Self, SocketError> {
        let _ = fs::remove_file(path);
        let listener = UnixListener::bind(path).map_err(|error| SocketError::Io { path: path.to_owned(), error })?;
        Ok(Self { listener, path: path.to_owned() })
    }
    /// accept
    pub async fn accept(&self) -> io::Result<UnixStream> {
        Ok(self.listener.accept().await?.0)
    }
    /// path
    pub fn path(&self) -> &Path {
        &self.path
    }
}
/// dir
pub fn private_directory(path: &Path) -> Result<(), SocketError> {
    fs::create_dir_all(path).map_err(|error| SocketError::Io { path: path.to_owned(), error })
}
