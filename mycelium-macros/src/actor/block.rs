//! An impl block, read no further than needed: signatures are parsed, bodies stay the tokens they are.
//!
//! A body that is half written is the user's and rustc's business; the rest of the block still expands.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Attribute, Generics, Signature, Token, Type, Visibility};

use crate::diag;

/// An inherent impl block.
pub(crate) struct Block {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) generics: Generics,
    pub(crate) self_ty: Type,
    pub(crate) items: Vec<Item>,
}

/// What stands in the block.
pub(crate) enum Item {
    Method(Box<Method>),
    /// Constants, types, macro calls: given back as they are.
    Other(TokenStream),
}

/// A function of the block.
pub(crate) struct Method {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: Group,
}

// === impl Block ===

impl Block {
    /// Reads the item that `#[actor]` stands on.
    ///
    /// # Errors
    ///
    /// Whatever is no inherent impl block.
    pub(crate) fn parse(item: TokenStream) -> syn::Result<Self> {
        Self::parse_item.parse2(item)
    }

    fn parse_item(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let start = input.fork();
        input.parse::<Visibility>()?;
        input.parse::<Option<Token![unsafe]>>()?;
        if !input.peek(Token![impl]) {
            let found: TokenTree = input.parse().or_else(|_| start.parse())?;
            // Whatever follows is not ours to judge.
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(&found, diag::actor_on_wrong_item(&found.to_string())));
        }
        input.parse::<Token![impl]>()?;
        let mut generics = if input.peek(Token![<]) { input.parse::<Generics>()? } else { Generics::default() };
        let self_ty: Type = input.parse()?;
        if input.peek(Token![for]) {
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(self_ty, diag::ACTOR_ON_TRAIT_IMPL));
        }
        generics.where_clause = input.parse()?;
        let body: Group = input.parse()?;
        let mut attrs = attrs;
        let items = |content: ParseStream<'_>| {
            attrs.extend(content.call(Attribute::parse_inner)?);
            let mut items = Vec::new();
            while !content.is_empty() {
                items.push(content.parse()?);
            }
            Ok(items)
        };
        let items = items.parse2(body.stream())?;
        Ok(Self { attrs, generics, self_ty, items })
    }
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attrs, generics, self_ty, items } = self;
        let (header, _, bounds) = generics.split_for_impl();
        let outer = attrs.iter().filter(|attr| matches!(attr.style, syn::AttrStyle::Outer));
        let inner = attrs.iter().filter(|attr| matches!(attr.style, syn::AttrStyle::Inner(_)));
        tokens.append_all(quote::quote! {
            #(#outer)*
            impl #header #self_ty #bounds {
                #(#inner)*
                #(#items)*
            }
        });
    }
}

// === impl Item ===

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let method = input.fork();
        method.call(Attribute::parse_outer)?;
        method.parse::<Visibility>()?;
        if method.parse::<Signature>().is_ok() {
            return Ok(Self::Method(Box::new(Method {
                attrs: input.call(Attribute::parse_outer)?,
                vis: input.parse()?,
                sig: input.parse()?,
                body: input.parse()?,
            })));
        }
        let mut tokens = TokenStream::new();
        while !input.is_empty() {
            let token: TokenTree = input.parse()?;
            let last = match &token {
                TokenTree::Punct(punct) => punct.as_char() == ';',
                TokenTree::Group(group) => group.delimiter() == proc_macro2::Delimiter::Brace && !input.peek(Token![;]),
                _ => false,
            };
            tokens.append(token);
            if last {
                break;
            }
        }
        Ok(Self::Other(tokens))
    }
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
