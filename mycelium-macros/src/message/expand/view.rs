//! Views: a struct that stays in its bytes, with a method for each field.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, ItemStruct, Member, Visibility};

use super::if_there;
use crate::message::ast::Field;
use crate::{diag, names};

/// The view of a struct, and what `Wire` says of it.
pub(super) fn view_struct(p: &TokenStream, item: &ItemStruct, fields: &[Field]) -> (TokenStream, TokenStream) {
    let ident = &item.ident;
    let (name, view) = (names::plain(ident), names::view(ident));
    let getters: Vec<_> = fields.iter().zip(&item.fields).map(|(field, user)| Getter::new(item, field, user)).collect();
    let forms = getters.iter().map(|getter| getter.form(p));
    let methods = getters.iter().enumerate().map(|(index, getter)| getter.method(p, &name, &place(fields, index)));
    let reads = getters.iter().enumerate().map(|(index, getter)| getter.read(p, &name, &place(fields, index)));
    let outside = quote! {
        const __FIELDS: &[#p::FieldForm] = &[#(#forms),*];

        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #[doc(hidden)]
        #[allow(unreachable_pub, non_camel_case_types)]
        pub struct #view<'__a> {
            __place: #p::Place<'__a>,
        }

        // Lints have looked at the fields already.
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, dead_code, non_snake_case, private_interfaces, unreachable_pub)]
        impl<'__a> #view<'__a> {
            #(#methods)*
        }

        #[automatically_derived]
        impl ::core::fmt::Debug for #view<'_> {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #p::show(__f, #name, &[#(#reads),*])
            }
        }
    };
    let inside = quote! {
        type View<'__a> = #view<'__a>;

        #[inline]
        fn view<'__a>(
            __from: &mut #p::Reader<'__a>,
        ) -> ::core::result::Result<#view<'__a>, #p::WireError> {
            let __place = #p::Place::of(__from);
            <Self as #p::Wire>::pass(__from)?;
            ::core::result::Result::Ok(#view { __place })
        }

        #[inline]
        fn view_front<'__a>(
            __from: &#p::Reader<'__a>,
        ) -> ::core::result::Result<#view<'__a>, #p::WireError> {
            ::core::result::Result::Ok(#view { __place: #p::Place::of(__from) })
        }

        #[inline]
        fn pass(__from: &mut #p::Reader<'_>) -> ::core::result::Result<(), #p::WireError> {
            #p::pass_struct(__from, <Self as #p::Wire>::LEN, #name, __FIELDS)
        }
    };
    (outside, inside)
}

/// How many fields stand before the one at `index`.
fn place(fields: &[Field], index: usize) -> TokenStream {
    let before = fields.iter().take(index);
    let always = before.clone().filter(|field| field.cfgs.is_empty()).count();
    let sometimes = before.filter(|field| !field.cfgs.is_empty()).map(|field| if_there(field, quote!(1)));
    quote!(#always #(+ #sometimes)*)
}

/// The method that reads one field.
struct Getter<'a> {
    field: &'a Field,
    /// The field's type, in words that mean the same outside of the struct.
    ty: TokenStream,
    vis: &'a Visibility,
    docs: Vec<&'a Attribute>,
    ident: Ident,
}

// === impl Getter ===

impl<'a> Getter<'a> {
    fn new(item: &'a ItemStruct, field: &'a Field, user: &'a syn::Field) -> Self {
        Self {
            field,
            ty: without_self(&item.ident, &field.ty),
            vis: &user.vis,
            docs: user.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect(),
            ident: names::getter(&field.member),
        }
    }

    /// What the fields behind have to know, to find where they begin.
    fn form(&self, p: &TokenStream) -> TokenStream {
        let Self { field: Field { ty: written, name, pad, since, cfgs, .. }, ty, .. } = self;
        let pad = usize::from(*pad);
        quote_spanned!(written.span()=> #(#cfgs)* #p::FieldForm {
            name: #name,
            len: <#ty as #p::Wire>::LEN,
            pad: #pad,
            since: #since,
            pass: <#ty as #p::Wire>::pass,
        })
    }

    fn method(&self, p: &TokenStream, message: &str, place: &TokenStream) -> TokenStream {
        let Self { field: Field { ty: written, name, since, cfgs, .. }, ty, vis, docs, ident } = self;
        let view = quote_spanned!(written.span()=> <#ty as #p::Wire>::View<'__a>);
        let (view, read) = match since {
            1 => (
                view,
                quote! {
                    const __OFFSET: ::core::option::Option<::core::primitive::usize> = #p::offset_of(__BEFORE);
                    #p::view_field::<#ty>(self.__place, &(#message, #name), __BEFORE, __OFFSET)
                },
            ),
            _ => (
                quote!(::core::option::Option<#view>),
                quote!(#p::view_later_field::<#ty>(self.__place, &(#message, #name), __BEFORE, #since)),
            ),
        };
        let about = docs.is_empty().then(|| diag::about_getter(name)).map(|about| quote!(#[doc = #about]));
        // That a type has no wire form is said elsewhere, and once. Under a `for` rustc believes what is not so.
        let assumed = quote!(for<'__b> #ty: #p::Wire);
        quote! {
            #(#cfgs)*
            #(#docs)*
            #about
            #[inline]
            #vis fn #ident(&self) -> ::core::result::Result<#view, #p::WireError>
            where
                #assumed,
            {
                const __BEFORE: &[#p::FieldForm] = __FIELDS.split_at(#place).0;
                #read
            }
        }
    }

    /// The field's name and what it reads as, for `Debug`. Not by the method: without a wire form there is none.
    fn read(&self, p: &TokenStream, message: &str, place: &TokenStream) -> TokenStream {
        let Self { field: Field { member, name, since, cfgs, .. }, ty, .. } = self;
        let shown = match member {
            Member::Named(_) => &**name,
            Member::Unnamed(_) => "",
        };
        quote!(#(#cfgs)* (
            #shown,
            #p::Shown::<#ty>::new(self.__place, &(#message, #name), const { __FIELDS.split_at(#place).0 }, #since).__shown(),
        ))
    }
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
