//! What the attributes write, printed as people read it and compared with the files in `goldens/`.

use proc_macro2::TokenStream;

fn print(tokens: TokenStream) -> String {
    let file: syn::File = syn::parse2(tokens).unwrap_or_else(|error| unreachable!("it is Rust: {error}"));
    prettyplease::unparse(&file)
}

#[test]
fn measure() {
    for case in ["message_of_ten_fields", "actor_of_five_handlers", "domain_enum", "actor_named"] {
        let path = format!("{}/goldens/{case}.in.rs", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(path).unwrap();
        let file = syn::parse_file(&source).unwrap();
        for item in file.items {
            let (args, item) = take(item);
            let out = if args.0 {
                crate::message::expand_attribute(args.1, item)
            } else {
                crate::actor::expand_attribute(args.1, item)
            };
            let out = print(out);
            println!("{case}: {}", out.lines().count());
            std::fs::write(format!("/tmp/{case}.out.rs"), out).unwrap();
        }
    }
}

fn take(item: syn::Item) -> ((bool, TokenStream), TokenStream) {
    use quote::ToTokens;
    let mut item = item;
    let attrs = match &mut item {
        syn::Item::Struct(i) => &mut i.attrs,
        syn::Item::Enum(i) => &mut i.attrs,
        syn::Item::Impl(i) => &mut i.attrs,
        _ => unreachable!(),
    };
    let attr = attrs.remove(0);
    let args = match &attr.meta {
        syn::Meta::List(l) => l.tokens.clone(),
        _ => TokenStream::new(),
    };
    let message = attr.path().is_ident("message");
    ((message, args), item.to_token_stream())
}
