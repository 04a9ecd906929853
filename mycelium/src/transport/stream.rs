//! Bytes out of a socket, as many as are there, and into it, all of them.

use std::io;

use tokio::net::UnixStream;

/// How many bytes are read at a time, at most.
const CHUNK: usize = 65_536;

/// Waits for bytes and reads what is there into `chunk`, whose old content is discarded. Returns `false` at the end
/// of the stream. Cancel safe.
pub(crate) async fn read_some(socket: &UnixStream, chunk: &mut Vec<u8>) -> io::Result<bool> {
    chunk.clear();
    chunk.reserve_exact(CHUNK);
    loop {
        socket.readable().await?;
        match socket.try_read_buf(chunk) {
            Ok(read) => return Ok(read > 0),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Writes all of `bytes`.
pub(crate) async fn write_all(socket: &UnixStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match socket.try_write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => socket.writable().await?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
