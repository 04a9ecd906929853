//! Listening unix sockets: private, taken over from a dead owner, never taken from a living one.
//!
//! A lock beside the socket (`NAME.lock`) says who owns it for as long as its process lives, so two that come at the same
//! time cannot both believe that they do. Sockets without a lock, of programs that know nothing of ours, are asked by
//! connecting. The socket is made inside a directory of its own that nobody else can enter, and moved to its place when
//! its permissions are right.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::future::poll_fn;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener as StdListener, UnixStream as StdStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};

/// The longest path of a socket in bytes: the system has room for 108, one of them a zero.
const PATH_MAX: usize = 107;
/// What the socket's name is while it is being made: `/.`, a process id, a number, `/s`.
const WORKSHOP_LEN: usize = 13;
/// How long a socket is given to take a connection, before it counts as alive all the same.
const PROBE_MAX: Duration = Duration::from_secs(1);

/// A listening socket with permissions 0600. Dropping it removes its file, if it is still this one's.
#[derive(Debug)]
pub struct BoundSocket {
    listener: UnixListener,
    /// The same, to be asked whether or not the runtime has heard of a connection.
    direct: StdListener,
    path: PathBuf,
    /// Device and inode of the socket's file.
    identity: (u64, u64),
    /// Held for as long as the socket is.
    _lock: Lock,
}

/// Why a socket, or the directory for it, was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SocketError {
    /// Somebody listens there.
    #[error("{}: a living process listens here; stop it first, or choose another path", path.display())]
    InUse {
        /// The socket.
        path: PathBuf,
    },
    /// Something else has this name.
    #[error("{}: found a file that is no socket; it is not removed: move it away, or choose another path", path.display())]
    NotASocket {
        /// The file.
        path: PathBuf,
    },
    /// Something else has the name of the lock beside the socket.
    #[error("{}: found no plain file where the socket's lock belongs; move it away, or choose another path", path.display())]
    NotALock {
        /// The lock.
        path: PathBuf,
    },
    /// The system has no room for such a path.
    #[error("{}: a socket's path has {PATH_MAX} bytes at most, this one needs {found}; choose a shorter directory", path.display())]
    PathTooLong {
        /// The socket.
        path: PathBuf,
        /// Its bytes.
        found: usize,
    },
    /// A directory that others can enter, or that is somebody else's.
    #[error(
        "{}: expected a directory of user {expected_uid} with permissions 0700, found user {found_uid} and {found_mode:04o}; \
         choose another directory, or `chmod 700` it",
        path.display()
    )]
    NotPrivate {
        /// The directory.
        path: PathBuf,
        /// Its owner.
        found_uid: u32,
        /// This process's user.
        expected_uid: u32,
        /// Its permissions.
        found_mode: u32,
    },
    /// A path that is no directory.
    #[error("{}: expected a directory, found a file; choose another path", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{}: {error}; check the path and its permissions", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// A lock that its process holds. Dropping it removes the file, if it is still this one's.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    file: File,
}

/// A directory that is removed when it is dropped, empty or not wanted any more.
struct Workshop(PathBuf);

/// Makes a directory that nobody else can enter, or checks that an existing one is such.
///
/// # Errors
///
/// [`SocketError`]; nothing is changed then.
pub fn private_directory(path: &Path) -> Result<(), SocketError> {
    let io = |error| SocketError::Io { path: path.to_owned(), error };
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            SocketError::NotADirectory { path: path.to_owned() }
        }
        _ => io(error),
    })?;
    let found = fs::metadata(path).map_err(io)?;
    // What this process makes is its user's; without `/proc` the owner is not checked.
    let expected_uid = fs::metadata("/proc/self").map_or(found.uid(), |own| own.uid());
    let found_mode = found.mode() & 0o7777;
    if found.uid() != expected_uid || found_mode & 0o077 != 0 {
        return Err(SocketError::NotPrivate {
            path: path.to_owned(),
            found_uid: found.uid(),
            expected_uid,
            found_mode,
        });
    }
    Ok(())
}

// === impl BoundSocket ===

impl BoundSocket {
    /// Listens at `path`. Missing directories are made with permissions 0700; a socket whose owner is dead is replaced.
    ///
    /// # Errors
    ///
    /// [`SocketError`]. A living socket, or a file that is none, stays untouched.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its I/O driver enabled.
    pub fn bind(path: &Path) -> Result<Self, SocketError> {
        let io = |error| SocketError::Io { path: path.to_owned(), error };
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let len = |path: &Path| path.as_os_str().as_bytes().len();
        let found = len(path).max(len(parent) + WORKSHOP_LEN);
        if found > PATH_MAX {
            return Err(SocketError::PathTooLong { path: path.to_owned(), found });
        }
        DirBuilder::new().recursive(true).mode(0o700).create(parent).map_err(io)?;
        let lock = Lock::take(path)?;
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(io(error)),
            Ok(found) if !found.file_type().is_socket() => {
                return Err(SocketError::NotASocket { path: path.to_owned() });
            }
            Ok(_) if is_alive(path) => return Err(SocketError::InUse { path: path.to_owned() }),
            Ok(_) => {}
        }
        let workshop = Workshop::new(parent).map_err(io)?;
        let made = workshop.0.join("s");
        let listener = StdListener::bind(&made).map_err(io)?;
        fs::set_permissions(&made, Permissions::from_mode(0o600)).map_err(io)?;
        let identity = identity(&fs::symlink_metadata(&made).map_err(io)?);
        fs::rename(&made, path).map_err(io)?;
        listener.set_nonblocking(true).map_err(io)?;
        let direct = listener.try_clone().map_err(io)?;
        let listener = UnixListener::from_std(listener).map_err(io)?;
        Ok(Self { listener, direct, path: path.to_owned(), identity, _lock: lock })
    }

    /// Waits for the next connection. Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of the system, such as too many open files; the socket still listens.
    pub async fn accept(&self) -> io::Result<UnixStream> {
        poll_fn(|cx| self.poll_accept(cx)).await
    }

    /// As [`accept`](Self::accept), for a caller who does more under its own lock.
    pub(crate) fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<UnixStream>> {
        self.listener.poll_accept(cx).map_ok(|(stream, _)| stream)
    }

    /// The next connection, if one waits at this moment.
    pub(crate) fn accept_now(&self) -> io::Result<Option<UnixStream>> {
        match self.direct.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(true)?;
                UnixStream::from_std(stream).map(Some)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for BoundSocket {
    fn drop(&mut self) {
        let is_ours = fs::symlink_metadata(&self.path).is_ok_and(|found| identity(&found) == self.identity);
        if is_ours {
            drop(fs::remove_file(&self.path));
        }
    }
}

fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

/// Whether somebody listens at a socket. One that takes no connection in time is thought alive: its owner is busy.
fn is_alive(path: &Path) -> bool {
    let (answer, answered) = mpsc::sync_channel(1);
    let path = path.to_owned();
    // A connection to a socket whose owner accepts nothing would block: it has a thread of its own.
    let probe = std::thread::Builder::new().name("socket probe".to_owned());
    let started = probe.spawn(move || drop(answer.send(StdStream::connect(path))));
    if started.is_err() {
        return true;
    }
    match answered.recv_timeout(PROBE_MAX) {
        Ok(Err(error)) => !matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound),
        Ok(Ok(_)) | Err(_) => true,
    }
}

// === impl Lock ===

impl Lock {
    fn take(socket: &Path) -> Result<Self, SocketError> {
        let mut path = socket.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let io = |error| SocketError::Io { path: path.clone(), error };
        loop {
            // A link would be followed, and a pipe would be waited for.
            if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
                return Err(SocketError::NotALock { path });
            }
            let file =
                OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path).map_err(io)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(SocketError::InUse { path: socket.to_owned() }),
                Err(TryLockError::Error(error)) => return Err(io(error)),
            }
            // The owner before may have removed the file between our opening and our locking.
            let lock = Self { path: path.clone(), file };
            if lock.is_in_its_place() {
                return Ok(lock);
            }
        }
    }

    fn is_in_its_place(&self) -> bool {
        let (found, locked) = (fs::symlink_metadata(&self.path), self.file.metadata());
        found.is_ok_and(|found| locked.is_ok_and(|locked| identity(&found) == identity(&locked)))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.is_in_its_place() {
            drop(fs::remove_file(&self.path));
        }
    }
}

// === impl Workshop ===

impl Workshop {
    fn new(parent: &Path) -> io::Result<Self> {
        let mut attempt = 0_u32;
        loop {
            let path = parent.join(format!(".{:x}{attempt:x}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 1_000 => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
