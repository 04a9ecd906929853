//! This program under callgrind, and what callgrind writes about it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::rounds::{Case, ROUNDS};

/// Says which case the program is to run.
pub(crate) const CASE_FLAG: &str = "--case";

/// Whether valgrind can be run.
pub(crate) fn is_there() -> bool {
    let tried = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// The instructions of what a case counts, once, without those of shared libraries.
pub(crate) fn count(program: &Path, case: &Case) -> Result<f64, String> {
    let Case { name: case, per_round, .. } = *case;
    let file = std::env::temp_dir().join(format!("mycelium-instructions-{}.out", std::process::id()));
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no"])
        // The name is in the mangled one, however it is mangled.
        .arg("--toggle-collect=*counted_rounds*")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args([CASE_FLAG, case])
        .stdin(Stdio::null())
        .output();
    let output = run.map_err(|error| format!("valgrind: {error}"))?;
    let text = fs::read_to_string(&file);
    // Nothing depends on whether it is gone.
    let _gone = fs::remove_file(&file);
    if !output.status.success() {
        return Err(format!("{case}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
    match own_instructions(&text, program) {
        0 => Err(format!("{case}: callgrind counted nothing")),
        counted => Ok(counted as f64 / (ROUNDS * per_round) as f64),
    }
}

/// Adds up the costs of the program's own functions.
///
/// A line `ob=(1) /a/b` says in which file the functions that follow are, and gives it a number, by which it is
/// named from then on. Lines that begin with a digit, `+`, `-` or `*` are costs: a place and a count. The one after
/// `calls=` is that of the called function, which is in its own lines, too.
fn own_instructions(text: &str, program: &Path) -> u64 {
    let program = program.to_string_lossy();
    let (mut own_id, mut own, mut called, mut sum) = (None, false, false, 0);
    for line in text.lines() {
        // `cob=`, the file of a called function, may be the first to give the number.
        let named = line.strip_prefix("ob=").or_else(|| line.strip_prefix("cob="));
        if let Some((id, path)) = named.and_then(|named| named.split_once(' '))
            && path == program
        {
            own_id = Some(id.to_owned());
        }
        if let Some(object) = line.strip_prefix("ob=") {
            own = object.split(' ').next() == own_id.as_deref();
        } else if line.starts_with("calls=") {
            called = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost: u64 = line.split(' ').nth(1).and_then(|cost| cost.parse().ok()).unwrap_or(0);
            sum += if own && !called { cost } else { 0 };
            called = false;
        }
    }
    sum
}
