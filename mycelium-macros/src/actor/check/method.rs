//! One method with `#[message(..)]`: the message that its parameters make, what answers it, and the handler of it.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{
    Attribute, FnArg, GenericArgument, Generics, ItemStruct, Lifetime, Member, Pat, PatType, PathArguments, ReturnType,
    Type, TypePath, Visibility,
};

use super::handler::{check_name, check_signature, local_word};
use super::struct_name::free_name;
use super::{attributes, cfgs, inside, is_mutable_borrow, is_unit, peel, segment};
use crate::actor::ast::{Declared, Extra, ExtraKind, FieldParam, Handler, MessageParam, Parameter};
use crate::actor::attr::{HandlerArgs, MessageArgs};
use crate::actor::block::Method;
use crate::diag::{self, Errors};
use crate::krate::Krate;
use crate::message::attr::Args;
use crate::message::check::{check_kinds, whole_message};
use crate::names;

/// What stands around the method.
pub(super) struct Surroundings<'a> {
    pub(super) krate: &'a Krate,
    /// The actor's name, if it has one.
    pub(super) actor: Option<&'a Ident>,
    /// The generics of the block.
    pub(super) generics: &'a Generics,
}

/// The model of a method that declares its message; `None` when nobody can tell what that is called.
pub(super) fn handler(
    method: &mut Method,
    args: MessageArgs,
    around: &Surroundings<'_>,
    errors: &mut Errors,
) -> Option<Handler> {
    check_signature(&method.sig, diag::METHOD_GENERIC, errors);
    let ident = method.sig.ident.clone();
    let has_method = check_name(&ident, errors);
    let MessageArgs { mut message, handler: HandlerArgs { variant, priority, conflate }, derives, is_refused } = args;
    message.krate = around.krate.clone();
    let Some(name) = variant.or_else(|| names::variant(&ident)) else {
        errors.at(&ident, diag::no_struct(&names::plain(&ident)));
        return None;
    };
    // About a method that cannot be called so enough was said.
    let mut said = Errors::default();
    let wanted = names::plain(&name);
    let name = free_name(name, around.actor, &method.sig, if has_method { errors } else { &mut said });
    let mut making = Making { name: &name, around, own: &method.sig.generics, errors: Errors::default() };
    if !is_refused && message.tlv.is_none() && message.local.is_none() {
        making.errors.at(&name, diag::method_without_kind(&wanted));
    }
    check_kinds(&message, &mut making.errors);
    let (parameters, attrs) = making.parameters(&mut method.sig.inputs);
    let returns = match &method.sig.output {
        ReturnType::Type(_, ty) => ty.span(),
        ReturnType::Default => ident.span(),
    };
    making.reply(&mut message, &parameters, &method.sig.output);
    let item = making.item(method, around.actor, &derives, &parameters, &attrs);
    let mut own = making.errors;
    let Some(item) = item else {
        errors.append(own);
        return None;
    };
    let declared = whole_message(&message, item, &mut own);
    let declared = Declared { message: declared, is_refused: is_refused || !own.is_empty() };
    errors.append(own);
    let ty = Type::Path(TypePath { attrs: Vec::new(), qself: None, path: name.clone().into() });
    let handler = Handler {
        message: MessageParam { borrowed: false, ty: ty.clone(), inside: ty },
        variant: name,
        declared: Some(declared),
        priority,
        conflate,
        parameters,
        is_async: method.sig.asyncness.is_some(),
        cfgs: cfgs(method),
        docs: attributes(method, "doc"),
        deprecated: attributes(method, "deprecated").pop(),
        returns,
        has_variant: true,
        has_method,
        ident,
    };
    Some(check_conflate(handler, errors))
}

/// The field is one of those that the message has, and nobody waits for an answer.
fn check_conflate(mut handler: Handler, errors: &mut Errors) -> Handler {
    let Some(field) = &handler.conflate else { return handler };
    let found = match field {
        Member::Named(name) => names::plain(name),
        Member::Unnamed(index) => index.index.to_string(),
    };
    let known: Vec<String> = handler.fields().map(|field| names::plain(&field.name)).collect();
    let is_asked = handler.declared.as_ref().is_some_and(|declared| declared.message.reply.is_some());
    if !known.contains(&found) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        errors.at(field, diag::no_such_field(&found, &known));
    } else if is_asked {
        errors.at(field, diag::CONFLATE_AND_REPLY);
    } else {
        return handler;
    }
    handler.conflate = None;
    handler
}

/// A message in the making.
struct Making<'a> {
    /// What it is called.
    name: &'a Ident,
    around: &'a Surroundings<'a>,
    /// The method's own generics, which were refused already.
    own: &'a Generics,
    /// The mistakes in it.
    errors: Errors,
}

/// What stands above a field.
type FieldAttrs = Vec<Attribute>;

// === impl Making ===

impl Making<'_> {
    /// Understands the parameters behind the receiver; takes off them what is for the fields, and gives it apart.
    fn parameters<'i>(&mut self, inputs: impl IntoIterator<Item = &'i mut FnArg>) -> (Vec<Parameter>, Vec<FieldAttrs>) {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut attrs = Vec::new();
        for input in inputs {
            let FnArg::Typed(typed) = input else { continue };
            match extra(peel(&typed.ty)) {
                Some(kind) if has_extra(&parameters, kind) => self.errors.at(&typed.ty, diag::EXTRA_TWICE),
                Some(kind) => parameters.push(Parameter::Extra(Extra { kind, span: typed.ty.span() })),
                None => {
                    let index = parameters.len();
                    attrs.push(take_field_attrs(typed, &mut self.errors));
                    let param = self.field(typed, index, &parameters);
                    parameters.push(Parameter::Field(param));
                }
            }
        }
        (parameters, attrs)
    }

    /// One field; without a type if it is refused.
    fn field(&mut self, typed: &PatType, index: usize, before: &[Parameter]) -> FieldParam {
        let refused = || FieldParam { name: names::refused_parameter(index), ty: None };
        let name = match &*typed.pat {
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => names::field(&pat.ident),
            _ => None,
        };
        let Some(name) = name else {
            self.errors.at(&typed.pat, diag::FIELD_PARAM_PATTERN);
            return refused();
        };
        let is_there = |it: &Parameter| matches!(it, Parameter::Field(field) if field.name == name);
        if before.iter().any(is_there) {
            self.errors.at(&typed.pat, diag::field_param_twice(&names::plain(&name)));
            return refused();
        }
        let is_good = self.owned_type(&typed.ty, diag::FIELD_PARAM_NOT_NAMED, diag::FIELD_PARAM_BORROWED);
        FieldParam { name, ty: is_good.then(|| (*typed.ty).clone()) }
    }

    /// What answers the message: what the method returns, or what the attribute says if the method answers later.
    fn reply(&mut self, args: &mut Args, parameters: &[Parameter], output: &ReturnType) {
        let name = names::plain(self.name);
        let returned = match output {
            ReturnType::Type(_, ty) if !is_unit(ty) => Some(&**ty),
            _ => None,
        };
        if has_extra(parameters, ExtraKind::ReplyTo) {
            if let Some(ty) = returned {
                self.errors.at(ty, diag::REPLY_TO_AND_RETURN);
            }
            if args.reply.is_none() {
                let span = parameters.iter().find_map(|it| match it {
                    Parameter::Extra(Extra { kind: ExtraKind::ReplyTo, span }) => Some(*span),
                    _ => None,
                });
                self.errors.at_span(span.unwrap_or_else(|| self.name.span()), diag::reply_to_what(&name));
            }
            return;
        }
        if let Some((key, declared)) = &args.reply {
            let spelled = returned.or(declared.as_ref()).map(names::spelling);
            self.errors.at(key, diag::reply_is_returned(&name, spelled.as_deref()));
        }
        let Some(ty) = returned else { return };
        let is_good = self.owned_type(ty, diag::REPLY_NOT_NAMED, diag::REPLY_BORROWED);
        let reply = if is_good { ty.clone() } else { Type::Verbatim(quote!(())) };
        args.reply = Some((self.name.clone(), Some(reply)));
    }

    /// Whether a type can leave the block: it has a name, owns its data, and knows nothing of the block's generics.
    fn owned_type(&mut self, ty: &Type, unnamed: &str, borrowed: &str) -> bool {
        if matches!(peel(ty), Type::ImplTrait(_) | Type::TraitObject(_) | Type::Infer(_)) {
            self.errors.at(ty, unnamed);
        } else if let Some(borrow) = borrow(ty) {
            self.errors.at(borrow, borrowed);
        } else if let Some(word) = local_word(ty, self.around.generics) {
            let sentence = diag::field_of_the_block(&names::plain(self.name), &word.to_string());
            self.errors.at(&word, sentence);
        } else {
            // About the method's own generics enough was said.
            return local_word(ty, self.own).is_none();
        }
        false
    }

    /// The struct: as visible as the method, with its docs, its conditions, and what is derived for it.
    fn item(
        &mut self,
        method: &Method,
        actor: Option<&Ident>,
        derives: &[Attribute],
        parameters: &[Parameter],
        attrs: &[FieldAttrs],
    ) -> Option<ItemStruct> {
        let (vis, name) = (&method.vis, self.name);
        let (cfgs, docs) = (cfgs(method), attributes(method, "doc"));
        let begin = method.sig.fn_token.span;
        let method = names::plain(&method.sig.ident);
        let actor = actor.map_or_else(|| String::from("Self"), names::plain);
        let about = diag::about_declared(docs.is_empty(), &actor, &method);
        let fields = parameters.iter().filter_map(|parameter| match parameter {
            Parameter::Field(field) => Some(field),
            _ => None,
        });
        let fields = fields.zip(attrs).filter_map(|(FieldParam { name, ty }, attrs)| {
            let ty = ty.as_ref()?;
            Some(field(vis, name, ty, attrs, &method))
        });
        let fields: Vec<TokenStream> = fields.collect();
        // Where the struct begins and ends rustc points when its name is taken.
        let mut braces = Group::new(Delimiter::Brace, quote!(#(#fields),*));
        braces.set_span(name.span());
        let body = if attrs.is_empty() { quote_spanned!(name.span()=> ;) } else { braces.to_token_stream() };
        let keyword = quote_spanned!(begin=> struct);
        self.errors.keep(syn::parse2(quote! {
            #(#cfgs)*
            #(#docs)*
            #(#[doc = #about])*
            #(#derives)*
            #[allow(dead_code, missing_debug_implementations, unreachable_pub, private_interfaces)]
            #vis #keyword #name #body
        }))
    }
}

/// A field as the struct declares it.
fn field(vis: &Visibility, name: &Ident, ty: &Type, attrs: &[Attribute], method: &str) -> TokenStream {
    let is_documented = attrs.iter().any(|attr| attr.path().is_ident("doc"));
    let about = (!is_documented).then(|| diag::about_field(&names::plain(name), method));
    let about = about.map(|about| quote!(#[doc = #about]));
    quote!(#about #(#attrs)* #vis #name: #ty)
}

/// The attributes of a parameter that are for its field: `#[field(..)]` and docs. Others stay where they are.
fn take_field_attrs(typed: &mut PatType, errors: &mut Errors) -> FieldAttrs {
    let (taken, left) = std::mem::take(&mut typed.attrs).into_iter().partition(|attr| {
        let path = attr.path();
        path.is_ident("field") || path.is_ident("doc")
    });
    typed.attrs = left;
    for attr in typed.attrs.iter().filter(|attr| attr.path().is_ident("cfg")) {
        errors.at(attr, diag::CFG_ON_FIELD_PARAM);
    }
    taken
}

/// What a parameter of this type is, if it is no field. The spelling of `Context` is not inspected: a field cannot be a
/// `&mut`. But what is called in small letters is a type of Rust's own, and a mistake.
pub(super) fn extra(ty: &Type) -> Option<ExtraKind> {
    let is_named = |ty: &Type| segment(ty).is_some_and(|it| it.ident.to_string().starts_with(char::is_uppercase));
    match ty {
        Type::Reference(reference) if is_mutable_borrow(ty) => is_named(&reference.elem).then_some(ExtraKind::Context),
        ty if segment(ty)?.ident == "ReplyTo" && inside(ty).is_some() => Some(ExtraKind::ReplyTo),
        _ => None,
    }
}

/// What a type borrows, and for less than ever.
fn borrow(ty: &Type) -> Option<&dyn ToTokens> {
    let is_short = |lifetime: &Lifetime| lifetime.ident != "static";
    match peel(ty) {
        Type::Reference(it) if it.lifetime.as_ref().is_none_or(is_short) => Some(it),
        Type::Reference(it) => borrow(&it.elem),
        Type::Array(array) => borrow(&array.elem),
        Type::Slice(slice) => borrow(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(borrow),
        Type::Path(path) => path.path.segments.iter().find_map(|segment| {
            let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => borrow(ty),
                GenericArgument::Lifetime(lifetime) if is_short(lifetime) => Some(lifetime as &dyn ToTokens),
                _ => None,
            })
        }),
        _ => None,
    }
}

fn has_extra(parameters: &[Parameter], wanted: ExtraKind) -> bool {
    parameters.iter().any(|it| matches!(it, Parameter::Extra(extra) if extra.kind == wanted))
}
