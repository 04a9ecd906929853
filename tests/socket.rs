//! Listening sockets: private, taken over from the dead, never from the living; and which files are left alone.

mod stale;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::os::unix::net::{UnixListener as StdListener, UnixStream as StdStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Barrier, mpsc};
use std::time::Duration;

use mycelium::transport::{BoundSocket, SocketError, private_directory};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);
/// Where a child process is told its socket.
const SOCKET: &str = "MYCELIUM_TEST_SOCKET";

/// A directory that is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-socket-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("nobody else uses this name");
        Self(path)
    }

    fn socket(&self) -> PathBuf {
        self.0.join("a.sock")
    }

    /// The names inside, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("it is a directory");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("it is there").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// This program again, as a process that binds a socket when it is told to, and holds it until its input ends.
struct Holder {
    process: Child,
    input: Option<ChildStdin>,
    said: mpsc::Receiver<String>,
}

impl Holder {
    fn start(socket: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().expect("this program has a file"))
            .args(["--exact", "holds_a_socket", "--ignored", "--nocapture"])
            .env(SOCKET, socket)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program runs a second time");
        let (say, said) = mpsc::channel();
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        std::thread::spawn(move || {
            // Other lines are the test harness's.
            for line in output.lines().map_while(Result::ok) {
                if let Some((_, answer)) = line.split_once("holder: ") {
                    drop(say.send(answer.to_owned()));
                }
            }
        });
        let input = process.stdin.take();
        Self { process, input, said }
    }

    fn tell_to_bind(&mut self) {
        let input = self.input.as_mut().expect("it is piped");
        input.write_all(b"bind\n").and_then(|()| input.flush()).expect("it waits for this");
    }

    fn answer(&self) -> String {
        self.said.recv_timeout(LIMIT).expect("it says how it went")
    }

    fn is_bound(socket: &Path) -> Self {
        let mut holder = Self::start(socket);
        holder.tell_to_bind();
        assert_eq!(holder.answer(), "bound");
        holder
    }

    /// SIGKILL: nothing is cleaned up.
    fn kill(mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it was started here");
    }

    fn finish(mut self) {
        drop(self.input.take());
        assert!(self.process.wait().expect("it was started here").success());
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Not a test: what [`Holder`] runs.
#[tokio::test]
#[ignore = "a part that other tests start as a process"]
async fn holds_a_socket() {
    let Some(socket) = std::env::var_os(SOCKET) else { return };
    let mut lines = std::io::stdin().lines();
    lines.next().expect("it is told to bind").expect("it is text");
    let bound = BoundSocket::bind(Path::new(&socket));
    match &bound {
        Ok(_) => println!("holder: bound"),
        Err(SocketError::InUse { .. }) => println!("holder: in use"),
        Err(error) => println!("holder: {error}"),
    }
    assert!(lines.next().is_none());
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("it is there").permissions().mode() & 0o7777
}

fn error(path: &Path) -> SocketError {
    BoundSocket::bind(path).expect_err("it cannot be bound")
}

/// Whether a connection comes through.
async fn works(socket: &BoundSocket) -> bool {
    let connecting = StdStream::connect(socket.path());
    let accepted = tokio::time::timeout(LIMIT, socket.accept()).await.expect("somebody has connected");
    connecting.is_ok() && accepted.is_ok()
}

#[tokio::test]
async fn nobody_else_can_connect() {
    let directory = Directory::new();
    let path = directory.0.join("deep").join("er").join("a.sock");
    let socket = BoundSocket::bind(&path).unwrap();
    assert_eq!(socket.path(), path);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&directory.0.join("deep/er/a.sock.lock")), 0o600);
    assert_eq!((mode(&directory.0.join("deep")), mode(&directory.0.join("deep/er"))), (0o700, 0o700));
    assert!(works(&socket).await);
}

#[tokio::test]
async fn a_directory_that_is_there_is_left_as_it_is() {
    let directory = Directory::new();
    fs::set_permissions(&directory.0, fs::Permissions::from_mode(0o755)).unwrap();
    let socket = BoundSocket::bind(&directory.socket()).unwrap();
    assert_eq!((mode(&directory.0), mode(socket.path())), (0o755, 0o600));
}

#[tokio::test]
async fn dropping_leaves_nothing_behind() {
    let directory = Directory::new();
    for _ in 0..3 {
        let socket = BoundSocket::bind(&directory.socket()).unwrap();
        assert_eq!(directory.names(), ["a.sock", "a.sock.lock"]);
        drop(socket);
        assert!(directory.names().is_empty(), "{:?}", directory.names());
    }
}

#[tokio::test]
async fn what_took_the_place_of_a_socket_is_not_removed() {
    let directory = Directory::new();
    let socket = BoundSocket::bind(&directory.socket()).unwrap();
    fs::remove_file(directory.socket()).unwrap();
    let other = StdListener::bind(directory.socket()).unwrap();
    drop(socket);
    assert!(StdStream::connect(directory.socket()).is_ok());
    assert_eq!(directory.names(), ["a.sock"]);
    drop(other);
}

#[tokio::test]
async fn what_took_the_place_of_a_lock_is_not_removed() {
    let directory = Directory::new();
    let lock = directory.0.join("a.sock.lock");
    let socket = BoundSocket::bind(&directory.socket()).unwrap();
    fs::remove_file(&lock).unwrap();
    fs::write(&lock, "somebody else's").unwrap();
    drop(socket);
    assert_eq!(fs::read_to_string(&lock).unwrap(), "somebody else's");
}

#[tokio::test]
async fn a_socket_that_a_killed_process_left_is_taken_over() {
    let directory = Directory::new();
    for _ in 0..3 {
        Holder::is_bound(&directory.socket()).kill();
        assert_eq!(directory.names(), ["a.sock", "a.sock.lock"]);
        let socket = BoundSocket::bind(&directory.socket()).unwrap();
        assert_eq!(mode(socket.path()), 0o600);
        assert!(works(&socket).await);
        // The next one to die finds nothing.
        drop(socket);
        assert!(directory.names().is_empty());
    }
}

#[tokio::test]
async fn a_socket_that_a_foreign_program_left_is_taken_over() {
    let directory = Directory::new();
    stale::leave_socket(&directory.socket());
    assert!(fs::symlink_metadata(directory.socket()).unwrap().file_type().is_socket());
    let socket = BoundSocket::bind(&directory.socket()).unwrap();
    assert!(works(&socket).await);
}

#[tokio::test]
async fn a_living_socket_of_ours_is_not_stolen() {
    let directory = Directory::new();
    let socket = BoundSocket::bind(&directory.socket()).unwrap();
    assert!(matches!(error(&directory.socket()), SocketError::InUse { path } if path == directory.socket()));
    assert!(works(&socket).await);
    // Nobody was connected to in order to find out: the first connection to come is the next one.
    let none = tokio::time::timeout(Duration::from_millis(10), socket.accept()).await;
    assert!(none.is_err());
    drop(socket);

    let holder = Holder::is_bound(&directory.socket());
    assert!(matches!(error(&directory.socket()), SocketError::InUse { .. }));
    // Without its file the lock still says that it is somebody's.
    fs::remove_file(directory.socket()).unwrap();
    assert!(matches!(error(&directory.socket()), SocketError::InUse { .. }));
    holder.finish();
    assert!(directory.names().is_empty());
}

#[tokio::test]
async fn a_living_socket_of_a_foreign_program_is_not_stolen() {
    let directory = Directory::new();
    let foreign = StdListener::bind(directory.socket()).unwrap();
    let error = error(&directory.socket());
    assert!(matches!(error, SocketError::InUse { .. }));
    let text = error.to_string();
    assert!(text.starts_with(&directory.socket().display().to_string()) && text.contains("stop it first"), "{text}");
    assert!(StdStream::connect(directory.socket()).is_ok());
    // The lock that was taken in order to ask is gone.
    assert_eq!(directory.names(), ["a.sock"]);
    drop(foreign);
}

#[tokio::test]
async fn what_is_no_socket_is_never_removed() {
    let directory = Directory::new();
    let path = directory.socket();
    fs::write(&path, "precious").unwrap();
    assert!(matches!(error(&path), SocketError::NotASocket { .. }));
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    fs::remove_file(&path).unwrap();

    fs::create_dir(&path).unwrap();
    assert!(matches!(error(&path), SocketError::NotASocket { .. }));
    fs::remove_dir(&path).unwrap();

    // Not even a link to a socket that could be taken over.
    stale::leave_socket(&directory.0.join("b.sock"));
    symlink("b.sock", &path).unwrap();
    let error = error(&path);
    assert!(matches!(error, SocketError::NotASocket { .. }));
    assert!(error.to_string().contains("it is not removed"), "{error}");
    assert_eq!(directory.names(), ["a.sock", "b.sock"]);
}

#[tokio::test]
async fn what_is_no_lock_is_left_alone() {
    let directory = Directory::new();
    let lock = directory.0.join("a.sock.lock");
    fs::write(directory.0.join("precious"), "precious").unwrap();
    symlink("precious", &lock).unwrap();
    assert!(matches!(error(&directory.socket()), SocketError::NotALock { path } if path == lock));
    assert_eq!(directory.names(), ["a.sock.lock", "precious"]);
    fs::remove_file(&lock).unwrap();

    // A pipe would make its opener wait for a reader.
    assert!(Command::new("mkfifo").arg(&lock).status().unwrap().success());
    assert!(matches!(error(&directory.socket()), SocketError::NotALock { .. }));
    assert!(fs::symlink_metadata(&lock).unwrap().file_type().is_fifo());
    fs::remove_file(&lock).unwrap();

    fs::create_dir(&lock).unwrap();
    assert!(matches!(error(&directory.socket()), SocketError::NotALock { .. }));
}

#[tokio::test]
async fn leftovers_of_a_process_with_our_number_are_no_obstacle() {
    let directory = Directory::new();
    // In containers a restarted program has the same number again.
    fs::create_dir(directory.0.join(format!(".{:x}0", std::process::id()))).unwrap();
    assert!(works(&BoundSocket::bind(&directory.socket()).unwrap()).await);
}

/// A path of so many bytes, the last of which are `name`.
fn path_of(directory: &Directory, len: usize, name: &str) -> PathBuf {
    let filled = len - name.len() - 1 - directory.0.as_os_str().len() - 1;
    directory.0.join("d".repeat(filled)).join(name)
}

#[tokio::test]
async fn a_path_has_a_limit() {
    let directory = Directory::new();
    let longest = path_of(&directory, 107, "signal.sock.");
    assert_eq!(longest.as_os_str().len(), 107);
    assert!(works(&BoundSocket::bind(&longest).unwrap()).await);

    let too_long = path_of(&directory, 108, "signal.sock.");
    let text = error(&too_long).to_string();
    assert!(text.contains("107 bytes at most, this one needs 108"), "{text}");
    assert!(text.contains("shorter directory"), "{text}");

    // It also needs a name while it is made, in a directory beside it.
    let short = path_of(&directory, 100, "s");
    assert!(matches!(error(&short), SocketError::PathTooLong { found: 111, .. }));
    assert!(works(&BoundSocket::bind(&path_of(&directory, 96, "s")).unwrap()).await);
    // What was refused has made nothing.
    assert!(!too_long.parent().unwrap().exists() && !short.parent().unwrap().exists());
}

#[tokio::test]
async fn a_directory_that_cannot_be_made_is_an_error_with_its_path() {
    let directory = Directory::new();
    fs::write(directory.0.join("file"), "").unwrap();
    let text = error(&directory.0.join("file").join("a.sock")).to_string();
    assert!(text.contains("/file/a.sock: ") && text.contains("check the path"), "{text}");
}

#[tokio::test]
async fn of_threads_that_race_for_a_stale_socket_one_wins() {
    const RACERS: usize = 8;
    let directory = Directory::new();
    for round in 0..50 {
        stale::leave_socket(&directory.socket());
        let (runtime, start) = (tokio::runtime::Handle::current(), Barrier::new(RACERS));
        let results: Vec<Result<BoundSocket, SocketError>> = std::thread::scope(|scope| {
            let race = || {
                let _entered = runtime.enter();
                start.wait();
                BoundSocket::bind(&directory.socket())
            };
            let racers: Vec<_> = (0..RACERS).map(|_| scope.spawn(race)).collect();
            racers.into_iter().map(|racer| racer.join().expect("a racer does not panic")).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "round {round}: {lost:?}");
        assert!(lost.iter().all(|lost| matches!(lost, Err(SocketError::InUse { .. }))), "round {round}: {lost:?}");
        assert!(works(won[0].as_ref().unwrap()).await);
        drop(won);
        assert!(directory.names().is_empty(), "round {round}: {:?}", directory.names());
    }
}

#[tokio::test]
async fn of_processes_that_race_for_a_stale_socket_one_wins() {
    let directory = Directory::new();
    for round in 0..3 {
        Holder::is_bound(&directory.socket()).kill();
        let mut racers: Vec<Holder> = (0..8).map(|_| Holder::start(&directory.socket())).collect();
        racers.iter_mut().for_each(Holder::tell_to_bind);
        let mut answers: Vec<String> = racers.iter().map(Holder::answer).collect();
        answers.sort();
        assert_eq!(answers[0], "bound", "round {round}: {answers:?}");
        assert!(answers[1..].iter().all(|answer| answer == "in use"), "round {round}: {answers:?}");
        assert!(StdStream::connect(directory.socket()).is_ok());
        racers.into_iter().for_each(Holder::finish);
        assert!(directory.names().is_empty(), "round {round}: {:?}", directory.names());
    }
}

#[test]
fn a_private_directory_is_made() {
    let directory = Directory::new();
    let path = directory.0.join("run").join("user");
    private_directory(&path).unwrap();
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o700, 0o700));
    // Again is fine, and so is one that is stricter still, or reached by a link.
    private_directory(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o500)).unwrap();
    private_directory(&path).unwrap();
    symlink(&path, directory.0.join("link")).unwrap();
    private_directory(&directory.0.join("link")).unwrap();
}

#[test]
fn a_directory_that_others_can_enter_is_refused() {
    let directory = Directory::new();
    for open in [0o755, 0o750, 0o701, 0o710, 0o704, 0o720] {
        fs::set_permissions(&directory.0, fs::Permissions::from_mode(open)).unwrap();
        let error = private_directory(&directory.0).unwrap_err();
        assert!(matches!(error, SocketError::NotPrivate { found_mode, .. } if found_mode == open), "{error}");
        let text = error.to_string();
        assert!(text.contains(&format!("{open:04o}")) && text.contains("chmod 700"), "{text}");
        assert_eq!(mode(&directory.0), open, "it is left as it is");
    }
}

#[test]
fn a_directory_of_somebody_else_is_refused() {
    let directory = Directory::new();
    let path = directory.0.join("theirs");
    private_directory(&path).unwrap();
    // Only root can give something away.
    if std::os::unix::fs::chown(&path, Some(12_345), None).is_err() {
        return;
    }
    let error = private_directory(&path).unwrap_err();
    assert!(matches!(error, SocketError::NotPrivate { found_uid: 12_345, expected_uid: 0, .. }), "{error}");
}

#[test]
fn a_file_is_no_private_directory() {
    let directory = Directory::new();
    let file = directory.0.join("file");
    fs::write(&file, "precious").unwrap();
    for path in [file.clone(), file.join("below")] {
        let error = private_directory(&path).unwrap_err();
        assert!(matches!(&error, SocketError::NotADirectory { path: named } if *named == path), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
}
