//! Types of the user's with the names that generated code is made of.
#![allow(dead_code, non_camel_case_types)]

use ::std::sync::Arc as Shared;

use mycelium::message;

#[message(nested)]
pub struct Result;
pub struct Option;
pub struct Some;
pub struct None;
pub struct Ok;
pub struct Err;
pub struct Vec;
pub struct Box;
pub struct Arc;
pub struct From;
pub struct Sendable;
pub struct Domain;
pub struct Wire;
pub mod core {}
pub mod std {}

#[message(tlv = 200, domain = signal)]
pub struct Message {
    pub self_: u8,
    pub __out: u16,
    pub __from: u32,
    pub out: u64,
    pub name: [u8; 4],
}

#[message(nested)]
#[repr(u8)]
pub enum Tlv {
    Ok,
    #[field(other)]
    Err(u8),
}

#[message(tlv = 201, reply = Result)]
pub struct String(pub Tlv);

#[message(local)]
pub struct Handles {
    pub nothing: Option,
}

#[message]
pub enum DomainEnum {
    Some(Shared<Message>),
    None(String),
    Ok(Handles),
}

fn main() {
    let sum: DomainEnum = String(Tlv::Ok).into();
    let DomainEnum::None(String(Tlv::Ok)) = sum else { ::std::process::exit(1) };
}
