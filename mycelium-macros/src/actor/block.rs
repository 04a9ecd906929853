//! An impl block, read no further than needed: signatures are parsed, bodies stay the tokens they are.
//!
//! A body that is half written is the user's and rustc's business; the rest of the block still expands. So does it around a
//! method whose signature is half written, which rustc never hands over, but an IDE does on every keystroke.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _, quote};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{AttrStyle, Attribute, Generics, Signature, Token, Type, Visibility};

use super::attr::is_helper;
use crate::diag;

/// An inherent impl block.
pub(super) struct Block {
    attrs: Vec<Attribute>,
    unsafety: Option<Token![unsafe]>,
    impl_token: Token![impl],
    pub(super) generics: Generics,
    pub(super) self_ty: Type,
    braces: Span,
    pub(super) items: Vec<Item>,
    /// What is wrong with helper attributes on what is no method.
    pub(super) strays: Vec<syn::Error>,
}

/// What stands in the block.
pub(super) enum Item {
    Method(Box<Method>),
    /// Constants, types, macro calls: given back as they are.
    Other(TokenStream),
}

/// A function of the block.
pub(super) struct Method {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) sig: Signature,
    /// Braces; invisible ones around them where a `macro_rules!` passed a `block` on. None while it is not typed yet.
    body: Option<TokenTree>,
}

// === impl Block ===

impl Block {
    /// Reads the item that `#[actor]` stands on.
    ///
    /// # Errors
    ///
    /// Whatever is no inherent impl block.
    pub(super) fn parse(item: TokenStream) -> syn::Result<Self> {
        Self::parse_item.parse2(item)
    }

    fn parse_item(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let unsafety = input.parse()?;
        if !input.peek(Token![impl]) {
            let found: TokenTree = input.parse()?;
            // What follows is not ours to judge.
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(&found, diag::actor_on_wrong_item(&found.to_string())));
        }
        let impl_token = input.parse()?;
        let mut generics = if input.peek(Token![<]) { input.parse()? } else { Generics::default() };
        let self_ty = input.parse()?;
        if input.peek(Token![for]) {
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(self_ty, diag::ACTOR_ON_TRAIT_IMPL));
        }
        generics.where_clause = input.parse()?;
        let body: Group = input.parse()?;
        let content = |content: ParseStream<'_>| {
            attrs.extend(content.call(Attribute::parse_inner)?);
            let (mut items, mut strays) = (Vec::new(), Vec::new());
            while !content.is_empty() {
                items.push(match content.parse()? {
                    Item::Other(tokens) => Item::Other(take_helpers(tokens, &mut strays)),
                    method => method,
                });
            }
            Ok((items, strays))
        };
        let (items, strays) = content.parse2(body.stream())?;
        Ok(Self { attrs, unsafety, impl_token, generics, self_ty, braces: body.span(), items, strays })
    }
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attrs, unsafety, impl_token, generics, self_ty, braces, items, strays: _ } = self;
        let (header, _, bounds) = generics.split_for_impl();
        let outer = attrs.iter().filter(|attr| matches!(attr.style, AttrStyle::Outer));
        let inner = attrs.iter().filter(|attr| matches!(attr.style, AttrStyle::Inner(_)));
        let mut body = Group::new(Delimiter::Brace, quote!(#(#inner)* #(#items)*));
        body.set_span(*braces);
        tokens.append_all(quote!(#(#outer)* #unsafety #impl_token #header #self_ty #bounds #body));
    }
}

// === impl Item ===

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if is_method(input) {
            return Ok(Self::Method(Box::new(Method {
                attrs: input.call(Attribute::parse_outer)?,
                vis: input.parse()?,
                sig: input.parse()?,
                body: match input.fork().parse() {
                    Ok(TokenTree::Punct(next)) if next.as_char() != ';' => None,
                    Ok(TokenTree::Ident(_)) | Err(_) => None,
                    _ => Some(input.parse()?),
                },
            })));
        }
        let mut tokens = TokenStream::new();
        while !input.is_empty() {
            let token: TokenTree = input.parse()?;
            let last = match &token {
                TokenTree::Punct(punct) => punct.as_char() == ';',
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !input.peek(Token![;]),
                _ => false,
            };
            tokens.append(token);
            if last || is_method(input) {
                break;
            }
        }
        Ok(Self::Other(tokens))
    }
}

/// Whether the rest begins with a method, so far that its signature can be read.
fn is_method(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer).is_ok()
        && ahead.parse::<Visibility>().is_ok()
        && ahead.parse::<Signature>().is_ok()
}

/// Takes our helper attributes out of what is no method; each is a mistake.
fn take_helpers(tokens: TokenStream, strays: &mut Vec<syn::Error>) -> TokenStream {
    let mut clean: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let is_attribute = matches!(clean.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#');
        match &token {
            TokenTree::Group(attribute) if is_attribute => match attribute.stream().into_iter().next() {
                Some(TokenTree::Ident(name)) if is_helper(&name) => {
                    let hash = clean.pop();
                    strays.push(syn::Error::new_spanned(quote!(#hash #token), diag::stray_helper(&name.to_string())));
                }
                _ => clean.push(token),
            },
            _ => clean.push(token),
        }
    }
    clean.into_iter().collect()
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Method(method) => {
                let Method { attrs, vis, sig, body } = &**method;
                tokens.append_all(attrs);
                vis.to_tokens(tokens);
                sig.to_tokens(tokens);
                body.to_tokens(tokens);
            }
            Self::Other(other) => tokens.append_all(other.clone()),
        }
    }
}
