//! Mistakes and their errors, one file each, compared word for word with the `.stderr` beside it.
//!
//! A case in `fail/` has one mistake and shows one error, at the smallest token, with advice. The words are
//! partly rustc's, hence the pinned toolchain. After a change of ours:
//! `TRYBUILD=overwrite cargo test -p mycelium-ui-tests`, then read every line of the difference.

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
