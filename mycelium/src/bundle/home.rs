//! Where the sockets of links stand when the file does not say: a directory of this user's.

use std::env;
use std::path::{Path, PathBuf};

/// `$XDG_RUNTIME_DIR/mycelium`, else `/tmp/mycelium-` and the user.
pub(super) fn default_link_directory() -> PathBuf {
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    match runtime {
        Some(runtime) => runtime.join("mycelium"),
        None => Path::new("/tmp").join(format!("mycelium-{}", user())),
    }
}

/// The user's number, else what the environment calls the user.
fn user() -> String {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if let Ok(process) = std::fs::metadata("/proc/self") {
            return process.uid().to_string();
        }
    }
    let name = env::var("USER").unwrap_or_default();
    let fit = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if fit { name } else { "unknown".into() }
}
