//! Refuses what cannot be a message: all mistakes of an item at once, each at the smallest token.

mod enums;
mod versions;

pub(super) use enums::domain_variant;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, GenericArgument, Generics, Ident, Item, ItemStruct, LitInt, Member, PathArguments, Type};

use super::ast::{Field, Message, NestedStruct, Road, StructMessage};
use super::attr::{Args, FieldArgs};
use crate::diag::{self, Errors};
use crate::names;

/// Understands the item below the attribute; what it returns is only good if `errors` is still empty.
pub(crate) fn check(args: &Args, item: TokenStream, errors: &mut Errors) -> Option<Message> {
    let keyword = keyword(item.clone());
    match keyword.as_ref().map(ToString::to_string).as_deref() {
        Some("struct" | "enum") => {}
        Some(other) => {
            errors.at(&keyword, diag::wrong_item(other));
            return None;
        }
        None => {
            errors.at(item, diag::wrong_item("this"));
            return None;
        }
    }
    match errors.keep(syn::parse2::<Item>(item))? {
        Item::Struct(item) => check_struct(args, item, errors),
        Item::Enum(item) if args.nested.is_some() => enums::check_nested_enum(args, item, errors),
        Item::Enum(item) => enums::check_domain_enum(args, item, errors),
        _ => None,
    }
}

/// The word that says what kind of item this is, behind its attributes and visibility.
fn keyword(item: TokenStream) -> Option<Ident> {
    const KEYWORDS: [&str; 11] =
        ["struct", "enum", "union", "fn", "impl", "trait", "mod", "type", "static", "use", "macro_rules"];
    item.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if KEYWORDS.iter().any(|keyword| ident == keyword) => Some(ident),
        _ => None,
    })
}

// === structs ===

fn check_struct(args: &Args, mut item: ItemStruct, errors: &mut Errors) -> Option<Message> {
    check_kinds(args, errors);
    if args.tlv.is_none() && args.local.is_none() && args.nested.is_none() && errors.is_empty() {
        errors.at(&item.ident, diag::no_kind(&names::plain(&item.ident)));
    }
    check_generics(&item.generics, errors);
    if args.nested.is_some() {
        check_nested_args(args, errors);
        let fields = wire_fields(&mut item, versions::Versions::of_nested(), errors);
        return Some(Message::NestedStruct(NestedStruct { krate: args.krate.clone(), item, fields }));
    }
    Some(Message::Struct(whole_message(args, item, errors)))
}

/// A struct that is a message of its own; `#[actor]` makes such, too. What it returns is whole, but only good if no
/// mistake was found.
pub(crate) fn whole_message(args: &Args, mut item: ItemStruct, errors: &mut Errors) -> StructMessage {
    let krate = args.krate.clone();
    let road = match &args.tlv {
        Some((_, number)) => Road::Wire {
            number: number.unwrap_or_default(),
            accept: accepted(args, errors),
            appendable: args.appendable.is_some(),
            fields: wire_fields(&mut item, versions::Versions::of_message(args), errors),
        },
        None => {
            if let (Some((accept, _)), Some(_)) = (&args.accept, &args.local) {
                errors.at(accept, diag::ACCEPT_ON_LOCAL);
            }
            if let (Some(appendable), Some(_)) = (&args.appendable, &args.local) {
                errors.at(appendable, diag::APPENDABLE_ON_LOCAL);
            }
            local_fields(&mut item, errors);
            Road::Local
        }
    };
    let domain = args.domain.as_ref().and_then(|(_, domain)| *domain);
    let reply = args.reply.as_ref().and_then(|(_, reply)| reply.clone());
    StructMessage { krate, item, road, domain, reply }
}

/// At most one of `tlv`, `local` and `nested`.
pub(crate) fn check_kinds(args: &Args, errors: &mut Errors) {
    let tlv = args.tlv.as_ref().map(|(name, _)| name);
    let mut kinds = [tlv, args.local.as_ref(), args.nested.as_ref()].into_iter().flatten();
    if let Some(first) = kinds.next() {
        for other in kinds {
            errors.at(other, diag::two_kinds(&first.to_string(), &other.to_string()));
        }
    }
}

fn accepted(args: &Args, errors: &mut Errors) -> Vec<LitInt> {
    let Some((_, Some(accept))) = &args.accept else {
        return Vec::new();
    };
    if accept.lengths.is_empty() {
        errors.at(&accept.list, diag::ACCEPT_EMPTY);
    }
    let mut seen = Vec::new();
    for literal in &accept.lengths {
        match literal.base10_parse::<u16>() {
            Ok(length) if seen.contains(&length) => errors.at(literal, diag::accept_twice(length)),
            Ok(length) => seen.push(length),
            Err(_) => errors.at(literal, diag::ACCEPT_RANGE),
        }
    }
    accept.lengths.clone()
}

/// `nested` has no envelope, so nothing that describes one.
fn check_nested_args(args: &Args, errors: &mut Errors) {
    let domain = args.domain.as_ref().map(|(name, _)| name);
    let reply = args.reply.as_ref().map(|(name, _)| name);
    let accept = args.accept.as_ref().map(|(name, _)| name);
    for name in [domain, reply, accept, args.appendable.as_ref()].into_iter().flatten() {
        errors.at(name, diag::not_with_nested(&name.to_string()));
    }
}

fn check_generics(generics: &Generics, errors: &mut Errors) {
    if !generics.params.is_empty() {
        errors.at(&generics.params, diag::GENERIC);
    }
}

// === fields ===

/// The fields in order; takes our helper attributes out of the struct.
fn wire_fields(item: &mut ItemStruct, mut versions: versions::Versions<'_>, errors: &mut Errors) -> Vec<Field> {
    let ident = item.ident.clone();
    // A lifetime was reported at the generics already: that is the place to begin.
    let lifetimes = item.generics.lifetimes().next().is_some();
    let mut fields = Vec::new();
    for (index, field) in item.fields.iter_mut().enumerate() {
        let args = FieldArgs::take(&mut field.attrs, errors);
        if let Some(other) = &args.other {
            errors.at(other, diag::OTHER_ON_FIELD);
        }
        refuse_cfg(&field.attrs, errors);
        let pad = args.pad.as_ref().and_then(|(_, literal)| pad(literal, errors)).unwrap_or_default();
        FieldType { ident: &ident, lifetimes }.check(&field.ty, errors);
        let (member, name) = match &field.ident {
            Some(name) => (Member::Named(name.clone()), names::plain(name)),
            None => (Member::from(index), index.to_string()),
        };
        let since = versions.check(&args, &name, field, errors);
        let default = args.default.and_then(|(_, value)| value);
        fields.push(Field { member, name, ty: field.ty.clone(), pad, since, default });
    }
    versions.check_end(errors);
    fields
}

/// A local message has fields of any type, and no bytes.
fn local_fields(item: &mut ItemStruct, errors: &mut Errors) {
    for field in &mut item.fields {
        let args = FieldArgs::take(&mut field.attrs, errors);
        for name in args.names() {
            errors.at(name, diag::FIELD_ON_LOCAL);
        }
    }
}

fn pad(literal: &LitInt, errors: &mut Errors) -> Option<u16> {
    match literal.base10_parse::<u16>() {
        Ok(pad @ 1..) => Some(pad),
        _ => {
            errors.at(literal, diag::PAD_RANGE);
            None
        }
    }
}

/// Bytes that depend on a feature flag are bytes that the other side cannot read.
fn refuse_cfg(attrs: &[Attribute], errors: &mut Errors) {
    for attribute in cfgs(attrs) {
        errors.at(attribute, diag::CFG_IN_WIRE_FORM);
    }
}

fn cfgs(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"))
}

/// Looks for what can be refused by its spelling; the rest is the business of the trait `Wire`.
struct FieldType<'a> {
    /// The struct that has the field.
    ident: &'a Ident,
    /// Whether the struct declares lifetimes.
    lifetimes: bool,
}

impl FieldType<'_> {
    fn check(&self, ty: &Type, errors: &mut Errors) {
        match ty {
            Type::Reference(reference) if !self.lifetimes => errors.at(reference, diag::BORROWED),
            Type::Array(array) => self.check(&array.elem, errors),
            Type::Slice(slice) => self.check(&slice.elem, errors),
            Type::Group(group) => self.check(&group.elem, errors),
            Type::Paren(paren) => self.check(&paren.elem, errors),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| self.check(ty, errors)),
            Type::Path(path) if path.qself.is_none() => self.check_path(&path.path, errors),
            _ => {}
        }
    }

    fn check_path(&self, path: &syn::Path, errors: &mut Errors) {
        if let Some(ident) = path.get_ident() {
            match names::plain(ident).as_str() {
                name @ ("usize" | "isize") => errors.at(ident, diag::machine_sized(name)),
                name if name == "Self" || ident == self.ident => {
                    errors.at(ident, diag::contains_itself(&names::plain(self.ident)));
                }
                _ => {}
            }
        }
        for segment in &path.segments {
            let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
                continue;
            };
            for argument in &arguments.args {
                match argument {
                    GenericArgument::Type(ty) => self.check(ty, errors),
                    GenericArgument::Lifetime(lifetime) if !self.lifetimes => errors.at(lifetime, diag::BORROWED),
                    _ => {}
                }
            }
        }
    }
}
