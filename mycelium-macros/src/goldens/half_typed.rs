//! Blocks in the middle of being typed.
//!
//! rustc never hands such a block over: an item with a syntax error fails before its attributes are looked at. IDEs do, on
//! every keystroke. rust-analyzer closes brackets that are open, and fills in what some expressions lack; the rest arrives as it
//! was typed. Bodies are nobody's business here, and go through as they are. A method that cannot be read goes through, too, and
//! the handlers around it stay what they are: or else all calls of all of them would turn red.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{compare, directory, give_up};

/// What is typed between two handlers.
const CASES: [(&str, &str); 17] = [
    ("nothing yet", ""),
    ("an attribute alone", "#[handler]"),
    ("an attribute half named", "#[hand] fn half(&mut self, half: &Half) {}"),
    ("an argument without its value", "#[handler(priority = )] fn half(&mut self, half: &Half) {}"),
    ("a keyword alone", "#[handler] async"),
    ("no name yet", "#[handler] fn"),
    ("no parameters yet", "#[handler] fn half"),
    ("no message yet", "#[handler] fn half(&mut self, )"),
    ("no receiver yet", "#[handler] fn half()"),
    ("no type yet", "#[handler] fn half(&mut self, half: )"),
    ("no type behind a borrow", "#[handler] fn half(&mut self, half: &)"),
    ("no body yet", "#[handler] fn half(&mut self, half: &Half)"),
    ("no body, but a semicolon", "#[handler] fn half(&mut self, half: &Half);"),
    ("no return type yet", "#[handler] fn half(&mut self, half: &Half) -> {}"),
    ("a body that ends behind a dot", "#[handler] fn half(&mut self, half: &Half) { self. }"),
    ("a body of half an expression", "#[handler] fn half(&mut self, half: &Half) { if half.price > { let } }"),
    ("no visibility's end", "#[handler] pub(crate fn half(&mut self, half: &Half) {})"),
];

#[test]
fn handlers_around_a_half_typed_one_stay() {
    let mut text = String::new();
    for (what, typed) in CASES {
        let source = format!(
            "impl Book {{ #[handler] fn quote(&mut self, quote: &Quote) {{}} {typed} #[handler] pub fn trade(&mut self, trade: Trade) {{}} }}"
        );
        let item: TokenStream = source.parse().unwrap_or_else(|error| give_up(format!("{what}: {error}")));
        let expanded = crate::actor::expand_attribute(TokenStream::new(), item);
        let found = Found::of(expanded);
        let _ = writeln!(text, "{what}: {typed}");
        let _ = writeln!(text, "  block:   {}", found.block);
        let _ = writeln!(text, "  enum:    {}", found.variants.join(", "));
        let _ = writeln!(text, "  handle:  {}", found.methods.join(", "));
        for error in &found.errors {
            let _ = writeln!(text, "  error:   {error}");
        }
        text.push('\n');
        for method in ["quote", "trade"] {
            assert!(found.methods.iter().any(|its| its == method), "{what}: `{method}` is lost\n{text}");
        }
        assert!(!found.block.contains("handler"), "{what}: a helper attribute stayed\n{text}");
        // An empty parameter list lacks two things.
        assert!(found.errors.len() <= 2, "{what}: too many errors\n{text}");
    }
    compare(&directory().join("half_typed.txt"), &text);
}

/// What an expansion holds, found without reading it as Rust: it may be none.
#[derive(Default)]
struct Found {
    block: String,
    variants: Vec<String>,
    methods: Vec<String>,
    errors: Vec<String>,
}

impl Found {
    fn of(expanded: TokenStream) -> Self {
        let mut found = Self::default();
        found.look(expanded);
        found
    }

    fn look(&mut self, expanded: TokenStream) {
        let tokens: Vec<TokenTree> = expanded.into_iter().collect();
        let mut last: Vec<String> = Vec::new();
        for token in tokens {
            if let TokenTree::Group(group) = &token
                && group.delimiter() == Delimiter::Brace
            {
                match &*last {
                    [.., word, name] if word == "impl" && name == "Book" => self.block = group.stream().to_string(),
                    [.., word, name] if word == "enum" && name == "BookMessage" => {
                        self.variants = names_before_parentheses(group.stream());
                    }
                    [.., word, handle] if word == "impl" && handle == "BookRef" => {
                        self.methods = names_behind_fn(group.stream());
                    }
                    // The block of what is generated.
                    [.., unit, equals] if unit == "()" && equals == "=" => {
                        self.look(group.stream());
                    }
                    [.., call, _] if call == "compile_error" => self.errors.push(group.stream().to_string()),
                    _ => {}
                }
            }
            last.push(token.to_string());
        }
    }
}

/// Without attributes, which may hold anything.
fn names_before_parentheses(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [TokenTree::Ident(name), TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            Some(name.to_string())
        }
        _ => None,
    });
    pairs.collect()
}

fn names_behind_fn(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [TokenTree::Ident(word), TokenTree::Ident(name)] if word == "fn" => Some(name.to_string()),
        _ => None,
    });
    pairs.collect()
}
