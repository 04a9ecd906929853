//! Mistakes and their errors, one file each, compared word for word with the `.stderr` beside it.
//!
//! A case in `fail/` has one mistake and shows one error, at the smallest token, with advice; what has two places (a second
//! handler of one message) is told at both. Where an item is refused, the last lines use it, and nothing is said of them. The
//! words are partly rustc's, hence the pinned toolchain. After a change of ours:
//! `TRYBUILD=overwrite cargo test -p mycelium-ui-tests`, then read every line of the difference.

use std::path::{Path, PathBuf};

#[test]
fn messages_are_refused_in_our_words() {
    trybuild::TestCases::new().compile_fail("fail/message/*.rs");
}

#[test]
fn actors_are_refused_in_our_words() {
    trybuild::TestCases::new().compile_fail("fail/actor/*.rs");
}

#[test]
fn unusual_code_compiles() {
    trybuild::TestCases::new().pass("pass/*.rs");
}

/// The errors that are told at both places.
const TWO_PLACES: [&str; 7] = [
    "method_message_and_a_handler_of_it",
    "method_message_two_make_one",
    "two_handlers_make_one_variant",
    "two_handlers_of_one_message",
    "two_handlers_of_one_shared_message",
    "two_on_start_hooks",
    "variant_named_twice",
];

#[test]
fn one_mistake_is_one_error() {
    let cases = errors();
    assert!(cases.len() >= 180, "{} cases", cases.len());
    for (path, text) in &cases {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let found = text.lines().filter(|line| line.starts_with("error")).count();
        let most = match &*name {
            name if name.ends_with("all_at_once") => usize::MAX,
            name if TWO_PLACES.contains(&name) => 2,
            _ => 1,
        };
        assert!((1..=most).contains(&found), "{}: {found} errors", path.display());
    }
}

/// Nobody is told of what they did not write.
#[test]
fn errors_point_at_what_the_user_wrote() {
    for (path, text) in errors() {
        let first = text.lines().nth(1).unwrap_or_default();
        assert!(first.contains("--> fail/"), "{}: {first}", path.display());
        let word = text.lines().next().unwrap_or_default();
        assert!(!word.replace("__private::TlvUsedOnce", "").contains("__"), "{}: {word}", path.display());
    }
}

/// Every `.stderr`, with its text.
fn errors() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for theme in ["message", "actor"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail").join(theme);
        for file in folder.read_dir().expect("a folder of cases") {
            let path = file.expect("a case").path();
            if path.extension().is_some_and(|end| end == "stderr") {
                let text = std::fs::read_to_string(&path).expect("text");
                found.push((path, text));
            }
        }
    }
    found
}
