//! What is refused in an enum: one that is a number, and one of messages.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{Expr, Fields, Ident, ItemEnum, Type, Variant};

use super::{cfgs, check_generics, check_kinds, check_nested_args};
use crate::diag::{self, Errors};
use crate::message::ast::{Domain, DomainEnum, DomainVariant, Message, NestedEnum, NestedForm, NestedVariant, Payload};
use crate::message::attr::{Args, FieldArgs};
use crate::names;

// === nested enums ===

/// An enum that is a number on the wire.
pub(super) fn check_nested_enum(args: &Args, mut item: ItemEnum, errors: &mut Errors) -> Option<Message> {
    check_kinds(args, errors);
    check_nested_args(args, errors);
    check_generics(&item.generics, errors);
    let repr = check_repr(&item, errors);
    if item.variants.is_empty() {
        errors.at(&item.ident, diag::NESTED_ENUM_EMPTY);
    }
    let mut variants = Vec::new();
    let mut other = None;
    for variant in &mut item.variants {
        variants.extend(nested_variant(variant, repr.as_ref(), &mut other, errors));
    }
    Some(Message::NestedEnum(NestedEnum { krate: args.krate.clone(), item, repr: repr?, variants }))
}

/// The integer that the enum is on the wire.
fn check_repr(item: &ItemEnum, errors: &mut Errors) -> Option<Ident> {
    let mut found = None;
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        let arguments = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        for token in arguments {
            let TokenTree::Ident(ident) = token else { continue };
            match ident.to_string().as_str() {
                "u8" | "u16" | "u32" => found = Some(ident),
                _ => {
                    errors.at(&ident, diag::WRONG_REPR);
                    return None;
                }
            }
        }
    }
    if found.is_none() {
        errors.at(&item.ident, diag::NO_REPR);
    }
    found
}

/// Understands one variant; `other` is the name of the variant marked before.
fn nested_variant(
    variant: &mut Variant,
    repr: Option<&Ident>,
    other: &mut Option<Ident>,
    errors: &mut Errors,
) -> Option<NestedVariant> {
    let args = FieldArgs::take(&mut variant.attrs, errors);
    for cfg in cfgs(&variant.attrs) {
        errors.at(cfg, diag::CFG_ON_VARIANT);
    }
    if let Some((pad, _)) = &args.pad {
        errors.at(pad, diag::PAD_ON_VARIANT);
    }
    for name in args.version_names() {
        errors.at(name, diag::version_on_variant(&name.to_string()));
    }
    if let Some(mark) = &args.other {
        match other {
            Some(first) => errors.at(mark, diag::two_others(&names::plain(first))),
            none => *none = Some(variant.ident.clone()),
        }
    }
    let kept = variant.fields.len() == 1
        && matches!(&variant.fields, Fields::Unnamed(fields)
            if fields.unnamed.iter().all(|field| repr.is_none_or(|repr| is_ident(&field.ty, repr))));
    let form = match (&variant.fields, args.other.is_some()) {
        (Fields::Unit, false) => NestedForm::Number,
        (Fields::Unit, true) => NestedForm::OtherUnit,
        (_, true) if kept => NestedForm::OtherKept,
        (fields, true) => {
            errors.at(fields, diag::other_holds(&variant.ident.to_string(), repr));
            return None;
        }
        (fields, false) => {
            errors.at(fields, diag::variant_with_fields(&variant.ident.to_string(), repr));
            return None;
        }
    };
    if let (NestedForm::OtherKept, Some((_, number))) = (form, &variant.discriminant) {
        errors.at(number, diag::OTHER_HAS_NO_NUMBER);
    }
    let discriminant: Option<Expr> = variant.discriminant.as_ref().map(|(_, number)| number.clone());
    Some(NestedVariant { ident: variant.ident.clone(), discriminant, form })
}

fn is_ident(ty: &Type, ident: &Ident) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.is_ident(ident))
}

// === domain enums ===

/// An enum of messages.
pub(super) fn check_domain_enum(args: &Args, mut item: ItemEnum, errors: &mut Errors) -> Option<Message> {
    check_enum_args(args, errors);
    check_generics(&item.generics, errors);
    if item.variants.is_empty() {
        errors.at(&item.ident, diag::DOMAIN_ENUM_EMPTY);
    }
    let mut variants: Vec<DomainVariant> = Vec::new();
    for variant in &mut item.variants {
        let args = FieldArgs::take(&mut variant.attrs, errors);
        for name in args.names() {
            errors.at(name, diag::FIELD_ON_DOMAIN_ENUM);
        }
        let Some(variant) = domain_variant(variant, errors) else {
            continue;
        };
        let same = |other: &&DomainVariant| other.payload.text() == variant.payload.text();
        match variants.iter().find(same) {
            // Variants under `cfg` may exclude each other; if they do not, rustc reports the conflict.
            Some(other) if other.cfgs.is_empty() && variant.cfgs.is_empty() => {
                errors.at(variant.payload.tokens(), diag::payload_twice(&names::plain(&other.ident)));
            }
            _ => variants.push(variant),
        }
    }
    let domain: Option<Domain> = args.domain.as_ref().and_then(|(_, domain)| *domain);
    let (ident, vis) = (item.ident.clone(), item.vis.clone());
    Some(Message::DomainEnum(item, DomainEnum { krate: args.krate.clone(), ident, vis, domain, variants }))
}

/// What describes one message cannot stand on a set of them.
fn check_enum_args(args: &Args, errors: &mut Errors) {
    if let Some((name, _)) = &args.tlv {
        errors.at(name, diag::TLV_ON_ENUM);
    }
    if let Some(name) = &args.local {
        errors.at(name, diag::LOCAL_ON_ENUM);
    }
    for (name, _) in args.reply.iter() {
        errors.at(name, diag::not_on_enum("reply"));
    }
    for (name, _) in args.accept.iter() {
        errors.at(name, diag::not_on_enum("accept"));
    }
    for name in args.appendable.iter() {
        errors.at(name, diag::not_on_enum("appendable"));
    }
}

/// Understands one variant of a domain enum: exactly one payload in parentheses.
pub(in crate::message) fn domain_variant(variant: &Variant, errors: &mut Errors) -> Option<DomainVariant> {
    let name = names::plain(&variant.ident);
    let payload = match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first(),
        Fields::Unit => {
            errors.at(&variant.ident, diag::one_message(&name));
            None
        }
        fields => {
            errors.at(fields, diag::one_message(&name));
            None
        }
    }?;
    Some(DomainVariant {
        ident: variant.ident.clone(),
        payload: Payload::Spelled(payload.ty.to_token_stream()),
        cfgs: cfgs(&variant.attrs).cloned().collect(),
        // As generated tokens: or else rustc finds that the user wrote longer paths than need be.
        span: names::at(payload.ty.span()),
    })
}
