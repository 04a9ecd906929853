//! `mycelium rollback` as a process, on real files: what it changes, what it leaves, and whom it tells.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::time::Duration;

use mycelium::bundle::{Part, Road, TopologyConfig};
use mycelium::prelude::*;
use tokio::signal::unix::{SignalKind, signal};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

const FILE: &str = r#"# The pair. Keep this comment.
link_directory = "/run/trading"   # links

[relays]
signal = "/run/trading/signal.sock"

[[edges]]                          # before the bundles, to be difficult
from = "market_data"
to   = "signal_generator"
road = "bundle"                    # moved on Monday

[[bundles]]
name = "trading_core"
mode = "shared_memory"
actors = ["market_data", "signal_generator"]

[[bundles]]
name = "apart"
mode = "same_node"
actors = ["execution", "audit", "web"]

[[edges]]
from = "signal_generator"
to = ["execution", "audit"]
road = "unix"

[[edges]]
from = "execution"
to = "web"
road = "relay"
# The end.
"#;

/// A directory that is removed in the end, with a bundle file in it.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        Self::with(FILE)
    }

    fn with(text: &str) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-rollback-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().canonicalize().expect("there is one").join(name);
        fs::create_dir(&path).expect("nobody else uses this name");
        fs::write(path.join("bundles.toml"), text).expect("it can be written");
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("bundles.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).expect("it can be read")
    }

    /// The names in it, in order.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("it is a directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("it can be read").file_name().into_string().expect("it is text"))
            .collect();
        names.sort();
        names
    }

    /// Runs the command on the file.
    fn rollback(&self, arguments: &[&str]) -> Done {
        run(&self.file(), arguments)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What a command said, and how it ended.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    out: String,
    errors: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("it is text");
        Self { code: output.status.code(), out: text(output.stdout), errors: text(output.stderr) }
    }
}

impl Done {
    /// It was done; returns what it said.
    #[track_caller]
    fn lines(&self) -> Vec<&str> {
        assert_eq!((self.code, self.errors.as_str()), (Some(0), ""), "{}", self.out);
        self.out.lines().collect()
    }

    /// The path of the backup that it names.
    #[track_caller]
    fn backup(&self) -> PathBuf {
        let line = self.lines().into_iter().find_map(|line| line.strip_prefix("backup: "));
        line.unwrap_or_else(|| panic!("{self:?} names no backup")).into()
    }

    #[track_caller]
    fn refused(&self, expected: &[&str]) {
        assert_eq!(self.code, Some(2), "{self:?}");
        for part in expected {
            assert!(self.errors.contains(part), "{:?} does not say {part:?}", self.errors);
        }
    }
}

fn run(file: &Path, arguments: &[&str]) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mycelium"));
    command.arg("rollback").arg("--config").arg(file).args(arguments).stdin(Stdio::null());
    command.output().expect("the command is built").into()
}

fn moved(text: &str, road: &str) -> String {
    text.replace("road = \"bundle\"", &format!("road = \"{road}\""))
}

/// `YYYYMMDDTHHMMSSZ`.
fn is_stamp(text: &str) -> bool {
    text.len() == 16
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        })
}

#[test]
fn there_and_back_leads_to_the_same_bytes() {
    let directory = Directory::new();
    let there = directory.rollback(&["--edge", "market_data:signal_generator", "--to", "relay"]);
    let file = directory.file();
    let shown = file.display();
    let backup = directory.0.join(&directory.names()[1]);
    let expected = [
        format!("{shown}: market_data -> signal_generator"),
        "- road = \"bundle\"".into(),
        "+ road = \"relay\"".into(),
        format!("backup: {}", backup.display()),
        "next, for what is running, receivers first:".into(),
        "  kill -HUP <pid of trading_core>".into(),
    ];
    assert_eq!(
        (there.code, there.out.lines().collect::<Vec<_>>()),
        (Some(0), expected.iter().map(String::as_str).collect())
    );
    assert_eq!(directory.text(), moved(FILE, "relay"));
    assert_eq!(fs::read_to_string(&backup).unwrap(), FILE);
    let name = backup.file_name().unwrap().to_str().unwrap();
    assert!(name.strip_prefix("bundles.toml.bak-").is_some_and(is_stamp), "{name}");
    assert_eq!(backup.parent(), Some(directory.0.as_path()));
    let back = directory.rollback(&["--edge", "market_data:signal_generator", "--to", "bundle"]);
    assert_eq!(back.code, Some(0));
    assert_eq!(directory.text(), FILE);
}

#[test]
fn a_backup_is_put_back_and_what_was_there_is_kept() {
    let directory = Directory::new();
    directory.rollback(&["--edge", "market_data:signal_generator", "--to", "unix"]).lines();
    let backup = directory.0.join(&directory.names()[1]);
    // A restore undoes what was done by hand, too.
    fs::write(directory.file(), moved(FILE, "unix").replace("road = \"relay\"\n", "road = \"unix\"\n")).unwrap();
    let restore = directory.rollback(&["--restore", backup.to_str().unwrap(), "--dry-run"]);
    let changes = ["- road = \"unix\"", "+ road = \"bundle\"", "- road = \"unix\"", "+ road = \"relay\""];
    let signs = |done: &Done| -> Vec<String> {
        done.out.lines().filter(|line| line.starts_with(['-', '+'])).map(str::to_owned).collect()
    };
    assert_eq!(signs(&restore), changes);
    assert_eq!(directory.names().len(), 2);
    let restore = directory.rollback(&["--restore", backup.to_str().unwrap()]);
    assert_eq!(signs(&restore), changes);
    let order: Vec<&str> = restore.lines().into_iter().filter(|line| line.contains("kill -HUP")).collect();
    assert_eq!(
        order,
        ["  kill -HUP <pid of trading_core>", "  kill -HUP <pid of web>", "  kill -HUP <pid of execution>"]
    );
    assert_eq!(directory.text(), FILE);
    let kept = fs::read_to_string(restore.backup()).unwrap();
    assert_eq!(kept.matches("road = \"unix\"").count(), 3);
    let again = directory.rollback(&["--restore", backup.to_str().unwrap()]);
    assert!(again.lines()[0].starts_with("nothing was changed in "), "{again:?}");
    assert_eq!(directory.names().len(), 3);

    fs::write(&backup, FILE.replace("shared_memory", "shared")).unwrap();
    let before = directory.names();
    directory
        .rollback(&["--restore", backup.to_str().unwrap()])
        .refused(&["the backup is not usable", ":14:8: unknown mode `shared`"]);
    directory.rollback(&["--restore", "/nowhere/at/all"]).refused(&["/nowhere/at/all cannot be read"]);
    assert_eq!((directory.text().as_str(), directory.names()), (FILE, before));
}

#[test]
fn a_file_that_is_broken_can_be_put_right() {
    for broken in [&b"\xff\xfe"[..], b"[[bundles", b""] {
        let directory = Directory::new();
        let good = directory.0.join("good.toml");
        fs::copy(directory.file(), &good).unwrap();
        fs::write(directory.file(), broken).unwrap();
        let done = directory.rollback(&["--restore", good.to_str().unwrap()]);
        assert_eq!(fs::read(done.backup()).unwrap(), broken);
        assert_eq!(directory.text(), FILE);
    }
}

/// The command is refused, and the directory stays as it is.
#[track_caller]
fn check_refused(text: &str, arguments: &[&str], expected: &[&str]) {
    let directory = Directory::with(text);
    let before = fs::metadata(directory.file()).unwrap();
    let done = directory.rollback(arguments);
    done.refused(expected);
    assert_eq!(done.out, "");
    let after = fs::metadata(directory.file()).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    assert_eq!((directory.text().as_str(), directory.names()), (text, vec!["bundles.toml".to_owned()]));
}

#[test]
fn what_would_be_wrong_is_refused_and_nothing_is_touched() {
    let check = |arguments: &[&str], expected: &[&str]| check_refused(FILE, arguments, expected);
    check(
        &["--edge", "execution:web", "--to", "bundle"],
        &["nothing was changed", "bundles.toml:30:8:", "are not in one process", "30 | road = \"bundle\""],
    );
    // One of several is refused, and so are all.
    check(
        &["--edge", "market_data:signal_generator", "--edge", "execution:web", "--to", "bundle"],
        &["not in one process"],
    );
    check(&["--all", "--to", "bundle"], &["not in one process"]);
    check(&["--edge", "market_data:web", "--to", "bundle"], &["not in one process"]);
    check(&["--edge", "market_data:wbe", "--to", "relay"], &["there is no actor `wbe`", "did you mean `web`?"]);
    check(
        &["--edge", "market_date:web", "--to", "relay"],
        &["there is no actor or bundle `market_date`", "did you mean `market_data`?"],
    );
    check(&["--edge", "trading_core:apart", "--to", "unix"], &["`apart` is a bundle, and messages go to actors"]);
    check(&["--edge", "web:web", "--to", "unix"], &["leads from `web` to itself"]);
    check(&["--edge", "web:execution+audit", "--to", "relay"], &["a list sends every message to each of them"]);
    let without_relays = FILE
        .replace("[relays]\nsignal = \"/run/trading/signal.sock\"\n", "")
        .replace("road = \"relay\"", "road = \"unix\"");
    check_refused(&without_relays, &["--all", "--to", "relay"], &["this edge needs a relay, and the file names none"]);
    check_refused("[[bundles]\n", &["--all", "--to", "relay"], &["bundles.toml:1:", "this is not TOML"]);
    check_refused("", &["--all", "--to", "relay"], &["`[[bundles]]`"]);
    let no_edges = &FILE[FILE.find("[[bundles]]").unwrap()..FILE.find("[[edges]]\nfrom = \"signal").unwrap()];
    check_refused(no_edges, &["--all", "--to", "relay"], &["has no `[[edges]]`", "--edge SENDER:RECEIVER"]);
}

#[test]
fn arguments_that_mean_nothing_are_refused() {
    let check = |arguments: &[&str], expected: &[&str]| check_refused(FILE, arguments, expected);
    check(&[], &["--edge"]);
    check(&["--all"], &["--to"]);
    check(&["--to", "relay"], &["--edge", "--all", "--restore"]);
    check(&["--all", "--edge", "a:b", "--to", "relay"], &["cannot be used with"]);
    check(&["--restore", "x", "--to", "relay"], &["cannot be used with"]);
    check(&["--edge", "a", "--to", "relay"], &["SENDER:RECEIVER"]);
    check(&["--all", "--to", "tcp"], &["expected `bundle`, `unix` or `relay`"]);
    check(&["--all", "--beside", "tcp"], &["expected `bundle`, `unix` or `relay`, or `none`"]);
    // Zero and below would be groups of processes.
    for pid in ["0", "-1", "x", "4294967296"] {
        check(&["--all", "--to", "relay", &format!("--pid={pid}")], &["--pid"]);
    }
    let directory = Directory::new();
    run(&directory.0, &["--all", "--to", "relay"]).refused(&["is no regular file"]);
    run(&directory.0.join("other.toml"), &["--all", "--to", "relay"]).refused(&["other.toml cannot be read"]);
    let binary = directory.0.join("binary.toml");
    fs::write(&binary, b"x = 1\n\xff\n").unwrap();
    run(&binary, &["--all", "--to", "relay"]).refused(&["binary.toml:2:1: this is not UTF-8"]);
    fs::File::create(directory.0.join("long.toml")).unwrap().set_len((16 << 20) + 1).unwrap();
    run(&directory.0.join("long.toml"), &["--all", "--to", "relay"]).refused(&["more than 16777216 bytes"]);
}

#[test]
fn what_is_so_already_is_left_alone() {
    let directory = Directory::new();
    for edge in ["market_data:signal_generator", "signal_generator:market_data", "trading_core:market_data"] {
        // By its edge, or by what is usual between the two.
        let done = directory.rollback(&["--edge", edge, "--to", "bundle"]);
        let (from, to) = edge.split_once(':').unwrap();
        let lines = done.lines();
        assert!(lines[0].ends_with(&format!("{from} -> {to} is on the road bundle already")), "{lines:?}");
        assert!(lines[1].starts_with("nothing was changed in "), "{lines:?}");
    }
    directory.rollback(&["--edge", "signal_generator:audit+execution", "--to", "unix", "--beside", "none"]).lines();
    directory.rollback(&["--edge", "web:audit", "--beside", "none"]).lines();
    assert_eq!((directory.text().as_str(), directory.names().len()), (FILE, 1));
}

#[test]
fn a_list_moves_as_a_whole() {
    check_refused(
        FILE,
        &["--edge", "signal_generator:audit", "--to", "relay"],
        &["`--edge signal_generator:execution+audit`"],
    );
    let directory = Directory::new();
    let done = directory.rollback(&["--edge", "signal_generator:audit+execution", "--to", "relay"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(directory.text(), FILE.replace("road = \"unix\"", "road = \"relay\""));
}

#[test]
fn an_edge_that_is_not_there_is_added() {
    let directory = Directory::new();
    let done = directory.rollback(&["--edge", "market_data:web", "--to", "unix"]);
    let lines = done.lines();
    assert!(lines[0].ends_with("market_data -> web is on the road unix already"), "{lines:?}");
    let done = directory.rollback(&["--edge", "market_data:web", "--to", "relay"]);
    let lines = done.lines();
    assert!(lines[0].ends_with("market_data -> web has no edge yet; this one is added"), "{lines:?}");
    assert!(
        lines.last().unwrap().starts_with("what was started without `market_data:web` refuses this file"),
        "{lines:?}"
    );
    let added = "\n[[edges]]\nfrom = \"market_data\"\nto = \"web\"\nroad = \"relay\"\n";
    assert_eq!(directory.text(), format!("{FILE}{added}"));
    let topology = TopologyConfig::read(directory.file()).unwrap();
    assert_eq!(topology.route("market_data", "web").unwrap().road_to("web"), Some(Road::Relay));
}

#[test]
fn all_edges_move_at_once() {
    let directory = Directory::new();
    let dry = directory.rollback(&["--all", "--to", "relay", "--dry-run"]);
    assert_eq!((dry.code, directory.text().as_str(), directory.names().len()), (Some(0), FILE, 1));
    let done = directory.rollback(&["--all", "--to", "relay"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.starts_with(&dry.out), "{dry:?} {done:?}");
    let topology = TopologyConfig::read(directory.file()).unwrap();
    assert_eq!(topology.edges().len(), 3);
    assert!(topology.edges().iter().all(|edge| edge.road == Some(Road::Relay)));
    assert_eq!(directory.text(), moved(FILE, "relay").replace("\"unix\"", "\"relay\""));
    // Whoever receives is told first.
    let order: Vec<&str> = done.out.lines().filter(|line| line.contains("kill -HUP")).collect();
    assert_eq!(
        order,
        ["  kill -HUP <pid of execution>", "  kill -HUP <pid of audit>", "  kill -HUP <pid of trading_core>"]
    );
    assert_eq!(directory.rollback(&["--all", "--to", "relay"]).lines().len(), 4);
    assert_eq!(directory.names().len(), 2);
}

#[test]
fn two_roads_side_by_side_begin_and_end() {
    let directory = Directory::new();
    let edge = ["--edge", "market_data:signal_generator"];
    let begun = directory.rollback(&[&edge[..], &["--beside", "relay"]].concat());
    let expected = FILE.replace("# moved on Monday\n", "# moved on Monday\nbeside = \"relay\"\n");
    assert_eq!(directory.text(), expected);
    assert_eq!(begun.lines()[1], "+ beside = \"relay\"");
    assert_eq!(begun.lines().last(), Some(&"  kill -HUP <pid of trading_core>"));
    // The way back to the relay ends it, for the relay is no second road then.
    let back = directory.rollback(&[&edge[..], &["--to", "relay"]].concat());
    assert_eq!(back.lines()[1..4], ["- road = \"bundle\"", "+ road = \"relay\"", "- beside = \"relay\""]);
    assert_eq!(directory.text(), moved(FILE, "relay"));
    let both = directory.rollback(&[&edge[..], &["--to", "bundle", "--beside", "unix"]].concat());
    assert_eq!(both.lines()[1..4], ["- road = \"relay\"", "+ road = \"bundle\"", "+ beside = \"unix\""]);
    directory.rollback(&[&edge[..], &["--beside", "none"]].concat()).lines();
    assert_eq!(directory.text(), FILE);

    let apart = directory.rollback(&["--edge", "execution:web", "--beside", "unix"]);
    let advice = "side by side between processes begins and ends with them: restart both ends of `execution:web`";
    assert!(apart.lines().iter().any(|line| line.starts_with(advice)), "{apart:?}");
    check_refused(FILE, &["--edge", "execution:web", "--beside", "relay"], &["`beside` is the same road as `road`"]);
    let list = ["--edge", "signal_generator:execution+audit", "--beside", "relay"];
    check_refused(FILE, &list, &["only an edge to one actor has two roads side by side"]);
}

#[test]
fn no_backup_is_ever_overwritten() {
    let directory = Directory::new();
    let mut expected = vec![FILE.to_owned()];
    for turn in 0..12 {
        let road = if turn % 2 == 0 { "unix" } else { "bundle" };
        let done = directory.rollback(&["--edge", "market_data:signal_generator", "--to", road]);
        assert_eq!(fs::read_to_string(done.backup()).unwrap(), expected[turn]);
        expected.push(directory.text());
    }
    assert_eq!(directory.names().len(), 13);
}

#[test]
fn several_at_once_lose_no_change() {
    let directory = Directory::new();
    let edges = ["market_data:web", "market_data:audit", "audit:web", "web:audit"];
    let moves: Vec<Child> = edges
        .iter()
        .map(|edge| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_mycelium"));
            command.arg("rollback").arg("--config").arg(directory.file()).args(["--edge", edge, "--to", "relay"]);
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut kept = 1;
    for (edge, child) in edges.iter().zip(moves) {
        let done = Done::from(child.wait_with_output().unwrap());
        let (from, to) = edge.split_once(':').unwrap();
        let there = directory.text().contains(&format!("from = \"{from}\"\nto = \"{to}\""));
        // Whoever has read before another one wrote is told to look again.
        match done.code {
            Some(0) => assert!(there, "{done:?}"),
            _ => done.refused(&["was changed by somebody else at this moment"]),
        }
        assert_eq!(there, done.code == Some(0));
        kept += usize::from(there);
    }
    assert!(kept > 1);
    assert_eq!(directory.names().len(), kept);
    TopologyConfig::read(directory.file()).unwrap();
}

#[test]
fn a_symlink_is_followed_and_modes_stay() {
    let directory = Directory::new();
    let links = Directory::new();
    let link = links.0.join("link.toml");
    symlink(directory.file(), &link).unwrap();
    // Another owner, where that may be done.
    drop(chown(directory.file(), Some(12_345), Some(12_346)));
    fs::set_permissions(directory.file(), PermissionsExt::from_mode(0o640)).unwrap();
    let before = fs::metadata(directory.file()).unwrap();
    let done = run(&link, &["--edge", "market_data:signal_generator", "--to", "unix"]);
    let backup = done.backup();
    assert!(done.lines()[0].starts_with(link.to_str().unwrap()), "{done:?}");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_link(&link).unwrap(), directory.file());
    assert_eq!(directory.text(), moved(FILE, "unix"));
    assert_eq!(links.names(), ["bundles.toml", "link.toml"]);
    assert_eq!(backup.parent(), Some(directory.0.as_path()));
    for path in [&directory.file(), &backup] {
        let after = fs::metadata(path).unwrap();
        assert_eq!(after.mode(), before.mode(), "{}", path.display());
        assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    }
}

/// Not a test of its own: the process that the next ones tell. Says which road the file names when SIGHUP comes.
#[test]
fn a_process_that_waits_for_sighup() {
    let Ok(file) = std::env::var("MYCELIUM_TEST_WAITS") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut told = signal(SignalKind::hangup()).unwrap();
        println!("\nready");
        while tokio::time::timeout(LIMIT, told.recv()).await.is_ok() {
            let topology = TopologyConfig::read(&file).unwrap();
            println!("told: {}", topology.route("market_data", "signal_generator").unwrap().consumers[0].road);
        }
    });
}

#[message(tlv = 0xC8, domain = signal)]
struct Note {
    n: u64,
}

#[derive(Default)]
struct Book {}

#[actor]
impl Book {
    #[handler]
    fn note(&mut self, note: &Note) {
        let _ = note.n;
    }
}

/// Not a test of its own: a system that takes its file again on SIGHUP, and says where its edge leads.
#[test]
fn a_system_that_takes_its_file_again() {
    let Ok(file) = std::env::var("MYCELIUM_TEST_RUNS") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let told = async {
        let topology = TopologyConfig::read(&file).unwrap();
        let types = ActorTypes::new().register::<Book>("book");
        let system = ActorSystem::launch(&topology, &types, &Part::All).unwrap();
        system.reload_on_hangup().await.unwrap();
        let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
        println!("\nready");
        for is_local in [false, true] {
            while book.is_local() != is_local {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            book.note(Note { n: 1 }).await.unwrap();
            println!("local: {is_local}");
        }
        system.stop().await;
    };
    runtime.block_on(async { tokio::time::timeout(LIMIT, told).await.expect("it is told twice") });
}

#[test]
fn a_running_system_moves_there_and_back() {
    let directory = Directory::new();
    fs::set_permissions(&directory.0, PermissionsExt::from_mode(0o700)).unwrap();
    let text = format!(
        "link_directory = \"{}\"\n[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\nactors = [\"book\"]\n\
         [[edges]]\nfrom = \"core\"\nto = \"book\"\nroad = \"bundle\"\n",
        directory.0.display()
    );
    fs::write(directory.file(), &text).unwrap();
    let system = Waiting::child("a_system_that_takes_its_file_again", "MYCELIUM_TEST_RUNS", &directory.file());
    for (road, expected) in [("unix", "local: false"), ("bundle", "local: true")] {
        let edge = ["--edge", "core:book", "--to", road, "--pid", &system.pid()];
        assert!(directory.rollback(&edge).lines().iter().any(|line| line.starts_with("SIGHUP sent")));
        assert_eq!(system.line(), expected);
    }
    assert_eq!(directory.text(), text);
}

/// Such a process, while it runs.
struct Waiting {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Waiting {
    fn start(file: &Path) -> Self {
        Self::child("a_process_that_waits_for_sighup", "MYCELIUM_TEST_WAITS", file)
    }

    fn child(test: &str, variable: &str, file: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(variable, file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it is this program");
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        let (say, lines) = mpsc::channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
        let waiting = Self { child, lines };
        while waiting.line() != "ready" {}
        waiting
    }

    fn pid(&self) -> String {
        self.child.id().to_string()
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(LIMIT).expect("it prints a line")
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn processes_are_told_in_order_when_the_file_is_written() {
    let directory = Directory::new();
    let (receiver, sender) = (Waiting::start(&directory.file()), Waiting::start(&directory.file()));
    let (first, second) = (receiver.pid(), sender.pid());
    let edge = ["--edge", "market_data:signal_generator", "--to", "unix", "--pid", &first, "--pid", &second];
    let dry = directory.rollback(&[&edge[..], &["--dry-run"]].concat());
    assert!(!dry.out.contains("SIGHUP"), "{dry:?}");
    let done = directory.rollback(&edge);
    let lines = done.lines();
    let told = [format!("SIGHUP sent to process {first}"), format!("SIGHUP sent to process {second}")];
    assert_eq!(lines[lines.len() - 2..], told);
    assert_eq!((receiver.line(), sender.line()), ("told: unix".into(), "told: unix".into()));
    // Whoever was not told the first time can be told again, though nothing changes any more.
    let again = directory.rollback(&edge[..6]);
    assert_eq!(again.lines().last(), Some(&told[0].as_str()));
    assert_eq!(receiver.line(), "told: unix");
}

#[test]
fn what_cannot_be_printed_is_done_all_the_same() {
    let directory = Directory::new();
    let waiting = Waiting::start(&directory.file());
    let mut command = Command::new(env!("CARGO_BIN_EXE_mycelium"));
    command.arg("rollback").arg("--config").arg(directory.file()).args(["--pid", &waiting.pid()]);
    command.args(["--edge", "market_data:signal_generator", "--to", "unix"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let done = Done::from(command.stdin(Stdio::null()).stdout(full).stderr(Stdio::piped()).output().unwrap());
    done.refused(&["everything was done, but not all of it could be printed"]);
    assert_eq!(waiting.line(), "told: unix");
    assert_eq!((directory.text(), directory.names().len()), (moved(FILE, "unix"), 2));
}

#[test]
fn a_process_that_cannot_be_told_is_known_before_anything_is_written() {
    // `cat` does not listen for SIGHUP: it would be ended by it.
    let mut deaf = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let pid = deaf.id().to_string();
    check_refused(
        FILE,
        &["--all", "--to", "relay", "--pid", &pid],
        &["does not listen for SIGHUP", "nothing was changed"],
    );
    assert!(deaf.try_wait().unwrap().is_none(), "it was ended");
    drop(deaf.stdin.take());
    deaf.wait().unwrap();
    // No system gives so high a number away.
    let pid = i32::MAX.to_string();
    let expected = [&format!("there is no process {pid}"), "nothing was changed"];
    check_refused(FILE, &["--all", "--to", "relay", "--pid", &pid], &expected);
}

/// Runs the script with the built command in the PATH.
fn script(directory: &Path, arguments: &[&str], pids: &str) -> Done {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/rollback_to_relay.sh");
    let built = Path::new(env!("CARGO_BIN_EXE_mycelium")).parent().expect("it is in a directory").to_owned();
    let old = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(built).chain(std::env::split_paths(&old))).unwrap();
    let mut command = Command::new(script.canonicalize().expect("it is there"));
    command.args(arguments).env("PATH", path).env("PIDS", pids).env_remove("MYCELIUM_CONFIG");
    command.current_dir(directory).stdin(Stdio::null()).output().expect("it can be run").into()
}

#[test]
fn the_script_moves_edges_to_the_relay() {
    let directory = Directory::new();
    let all = script(&directory.0, &["bundles.toml"], "");
    assert_eq!(all.code, Some(0), "{all:?}");
    assert_eq!(directory.text(), moved(FILE, "relay").replace("\"unix\"", "\"relay\""));

    let directory = Directory::new();
    let waiting = Waiting::start(&directory.file());
    let file = directory.file();
    let some = script(
        Path::new("/"),
        &[file.to_str().unwrap(), "market_data:signal_generator", "signal_generator:execution+audit"],
        &format!(" {} ", waiting.pid()),
    );
    assert_eq!(some.code, Some(0), "{some:?}");
    assert_eq!(waiting.line(), "told: relay");
    assert_eq!(directory.text(), moved(FILE, "relay").replace("\"unix\"", "\"relay\""));
}

#[test]
fn the_script_says_what_it_takes() {
    let directory = Directory::new();
    for help in ["-h", "--help"] {
        let done = script(&directory.0, &[help], "");
        assert!(done.lines()[0].starts_with("usage: rollback_to_relay.sh [FILE] [A:B]..."), "{done:?}");
    }
    script(&directory.0, &["-x"], "").refused(&["usage: "]);
    script(&directory.0, &["other.toml"], "").refused(&["other.toml cannot be read"]);
    script(&directory.0, &["bundles.toml", "market_data:*"], "").refused(&["there is no actor `*`"]);
    script(&directory.0, &["bundles.toml"], "x").refused(&["--pid"]);
    assert_eq!((directory.text().as_str(), directory.names().len()), (FILE, 1));
    // Without a file it takes the one of the environment, or that of the workspace.
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/rollback_to_relay.sh");
    let mut command = Command::new(script);
    let built = Path::new(env!("CARGO_BIN_EXE_mycelium")).parent().unwrap();
    command.env("PATH", format!("{}:/usr/bin:/bin", built.display())).env("MYCELIUM_CONFIG", directory.file());
    let done = Done::from(command.arg("market_data:signal_generator").output().unwrap());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(directory.text(), moved(FILE, "relay"));
}

#[test]
fn without_the_command_the_script_asks_cargo() {
    let directory = Directory::new();
    // By a child, for what this process writes cannot be run while another test's child still has it open.
    let write = r#"printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' > cargo && chmod +x cargo"#;
    assert!(Command::new("sh").args(["-c", write]).current_dir(&directory.0).status().unwrap().success());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().canonicalize().unwrap();
    let mut command = Command::new(root.join("scripts/rollback_to_relay.sh"));
    command.env("PATH", format!("{}:/usr/bin:/bin", directory.0.display())).env("PIDS", "12 34");
    let done = Done::from(command.args(["bundles.toml", "a:b", "c d:e"]).output().unwrap());
    let manifest = root.join("Cargo.toml");
    let expected = ["run", "--quiet", "--release", "--manifest-path", manifest.to_str().unwrap(), "-p", "mycelium-cli"];
    let expected = [&expected[..], &["--", "rollback", "--config=bundles.toml", "--to", "relay"]].concat();
    let expected = [&expected[..], &["--edge=a:b", "--edge=c d:e", "--pid=12", "--pid=34"]].concat();
    assert_eq!(done.lines(), expected);
}
