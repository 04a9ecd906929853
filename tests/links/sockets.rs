//! The files of links: private, taken over from the dead, never from the living.

use std::os::unix::fs::PermissionsExt;

use mycelium::LaunchError;
use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;

use crate::actors::types;
use crate::child::{Home, Node};
use crate::raw::Raw;

fn topology(home: &Home) -> std::path::PathBuf {
    let text = format!(
        r#"
        link_directory = "{}"
        [[bundles]]
        name = "here"
        mode = "shared_memory"
        actors = []
        [[bundles]]
        name = "there"
        mode = "shared_memory"
        actors.book.type = "Book"
        "#,
        home.path("links").display(),
    );
    home.write("bundles.toml", &text)
}

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode() & 0o7777
}

fn launch(file: &std::path::Path) -> std::result::Result<ActorSystem, LaunchError> {
    ActorSystem::launch(&TopologyConfig::read(file)?, &types(), &Part::Bundle("there".to_owned()))
}

#[test]
fn nobody_else_can_call() {
    let home = Home::new();
    let node = Node::bundle(&topology(&home), "there").ready();
    assert_eq!(mode(&home.path("links")), 0o700);
    assert_eq!(mode(&home.path("links/there.sock")), 0o600);
    assert!(!home.path("links/here.sock").exists(), "nobody calls a node without actors");
    assert!(node.end().success());
    assert!(!home.path("links/there.sock").exists(), "it is removed in the end");
}

#[tokio::test]
async fn a_directory_that_others_can_enter_is_refused() {
    let home = Home::new();
    let file = topology(&home);
    let links = home.path("links");
    std::fs::create_dir(&links).expect("it is new");
    for open in [0o755, 0o701, 0o770] {
        std::fs::set_permissions(&links, PermissionsExt::from_mode(open)).expect("it is ours");
        let error = launch(&file).expect_err("others can enter it");
        assert!(matches!(error, LaunchError::Socket(_)), "{error}");
        assert!(error.to_string().contains(&format!("{open:04o}")), "{error}");
        assert_eq!(mode(&links), open, "it is left as it was");
    }
    std::fs::set_permissions(&links, PermissionsExt::from_mode(0o700)).expect("it is ours");
    launch(&file).expect("nobody else can").stop().await;
}

#[tokio::test]
async fn a_living_socket_is_not_stolen() {
    let home = Home::new();
    let file = topology(&home);
    let node = Node::bundle(&file, "there").ready();
    let socket = home.path("links/there.sock");
    for _ in 0..3 {
        let error = launch(&file).expect_err("somebody listens");
        assert!(matches!(error, LaunchError::Socket(_)), "{error}");
        assert!(error.to_string().contains("there.sock"), "{error}");
    }
    let second = Node::bundle(&file, "there");
    let (status, errors) = second.end_with_errors();
    assert!(!status.success() && errors.contains("there.sock"), "{status}: {errors}");
    let (mut raw, book) = Raw::call(&socket, "there");
    raw.works(book);
    assert!(node.end().success());
}

#[test]
fn a_dead_ones_socket_is_taken_over() {
    let home = Home::new();
    let file = topology(&home);
    let socket = home.path("links/there.sock");
    for _ in 0..3 {
        let node = Node::bundle(&file, "there").ready();
        let (mut raw, book) = Raw::call(&socket, "there");
        raw.works(book);
        node.kill();
        assert_eq!(raw.frame(), None);
        assert!(socket.exists(), "a killed process removes nothing");
    }
    let node = Node::bundle(&file, "there").ready();
    assert_eq!(mode(&socket), 0o600);
    assert!(node.end().success());
}

#[tokio::test]
async fn a_file_that_is_no_socket_is_left_alone() {
    let home = Home::new();
    let file = topology(&home);
    launch(&file).expect("the directory is new").stop().await;
    std::fs::write(home.path("links/there.sock"), "precious").expect("it is ours");
    let error = launch(&file).expect_err("there is a file");
    assert!(matches!(error, LaunchError::Socket(_)), "{error}");
    assert_eq!(std::fs::read_to_string(home.path("links/there.sock")).expect("it is there"), "precious");
}

#[test]
fn of_several_that_start_at_once_one_listens() {
    let home = Home::new();
    let file = topology(&home);
    let socket = home.path("links/there.sock");
    for round in 0..5 {
        let nodes: Vec<Node> = (0..4).map(|_| Node::bundle(&file, "there")).collect();
        let (launched, others): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(Node::was_launched);
        assert_eq!((launched.len(), others.len()), (1, 3), "round {round}");
        let (mut raw, book) = Raw::call(&socket, "there");
        raw.works(book);
        // The next round finds a dead one's files, or none.
        for node in launched {
            if round % 2 == 0 { node.kill() } else { assert!(node.end().success()) }
        }
        for node in others {
            assert!(!node.end().success());
        }
    }
}

#[tokio::test]
async fn a_path_that_is_too_long_is_refused() {
    let home = Home::new();
    let text = std::fs::read_to_string(topology(&home)).expect("it was written");
    let links = home.path("links").display().to_string();
    let file = home.write("long.toml", &text.replace(&links, &format!("{links}/{}", "x".repeat(100))));
    let error = launch(&file).expect_err("no system has room for it");
    assert!(matches!(error, LaunchError::Config(_)), "the file says so, and its place is shown: {error}");
    assert!(error.to_string().contains("long.toml:2:26: ") && error.to_string().contains("107"), "{error}");
}

/// A caller that reads nothing hears of changes as long as they fit, and then begins anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_that_nobody_reads_end_the_link() {
    let home = Home::new();
    let text = std::fs::read_to_string(topology(&home)).expect("it was written");
    let file = home.write("small.toml", &format!("link_buffer_bytes = 4096\n{text}"));
    let there = launch(&file).expect("it is sound");
    let socket = home.path("links/there.sock");
    let (mut raw, book) = Raw::call(&socket, "there");
    raw.works(book);
    let before = resident();
    for n in 0..20_000 {
        let spawned = there.named(&format!("passing-{n}")).spawn(crate::actors::Book::default()).expect("it is free");
        spawned.stop().await;
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 32 << 20, "{grown} bytes more");
    let mut changes = 0;
    while raw.frame().is_some() {
        changes += 1;
    }
    assert!(changes < 20_000, "{changes} changes were kept");
    let (mut again, book) = Raw::call(&socket, "there");
    again.works(book);
    there.stop().await;
}

/// This process's memory, in bytes.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux says so");
    let pages: u64 = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number");
    pages * 4_096
}
