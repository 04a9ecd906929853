//! Which part of a topology a process runs: what the command line says.

use thiserror::Error;

use super::words::{did_you_mean, quoted};

/// Which part of a topology is started in this process.
///
/// # Examples
///
/// ```
/// use mycelium::bundle::Part;
///
/// let part = Part::from_args(["--bundle".into(), "trading_core".into()])?;
/// assert_eq!(part, Part::Bundle("trading_core".into()));
/// # Ok::<(), mycelium::bundle::PartError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// Every bundle.
    All,
    /// The bundle with this name.
    Bundle(String),
    /// The actor with this name, which runs in a process of its own.
    Actor(String),
}

/// Why a command line does not say which part to start.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PartError {
    /// Nothing was said.
    #[error("which part is to run here? {CHOICE}")]
    Missing,
    /// More than one part was named.
    #[error("`{first}` and `{second}` are two parts; {CHOICE}")]
    Twice {
        /// What stood first.
        first: String,
        /// What stood second.
        second: String,
    },
    /// A flag without its name.
    #[error("`{flag}` names nothing; write `{flag} NAME` or `{flag}=NAME`")]
    NameMissing {
        /// The flag.
        flag: String,
    },
    /// `--all` with a name.
    #[error("`--all` takes no name; {CHOICE}")]
    NameUnexpected,
    /// Something else.
    #[error("unexpected argument {}{}; {CHOICE}", quoted(.argument), did_you_mean(flag_of(.argument), FLAGS))]
    Unknown {
        /// The argument.
        argument: String,
    },
}

const FLAGS: [&str; 3] = ["--all", "--bundle", "--actor"];
const CHOICE: &str = "write exactly one of `--all`, `--bundle NAME` and `--actor NAME`";

/// An argument without its `=value`.
fn flag_of(argument: &str) -> &str {
    argument.split('=').next().unwrap_or_default()
}

// === impl Part ===

impl Part {
    /// Reads exactly one of `--all`, `--bundle NAME` and `--actor NAME` (or `--bundle=NAME`, `--actor=NAME`).
    ///
    /// `args` are the arguments without the program's name: `std::env::args().skip(1)`.
    ///
    /// # Errors
    ///
    /// [`PartError`] when none or several are there, or anything else.
    pub fn from_args(args: impl IntoIterator<Item = String>) -> Result<Self, PartError> {
        let mut args = args.into_iter();
        let mut chosen: Option<(Self, String)> = None;
        while let Some(argument) = args.next() {
            let flag = flag_of(&argument);
            let inline = argument.split_once('=').map(|(_, name)| name.to_owned());
            let part = match flag {
                "--all" if inline.is_some() => return Err(PartError::NameUnexpected),
                "--all" => Self::All,
                "--bundle" => Self::Bundle(name(flag, inline, &mut args)?),
                "--actor" => Self::Actor(name(flag, inline, &mut args)?),
                _ => return Err(PartError::Unknown { argument }),
            };
            if let Some((_, first)) = chosen {
                return Err(PartError::Twice { first, second: flag.into() });
            }
            chosen = Some((part, flag.into()));
        }
        chosen.map(|(part, _)| part).ok_or(PartError::Missing)
    }
}

/// The name behind a flag. The next argument is one unless it looks like a flag.
fn name(flag: &str, inline: Option<String>, rest: &mut impl Iterator<Item = String>) -> Result<String, PartError> {
    let name = inline.or_else(|| rest.next().filter(|next| !next.starts_with("--")));
    name.filter(|name| !name.is_empty()).ok_or_else(|| PartError::NameMissing { flag: flag.into() })
}
