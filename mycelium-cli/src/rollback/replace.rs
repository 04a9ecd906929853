//! A file that is replaced as a whole: nobody ever reads half of it, and what it said before is kept beside it.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A longer file is not read, as the library reads none.
const FILE_BYTES_MAX: u64 = 16 << 20;
/// How long one waits for another who changes files of the same directory.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// How often one looks whether the other is done.
const LOCK_POLL: Duration = Duration::from_millis(10);
/// So many names are tried for a file that nobody has yet.
const NAMES_MAX: u32 = 1_000;
/// The bits of a mode that say who may do what.
const MODE_BITS: u32 = 0o7777;

/// A file as it was read.
#[derive(Debug)]
pub(super) struct Original {
    /// Where it is, links followed.
    path: PathBuf,
    bytes: Vec<u8>,
    metadata: Metadata,
}

/// A file that was made, and that is removed again unless it is kept.
#[derive(Debug)]
struct Made(Option<PathBuf>);

// === impl Original ===

impl Original {
    /// Reads a file; a symlink is followed.
    ///
    /// # Errors
    ///
    /// A sentence with the path, when it cannot be read, is no file, or is too long for a configuration.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let cannot = |error: io::Error| format!("{shown} cannot be read: {error}; give the path of a bundle file");
        let path = path.canonicalize().map_err(cannot)?;
        // Before it is opened: the opening of a pipe would wait.
        if !fs::metadata(&path).map_err(cannot)?.is_file() {
            return Err(format!("{shown} is no regular file; give the path of a bundle file"));
        }
        let file = File::open(&path).map_err(cannot)?;
        let metadata = file.metadata().map_err(cannot)?;
        let bytes = read_at_most(file).map_err(cannot)?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(format!("{shown} has more than {FILE_BYTES_MAX} bytes; is it the right file?"));
        }
        Ok(Self { path, bytes, metadata })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts other bytes in its place, at once and for all readers, with the same owner and mode. Returns the path of
    /// the backup, which stands beside it.
    ///
    /// # Errors
    ///
    /// A sentence with the path, when a step fails or when somebody else has changed the file since it was read; then
    /// the directory is as it was.
    pub(super) fn replace(&self, bytes: &[u8]) -> Result<PathBuf, String> {
        let path = self.path.display();
        let cannot = |what: &str, error: io::Error| format!("{path} is as it was: {what}: {error}");
        let parent = self.path.parent().unwrap_or(Path::new("/"));
        let directory = File::open(parent).map_err(|error| cannot("its directory cannot be opened", error))?;
        lock(&directory).map_err(|text| format!("{path} is as it was: {text}"))?;
        let next = self.make(".", "next", bytes);
        let next = next.map_err(|error| cannot("a file cannot be written beside it", error))?;
        let stamp = stamp(SystemTime::now());
        let backup = self.make("", &format!("bak-{stamp}"), &self.bytes);
        let backup = backup.map_err(|error| cannot("the backup cannot be written", error))?;
        let now = File::open(&self.path).and_then(read_at_most);
        if now.map_err(|error| cannot("it cannot be read again", error))? != self.bytes {
            return Err(format!("{path} was changed by somebody else at this moment; look at it, and try again"));
        }
        fs::rename(next.path(), &self.path).map_err(|error| cannot("it cannot be replaced", error))?;
        next.keep();
        // Not every file system can; the file itself was written through before.
        drop(directory.sync_all());
        Ok(backup.keep())
    }

    /// Makes a file beside it, with its owner and mode, under a name that nobody has.
    fn make(&self, prefix: &str, suffix: &str, bytes: &[u8]) -> io::Result<Made> {
        let mut base = OsString::from(prefix);
        base.push(self.path.file_name().unwrap_or_default());
        base.push(".");
        base.push(suffix);
        for number in 0..NAMES_MAX {
            let mut name = base.clone();
            if number > 0 {
                name.push(format!(".{number}"));
            }
            let path = self.path.with_file_name(name);
            let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            };
            let made = Made(Some(path));
            file.write_all(bytes)?;
            self.give_away(&file)?;
            file.sync_all()?;
            return Ok(made);
        }
        Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{NAMES_MAX} of them are there; move some away")))
    }

    /// Gives a file the owner and the mode that the original has.
    fn give_away(&self, file: &File) -> io::Result<()> {
        let (made, original) = (file.metadata()?, &self.metadata);
        let user = (made.uid() != original.uid()).then_some(original.uid());
        let group = (made.gid() != original.gid()).then_some(original.gid());
        if user.is_some() || group.is_some() {
            let owner = format!("user {} and group {}", original.uid(), original.gid());
            let explain = |error: io::Error| {
                io::Error::new(
                    error.kind(),
                    format!("it would not belong to {owner} any more ({error}); run this as its owner"),
                )
            };
            fchown(file, user, group).map_err(explain)?;
        }
        file.set_permissions(Permissions::from_mode(original.mode() & MODE_BITS))
    }
}

/// Reads a byte more than is allowed, at most.
fn read_at_most(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Waits until nobody else changes files of this directory by this command.
fn lock(directory: &File) -> Result<(), String> {
    let end = Instant::now() + LOCK_WAIT;
    loop {
        match directory.try_lock() {
            Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(LOCK_POLL),
            Err(TryLockError::WouldBlock) => {
                let waited = LOCK_WAIT.as_secs();
                return Err(format!("another process holds the lock of its directory for {waited} s; try again"));
            }
            // A file system without locks has only the look before the rename.
            Err(TryLockError::Error(_)) | Ok(()) => return Ok(()),
        }
    }
}

/// `YYYYMMDDTHHMMSSZ`, in UTC.
fn stamp(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's civil_from_days: years that begin in March, so that the leap day is their last.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

// === impl Made ===

impl Made {
    fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    fn keep(mut self) -> PathBuf {
        self.0.take().unwrap_or_default()
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // Nothing more can be done about a file that cannot be removed.
        if let Some(path) = &self.0 {
            drop(fs::remove_file(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_the_date_and_time_in_utc() {
        let check = |seconds, expected| assert_eq!(stamp(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        check(0, "19700101T000000Z");
        check(951_782_399, "20000228T235959Z");
        check(951_782_400, "20000229T000000Z");
        check(951_868_800, "20000301T000000Z");
        check(1_735_689_599, "20241231T235959Z");
        check(4_107_542_400, "21000301T000000Z");
    }
}
