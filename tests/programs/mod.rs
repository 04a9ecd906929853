//! Examples as programs: built if they are not, started, and ended with the test.
//!
//! `cargo test` builds examples first; where it was told to build less, the first test builds what it needs.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long anything here may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);
/// The pause between two looks at something that will happen.
const LOOK_PAUSE: Duration = Duration::from_millis(2);

/// An example: `target/<profile>/examples/<name>`, beside `deps`, where this test stands.
fn built(name: &str) -> PathBuf {
    // One test builds it, the others wait.
    static BUILDING: Mutex<()> = Mutex::new(());
    let _building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let test = std::env::current_exe().expect("a test has a path");
    let profile = test.ancestors().nth(2).expect("it is target/<profile>/deps/<test>");
    let example = profile.join("examples").join(name);
    if !example.exists() {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--package", "mycelium-examples", "--example", name, "--target-dir"]);
        cargo.arg(profile.parent().expect("it is target/<profile>"));
        let profile = match profile.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => "dev",
            Some(profile) => profile,
        };
        let built = cargo.args(["--profile", profile]).current_dir(env!("CARGO_MANIFEST_DIR")).status();
        assert!(built.expect("cargo can be run").success(), "the example cannot be built");
    }
    example
}

/// A directory for all that a run writes; it is removed in the end.
pub(crate) struct Place(pub(crate) PathBuf);

impl Place {
    pub(crate) fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let name = format!("mycelium-example-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("a fresh directory");
        Self(path)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// The example, running; killed if a test fails before its end.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(example: &str, place: &Place, arguments: &[&str]) -> Self {
        let mut command = Command::new(built(example));
        command.args(arguments).env("TMPDIR", &place.0).stdin(Stdio::null());
        // Into files: a pipe that nobody reads would stop it.
        let file = |name| fs::File::create(place.0.join(name)).expect("a fresh file");
        command.stdout(file("stdout")).stderr(file("stderr"));
        Self(command.spawn().expect("the example can be started"))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until it ends, doing `meanwhile` again and again.
    pub(crate) fn ended(mut self, place: &Place, mut meanwhile: impl FnMut(u32)) -> Output {
        let mut status = None;
        wait_for("the example ends", || {
            status = self.0.try_wait().expect("it is a child of ours");
            if status.is_none() {
                meanwhile(self.id());
            }
            status.is_some()
        });
        let read = |name| fs::read(place.0.join(name)).expect("the file is there");
        Output { status: status.expect("it ended"), stdout: read("stdout"), stderr: read("stderr") }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(crate) fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !happened() {
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        std::thread::sleep(LOOK_PAUSE);
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
