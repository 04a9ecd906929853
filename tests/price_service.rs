//! The smallest service that sends and asks, ours and its peers': how many lines it takes, as the README says.
//!
//! The programs are in `benches/price_service`; those of the peers are examples of `benches/peers`, which is the one place
//! where they are built. All are formatted as rustfmt does by default, and every line counts that is not blank.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod program {
    include!("../benches/price_service/mycelium.rs");

    pub(super) fn run() {
        main();
    }
}

/// The shortest first.
const PROGRAMS: [&str; 5] = ["mycelium", "kameo", "ractor", "actix", "elfo"];
/// What ours may have.
const LINES_MAX: usize = 20;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn file(program: &str) -> String {
    format!("benches/price_service/{program}.rs")
}

fn lines(program: &str) -> usize {
    read(&file(program)).lines().filter(|line| !line.trim().is_empty()).count()
}

/// The version that is built, from a lock file.
fn version(program: &str) -> String {
    let lock = read(if program == "mycelium" { "Cargo.lock" } else { "benches/peers/Cargo.lock" });
    let after = lock.split(&format!("name = \"{program}\"\nversion = \"")).nth(1);
    let version = after.and_then(|after| after.split('"').next());
    version.unwrap_or_else(|| panic!("no lock file has {program}")).to_owned()
}

/// The table as the README has it.
fn table() -> String {
    let rows = PROGRAMS
        .map(|program| format!("| [{program} {}]({}) | {} |\n", version(program), file(program), lines(program)));
    format!("| | lines |\n|---|---:|\n{}", rows.concat())
}

#[test]
fn the_price_service_runs() {
    program::run();
}

#[test]
fn the_price_services_are_formatted_by_default() {
    let configuration = read("benches/price_service/rustfmt.toml");
    assert!(configuration.lines().all(|line| line.starts_with('#')), "{configuration}");
    for program in PROGRAMS {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024", "--config-path", "benches/price_service"]);
        let output = rustfmt.arg(file(program)).current_dir(root()).output().expect("rustfmt is there");
        assert!(output.status.success(), "{program}:\n{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn the_price_service_is_as_short_as_the_readme_says() {
    let (table, readme) = (table(), read("README.md"));
    println!("{table}");
    assert!(readme.contains(&table), "the README has another table than:\n{table}");
    assert!(readme.contains(&read(&file("mycelium"))), "the README shows another program");
    assert!(lines("mycelium") <= LINES_MAX, "ours has more than {LINES_MAX} lines");
    let others = PROGRAMS.iter().skip(1);
    for program in others {
        let text = read(&file(program));
        // Whoever counts comments counts the same.
        assert!(!text.contains("//") && !text.contains("/*"), "{program} has comments");
        assert!(read("benches/peers/Cargo.toml").contains(&format!("path = \"../price_service/{program}.rs\"")));
    }
}
