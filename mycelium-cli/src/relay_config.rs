//! What `mycelium relay` is told: by its arguments, by a file, or by both; the arguments win.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use mycelium::relay::{OnFull, RelayOptions};
use mycelium::wire::{ChecksumRule, Domain, HEADER_LEN};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

/// The longest pause of a sender that can be asked for: an hour.
const BLOCK_MS_MAX: u64 = 3_600_000;
/// How long a sender waits if nothing else is said.
const BLOCK_MS_DEFAULT: u64 = 1_000;

/// The options of a relay, as far as one source says them: the flags, or the keys of a file.
#[derive(Debug, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The domain: market_data, signal, execution, system, or a number from 1 to 255.
    #[arg(long, value_parser = domain, required_unless_present = "config")]
    #[serde(default, deserialize_with = "domain_in_file")]
    domain: Option<Domain>,

    /// Where it listens. A socket that a dead process left is taken over, a living one never.
    #[arg(long, value_name = "PATH", required_unless_present = "config")]
    socket: Option<PathBuf>,

    /// How many bytes wait for one listener before its queue is full [default: 16777216].
    #[arg(long, value_name = "N", value_parser = at_least(1))]
    #[serde(default, deserialize_with = "at_least_in_file::<1, _>")]
    queue_bytes: Option<usize>,

    /// The longest frame in bytes, header included [default: 1048576].
    #[arg(long, value_name = "N", value_parser = at_least(HEADER_LEN))]
    #[serde(default, deserialize_with = "at_least_in_file::<HEADER_LEN, _>")]
    max_frame_len: Option<usize>,

    /// How many connections stand at a time [default: 1024].
    #[arg(long, value_name = "N", value_parser = at_least(1))]
    #[serde(default, deserialize_with = "at_least_in_file::<1, _>")]
    max_connections: Option<usize>,

    /// A sender hears its own frames, too, as with the relays of old peers [default: false].
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    echo: Option<bool>,

    /// Frames with the domain's old number, the one below, are its own, too; they go on as they came [default: false].
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    legacy_domains: Option<bool>,

    /// Which checksums are good: the right one; also 0; or any. [default: accept-zero for market_data and signal, else
    /// require]
    #[arg(long, value_name = "RULE")]
    checksum: Option<Checksum>,

    /// What happens when a listener's queue is full: it loses the oldest frames, it is let go, or senders wait for it
    /// [default: drop_oldest].
    #[arg(long, value_name = "POLICY")]
    on_full: Option<WhenFull>,

    /// How long a sender waits, at most, with `--on-full block`, in milliseconds [default: 1000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=BLOCK_MS_MAX))]
    #[serde(default, deserialize_with = "block_ms_in_file")]
    block_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Checksum {
    Require,
    #[serde(alias = "accept_zero")]
    #[clap(alias = "accept_zero")]
    AcceptZero,
    Ignore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
#[clap(rename_all = "snake_case")]
enum WhenFull {
    DropOldest,
    Disconnect,
    Block,
}

/// Reads a domain's name or number.
fn domain(text: &str) -> Result<Domain, String> {
    let named = [Domain::MARKET_DATA, Domain::SIGNAL, Domain::EXECUTION, Domain::SYSTEM];
    if let Some(domain) = named.into_iter().find(|domain| domain.name() == Some(text)) {
        return Ok(domain);
    }
    match u8::from_str(text) {
        Ok(number @ 1..) => Ok(Domain::new(number)),
        _ => Err(DOMAINS.to_owned()),
    }
}

const DOMAINS: &str = "expected market_data, signal, execution, system, or a number from 1 to 255";

fn at_least(min: usize) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(min as u64..)
}

/// A domain in a file: a text or an integer.
fn domain_in_file<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Domain>, D::Error> {
    struct Either;
    impl Visitor<'_> for Either {
        type Value = Domain;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(DOMAINS.trim_start_matches("expected "))
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<Domain, E> {
            // A number belongs there as a number.
            let named = domain(text).ok().filter(|_| text.parse::<u8>().is_err());
            named.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
        }
        fn visit_i64<E: de::Error>(self, number: i64) -> Result<Domain, E> {
            let found = u8::try_from(number).ok().filter(|number| *number > 0);
            found.map(Domain::new).ok_or_else(|| E::invalid_value(de::Unexpected::Signed(number), &self))
        }
    }
    from.deserialize_any(Either).map(Some)
}

fn at_least_in_file<'de, const MIN: usize, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    let number = i64::deserialize(from)?;
    let found = usize::try_from(number).ok().filter(|number| *number >= MIN);
    let refused = || de::Error::custom(format!("found {number}, expected an integer of {MIN} or more"));
    found.map(Some).ok_or_else(refused)
}

fn block_ms_in_file<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let number = i64::deserialize(from)?;
    let found = u64::try_from(number).ok().filter(|number| (1..=BLOCK_MS_MAX).contains(number));
    let refused = || de::Error::custom(format!("found {number}, expected 1 to {BLOCK_MS_MAX} milliseconds"));
    found.map(Some).ok_or_else(refused)
}

// === impl Settings ===

impl Settings {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// With the file's name, and line and column where it is not what it should be.
    fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let settings: Self = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        if settings.block_ms.is_some() && settings.on_full != Some(WhenFull::Block) {
            let say = "`block_ms` is read with `on_full = \"block\"` only; write that too, or remove it";
            return Err(format!("{}: {say}", file.display()));
        }
        Ok(settings)
    }

    /// Joins the flags with what the file says, if there is one.
    ///
    /// # Errors
    ///
    /// When something is missing, or of no use.
    pub(crate) fn options(self, file: Option<&Path>) -> Result<RelayOptions, String> {
        let read = file.map(Self::read).transpose()?.unwrap_or_default();
        let missing = |key: &str, value: &str| {
            let file = file.unwrap_or(Path::new("the configuration")).display();
            format!("{file} has no `{key}`; write `{key} = {value}` there, or give --{key}")
        };
        let domain = self.domain.or(read.domain).ok_or_else(|| missing("domain", "\"signal\""))?;
        let socket = self.socket.or(read.socket).ok_or_else(|| missing("socket", "\"/run/relay.sock\""))?;
        let mut options = RelayOptions::new(domain, socket);
        set(&mut options.queue_bytes, self.queue_bytes.or(read.queue_bytes));
        set(&mut options.max_frame_len, self.max_frame_len.or(read.max_frame_len));
        set(&mut options.max_connections, self.max_connections.or(read.max_connections));
        set(&mut options.echo, self.echo.or(read.echo));
        set(&mut options.legacy_domains, self.legacy_domains.or(read.legacy_domains));
        set(&mut options.checksum, self.checksum.or(read.checksum).map(ChecksumRule::from));
        let on_full = self.on_full.or(read.on_full).unwrap_or(WhenFull::DropOldest);
        if self.block_ms.is_some() && on_full != WhenFull::Block {
            return Err("--block-ms is of use with --on-full block only; give that too, or leave it out".to_owned());
        }
        let block_ms = self.block_ms.or(read.block_ms).unwrap_or(BLOCK_MS_DEFAULT);
        options.on_full = match on_full {
            WhenFull::DropOldest => OnFull::DropOldest,
            WhenFull::Disconnect => OnFull::Disconnect,
            WhenFull::Block => OnFull::Block(Duration::from_millis(block_ms)),
        };
        Ok(options)
    }
}

fn set<T>(option: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *option = said;
    }
}

// === impl Checksum ===

impl From<Checksum> for ChecksumRule {
    fn from(rule: Checksum) -> Self {
        match rule {
            Checksum::Require => Self::Require,
            Checksum::AcceptZero => Self::AcceptZero,
            Checksum::Ignore => Self::Ignore,
        }
    }
}
