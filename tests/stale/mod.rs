//! The file of a socket whose owner is dead.

use std::io::ErrorKind;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

/// Leaves a socket at `path` to which nobody listens: dropping a listener keeps its file, as a killed process does.
///
/// A process that another test starts at that moment holds a copy of the listener until it is a program of its own, and
/// the socket is alive for as long: this waits until it is refused.
pub(crate) fn leave_socket(path: &Path) {
    drop(UnixListener::bind(path).expect("nobody else has this path"));
    let begun = Instant::now();
    while !UnixStream::connect(path).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused) {
        assert!(begun.elapsed() < LIMIT, "{}: somebody listens still", path.display());
        std::thread::yield_now();
    }
}
