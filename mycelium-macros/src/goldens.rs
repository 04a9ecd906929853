//! Goldens: what the attributes write, printed as people read it, and compared with the files in `goldens/`.
//!
//! They are there to be read: who changes what is generated sees the change as code. `MYCELIUM_GOLDENS=update cargo test -p
//! mycelium-macros` writes them anew. Lines are counted as `prettyplease` prints them, without docs and without the user's
//! own item.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{Attribute, Item, Meta};

mod half_typed;
mod limits;
mod spans;

/// Tests have no other way to give up.
#[allow(clippy::panic, reason = "a test that cannot go on")]
fn give_up(why: String) -> ! {
    panic!("{why}")
}

/// What both attributes do to a file, item by item.
struct Expanded {
    /// For each attribute: the user's item as it is given back, and what stands behind it.
    items: Vec<(Item, Vec<Item>)>,
}

// === impl Expanded ===

impl Expanded {
    /// Expands each of our attributes in `source`; other items stay out of it.
    fn of(source: &str) -> Self {
        let file = syn::parse_file(source).unwrap_or_else(|error| give_up(format!("the source: {error}")));
        let items = file.items.into_iter().filter_map(|mut item| {
            let attribute = take_attribute(&mut item)?;
            let mut items = syn::parse2::<syn::File>(expand(&attribute, item.to_token_stream()))
                .unwrap_or_else(|error| give_up(format!("what was written is no Rust: {error}")))
                .items
                .into_iter();
            Some((items.next()?, items.collect()))
        });
        Self { items: items.collect() }
    }

    fn print(&self) -> String {
        let items = self.items.iter().flat_map(|(own, generated)| [own].into_iter().chain(generated)).cloned();
        print(items.collect())
    }

    /// The lines that each attribute writes.
    fn lines(&self) -> Vec<usize> {
        let lines = self.items.iter().map(|(_, generated)| print(generated.clone()));
        lines.map(|text| text.lines().filter(|line| !line.trim_start().starts_with("///")).count()).collect()
    }
}

/// The attribute that is ours.
fn take_attribute(item: &mut Item) -> Option<Attribute> {
    let attrs = match item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        _ => return None,
    };
    let is_ours = |attribute: &Attribute| ["message", "actor"].iter().any(|name| attribute.path().is_ident(name));
    let place = attrs.iter().position(is_ours)?;
    Some(attrs.remove(place))
}

fn expand(attribute: &Attribute, item: TokenStream) -> TokenStream {
    let args = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    match attribute.path().is_ident("message") {
        true => crate::message::expand_attribute(args, item),
        false => crate::actor::expand_attribute(args, item),
    }
}

fn print(items: Vec<Item>) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens")
}

/// Compares `found` with the file, or writes it.
fn compare(path: &Path, found: &str) {
    if std::env::var_os("MYCELIUM_GOLDENS").is_some_and(|mode| mode == "update") {
        std::fs::write(path, found).unwrap_or_else(|error| give_up(format!("{}: {error}", path.display())));
        return;
    }
    let kept = read(path);
    let Some((line, (kept, found))) =
        (1..).zip(kept.lines().zip(found.lines())).find(|(_, (kept, found))| kept != found)
    else {
        assert_eq!(kept, found, "{}: one of them is longer", path.display());
        return;
    };
    give_up(format!(
        "{}:{line}: another expansion; if it is meant, MYCELIUM_GOLDENS=update writes it\n  kept: {kept}\n found: {found}",
        path.display()
    ));
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| give_up(format!("{}: {error}", path.display())))
}

/// The sources in `goldens/`, each with the place of its expansion.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    sources(&directory()).into_iter().map(|source| (source.clone(), source.with_extension("expanded.rs"))).collect()
}

/// The files in `directory` that somebody wrote, by name.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let files =
        std::fs::read_dir(directory).unwrap_or_else(|error| give_up(format!("{}: {error}", directory.display())));
    let mut sources: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    sources.retain(|path| {
        path.extension().is_some_and(|end| end == "rs") && !path.to_string_lossy().contains(".expanded.")
    });
    sources.sort();
    sources
}

#[test]
fn what_is_written_is_what_was_reviewed() {
    let cases = cases();
    assert!(cases.len() >= 8, "{cases:?}");
    for (source, expanded) in cases {
        compare(&expanded, &Expanded::of(&read(&source)).print());
    }
}

/// The page shows what it says it shows: its first block of code is the source, its second what comes of it.
#[test]
fn the_page_about_expansion_shows_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/expansion.md");
    let page = read(&path);
    let (fence, end) = ("```rust\n", "```\n");
    let mut parts = page.splitn(3, fence);
    let (Some(before), Some(source), Some(written)) = (parts.next(), parts.next(), parts.next()) else {
        give_up(format!("{}: two blocks of Rust are missing", path.display()));
    };
    let (Some((source_code, between)), Some((_, after))) = (source.split_once(end), written.split_once(end)) else {
        give_up(format!("{}: a block does not end", path.display()));
    };
    let expanded = Expanded::of(source_code).print();
    compare(&path, &format!("{before}{fence}{source_code}{end}{between}{fence}{expanded}{end}{after}"));
}

/// What cannot fail needs no `unwrap`, and nobody likes to step through closures, or to see one in a backtrace.
#[test]
fn there_is_no_unwrap_no_panic_and_no_closure() {
    const CLOSURE: &str = "a closure";
    struct Calls(Vec<String>);
    impl<'ast> Visit<'ast> for Calls {
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.0.push(call.method.to_string());
            syn::visit::visit_expr_method_call(self, call);
        }

        fn visit_expr_closure(&mut self, _closure: &'ast syn::ExprClosure) {
            self.0.push(CLOSURE.to_owned());
        }

        // `Option::unwrap(..)` is the same by another name.
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            self.0.extend(path.path.segments.last().map(|last| last.ident.to_string()));
            syn::visit::visit_expr_path(self, path);
        }

        fn visit_macro(&mut self, call: &'ast syn::Macro) {
            self.0.extend(call.path.segments.last().map(|last| last.ident.to_string()));
        }
    }
    // The goldens, and the programs that are to compile, which have everything that can be written.
    let pass = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/pass");
    let sources: Vec<PathBuf> = cases().into_iter().map(|(source, _)| source).chain(sources(&pass)).collect();
    assert!(sources.len() >= 40, "{sources:?}");
    for source in sources {
        for (_, generated) in Expanded::of(&read(&source)).items {
            let mut calls = Calls(Vec::new());
            generated.iter().for_each(|item| calls.visit_item(item));
            let never = [CLOSURE, "unwrap", "expect", "panic", "unreachable", "todo"];
            assert!(!calls.0.iter().any(|call| never.contains(&call.as_str())), "{}: {:?}", source.display(), calls.0);
        }
    }
}

/// The docs of a handler are those of the variant and of the handle's method; those of a field are its getter's.
#[test]
fn docs_follow_what_they_describe() {
    let documented = |source: &str, name: &str| {
        let mut found = Vec::new();
        struct Docs<'a>(&'a str, &'a mut Vec<String>);
        impl Docs<'_> {
            fn note(&mut self, ident: &syn::Ident, attrs: &[Attribute]) {
                if ident == self.0 {
                    let docs = attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
                    self.1.push(quote!(#(#docs)*).to_string());
                }
            }
        }
        impl<'ast> Visit<'ast> for Docs<'_> {
            fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
                self.note(&method.sig.ident, &method.attrs);
            }

            fn visit_variant(&mut self, variant: &'ast syn::Variant) {
                self.note(&variant.ident, &variant.attrs);
            }
        }
        for (_, generated) in &Expanded::of(source).items {
            generated.iter().for_each(|item| Docs(name, &mut found).visit_item(item));
        }
        found
    };
    let actor = "#[actor] impl Book {
        /// Takes in a price.
        ///
        /// Twice.
        #[handler] fn quote(&mut self, quote: &Quote) {}
    }";
    let [method] = &*documented(actor, "quote") else { give_up("one method".to_owned()) };
    assert!(method.contains("Takes in a price.") && method.contains("Twice.") && method.contains("asks"), "{method}");
    let [variant, ..] = &*documented(actor, "Quote") else { give_up("a variant".to_owned()) };
    assert!(variant.contains("Takes in a price.") && variant.contains("Twice."), "{variant}");
    let message = "#[message(tlv = 200)] struct Quote {
        /// What it costs.
        price: u8,
    }";
    let [getter] = &*documented(message, "price") else { give_up("one getter".to_owned()) };
    assert!(getter.contains("What it costs."), "{getter}");
}
