//! Instructions of one encode, one decode, one send and one ask, counted by callgrind and compared with `baseline.txt`.
//!
//! ```text
//! cargo bench --profile instructions -p mycelium-instructions               # fails when a case grew by more than 5 %
//! cargo bench --profile instructions -p mycelium-instructions -- --update   # accepts what is counted now
//! ```
//!
//! Where times drift by a third, counts stand still: the same toolchain makes the same code, and the program runs itself
//! under callgrind, a case at a time, with nothing counted but the case. Of the C library (`memcpy`, `malloc`) nothing is
//! counted, since its code differs between machines; allocations are counted in `tests/allocations.rs`. The processor's
//! own choice of code is out of the way, too: valgrind shows every program the same one, without AVX-512.
//!
//! Needs valgrind. Without it the program says so, and fails only where `CI` is set.

mod actor_cases;
mod baseline;
mod callgrind;
#[path = "../../examples/trading_pair/messages.rs"]
#[allow(dead_code, unreachable_pub, reason = "the messages of the examples, of which some are cases")]
mod messages;
#[path = "../bundled/pool.rs"]
mod pool;
mod rounds;
mod wire_cases;

use std::process::ExitCode;

use crate::baseline::{Baseline, Verdict};
use crate::rounds::Case;

/// The profile whose code is counted; its name is that of the folder that cargo builds it in.
const PROFILE: &str = "instructions";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    if let Some(at) = args.iter().position(|arg| arg == callgrind::CASE_FLAG) {
        let name = args.get(at + 1).map_or("", String::as_str);
        let case = cases().find(|case| case.name == name);
        (case.unwrap_or_else(|| panic!("no case is called {name:?}")).run)();
        return ExitCode::SUCCESS;
    }
    // `cargo test --benches` and `--list` count nothing.
    if has("--test") || has("--list") {
        return ExitCode::SUCCESS;
    }
    match count_all(has("--update")) {
        Ok(code) => code,
        Err(reason) => {
            eprintln!("instructions: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn cases() -> impl Iterator<Item = Case> {
    wire_cases::CASES.into_iter().chain(actor_cases::CASES)
}

fn count_all(update: bool) -> Result<ExitCode, String> {
    let program = std::env::current_exe().map_err(|error| format!("which program is this? {error}"))?;
    if !program.ancestors().any(|folder| folder.ends_with(PROFILE)) {
        println!("not counted: other code than that of the baseline. Build it with `--profile {PROFILE}`.");
        return Ok(ExitCode::SUCCESS);
    }
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        println!("not counted: the baseline is that of x86-64 Linux");
        return Ok(ExitCode::SUCCESS);
    }
    if !callgrind::is_there() {
        println!("not counted: valgrind is not installed (Debian: apt-get install valgrind)");
        let failed = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty());
        return Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    let mut counts = Vec::new();
    for case in cases() {
        counts.push((case.name, callgrind::count(&program, &case)?));
    }
    if update {
        baseline::write(&counts)?;
    }
    let baseline = Baseline::read()?;
    println!("{:<28}{:>12}{:>12}{:>10}", "instructions", "baseline", "found", "change");
    let mut verdicts = baseline.without(&counts);
    for (name, found) in counts {
        let (kept, verdict) = baseline.judge(name, found);
        let change = kept.map_or("new".to_owned(), |kept| format!("{:+.1} %", (found / kept - 1.0) * 100.0));
        let kept = kept.map_or("-".to_owned(), |kept| format!("{kept:.1}"));
        println!("{name:<28}{kept:>12}{found:>12.1}{change:>10}");
        verdicts.push(verdict);
    }
    Ok(report(verdicts))
}

/// Says what to do, and whether the step failed.
fn report(verdicts: Vec<Verdict>) -> ExitCode {
    const ACCEPT: &str = "cargo bench --profile instructions -p mycelium-instructions -- --update";
    let mut code = ExitCode::SUCCESS;
    let mut shrunk = false;
    for verdict in verdicts {
        match verdict {
            Verdict::Kept => {}
            Verdict::Shrunk => shrunk = true,
            Verdict::Failed(reason) => {
                println!("FAILED: {reason}");
                code = ExitCode::FAILURE;
            }
        }
    }
    if code == ExitCode::FAILURE {
        println!(
            "make it cheaper again, or, if it is worth that much, accept it and say why in the commit:\n  {ACCEPT}"
        );
    } else if shrunk {
        println!("cheaper than the baseline: keep the gain from being lost again:\n  {ACCEPT}");
    }
    code
}
