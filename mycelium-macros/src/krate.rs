//! The one path at which generated code finds its runtime: `::mycelium`, or what `crate = ::path` says.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::ParseStream;
use syn::{Ident, Path};

use crate::names;

/// The path of the runtime crate.
#[derive(Clone)]
pub(crate) struct Krate(Path);

// === impl Krate ===

impl Krate {
    /// Parses the value of `crate = ::path`.
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Path::parse_mod_style(input).map(Self)
    }

    /// `::mycelium::__private`, the only module that generated code may name.
    pub(crate) fn private(&self) -> TokenStream {
        let root = &self.0;
        let private = Ident::new(names::PRIVATE, Span::call_site());
        quote!(#root::#private)
    }

    /// `use ::mycelium::__private as __p;`, the first line of a block of generated code.
    pub(crate) fn import(&self) -> TokenStream {
        let (private, short) = (self.private(), self.short());
        quote!(use #private as #short;)
    }

    /// `__p`: the same module, in a block that [imports](Self::import) it.
    pub(crate) fn short(&self) -> TokenStream {
        self.short_at(Span::call_site())
    }

    /// As [`short`](Self::short), for code whose errors are to point to `span`.
    pub(crate) fn short_at(&self, span: Span) -> TokenStream {
        names::short(span).into_token_stream()
    }

    /// What stands above impls so that rustc does not offer them to whoever has forgotten one: for the runtime's own
    /// messages (`crate = crate`), which no user has in mind.
    pub(crate) fn discretion(&self) -> Option<TokenStream> {
        self.0.is_ident("crate").then(|| quote!(#[diagnostic::do_not_recommend]))
    }

    /// As [`private`](Self::private), with every token at `span`, for code whose errors are to point there.
    pub(crate) fn private_at(&self, span: Span) -> TokenStream {
        let respan = |mut token: TokenTree| {
            token.set_span(span);
            token
        };
        self.private().into_iter().map(respan).collect()
    }
}

impl Default for Krate {
    fn default() -> Self {
        let segment = Ident::new(names::RUNTIME, Span::call_site());
        let mut path = Path::from(segment);
        path.leading_colon = Some(syn::token::PathSep::default());
        Self(path)
    }
}

impl ToTokens for Krate {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
