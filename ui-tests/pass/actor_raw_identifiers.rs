//! Raw identifiers lose their `r#` in names, and nothing else.
#![allow(non_camel_case_types)]

use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Clone)]
pub struct r#struct {
    pub r#fn: i64,
}

#[message(local, reply = i64)]
pub struct r#type;

pub struct r#match;

#[actor]
impl r#match {
    #[handler]
    fn r#move(&mut self, r#struct: &r#struct) {
        let _ = r#struct.r#fn;
    }

    #[handler(variant = r#enum)]
    async fn r#loop(&mut self, r#in: r#type, r#ref: &mut Context<Self>) -> i64 {
        let _ = (r#in, r#ref.id());
        1
    }

    #[on_start]
    fn r#use(&mut self) {}
}

#[message]
pub enum r#dyn {
    Where(r#struct),
    r#yield(r#type),
}

pub struct r#trait;

#[actor(message = r#dyn)]
impl r#trait {
    #[handler]
    fn r#where(&mut self, r#for: r#struct) {
        let _ = r#for.r#fn;
    }

    #[handler(variant = r#yield)]
    fn r#yield(&mut self, _question: r#type) -> i64 {
        2
    }
}

pub async fn send(matched: &matchRef, named: &traitRef) -> Result<i64> {
    matched.r#move(r#struct { r#fn: 1 }).await?;
    named.r#where(r#struct { r#fn: 1 }).await?;
    Ok(matched.r#loop(r#type).await? + named.r#yield(r#type).await?)
}

fn main() {
    assert_eq!(<r#match as Actor>::NAME, "match");
    assert_eq!(<matchMessage as Message>::NAME, "matchMessage");
    let names: Vec<_> = matchMessage::VARIANTS.iter().map(|variant| variant.name).collect();
    assert_eq!(names, ["Move", "enum"]);
}
