//! docs/migration.md, run as it is printed: its commands go through one shell, and what they promise is looked for.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Where the guide works; it says so in its first command.
const WORK: &str = "/tmp/mycelium-guide";
/// How long all of it may take.
const LIMIT: Duration = Duration::from_secs(300);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate stands in the workspace")
}

/// The programs that `cargo run` would build and run: they are built already.
fn stand_in_for_cargo(directory: &Path) {
    let command = Path::new(env!("CARGO_BIN_EXE_mycelium"));
    let examples = command.parent().expect("it stands in a directory").join("examples");
    let script = format!(
        "#!/bin/sh\n\
         [ \"$1\" = run ] || {{ echo \"not run: cargo $*\" >&2; exit 99; }}\n\
         while [ $# -gt 0 ]; do case $1 in\n\
         --example) program=\"{}/$2\"; shift;;\n\
         -p) [ \"$2\" = mycelium-cli ] && program=\"{}\"; shift;;\n\
         --) shift; break;;\n\
         esac; shift; done\n\
         exec \"$program\" \"$@\"\n",
        examples.display(),
        command.display()
    );
    let file = directory.join("cargo");
    std::fs::write(&file, script).expect("the directory is ours");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o700)).expect("the file is ours");
}

/// A directory that is removed in the end.
struct Directory(PathBuf);

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[test]
fn the_guide_runs_as_printed() {
    let guide = std::fs::read_to_string(root().join("docs/migration.md")).expect("the guide is there");
    let blocks: Vec<&str> = guide.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 9, "{} blocks of commands", blocks.len());
    // A shell stops at the first command that fails, and says behind which block it was.
    let mut script = String::from("set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n");
    for (number, block) in blocks.iter().enumerate() {
        script += &format!("echo '== block {number}'\n{block}\n");
    }
    script += "echo '== done'\n";

    drop(std::fs::remove_dir_all(WORK));
    let bin = Directory(std::env::temp_dir().join(format!("mycelium-guide-bin-{}", std::process::id())));
    std::fs::create_dir(&bin.0).expect("nobody else uses this name");
    stand_in_for_cargo(&bin.0);
    let path = std::env::var("PATH").unwrap_or_default();
    let log = bin.0.join("log");
    let file = std::fs::File::create(&log).expect("the directory is ours");
    let mut shell = Command::new("bash")
        .args(["-c", &script])
        .current_dir(root())
        .env("PATH", format!("{}:{path}", bin.0.display()))
        .stdin(Stdio::null())
        .stdout(file.try_clone().expect("it is open"))
        .stderr(file)
        .spawn()
        .expect("there is a shell");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = shell.try_wait().expect("it is our child") {
            break Some(status);
        }
        if start.elapsed() > LIMIT {
            shell.kill().expect("it is our child");
            break None;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let said = std::fs::read_to_string(&log).expect("the shell wrote it");
    assert!(status.is_some_and(|status| status.success()), "{status:?}\n{said}");
    assert!(said.contains("== done"), "{said}");

    // What was sent came, through two moves and back; the comparison found nothing.
    let line = |end: &str| {
        let found = said.lines().rev().find(|line| line.contains(end));
        found.unwrap_or_else(|| panic!("no line with {end:?}\n{said}")).to_owned()
    };
    let numbers = |line: &str| -> Vec<u64> {
        line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
    };
    let signals = numbers(&line(" signals sent, "));
    assert!(signals[0] > 100 && signals[0] == signals[1], "{signals:?}\n{said}");
    assert_eq!(numbers(&line(" messages reported as failed"))[0], 0, "{said}");
    let compared = numbers(&line(" beside arrived, "));
    assert!(compared[0] > 100 && compared[..3].iter().all(|count| *count == compared[0]), "{compared:?}\n{said}");
    assert_eq!(compared[3..7], [0, 0, 0, 0], "{said}");
    assert!(!said.contains("first difference"), "{said}");

    // What the guide says that there would be.
    let mut files: BTreeMap<String, u64> = BTreeMap::new();
    for entry in std::fs::read_dir(WORK).expect("the guide made it").map_while(Result::ok) {
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        files.insert(entry.file_name().to_string_lossy().into_owned(), size);
    }
    for name in ["baseline.json", "report.json", "report.html", "bundles.toml"] {
        assert!(files.get(name).is_some_and(|size| *size > 100), "{name}: {files:?}");
    }
    assert!(files.keys().filter(|name| name.starts_with("bundles.toml.bak-")).count() >= 3, "{files:?}");
    drop(std::fs::remove_dir_all(WORK));
}
