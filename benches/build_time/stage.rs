//! A workspace with the libraries of all sides and their programs, and the steps of a turn.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Side;
use crate::compiler::{self, Cost};
use crate::shape::program;

/// Where the sides are built.
pub(crate) struct Stage {
    directory: PathBuf,
    /// Lines and bytes of each library.
    pub(crate) sizes: Vec<(Side, usize, usize)>,
}

/// What one side cost in one turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    pub(crate) check: Cost,
    pub(crate) build: Cost,
    pub(crate) edit: Cost,
}

/// The line of a handler that an edit changes, and what becomes of it.
const EDIT: (&str, &str) = ("self.sum.wrapping_add(event.id)", "self.sum.wrapping_sub(event.id)");

// === impl Stage ===

impl Stage {
    /// Writes the workspace, builds what is not measured, and sees to it that all programs do the same.
    pub(crate) fn build(libraries: &[(Side, String)]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let directory = target.join("build_time");
        let mut stage = Self { directory, sizes: Vec::new() };
        let names: Vec<&str> = libraries.iter().map(|(side, _)| side.name()).collect();
        stage.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {names:?}\n"));
        // The very same dependencies, without asking a registry.
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            stage.write(file, &fs::read_to_string(root.join(file)).expect("the workspace has it"));
        }
        for (side, library) in libraries {
            let name = side.name();
            let library = rustfmt(&format!("#![allow(clippy::all)]\n{library}"));
            stage.write(&format!("{name}/Cargo.toml"), &manifest(name, &root));
            stage.write(&format!("{name}/src/lib.rs"), &library);
            stage.write(&format!("{name}/src/main.rs"), &rustfmt(&program(name)));
            stage.sizes.push((*side, library.lines().filter(|line| !line.trim().is_empty()).count(), library.len()));
        }
        stage.cargo(&["check", "--workspace"]);
        stage.cargo(&["build", "--workspace"]);
        let mut printed = names.iter().map(|name| (name, stage.output(name)));
        let (_, expected) = printed.next().expect("there are sides");
        assert!(expected.lines().count() > 100, "the program says what it did");
        for (name, found) in printed {
            assert!(found == expected, "the program of `{name}` does not do what that of `{}` does", names[0]);
        }
        stage
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// One side's turn.
    pub(crate) fn turn(&self, side: Side, turn: usize) -> Costs {
        let name = side.name();
        let library = self.directory.join(name).join("src/lib.rs");
        let text = fs::read_to_string(&library).expect("it was written");
        assert!(text.contains(EDIT.0), "{name}: no handler to edit");
        self.cargo(&["clean", "--package", name]);
        let check = compiler::cost(&self.cargo(&["check", "--package", name, "--lib"]), name);
        self.cargo(&["clean", "--package", name]);
        // From nothing, and gigabytes in the end.
        drop(fs::remove_dir_all(self.directory.join("target/debug/incremental")));
        let build = compiler::cost(&self.cargo(&["build", "--package", name, "--lib"]), name);
        // Another handler each turn.
        let at = text.match_indices(EDIT.0).nth(turn * 7 % 100).map_or(0, |(at, _)| at);
        let edited = format!("{}{}{}", &text[..at], EDIT.1, &text[at + EDIT.0.len()..]);
        fs::write(&library, edited).expect("it can be written");
        let edit = compiler::cost(&self.cargo(&["build", "--package", name, "--lib"]), name);
        fs::write(&library, text).expect("it can be written");
        Costs { check, build, edit }
    }

    /// Calls cargo and gives what was measured meanwhile.
    fn cargo(&self, args: &[&str]) -> String {
        let log = self.directory.join("log.txt");
        drop(fs::remove_file(&log));
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(args).arg("--offline").arg("--target-dir").arg(self.directory.join("target"));
        cargo.current_dir(&self.directory).env(compiler::LOG, &log);
        cargo.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe().expect("we are a program"));
        // Those of the bench, or of a gate, are not those of a user.
        for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_INCREMENTAL", "RUSTC_WRAPPER"] {
            cargo.env_remove(variable);
        }
        let output = cargo.output().expect("cargo can be called");
        assert!(output.status.success(), "cargo {args:?}:\n{}", String::from_utf8_lossy(&output.stderr));
        fs::read_to_string(&log).unwrap_or_default()
    }

    /// What a side's program prints.
    fn output(&self, name: &str) -> String {
        let program = self.directory.join("target/debug").join(format!("{name}_program"));
        let output = Command::new(program).output().expect("it was built");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.directory.join(path);
        fs::create_dir_all(path.parent().expect("it is in a directory")).expect("it can be made");
        // What did not change is not built again.
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return;
        }
        fs::write(path, text).expect("it can be written");
    }
}

fn manifest(name: &str, root: &Path) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [[bin]]\nname = \"{name}_program\"\npath = \"src/main.rs\"\n\n\
         [dependencies]\nmycelium = {{ path = {:?} }}\n\
         tokio = {{ version = \"1.54\", default-features = false, features = [\"macros\", \"rt-multi-thread\"] }}\n",
        root.join("mycelium")
    )
}

/// As people have it in their editors: what a line is matters to the compiler, too.
fn rustfmt(text: &str) -> String {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = rustfmt.spawn().expect("rustfmt is a component of the toolchain");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let text = text.to_owned();
    // From a thread, since rustfmt may write before it has read everything.
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("rustfmt ends");
    writer.join().expect("nobody panics").expect("rustfmt reads");
    assert!(output.status.success(), "rustfmt refused a library");
    String::from_utf8(output.stdout).expect("Rust is UTF-8")
}
