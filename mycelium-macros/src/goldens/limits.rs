//! How much is written, at most.

use super::{Expanded, directory, read};

/// The limits are today's, rounded up: whoever adds lines says so here. They are counted as printed, without docs and without
/// what the user wrote.
///
/// Of a message, 7 lines are written for each field (its view's method, its row in the table, its bytes out and in) beside 52,
/// and 6 more where its type is none that the attribute knows; of an enum of messages, about 22 for each variant, beside 45; of an
/// actor as much, and 10 for each handler, beside 90.
#[test]
fn little_is_written() {
    let check = |case: &str, most: usize| {
        let lines: usize = Expanded::of(&read(&directory().join(case))).lines().into_iter().sum();
        assert!(lines <= most, "{case}: {lines} lines, more than {most}");
    };
    check("message_of_ten_fields.rs", 123);
    check("message_without_fields.rs", 50);
    check("nested_struct.rs", 51);
    check("nested_enum.rs", 45);
    check("domain_enum.rs", 162);
    check("actor_of_a_named_enum.rs", 142);
    check("actor_of_five_handlers.rs", 290);
}
