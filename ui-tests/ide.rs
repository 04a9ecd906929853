//! What an IDE makes of the attributes, asked of rust-analyzer itself: where "go to definition" leads from a method of a handle,
//! also while another handler of the block is being typed. It takes a minute, and needs
//! `rustup component add rust-analyzer`, so it is ignored by default:
//! `cargo test -p mycelium-ui-tests --test ide -- --ignored`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What is typed between two handlers, one file each. Brackets that are open take the rest of the file with them, for any tool.
const TYPED: [(&str, &str); 13] = [
    ("nothing", ""),
    ("attribute_alone", "    #[handler]\n"),
    ("attribute_half_named", "    #[hand]\n    fn half(&mut self, half: &super::Half) {}\n"),
    ("argument_without_value", "    #[handler(priority = )]\n    fn half(&mut self, half: &super::Half) {}\n"),
    ("keyword_alone", "    #[handler]\n    async \n"),
    ("no_name", "    #[handler]\n    fn \n"),
    ("no_type", "    #[handler]\n    fn half(&mut self, half: )\n"),
    ("no_type_behind_a_borrow", "    #[handler]\n    fn half(&mut self, half: &)\n"),
    ("no_body", "    #[handler]\n    fn half(&mut self, half: &super::Half)\n"),
    ("semicolon", "    #[handler]\n    fn half(&mut self, half: &super::Half);\n"),
    ("no_return_type", "    #[handler]\n    fn half(&mut self, half: &super::Half) -> \n"),
    ("dot", "    #[handler]\n    fn half(&mut self, half: &super::Half) {\n        self.\n    }\n"),
    ("half_an_expression", "    #[handler]\n    fn half(&mut self, half: &super::Half) {\n        if half.\n    }\n"),
];

const BEFORE: &str = "\
use mycelium::prelude::*;

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &super::Quote) {}

";

const BEHIND: &str = "
    #[handler]
    async fn trade(&mut self, _trade: super::Trade) {}
}

pub async fn run(book: &BookRef) {
    let _ = book.quote(super::Quote { price: 1 }).await;
    let _ = book.trade(super::Trade { price: 1 }).await;
}
";

#[test]
#[ignore = "takes rust-analyzer, and a minute"]
fn a_method_of_the_handle_leads_to_its_handler() {
    let package = package();
    let index = Index::of(&package);
    for (name, typed) in TYPED {
        let source = format!("{BEFORE}{typed}{BEHIND}");
        for method in ["quote", "trade"] {
            let call = place(&source, &format!("book.{method}"), "book.".len());
            let handler = place(&source, &format!("fn {method}"), "fn ".len());
            let found = index.definition(&format!("src/{name}.rs"), call);
            assert_eq!(found, Some((format!("{name}.rs"), handler)), "{name}: `{method}`");
        }
    }
}

/// An actor of an enum that it names, whose types generated code writes in other words.
const NAMED: &str = "\
use mycelium::prelude::*;

#[message]
pub enum MarketMessage {
    Quote(super::Quote),
    Trade(super::Trade),
}

pub struct Book;

#[actor(message = MarketMessage)]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &super::Quote) {}

    #[handler]
    async fn trade(&mut self, _trade: super::Trade) {}
}

pub async fn run(book: &BookRef) {
    let _ = book.quote(super::Quote { price: 1 }).await;
}

pub async fn spawn(system: &ActorSystem) {
    let book = system.spawn(Book);
    let _ = book.trade(super::Trade { price: 1 }).await;
}
";

#[test]
#[ignore = "takes rust-analyzer, and a minute"]
fn a_method_of_the_handle_leads_to_its_handler_where_the_enum_is_named() {
    let package = package();
    let index = Index::of(&package);
    for method in ["quote", "trade"] {
        let call = place(NAMED, &format!("book.{method}"), "book.".len());
        let handler = place(NAMED, &format!("fn {method}"), "fn ".len());
        assert_eq!(index.definition("src/named.rs", call), Some((String::from("named.rs"), handler)), "`{method}`");
    }
}

#[test]
#[ignore = "takes rust-analyzer, and a minute"]
fn a_method_of_a_view_leads_to_its_field() {
    let package = package();
    let index = Index::of(&package);
    let source = std::fs::read_to_string(package.join("src/lib.rs")).expect("it was written");
    let call = place(&source, "quote.price", "quote.".len());
    let field = place(&source, "pub price", "pub ".len());
    assert_eq!(index.definition("src/lib.rs", call), Some((String::from("lib.rs"), field)));
}

/// A package with the files, in the target directory.
fn package() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ide");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mycelium = here.join("../mycelium").canonicalize().expect("the runtime");
    std::fs::create_dir_all(root.join("src")).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).expect(name);
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"ide\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             mycelium = {{ path = {mycelium:?} }}\n\n[workspace]\n"
        ),
    );
    std::fs::copy(here.join("../Cargo.lock"), root.join("Cargo.lock")).expect("the same versions");
    std::fs::copy(here.join("../rust-toolchain.toml"), root.join("rust-toolchain.toml")).expect("the same toolchain");
    let messages = [("Quote", 200), ("Trade", 201), ("Half", 202)];
    let mut lib = String::from("use mycelium::prelude::*;\n");
    for (name, number) in messages {
        lib +=
            &format!("\n#[message(tlv = {number})]\n#[derive(Clone)]\npub struct {name} {{\n    pub price: i64,\n}}\n");
    }
    lib += "\npub fn read(quote: mycelium::wire::View<'_, Quote>) {\n    let _ = quote.price();\n}\n\n";
    lib += "pub mod named;\n";
    write("src/named.rs", NAMED);
    for (name, typed) in TYPED {
        lib += &format!("pub mod {name};\n");
        write(&format!("src/{name}.rs"), &format!("{BEFORE}{typed}{BEHIND}"));
    }
    write("src/lib.rs", &lib);
    root
}

/// Line and column, from 0, of what stands `behind` the beginning of `text`.
fn place(source: &str, text: &str, behind: usize) -> (u64, u64) {
    let at = source.find(text).expect(text);
    let before = &source[..at];
    let column = before.rsplit('\n').next().map_or(0, str::len) + behind;
    (before.matches('\n').count() as u64, column as u64)
}

/// What rust-analyzer says of a package: a graph of documents, ranges in them, and what is known of those
/// (Language Server Index Format).
struct Index {
    vertices: HashMap<u64, Value>,
    /// By what they come out of.
    edges: HashMap<u64, Vec<Value>>,
}

impl Index {
    fn of(package: &Path) -> Self {
        // Sources of std that are none: without any it would install them, and rustc's words in the tests beside this one
        // change where they are there.
        let no_sources = package.join("no_sources");
        std::fs::create_dir_all(no_sources.join("core")).expect("a folder");
        let out = Command::new("rust-analyzer")
            .args(["lsif", "."])
            .current_dir(package)
            .env("RUST_SRC_PATH", no_sources)
            .output()
            .expect("rust-analyzer");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let (mut vertices, mut edges) = (HashMap::new(), HashMap::<u64, Vec<Value>>::new());
        for line in String::from_utf8_lossy(&out.stdout).lines() {
            let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
            match (value["type"].as_str(), value["outV"].as_u64(), value["id"].as_u64()) {
                (Some("edge"), Some(from), _) => edges.entry(from).or_default().push(value),
                (Some("vertex"), _, Some(id)) => drop(vertices.insert(id, value)),
                _ => {}
            }
        }
        Self { vertices, edges }
    }

    /// Where the definition of what begins at `place` of `file` begins: the file's name, and the place there.
    fn definition(&self, file: &str, place: (u64, u64)) -> Option<(String, (u64, u64))> {
        let is_file = |vertex: &Value| vertex["uri"].as_str().is_some_and(|uri| uri.ends_with(&format!("/ide/{file}")));
        let document = *self.vertices.iter().find(|(_, vertex)| is_file(vertex))?.0;
        let ranges = self.targets(document, "contains");
        let range = ranges.into_iter().find(|range| self.start(*range) == Some(place))?;
        let known = self.targets(range, "next").into_iter().next()?;
        let result = self.targets(known, "textDocument/definition").into_iter().next()?;
        let item = self.edges.get(&result)?.iter().find(|edge| edge["label"] == "item")?;
        let there = self.start(item["inVs"][0].as_u64()?)?;
        let document = self.vertices.get(&item["document"].as_u64()?)?["uri"].as_str()?;
        Some((document.rsplit('/').next()?.to_owned(), there))
    }

    fn targets(&self, from: u64, label: &str) -> Vec<u64> {
        let edges = self.edges.get(&from).into_iter().flatten().filter(|edge| edge["label"] == label);
        edges
            .flat_map(|edge| match edge["inVs"].as_array() {
                Some(several) => several.iter().filter_map(Value::as_u64).collect(),
                None => edge["inV"].as_u64().into_iter().collect::<Vec<_>>(),
            })
            .collect()
    }

    fn start(&self, range: u64) -> Option<(u64, u64)> {
        let start = &self.vertices.get(&range)?["start"];
        Some((start["line"].as_u64()?, start["character"].as_u64()?))
    }
}
