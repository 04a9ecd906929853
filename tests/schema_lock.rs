//! The lock of schemas: what it says of every change, what it writes when asked, and what it makes of a file that was
//! edited. And our own lock: that of the trading pair's messages.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mycelium::prelude::*;
use mycelium::schema_lock::{Mode, VARIABLE, check};
use mycelium::{MessageForm, schema_lock};
use trading_pair::actors::{MarketMessage, SignalMessage};
use trading_pair::execution::ExecutionMessage;

/// A message, defined for one test.
macro_rules! form {
    ([$($args:tt)*] $($item:tt)*) => {{
        mod defined {
            #![allow(dead_code, reason = "only its form is looked at")]
            use super::*;
            #[message($($args)*)]
            pub(super) $($item)*
        }
        use defined::*;
        form!(@name $($item)*)
    }};
    (@name struct $name:ident $($rest:tt)*) => { <$name as Message>::FORM };
}

/// The same bytes by another name.
type Price = i64;

/// A file in a directory of its own, which is gone at the end.
struct Lock {
    directory: PathBuf,
}

impl Lock {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-lock-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir(&directory).expect("the directory is new");
        Self { directory }
    }

    /// One that holds these messages.
    fn of(messages: &[&'static MessageForm]) -> Self {
        let lock = Self::new();
        lock.run(messages, Mode::Update).expect("there is nothing to break");
        lock
    }

    fn path(&self) -> PathBuf {
        self.directory.join("schema.lock")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path()).expect("it was written")
    }

    fn run(&self, messages: &[&'static MessageForm], mode: Mode) -> std::result::Result<(), String> {
        check(self.path(), messages, mode).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn says(&self, messages: &[&'static MessageForm], mode: Mode, expected: &[&str]) {
        let said = self.run(messages, mode).expect_err("it differs");
        for words in expected {
            assert!(said.contains(words), "expected `{words}` in:\n{said}");
        }
        assert!(said.contains(&self.path().display().to_string()), "{said}");
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// What breaks is refused, also when an update is asked for; nothing is written. When it is asked for by name, it is.
#[track_caller]
fn breaks(before: &[&'static MessageForm], after: &[&'static MessageForm], expected: &[&str]) {
    let lock = Lock::of(before);
    let text = lock.text();
    lock.says(after, Mode::Check, expected);
    lock.says(after, Mode::Check, &["breaks: ", "MYCELIUM_SCHEMA_LOCK=overwrite"]);
    lock.says(after, Mode::Update, expected);
    assert_eq!(lock.text(), text, "nothing was written");
    lock.run(before, Mode::Check).expect("what was locked is still good");
    lock.run(after, Mode::Overwrite).expect("it is asked for");
    lock.run(after, Mode::Check).expect("it was written");
}

/// What peers understand fails until it is written.
#[track_caller]
fn is_new(before: &[&'static MessageForm], after: &[&'static MessageForm], expected: &[&str]) -> Lock {
    let lock = Lock::of(before);
    let text = lock.text();
    lock.says(after, Mode::Check, expected);
    lock.says(after, Mode::Check, &["new: ", "MYCELIUM_SCHEMA_LOCK=update"]);
    assert!(!lock.run(after, Mode::Check).expect_err("it differs").contains("breaks"));
    assert_eq!(lock.text(), text, "nothing was written");
    lock.run(after, Mode::Update).expect("it breaks nothing");
    lock.run(after, Mode::Check).expect("it was written");
    lock
}

fn quote() -> &'static MessageForm {
    form!([tlv = 200, domain = market_data, reply = u64] struct Quote {
        price: i64,
        #[field(pad = 3)]
        side: u8,
        path: Vec<[u8; 20]>,
    })
}

fn tick() -> &'static MessageForm {
    form!([tlv = 201] struct Tick;)
}

// === the file ===

#[test]
fn the_file_is_for_people_and_has_a_line_for_each_field() {
    let newer = form!([tlv = 7] struct Grown {
        a: u8,
        #[field(since = 2, default)]
        b: Option<String>,
    });
    let lock = Lock::of(&[tick(), newer, quote()]);
    let text = lock.text();
    let blocks: Vec<&str> = text.split("\n[[message]]\n").collect();
    assert!(blocks[0].starts_with("# ") && blocks[0].contains("MYCELIUM_SCHEMA_LOCK=update"), "{text}");
    // By domain, then by number.
    let lines: Vec<&str> = blocks[1].lines().collect();
    assert_eq!(lines[..3], ["name = \"Quote\"", "number = 200", "domain = \"market_data\""]);
    assert_eq!(lines[3], format!("schema = [\"{:016x}\"]", quote().schema[0]));
    assert_eq!(lines[4], format!("reply = {{ type = \"u64\", hash = \"{:016x}\" }}", quote().reply.schema));
    assert_eq!(lines[5], "fields = [");
    assert!(
        lines[7].starts_with("    { name = \"side\", type = \"u8\", pad = 3, since = 1, hash = \""),
        "{}",
        lines[7]
    );
    assert!(lines[8].starts_with("    { name = \"path\", type = \"Vec<[u8; 20]>\", since = 1, hash = \""), "{text}");
    assert!(blocks[2].starts_with("name = \"Grown\"\nnumber = 7\nschema = [\""), "{text}");
    assert!(blocks[2].contains("{ name = \"b\", type = \"Option<String>\", since = 2, hash = \""), "{text}");
    assert!(blocks[3].starts_with("name = \"Tick\"\nnumber = 201\n") && blocks[3].ends_with("fields = []\n"), "{text}");
}

#[test]
fn a_file_that_is_not_there_is_written_when_asked_for() {
    let lock = Lock::new();
    lock.says(&[quote()], Mode::Check, &["there is no such file", "MYCELIUM_SCHEMA_LOCK=update"]);
    assert!(!lock.path().exists());
    lock.run(&[quote()], Mode::Update).expect("there is nothing to break");
    lock.run(&[quote()], Mode::Check).expect("it was written");
    let text = lock.text();
    lock.run(&[quote()], Mode::Update).expect("nothing changed");
    assert_eq!(lock.text(), text);
    let left: Vec<_> = std::fs::read_dir(&lock.directory).expect("it is there").collect();
    assert_eq!(left.len(), 1, "nothing else is left: {left:?}");
}

#[test]
fn how_a_type_is_spelled_and_how_the_file_is_laid_out_is_no_difference() {
    let before = form!([tlv = 200] struct Quote { price: i64 });
    let after = form!([tlv = 200] struct Quote { price: Price });
    let lock = Lock::of(&[before]);
    lock.run(&[after], Mode::Check).expect("the bytes are the same");
    let text = lock.text().replace("    {", "{").replace("number = 200", "number   =  200 # ours");
    std::fs::write(lock.path(), &text).expect("it can be written");
    lock.run(&[after], Mode::Check).expect("it says the same");
    lock.run(&[after], Mode::Update).expect("it says the same");
    assert!(lock.text().contains("type = \"Price\""), "{}", lock.text());
}

// === what breaks ===

#[test]
fn a_number_is_not_used_again() {
    let other = form!([tlv = 201] struct Trade { price: i64 });
    breaks(&[tick()], &[other], &["`Trade` (201)", "number 201 is that of `Tick`, which is gone", "keep its name"]);
    let moved = form!([tlv = 202] struct Tick;);
    let expected = ["number 201 was that of `Tick`, which has another now", "its number was 201, and is 202"];
    breaks(&[tick()], &[other, moved], &expected);
}

#[test]
fn the_number_of_a_message_that_was_removed_is_not_used_again_either() {
    let lock = is_new(&[quote(), tick()], &[quote()], &["`Tick` (201)", "the message is gone"]);
    assert!(lock.text().contains("name = \"Tick\"\nnumber = 201\nretired = true\n"), "{}", lock.text());
    let other = form!([tlv = 201] struct Trade { price: i64 });
    let expected = ["number 201 was that of `Tick`, which is retired", "choose another"];
    lock.says(&[quote(), other], Mode::Check, &expected);
    lock.says(&[quote(), other], Mode::Update, &expected);
    // In another domain it is another number.
    let elsewhere = form!([tlv = 201, domain = signal] struct Trade { price: i64 });
    lock.run(&[quote(), elsewhere], Mode::Update).expect("nobody takes one for the other");
    lock.says(&[quote(), elsewhere, tick()], Mode::Check, &["the message was retired, and is there again"]);
    let changed = form!([tlv = 201] struct Tick { n: u8 });
    lock.says(&[quote(), elsewhere, changed], Mode::Update, &["field `n: u8` was added without a new version"]);
    lock.run(&[quote(), elsewhere, tick()], Mode::Update).expect("it is what it was");
    assert!(!lock.text().contains("retired"), "{}", lock.text());
}

#[test]
fn a_field_is_not_moved() {
    let after = form!([tlv = 200, domain = market_data, reply = u64] struct Quote {
        #[field(pad = 3)]
        side: u8,
        price: i64,
        path: Vec<[u8; 20]>,
    });
    let expected = "fields were moved: the order was `price`, `side`, `path`, and is `side`, `price`, `path`";
    breaks(&[quote()], &[after], &["`Quote` (200, market_data)", expected]);
}

#[test]
fn a_field_is_not_renamed() {
    let after = form!([tlv = 200, domain = market_data, reply = u64] struct Quote {
        price: i64,
        #[field(pad = 3)]
        direction: u8,
        path: Vec<[u8; 20]>,
    });
    breaks(&[quote()], &[after], &["field `side` is called `direction` now; peers compare names, too"]);
}

#[test]
fn a_field_is_not_retyped() {
    let after = form!([tlv = 200, domain = market_data, reply = u64] struct Quote {
        price: u64,
        #[field(pad = 3)]
        side: u8,
        path: Vec<[u8; 32]>,
    });
    let path = "field `path` was `Vec<[u8; 20]>`, and is `Vec<[u8; 32]>`";
    breaks(&[quote()], &[after], &["field `price` was `i64`, and is `u64`", path]);
}

#[test]
fn a_type_inside_does_not_change() {
    mod before {
        use super::*;
        #[message(nested)]
        pub(super) struct Id {
            _asset: u64,
        }
        pub(super) fn order() -> &'static MessageForm {
            form!([tlv = 200, reply = Option<Id>] struct Order { ids: Vec<Id> })
        }
    }
    mod after {
        use super::*;
        #[message(nested)]
        pub(super) struct Id {
            _asset: u32,
        }
        pub(super) fn order() -> &'static MessageForm {
            form!([tlv = 200, reply = Option<Id>] struct Order { ids: Vec<Id> })
        }
    }
    let field = "field `ids` is `Vec<Id>` still, but that type's own form changed";
    let reply = "what answers it is `Option<Id>` still, but that type's own form changed";
    breaks(&[before::order()], &[after::order()], &[field, reply]);
}

#[test]
fn a_field_is_not_removed() {
    let after = form!([tlv = 200, domain = market_data, reply = u64] struct Quote {
        price: i64,
        #[field(pad = 3)]
        side: u8,
    });
    breaks(&[quote()], &[after], &["field `path: Vec<[u8; 20]>` was removed"]);
}

#[test]
fn pad_reply_number_and_domain_do_not_change() {
    let before = form!([tlv = 200, domain = signal] struct Quote { #[field(pad = 3)] side: u8 });
    let pad = form!([tlv = 200, domain = signal] struct Quote { #[field(pad = 7)] side: u8 });
    breaks(&[before], &[pad], &["the pad behind field `side` was 3 bytes, and is 7"]);
    let reply = form!([tlv = 200, domain = signal, reply = bool] struct Quote { #[field(pad = 3)] side: u8 });
    breaks(&[before], &[reply], &["what answers it was `()`, and is `bool`"]);
    let number = form!([tlv = 201, domain = signal] struct Quote { #[field(pad = 3)] side: u8 });
    breaks(&[before], &[number], &["its number was 200, and is 201"]);
    let domain = form!([tlv = 200, domain = 16] struct Quote { #[field(pad = 3)] side: u8 });
    breaks(&[before], &[domain], &["its domain was signal, and is domain 16"]);
}

#[test]
fn fields_come_with_a_new_version() {
    let first = form!([tlv = 200] struct Quote { price: i64 });
    let wrong = form!([tlv = 200] struct Quote { price: i64, venue: u16 });
    let advice = "field `venue: u16` was added without a new version; put it at the end, with \
                  `#[field(since = 2, default)]`";
    breaks(&[first], &[wrong], &[advice]);
    let inside = form!([tlv = 200] struct Quote { venue: u16, price: i64 });
    breaks(&[first], &[inside], &[advice]);
    let second = form!([tlv = 200] struct Quote { price: i64, #[field(since = 2, default)] venue: u16 });
    let wrong = form!([tlv = 200] struct Quote {
        price: i64,
        #[field(since = 2, default)]
        venue: u16,
        #[field(since = 2, default)]
        side: u8,
    });
    breaks(&[second], &[wrong], &["field `side: u8` was added without a new version", "since = 3"]);
    breaks(&[second], &[first], &["field `venue: u16` was removed"]);
    let always = form!([tlv = 200] struct Quote { price: i64, venue: u16 });
    breaks(&[second], &[always], &["field `venue` came with version 2, and now says 1"]);
}

// === what does not ===

#[test]
fn a_new_message_and_a_new_version_are_written_when_asked_for() {
    is_new(&[quote()], &[quote(), tick()], &["1 of the messages", "`Tick` (201)", "the message is new"]);
    let first = form!([tlv = 200] struct Quote { price: i64 });
    let second = form!([tlv = 200] struct Quote { price: i64, #[field(since = 2, default)] venue: u16 });
    let third = form!([tlv = 200] struct Quote {
        price: i64,
        #[field(since = 2, default)]
        venue: u16,
        #[field(since = 3, default)]
        side: u8,
        #[field(since = 3, default)]
        note: String,
    });
    is_new(&[first], &[second], &["version 2 is new, the file has 1: it adds `venue: u16`"]);
    let two = "version 3 is new, the file has 1: it adds `venue: u16`, `side: u8`, `note: String`";
    is_new(&[first], &[third], &[two]);
    is_new(&[second], &[third], &["version 3 is new, the file has 2: it adds `side: u8`, `note: String`"]);
    // That a message may grow is nothing that peers see.
    let appendable = form!([tlv = 200, appendable] struct Quote { price: i64 });
    Lock::of(&[first]).run(&[appendable], Mode::Check).expect("nothing changed");
}

#[test]
fn what_breaks_keeps_what_is_new_from_being_written() {
    let first = form!([tlv = 200] struct Quote { price: i64 });
    let wrong = form!([tlv = 200] struct Quote { price: u64 });
    let lock = Lock::of(&[first]);
    let text = lock.text();
    lock.says(&[wrong, tick()], Mode::Check, &["2 of the messages", "the message is new", "breaks"]);
    lock.says(&[wrong, tick()], Mode::Update, &["1 of the messages", "breaks"]);
    assert_eq!(lock.text(), text);
}

// === enums, and what no file can hold ===

#[test]
fn of_an_enum_every_message_that_can_cross_is_locked() {
    #[message(local)]
    struct Stays;
    #[message(tlv = 200)]
    struct First;
    #[message(tlv = 201, domain = execution)]
    struct Second;
    #[message(domain = signal)]
    #[allow(dead_code, reason = "only its form is looked at")]
    enum Both {
        Stays(Stays),
        First(First),
        Second(Second),
    }
    let lock = Lock::of(&[Both::FORM]);
    let text = lock.text();
    assert!(text.contains("name = \"First\"\nnumber = 200\ndomain = \"signal\""), "{text}");
    assert!(text.contains("name = \"Second\"\nnumber = 201\ndomain = \"execution\""), "{text}");
    assert!(!text.contains("Stays"), "{text}");
    lock.run(&[Both::FORM, Second::FORM, Both::FORM], Mode::Check).expect("a message may be named again");
    let schema = Both::VARIANTS[1].schema;
    assert!(text.contains(&format!("{:016x}", schema[0])), "{text}");
}

#[test]
fn a_message_has_the_domain_that_it_is_sent_in_however_it_is_listed() {
    #[message(tlv = 200)]
    struct Tick;
    #[message(tlv = 200)]
    struct Tock;
    #[message(domain = market_data)]
    #[allow(dead_code, reason = "only its form is looked at")]
    enum Prices {
        Tick(Tick),
    }
    #[message(domain = 16)]
    #[allow(dead_code, reason = "only its form is looked at")]
    enum Users {
        Tick(Tick),
    }
    #[message]
    #[allow(dead_code, reason = "only its form is looked at")]
    enum System {
        Tock(Tock),
    }
    let lock = Lock::of(&[Prices::FORM]);
    for list in [
        [Tick::FORM, Prices::FORM],
        [Prices::FORM, Tick::FORM],
        [Prices::FORM, Users::FORM],
        [Users::FORM, Prices::FORM],
    ] {
        lock.run(&list, Mode::Check).expect("it is the same message in the same domain");
    }
    // Alone it would be in the way of another one in the domain of those that say none.
    let lock = Lock::of(&[Tick::FORM, Prices::FORM, System::FORM]);
    lock.run(&[System::FORM, Prices::FORM, Tick::FORM], Mode::Check).expect("nothing changed");
    Lock::of(&[Tick::FORM, Users::FORM, System::FORM]);
}

#[test]
fn a_chain_that_was_written_by_hand_grows_as_others_do() {
    let by_hand = |schema: &'static [u64]| -> &'static MessageForm {
        let mut form = *tick();
        form.schema = schema;
        Box::leak(Box::new(form))
    };
    is_new(&[by_hand(&[1])], &[by_hand(&[1, 2])], &["version 2 is new, the file has 1"]);
    is_new(&[by_hand(&[1, 2])], &[by_hand(&[1, 2, 3])], &["version 3 is new, the file has 2"]);
    breaks(&[by_hand(&[1, 2])], &[by_hand(&[1, 3])], &["its schema is another, which was computed by hand"]);
}

#[test]
fn tests_that_write_at_once_all_find_it_written() {
    let lock = Lock::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    for messages in [&[tick()][..], &[tick(), quote()][..]] {
                        lock.run(messages, Mode::Overwrite).expect("it is asked for");
                    }
                }
            });
        }
    });
    lock.run(&[tick(), quote()], Mode::Overwrite).expect("it is asked for");
    lock.run(&[tick(), quote()], Mode::Check).expect("it was written");
    assert_eq!(std::fs::read_dir(&lock.directory).expect("it is there").count(), 1, "nothing else is left there");
}

#[test]
fn two_messages_of_one_name_or_one_number_need_two_files() {
    let other = form!([tlv = 202] struct Tick;);
    let expected = ["two messages are called `Tick`, `Tick` (201) and `Tick` (202)"];
    Lock::new().says(&[tick(), other], Mode::Overwrite, &expected);
    let other = form!([tlv = 201, domain = system] struct Tock;);
    let expected = ["`Tock` (201, system) and `Tick` (201) have one number in one domain"];
    Lock::new().says(&[tick(), other], Mode::Update, &expected);
}

// === a file that was edited ===

#[test]
fn mistakes_in_the_file_are_told_with_their_line() {
    /// Puts `with` into the place of `what` on a line of the file.
    #[track_caller]
    fn check(what: &str, with: &str, line: usize, expected: &str) {
        let grown = form!([tlv = 200, domain = signal, reply = u8] struct Grown {
            a: u8,
            #[field(since = 2, default)]
            b: u16,
        });
        let lock = Lock::of(&[grown, tick()]);
        let text = lock.text();
        assert!(text.contains(what), "no `{what}` in:\n{text}");
        std::fs::write(lock.path(), text.replacen(what, with, 1)).expect("it can be written");
        for mode in [Mode::Check, Mode::Update, Mode::Overwrite] {
            let said = lock.run(&[grown, tick()], mode).expect_err("it is not sound");
            let place = format!("{}:{line}: ", lock.path().display());
            assert!(said.starts_with(&place) && said.contains(expected), "expected {place}..{expected}, found {said}");
        }
    }
    check("fields = [", "fields = ", 11, "expected");
    check("number = 200", "number = 256", 6, "256");
    check("number = 200", "count = 200", 6, "unknown field `count`");
    check("number = 200\n", "", 4, "missing field `number`");
    check("\"signal\"", "\"signals\"", 7, "`signals` is no domain");
    check("schema = [\"", "schema = [\"x", 8, "is no hash; expected 16 hex digits");
    check("type = \"u8\", hash = \"", "type = \"u8\", hash = \"+", 9, "is no hash");
    check("since = 2", "since = 3", 12, "`since` is 3 behind a field of version 1");
    check("name = \"b\"", "name = \"c\"", 4, "are not those of the fields of `Grown` (200, signal)");
    check("name = \"Tick\"", "name = \"Grown\"", 15, "has the name of `Grown` (200, signal)");
    check("number = 201", "number = 200\ndomain = \"2\"", 15, "has the number and domain of `Grown` (200, signal)");
}

#[test]
fn a_path_that_cannot_be_written_is_an_error() {
    let lock = Lock::new();
    let nowhere = lock.directory.join("nowhere").join("schema.lock");
    let said = check(&nowhere, &[tick()], Mode::Update).expect_err("there is no such directory").to_string();
    assert!(said.starts_with(&nowhere.display().to_string()), "{said}");
    let said = check(&lock.directory, &[tick()], Mode::Check).expect_err("it is a directory").to_string();
    assert!(said.starts_with(&lock.directory.display().to_string()), "{said}");
}

// === the one line ===

/// A change of the example's messages is a change of what this project shows: see the file's first lines.
#[test]
fn the_examples_messages_are_what_they_were() {
    schema_lock!("../examples/schema.lock", [MarketMessage, SignalMessage, ExecutionMessage]);
}

/// In a process of its own, since its environment says what to do.
#[test]
#[ignore = "`the_environment_says_what_to_do` runs it"]
fn locks_where_it_is_told() {
    schema_lock!(&std::env::var("LOCK_PATH").expect("the other test sets it"), [MarketMessage]);
}

#[test]
fn the_environment_says_what_to_do() {
    let lock = Lock::new();
    let run = |value: Option<&str>| {
        let mut command = Command::new(std::env::current_exe().expect("it runs"));
        command.args(["--exact", "locks_where_it_is_told", "--ignored"]).env("LOCK_PATH", lock.path());
        command.env_remove(VARIABLE).envs(value.map(|value| (VARIABLE, value)));
        let done = command.output().expect("it can be started");
        (done.status.success(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
    };
    let (is_good, said) = run(None);
    assert!(!is_good && said.contains("there is no such file"), "{said}");
    assert!(said.contains("tests/schema_lock.rs") || said.contains("schema_lock.rs:"), "the test is shown: {said}");
    let (is_good, said) = run(Some("yes"));
    assert!(!is_good && said.contains("is `yes`; expected `check`, `update` or `overwrite`"), "{said}");
    assert!(!lock.path().exists());
    assert!(run(Some("update")).0);
    assert!(run(None).0 && run(Some("")).0 && run(Some("check")).0);
    std::fs::write(lock.path(), lock.text().replace("number = 11", "number = 12")).expect("it can be written");
    assert!(!run(Some("update")).0, "what was edited is not sound");
    std::fs::remove_file(lock.path()).expect("it is there");
    assert!(run(Some("overwrite")).0 && run(None).0);
}
