//! How much is written, at most.

use super::{Expanded, cases, directory, read};

/// The limits are those of today, rounded up: whoever adds lines says so here.
#[test]
fn little_is_written() {
    let check = |case: &str, most: usize| {
        let lines: usize = Expanded::of(&read(&directory().join(case))).lines().into_iter().sum();
        println!("{case}: {lines} lines");
        assert!(lines <= most, "{case}: {lines} lines, more than {most}");
    };
    check("message_of_ten_fields.rs", 900);
    check("actor_of_five_handlers.rs", 1400);
    check("actor_of_a_named_enum.rs", 230);
    check("domain_enum.rs", 900);
    assert!(!cases().is_empty());
}
