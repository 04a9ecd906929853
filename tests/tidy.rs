//! The house stays in order: layers, sizes, and what must not be there.
//!
//! Each rule reads the sources as text. A rule that finds nothing to look at fails, too.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path from the root of the workspace, with `/`, and its text.
struct Source {
    path: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(root()).expect("it is inside").to_string_lossy().replace('\\', "/");
                found.push(Source { path: relative, text: fs::read_to_string(&path).expect("the file can be read") });
            }
        }
    }
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The lines that are code: no comments, no docs, nothing from `#[cfg(test)]` on.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//") && !line.trim().is_empty())
}

/// The layers from the bottom up; modules of one layer never see each other, except in L0, whose order is
/// given too: each sees only those before it.
const BOTTOM: [&str; 12] = [
    "sync",
    "line",
    "wire",
    "message",
    "domain_enum",
    "numbers",
    "protocol",
    "schema_lock",
    "actor_id",
    "log_limit",
    "metrics",
    "error",
];
const LAYERS: [&[&str]; 6] = [
    &["mailbox", "transport"],
    &["actor"],
    &["discovery", "bundle", "supervision"],
    &["relay"],
    &["migration"],
    &["system"],
];
/// Files that gather what others define.
const GATHERING: [&str; 3] = ["lib", "prelude", "__private"];

/// A module's place: which layer, and for L0 its place inside.
fn place(module: &str) -> Option<(usize, usize)> {
    let bottom = BOTTOM.iter().position(|name| *name == module).map(|index| (0, index));
    bottom.or_else(|| LAYERS.iter().position(|layer| layer.contains(&module)).map(|layer| (layer + 1, 0)))
}

fn module_of(path: &str) -> &str {
    let inside = path.strip_prefix("mycelium/src/").expect("a file of the runtime");
    inside.split('/').next().expect("a name").trim_end_matches(".rs")
}

/// The top-level modules that a line names as `crate::module`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn arrows_of_dependence_point_down() {
    let mut arrows = 0;
    for source in sources("mycelium/src") {
        let module = module_of(&source.path);
        if GATHERING.contains(&module) {
            continue;
        }
        let Some(from) = place(module) else { panic!("{}: which layer is `{module}` in?", source.path) };
        // What a macro writes into a user's crate is no arrow of ours.
        for line in code(&source.text).filter(|line| !line.contains("$crate::")) {
            for used in named(line).filter(|used| *used != module) {
                let Some(to) = place(used) else { panic!("{}: `{line}` names no module", source.path) };
                assert!(to < from && (to.0 < from.0 || to.0 == 0), "{}: `{line}` points up or sideways", source.path);
                arrows += 1;
            }
        }
    }
    assert!(arrows > 40, "only {arrows} arrows were found");
}

/// No line of code in `files` contains `word`, except where `allowed` says.
fn absent(files: &[Source], word: &str, allowed: &[&str]) {
    for source in files.iter().filter(|source| !allowed.contains(&source.path.as_str())) {
        for line in code(&source.text) {
            assert!(!line.contains(word), "{}: `{}` contains `{word}`", source.path, line.trim());
        }
    }
    for path in allowed {
        let source = files.iter().find(|source| source.path == *path);
        let source = source.unwrap_or_else(|| panic!("{path} is allowed to contain `{word}`, and is not there"));
        assert!(code(&source.text).any(|line| line.contains(word)), "{path} needs no `{word}` any more");
    }
}

#[test]
fn the_bottom_layer_knows_no_runtime_and_no_socket() {
    let all = sources("mycelium/src");
    let bottom: Vec<Source> = all.into_iter().filter(|source| BOTTOM.contains(&module_of(&source.path))).collect();
    assert!(bottom.len() > 15);
    for word in ["tokio", "std::net", "std::os", "std::io"] {
        absent(&bottom, word, &[]);
    }
}

#[test]
fn what_must_not_be_there_is_not_there() {
    let runtime = sources("mycelium/src");
    // The one downcast of values, once per lookup, and the erased entry it reads; another reads a panic. What a variant holds is
    // compared with a type while compiling: of that cast nothing is left.
    let (erased, panics) = ("mycelium/src/actor/context.rs", "mycelium/src/actor/run.rs");
    let variants = "mycelium/src/domain_enum/each.rs";
    absent(&runtime, "dyn Any", &[erased, "mycelium/src/discovery/mod.rs", variants]);
    absent(&runtime, "downcast", &[erased, panics, variants]);
    // A timer that is kept with its reply slot; no message waits in it.
    absent(&runtime, "Box::pin", &["mycelium/src/mailbox/alarm.rs"]);
    absent(&runtime, "BoxFuture", &[]);
    absent(&runtime, "unbounded", &[]);
    absent(&runtime, "unsafe", &[]);
    absent(&runtime, "println!", &[]);
    // Spawning is the system's, and a relay's, whose tasks end with it; one thread asks a socket whether it lives.
    let (systems, others): (Vec<Source>, Vec<Source>) =
        runtime.into_iter().partition(|source| module_of(&source.path) == "system");
    absent(&others, ".spawn(", &["mycelium/src/relay/server.rs", "mycelium/src/transport/socket.rs"]);
    let runtime: Vec<Source> = systems.into_iter().chain(others).collect();
    absent(&runtime, "tokio::spawn", &[]);
    // Only these two encode messages.
    absent(&runtime, "count_encode", &["mycelium/src/wire/encode.rs", "mycelium/src/wire/encodes.rs"]);
}

#[test]
fn mailbox_knows_no_bytes_and_transport_no_messages() {
    absent(&sources("mycelium/src/mailbox"), "crate::wire", &[]);
    for module in ["crate::message", "crate::domain_enum"] {
        absent(&sources("mycelium/src/transport"), module, &[]);
    }
}

/// A file past this many lines of code says in its header why.
const CODE_LINES_MAX: usize = 300;

#[test]
fn files_are_rooms_not_halls() {
    for folder in ["mycelium/src", "mycelium-macros/src", "examples"] {
        for source in sources(folder) {
            let lines = code(&source.text).count();
            let header: String = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
            assert!(!header.is_empty(), "{}: opens without a header", source.path);
            let argued = header.contains("The file is long because");
            assert!(lines <= CODE_LINES_MAX || argued, "{}: {lines} lines of code", source.path);
        }
    }
}

#[test]
fn the_commands_in_the_readme_are_real() {
    let readme = read("README.md");
    let commands: Vec<&str> = readme.lines().map(str::trim).filter(|line| line.starts_with("cargo ")).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    let examples = read("examples/Cargo.toml");
    let packages = ["benches", "benches/instructions", "benches/peers", "mycelium-cli"]
        .map(|folder| read(&format!("{folder}/Cargo.toml")))
        .concat();
    for command in &commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        let after = |flag: &str| words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1));
        if let Some(example) = after("--example") {
            assert!(examples.contains(&format!("name = \"{example}\"")), "{command}");
        }
        if let Some(bench) = after("--bench") {
            assert!(packages.contains(&format!("name = \"{bench}\"")), "{command}");
        }
        if let Some(manifest) = after("--manifest-path") {
            assert!(root().join(manifest).is_file(), "{command}");
        }
        if let Some(profile) = after("--profile") {
            assert!(read("Cargo.toml").contains(&format!("[profile.{profile}]")), "{command}");
        }
        if let Some(package) = after("-p") {
            assert!(packages.contains(&format!("name = \"{package}\"")), "{command}");
        }
    }
    // The gate runs the README's own test command.
    let tests = commands.iter().find(|command| command.starts_with("cargo test")).expect("a command for the tests");
    assert!(read(".ci/run").contains(&format!("step {tests}\n")), "{tests}");
}

#[test]
fn the_readme_shows_programs_as_they_are() {
    let readme = read("README.md");
    for (file, kind) in [("examples/spread/main.rs", "```rust,ignore\n"), ("examples/spread/bundles.toml", "```toml\n")]
    {
        let shown = readme.split(kind).nth(1).and_then(|rest| rest.split("```").next());
        let shown = shown.unwrap_or_else(|| panic!("the README has no block for {file}"));
        assert!(read(file).contains(shown.trim_end()), "{file} differs from what the README shows");
    }
}

#[test]
fn the_readme_counts_the_ui_tests() {
    let count = |folder: &str| sources(&format!("ui-tests/{folder}")).len();
    let (messages, actors, passing) = (count("fail/message"), count("fail/actor"), count("pass"));
    let sentence = format!(
        "Of the programs in `ui-tests`, {} have one mistake each ({messages} in messages, {actors} in actors), and the compile errors \
         are compared word for word; {passing} are unusual, and must compile",
        messages + actors
    );
    println!("{sentence}");
    assert_eq!(count("fail"), messages + actors, "a folder in ui-tests/fail that the README does not know");
    let readme = read("README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readme.contains(&sentence), "the README says something else than: {sentence}");
}

#[test]
fn what_is_promised_has_its_test() {
    let tests: String = sources("tests").into_iter().map(|source| source.text).collect();
    let promises = read("docs/semantics.md");
    let names = promises.split('`').skip(1).step_by(2);
    // A test's name is a sentence; two words and less are those of the code.
    let names: Vec<&str> = names.filter(|name| name.matches('_').count() > 2 && !name.ends_with("_ms")).collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        assert!(tests.contains(&format!("fn {name}(")), "docs/semantics.md names `{name}`, and no test has this name");
    }
    let mut rows = promises.lines().filter(|line| line.starts_with("| ") && !line.contains("---"));
    let bare = rows.find(|row| !row.contains("shown by") && !row.contains('`'));
    assert_eq!(bare, None, "docs/semantics.md has a row without a test");
}

#[test]
fn the_wire_is_as_its_page_says() {
    let page = read("docs/wire.md");
    let number = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default().to_owned();
    let sections: Vec<String> = page.lines().filter_map(|line| line.strip_prefix("## ")).map(number).collect();
    let counted: Vec<String> = (1..=sections.len()).map(|n| n.to_string()).collect();
    assert!(sections.len() > 9 && sections == counted, "{sections:?}");
    let mut cited = Vec::new();
    for folder in ["mycelium", "mycelium-macros", "mycelium-cli", "examples", "benches", "tests"] {
        // A citation may go over the end of a line.
        for source in sources(folder).into_iter().filter(|source| !source.path.ends_with("tidy.rs")) {
            for citation in source.text.split("Protocol V2 §").skip(1).map(number) {
                assert!(
                    sections.contains(&citation),
                    "{}: Protocol V2 §{citation} is not in docs/wire.md",
                    source.path
                );
                cited.push(citation);
            }
        }
    }
    for section in sections {
        assert!(cited.contains(&section), "no code cites Protocol V2 §{section}");
    }
}

#[test]
fn the_code_map_names_what_is_there() {
    let map = read("ARCHITECTURE.md");
    for source in sources("mycelium/src") {
        let module = module_of(&source.path);
        assert!(map.contains(&format!("`{module}")), "ARCHITECTURE.md does not say what `{module}` is");
    }
}

#[test]
fn every_test_file_is_registered() {
    let manifest = read("tests/Cargo.toml");
    for source in sources("tests") {
        let file = source.path.strip_prefix("tests/").expect("a file of the tests");
        if !file.contains('/') {
            assert!(manifest.contains(&format!("path = \"{file}\"")), "{file} is not in tests/Cargo.toml");
        }
    }
}
