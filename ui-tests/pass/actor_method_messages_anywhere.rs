//! Methods that declare their messages: without a prelude, in a function's body, in what a macro writes, under another
//! name of the crate, with raw identifiers, beside types of any name.
#![no_implicit_prelude]

extern crate mycelium as renamed;

/// Names that generated code may not stumble over.
pub mod shadowed {
    #![allow(non_camel_case_types)]

    pub struct Result;
    pub struct Option;
    pub struct Message;
    pub struct Arc;
    pub struct Vec;
    pub struct u8;
    pub struct bool;
    pub struct Pools;

    #[::mycelium::actor]
    impl Pools {
        #[::mycelium::message(tlv = 0xC8)]
        #[derive(::core::clone::Clone)]
        fn rebalance(&mut self, pool: [::core::primitive::u8; 20], limit: i64) -> u32 {
            let _ = (pool, limit);
            0
        }

        #[::mycelium::message(local)]
        fn r#type(&mut self, r#match: Arc, _loop: Option) -> Result {
            let _ = r#match;
            Result
        }

        #[::mycelium::message(tlv = 0xC9, reply = ::core::primitive::bool)]
        async fn later(&mut self, reply: ::mycelium::ReplyTo<Later>, ctx: &mut ::mycelium::Context<Self>) {
            let _ = ctx;
            reply.answer(true);
        }
    }

    pub async fn call(pools: &PoolsRef) -> ::mycelium::Result<()> {
        let _: u32 = pools.rebalance([7; 20], 1).await?;
        let _: Result = pools.r#type(Arc, Option).await?;
        let _: Result = pools.ask(Type { r#match: Arc, r#loop: Option }).await?;
        let _: ::core::primitive::bool = pools.later().await?;
        ::core::result::Result::Ok(())
    }
}

pub struct Other;

#[renamed::actor(crate = ::renamed)]
impl Other {
    #[renamed::message(tlv = 0xC8)]
    fn rebalance(&mut self, limit: i64) -> i64 {
        limit
    }

    #[renamed::message(local, priority = high)]
    fn halt(&mut self) {}
}

macro_rules! pools {
    ($actor:ident { $($(#[$attribute:meta])* $vis:vis fn $name:ident($($field:ident: $ty:ty),*) -> $reply:ty $body:block)* }) => {
        pub struct $actor;

        #[renamed::actor(crate = ::renamed)]
        impl $actor {
            $(
                $(#[$attribute])*
                $vis fn $name(&mut self, $($field: $ty),*) -> $reply $body
            )*

            /// From inside.
            #[renamed::message(tlv = 0xD8)]
            fn inside(&mut self, limit: i64) -> i64 {
                let doubled = limit * 2;
                doubled
            }
        }
    };
}

pools!(Made {
    #[renamed::message(tlv = 0xCA)]
    pub fn moved(pool: [u8; 20], limit: i64) -> i64 {
        let _ = pool;
        limit
    }
    #[renamed::message(tlv = 0xCB)]
    fn told() -> () {}
});

/// All names from one place, and nothing left out.
pub async fn call(other: &OtherRef, made: &MadeRef) -> renamed::Result<()> {
    let _: i64 = other.rebalance(1).await?;
    other.halt().await?;
    let _: i64 = made.moved([7; 20], 1).await?;
    let () = made.told().await?;
    let _: i64 = made.inside(1).await?;
    let _: i64 = made.ask(Inside { limit: 1 }).await?;
    ::std::result::Result::Ok(())
}

fn main() {
    struct Local;

    #[::mycelium::actor(name = "local")]
    impl Local {
        #[::mycelium::message(tlv = 0xC8)]
        fn inner(&mut self, limit: Secret) -> Secret {
            limit
        }

        #[::mycelium::message(local)]
        fn unsendable(&mut self, limit: ::std::cell::Cell<u8>) {
            limit.set(1);
        }
    }

    #[::mycelium::message(nested)]
    struct Secret {
        n: u8,
    }

    async fn call(local: &LocalRef) -> ::mycelium::Result<()> {
        let secret: Secret = local.inner(Secret { n: 1 }).await?;
        let _ = secret.n;
        local.unsendable(::std::cell::Cell::new(1)).await?;
        local.try_send(Inner { limit: secret })?;
        ::core::result::Result::Ok(())
    }
    let _ = (call, Local);
}
