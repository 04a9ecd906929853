//! Versions beside hostile names, without a prelude, and with fields of every kind.
#![no_implicit_prelude]
#![deny(warnings)]

#[::mycelium::message(tlv = 0xC8, appendable)]
#[derive(::std::fmt::Debug)]
pub struct First(pub u8);

/// Fields that are called like our locals.
#[::mycelium::message(tlv = 0xC9)]
#[derive(::std::fmt::Debug)]
pub struct Later {
    pub __from: u16,
    #[field(since = 2, default)]
    pub __field0: ::std::vec::Vec<u8>,
    #[field(since = 2, default = 7 + 1, pad = 2)]
    pub r#type: u8,
    #[field(since = 3, default = ::std::option::Option::Some(1))]
    pub __version: ::std::option::Option<u16>,
}

/// A first version without fields, in a tuple.
#[::mycelium::message(tlv = 0xCA, appendable, reply = ::std::string::String)]
#[derive(::std::fmt::Debug)]
pub struct Grown(#[field(since = 2, default)] pub (u8, bool));

#[::mycelium::message]
pub enum All {
    First(First),
    Later(::std::sync::Arc<Later>),
    Grown(Grown),
}

fn main() {
    let later = <Later as ::mycelium::Message>::from_tlv(&[0xC9, 2, 1, 0]).unwrap();
    ::std::assert_eq!((later.__from, later.r#type, later.__version), (1, 8, ::std::option::Option::Some(1)));
}
