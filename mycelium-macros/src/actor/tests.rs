//! What `#[actor]` writes, looked at as tokens: what must never stand there, and that nothing long does.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{ImplItem, Item, ItemImpl};

use super::block::Block;
use super::expand_attribute;

/// An actor with every kind of handler and hook.
fn expansion(args: TokenStream) -> TokenStream {
    let block = quote! {
        impl Book {
            #[handler]
            pub async fn swap(&mut self, swap: &Swap, ctx: &mut Context<Self>) -> Result<()> { self.go(swap).await }
            #[handler]
            fn order(&mut self, order: Order) {}
            #[handler(variant = Shared)]
            fn share(&self, quote: Arc<Quote>, reply: ReplyTo<Quote>) {}
            #[message(tlv = 0x21, priority = high)]
            #[derive(Clone)]
            pub async fn rebalance(&mut self, #[field(pad = 3)] pool: [u8; 20], mut _limit: i64, ctx: &mut Context<Self>) -> u32 { 0 }
            #[message(local, conflate = at)]
            #[cfg(all())]
            fn tick(&mut self, at: Instant) {}
            #[on_start]
            async fn open(&mut self) -> Result<()> { Ok(()) }
            #[on_error]
            fn failed(&mut self, error: Error, ctx: &mut Context<Self>) {}
            #[on_stop]
            fn close(&mut self, ctx: &mut Context<Self>) {}
        }
    };
    expand_attribute(args, block)
}

/// The items behind the user's own block.
fn generated(args: TokenStream) -> Vec<Item> {
    let file: syn::File = syn::parse2(expansion(args)).unwrap_or_else(|error| unreachable!("it is Rust: {error}"));
    let mut items = file.items.into_iter();
    assert!(matches!(items.next(), Some(Item::Impl(own)) if own.trait_.is_none()), "the block comes first");
    items.collect()
}

fn words(tokens: TokenStream) -> Vec<String> {
    let words = |token| match token {
        TokenTree::Group(group) => words(group.stream()),
        TokenTree::Ident(ident) => vec![ident.to_string()],
        TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
    };
    tokens.into_iter().flat_map(words).collect()
}

#[test]
fn nothing_is_boxed_erased_or_unsafe() {
    for args in [quote!(), quote!(message = MarketMessage)] {
        for item in generated(args) {
            let words = words(quote!(#item));
            for never in ["dyn", "Box", "Any", "unsafe", "unwrap_unchecked", "expect", "panic"] {
                assert!(!words.iter().any(|word| word == never), "`{never}` in {}", quote!(#item));
            }
        }
    }
}

#[test]
fn another_name_of_the_crate_is_used_everywhere() {
    let words = words(expansion(quote!(crate = ::renamed)));
    assert!(words.iter().any(|word| word == "renamed"));
    assert!(!words.iter().any(|word| word == "mycelium"));
}

#[test]
fn helper_attributes_do_not_stay() {
    let block = Block::parse(expansion(quote!()).into_iter().take(3).collect());
    let block = block.unwrap_or_else(|error| unreachable!("the block comes first: {error}")).into_token_stream();
    let words = words(block);
    for helper in ["handler", "message", "field", "derive", "on_start"] {
        assert!(!words.iter().any(|word| word == helper), "{helper} in {words:?}");
    }
}

/// A function of generated code looks at an argument, takes it apart and calls, or matches and calls; what is looked for is tried
/// with each message in turn.
#[test]
fn no_function_is_longer_than_a_match() {
    let bodies = |block: ItemImpl| {
        block.items.into_iter().filter_map(|item| match item {
            ImplItem::Fn(method) if method.sig.ident != "find" => Some(method),
            _ => None,
        })
    };
    let in_block = |item| match item {
        Item::Const(syn::ItemConst { expr, .. }) => match *expr {
            syn::Expr::Block(block) => block.block.stmts,
            _ => Vec::new(),
        },
        item => vec![syn::Stmt::Item(item)],
    };
    for item in generated(quote!()).into_iter().flat_map(in_block) {
        let syn::Stmt::Item(Item::Impl(block)) = item else { continue };
        for method in bodies(block) {
            assert!(method.block.stmts.len() <= 3, "{}", quote!(#method));
        }
    }
}

/// What is imported has a name of ours, or none.
#[test]
fn what_is_imported_comes_between_nothing() {
    for item in generated(quote!()) {
        let words = words(quote!(#item));
        let of = |from: usize| words.get(from..).unwrap_or_default().iter().take_while(|word| *word != "as").count();
        let imports = words.iter().enumerate().filter(|(_, word)| *word == "use");
        for (at, _) in imports {
            let name = words.get(at + of(at) + 1).map(String::as_str);
            assert!(matches!(name, Some("__p" | "_")), "{name:?} in {}", quote!(#item));
        }
    }
}
