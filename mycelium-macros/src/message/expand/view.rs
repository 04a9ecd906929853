//! Views: a struct that stays in its bytes, with a method for each field.

use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, ItemStruct};

use crate::message::ast::Field;
use crate::{diag, names};

/// The view of a struct.
pub(super) fn view_struct(p: &TokenStream, item: &ItemStruct, fields: &[Field]) -> TokenStream {
    let ident = &item.ident;
    let (name, view) = (names::plain(ident), names::view(ident));
    let getters: Vec<_> = fields.iter().zip(&item.fields).map(|(field, user)| Getter::new(item, field, user)).collect();
    let methods =
        getters.iter().enumerate().map(|(index, getter)| getter.method(p, ident, &place(p, ident, fields, index)));
    let about = diag::about_view(&name);
    let methods = (!fields.is_empty()).then(|| {
        quote! {
            // Lints have looked at the names already, which are the fields' own.
            #[automatically_derived]
            #[allow(dead_code, non_snake_case)]
            impl<'__a> #view<'__a> {
                #(#methods)*
            }
        }
    });
    quote! {
        #[doc = #about]
        #[derive(#p::Clone, #p::Copy)]
        pub struct #view<'__a>(#p::Place<'__a>);

        #methods

        #[automatically_derived]
        impl #p::Debug for #view<'_> {
            fn fmt(&self, __f: &mut #p::Formatter<'_>) -> #p::FmtResult {
                #p::show::<#ident>(self.0, __f)
            }
        }
    }
}

/// How many fields stand before the one at `index`. Where one of them is not in every build, the table of them is asked.
fn place(p: &TokenStream, message: &Ident, fields: &[Field], index: usize) -> TokenStream {
    let is_sure = fields.iter().take(index).all(|field| field.cfgs.is_empty());
    match fields.get(index) {
        Some(Field { name, .. }) if !is_sure => quote!({ #p::place::<#message>(#name) }),
        _ => Literal::usize_unsuffixed(index).into_token_stream(),
    }
}

/// How many fields there are.
pub(super) fn count(p: &TokenStream, fields: &[Field]) -> TokenStream {
    match fields.iter().all(|field| field.cfgs.is_empty()) {
        true => Literal::usize_unsuffixed(fields.len()).into_token_stream(),
        false => quote!({ #p::count::<Self>() }),
    }
}

/// The method that reads one field.
struct Getter<'a> {
    field: &'a Field,
    /// The field's type, in words that mean the same outside of the struct.
    ty: TokenStream,
    vis: TokenStream,
    docs: Vec<&'a Attribute>,
    ident: Ident,
}

// === impl Getter ===

impl<'a> Getter<'a> {
    fn new(item: &'a ItemStruct, field: &'a Field, user: &'a syn::Field) -> Self {
        Self {
            field,
            ty: without_self(&item.ident, &field.ty),
            // Of these tokens lints are told that nobody wrote them.
            vis: unwritten(user.vis.to_token_stream()),
            docs: user.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect(),
            ident: names::getter(&field.member),
        }
    }

    fn method(&self, p: &TokenStream, message: &Ident, place: &TokenStream) -> TokenStream {
        let Self { field: Field { ty: written, name, since, cfgs, .. }, ty, vis, docs, ident } = self;
        let (read, outcome) = match since {
            1 => (quote!(view_field), quote!(Viewed)),
            _ => (quote!(view_later_field), quote!(ViewedLater)),
        };
        let outcome = quote_spanned!(written.span()=> #p::#outcome<'__a, #ty>);
        let read = quote!(<#ty as #p::Wire>::#read::<#message, #place>(self.0));
        let about = docs.is_empty().then(|| diag::about_getter(name)).map(|about| quote!(#[doc = #about]));
        // That a type has no wire form is said elsewhere, and once. Under a `for` rustc believes what is not so.
        let assumed = (!names::is_known(written)).then(|| quote!(where for<'__b> #ty: #p::Wire,));
        quote! {
            #(#cfgs)*
            #(#docs)*
            #about
            #[inline]
            #vis fn #ident(&self) -> #outcome
            #assumed
            {
                #read
            }
        }
    }
}

/// The same tokens in the same places, as part of the expansion.
fn unwritten(tokens: TokenStream) -> TokenStream {
    let one = |mut token| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), unwritten(group.stream())));
        }
        token.set_span(names::at(token.span()));
        token
    };
    tokens.into_iter().map(one).collect()
}

/// The type, or the value, with the struct's own name for `Self`, as in the length of an array.
pub(super) fn without_self(ident: &Ident, written: &impl ToTokens) -> TokenStream {
    fn replace(ident: &Ident, tokens: TokenStream) -> TokenStream {
        let one = |token| match token {
            TokenTree::Ident(word) if word == "Self" => {
                let mut own = ident.clone();
                own.set_span(word.span());
                TokenTree::Ident(own)
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace(ident, group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        };
        tokens.into_iter().map(one).collect()
    }
    replace(ident, written.to_token_stream())
}
