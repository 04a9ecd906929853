//! A file beside the sources that keeps what messages are on the wire, and a test that compares: whoever changes a
//! message learns what peers, and bytes that were kept, would make of it, before they do.
//!
//! [`schema_lock!`](crate::schema_lock!) is the test's one line. The file is for people and for version control; its
//! differences are the changes that peers will see.
//!
//! ```text
//!  compatible   a new message, fields of a new version, a message that is gone     written with ..=update
//!  breaking     a number used again; a field moved, renamed, retyped, removed,     refused, also by ..=update;
//!               or added without a new version; another number, reply, domain      written with ..=overwrite
//! ```
//!
//! Messages that are gone stay in the file as retired, so that nobody gives their numbers to others. Layer L0.

mod compare;
mod entry;
mod file;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use self::compare::{Difference, compare, merge};
use self::entry::entries;
use crate::message::MessageForm;

/// The environment variable that [`Mode::from_env`] reads.
pub const VARIABLE: &str = "MYCELIUM_SCHEMA_LOCK";

/// What becomes of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// They are errors, and the file stays as it is.
    Check,
    /// Compatible ones are written; if any breaks something, nothing is.
    Update,
    /// All are written.
    Overwrite,
}

/// The messages differ from the file, or the file cannot be used. It says which, what changed, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SchemaLockError(String);

/// Compares messages with the file at `path`, and writes it as `mode` allows. Of a domain enum all messages are compared;
/// `local` ones are left out.
///
/// # Errors
///
/// Differences that `mode` does not write, a file that is not there, cannot be read or written, or does not hold what it
/// should (with its line), and messages that no one file can hold: two of one name, or of one number in one domain.
pub fn check(path: impl AsRef<Path>, messages: &[&'static MessageForm], mode: Mode) -> Result<(), SchemaLockError> {
    let path = path.as_ref();
    let place = path.display();
    let here = entries(messages).map_err(|error| SchemaLockError(format!("{place}: {error}")))?;
    let old = match path.exists() {
        true => Some(fs::read_to_string(path).map_err(|error| SchemaLockError(format!("{place}: {error}")))?),
        false if mode == Mode::Check => return Err(missing(path, here.len())),
        false => None,
    };
    let locked = match &old {
        Some(text) => file::parse(text).map_err(|error| SchemaLockError(format!("{place}:{error}")))?,
        None => Vec::new(),
    };
    let differences = compare(&locked, &here);
    let refused: Vec<&Difference> = match mode {
        Mode::Check => differences.iter().collect(),
        Mode::Update => differences.iter().filter(|difference| difference.breaks()).collect(),
        Mode::Overwrite => Vec::new(),
    };
    if !refused.is_empty() {
        return Err(differing(path, &refused));
    }
    let text = file::render(&merge(locked, here));
    if mode != Mode::Check && old.as_ref() != Some(&text) {
        // Whoever reads it meanwhile finds the old one or the new one, whole.
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        let new = path.with_extension(format!("{}-{}.new", std::process::id(), WRITTEN.fetch_add(1, Relaxed)));
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
        written.map_err(|error| SchemaLockError(format!("{place}: {error}")))?;
    }
    Ok(())
}

fn missing(path: &Path, messages: usize) -> SchemaLockError {
    SchemaLockError(format!(
        "{}: there is no such file, so {messages} messages have nothing to be compared with; run this test with \
         {VARIABLE}=update to write it, and commit it",
        path.display()
    ))
}

fn differing(path: &Path, refused: &[&Difference]) -> SchemaLockError {
    let mut text = format!("{}: {} of the messages are not what they were\n", path.display(), refused.len());
    for difference in refused {
        text += &format!("\n{difference}");
    }
    text += "\n";
    if refused.iter().any(|difference| difference.breaks()) {
        text += &format!(
            "What breaks is understood by no peer of an older build: undo it, or give the new message a number of its own. \
             If no such peer and no bytes of it are left, run this test with {VARIABLE}=overwrite.\n"
        );
    }
    if refused.iter().any(|difference| !difference.breaks()) {
        text += &format!(
            "What is new is understood: run this test with {VARIABLE}=update to write it, and commit the file.\n"
        );
    }
    SchemaLockError(text)
}

// === impl Mode ===

impl Mode {
    /// What [`VARIABLE`] says: nothing or `check`, `update`, or `overwrite`.
    ///
    /// # Errors
    ///
    /// Any other value.
    pub fn from_env() -> Result<Self, SchemaLockError> {
        match std::env::var_os(VARIABLE) {
            None => Ok(Self::Check),
            Some(value) => match value.to_str() {
                Some("" | "check") => Ok(Self::Check),
                Some("update") => Ok(Self::Update),
                Some("overwrite") => Ok(Self::Overwrite),
                _ => {
                    let found = value.to_string_lossy();
                    Err(SchemaLockError(format!("{VARIABLE} is `{found}`; expected `check`, `update` or `overwrite`")))
                }
            },
        }
    }
}

/// Compares messages, and the messages of domain enums, with a file that is committed: one line of one test.
///
/// The path is relative to the directory of the crate's `Cargo.toml`. `MYCELIUM_SCHEMA_LOCK=update` writes new messages
/// and new versions into the file, `=overwrite` also what breaks; see the [module](mod@crate::schema_lock).
///
/// # Panics
///
/// On any difference, saying of each message what changed and what to do; so the test fails.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 200, domain = market_data)]
/// pub struct Quote {
///     pub price: i64,
/// }
///
/// # /*
/// #[test]
/// # */
/// fn what_peers_see_changes_on_purpose() {
///     mycelium::schema_lock!("schema.lock", [Quote]);
/// }
/// # let lock = std::env::temp_dir().join(format!("mycelium-doc-{}.lock", std::process::id()));
/// # mycelium::schema_lock::check(&lock, &[Quote::FORM], mycelium::schema_lock::Mode::Update)?;
/// # mycelium::schema_lock::check(&lock, &[Quote::FORM], mycelium::schema_lock::Mode::Check)?;
/// # let text = std::fs::read_to_string(&lock)?;
/// # assert!(text.contains(r#"schema = ["840750f86063dee2"]"#) && text.contains(r#"hash = "2ae1af192b331746" }"#));
/// # std::fs::remove_file(&lock)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The file then holds
///
/// ```toml
/// [[message]]
/// name = "Quote"
/// number = 200
/// domain = "market_data"
/// schema = ["840750f86063dee2"]
/// fields = [
///     { name = "price", type = "i64", since = 1, hash = "2ae1af192b331746" },
/// ]
/// ```
#[macro_export]
macro_rules! schema_lock {
    ($path:expr, [$($message:ty),+ $(,)?] $(,)?) => {
        $crate::__private::schema_lock(
            ::core::env!("CARGO_MANIFEST_DIR"),
            $path,
            &[$(<$message as $crate::Message>::FORM),+],
        )
    };
}
