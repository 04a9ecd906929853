//! Raw identifiers lose their `r#` in names, and nothing else.
#![allow(non_camel_case_types)]

use mycelium::prelude::*;

#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
#[repr(u8)]
pub enum r#type {
    r#in,
    r#match = 7,
}

#[message(tlv = 200)]
#[derive(Debug, Clone, PartialEq)]
pub struct r#struct {
    pub r#type: r#type,
    pub r#fn: bool,
}

#[message]
#[derive(Debug)]
pub enum r#enum {
    r#move(r#struct),
}

fn main() {
    assert_eq!(<r#struct as Message>::NAME, "struct");
    assert_eq!(<r#enum as Message>::NAME, "enum");
    assert_eq!(<r#enum as DomainEnum>::VARIANTS[0].name, "move");

    let sent = r#struct { r#type: r#type::r#match, r#fn: true };
    assert_eq!(sent.to_tlv().as_deref(), Ok(&[200, 2, 7, 1][..]));
    let error = r#struct::from_tlv(&[200, 2, 7, 2]).unwrap_err();
    assert!(error.to_string().contains("`fn`"), "{error}");
}
