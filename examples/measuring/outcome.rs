//! What one run of the pair computed: files, and what can be said of them without reading them again.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use mycelium::Message;
use mycelium::wire::tlv_len;
use sha2::{Digest, Sha256};
use trading_pair::{ArbitrageSignal, OrderRequest};

use super::node::{ORDERS, SIGNALS, TIMES};
use super::road::{Road, RunDirectory};

/// See the module. The files go with it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) road: Road,
    pub(crate) signals: usize,
    pub(crate) enhanced: u64,
    pub(crate) orders: usize,
    /// SHA-256 over the TLVs of all signals, then of all orders, in order.
    pub(crate) digest: String,
    directory: RunDirectory,
}

// === impl Outcome ===

impl Outcome {
    /// Reads what all processes of a road have written.
    pub(crate) fn read(road: Road, directory: RunDirectory, enhanced: u64) -> io::Result<Self> {
        let mut hash = Sha256::new();
        let mut read = |name: &str, record: Option<usize>| -> io::Result<usize> {
            let len = hash_file(directory.path().join(name), &mut hash)?;
            Ok(len / tlv_len(record.expect("signals and orders have a fixed length")))
        };
        let signals = read(SIGNALS, ArbitrageSignal::PAYLOAD_LEN)?;
        let orders = read(ORDERS, OrderRequest::PAYLOAD_LEN)?;
        let digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { road, signals, enhanced, orders, digest, directory })
    }

    /// The bytes of all signals.
    pub(crate) fn signal_bytes(&self) -> io::Result<Vec<u8>> {
        read_file(self.directory.path().join(SIGNALS))
    }

    /// The bytes of all orders.
    pub(crate) fn order_bytes(&self) -> io::Result<Vec<u8>> {
        read_file(self.directory.path().join(ORDERS))
    }

    /// When each event was handled, by index; 0 for those that were not.
    pub(crate) fn handled_at_ns(&self) -> io::Result<Vec<u64>> {
        let bytes = read_file(self.directory.path().join(TIMES))?;
        Ok(bytes.chunks_exact(8).map(|at| at.try_into().map_or(0, u64::from_le_bytes)).collect())
    }
}

/// A file's bytes; none if nobody had anything to write.
fn read_file(path: PathBuf) -> io::Result<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    }
}

/// Hashes a file piece by piece; returns its length.
fn hash_file(path: PathBuf, hash: &mut Sha256) -> io::Result<usize> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        opened => opened?,
    };
    let (mut bytes, mut len) = (vec![0; 65_536], 0);
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(len),
            read => {
                hash.update(&bytes[..read]);
                len += read;
            }
        }
    }
}
