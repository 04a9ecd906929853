//! Methods that declare their messages, in all their shapes.
#![deny(missing_docs, missing_debug_implementations, warnings)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use mycelium::prelude::*;

/// Why not.
#[message(nested)]
#[derive(Debug, PartialEq)]
pub struct Refused {
    /// What is missing.
    pub missing: u64,
}

/// Of nobody's business outside of this module.
#[message(nested)]
struct Private {
    _n: u8,
}

/// Pools.
#[derive(Debug, Default)]
pub struct Pools {
    limits: BTreeMap<[u8; 20], i64>,
    waiting: Vec<ReplyTo<Settle>>,
}

#[actor(domain = execution, mailbox = 16)]
impl Pools {
    /// Says how many pools there are, with this one.
    #[message(tlv = 0xC8)]
    #[derive(Debug, Clone, PartialEq)]
    pub async fn rebalance(
        &mut self,
        /// The address.
        pool: [u8; 20],
        #[field(pad = 3)] limit: i64,
        #[field(since = 2, default = 7)] _fee: u16,
    ) -> u32 {
        self.limits.insert(pool, limit);
        self.limits.len() as u32
    }

    /// Is sent.
    #[message(tlv = 0xC9, domain = market_data, priority = high, accept = [0, 4], variant = HaltAll)]
    pub fn halt(&mut self) {
        self.limits.clear();
    }

    /// A typed error crosses.
    #[message(tlv = 0xCA)]
    pub fn withdraw(&mut self, ctx: &mut Context<Self>, mut amount: u64) -> std::result::Result<u64, Refused> {
        amount += 1;
        let _ = ctx.id();
        Err(Refused { missing: amount })
    }

    /// Our error crosses, too.
    #[message(tlv = 0xCB)]
    pub fn forget(&mut self, pool: [u8; 20]) -> Result {
        self.limits.remove(&pool).map(drop).ok_or_else(|| Error::msg("no such pool"))
    }

    /// Only the newest.
    #[message(tlv = 0xD3, conflate = pool)]
    pub fn price(&mut self, pool: [u8; 20], _price: i64) {
        let _ = pool;
    }

    /// Is answered later.
    #[message(tlv = 0xCC, reply = bool)]
    pub fn settle(&mut self, _order: u64, reply: ReplyTo<Settle>, _ctx: &mut Context<Self>) {
        self.waiting.push(reply);
    }

    /// Stays.
    #[message(local)]
    #[cfg_attr(all(), derive(Debug))]
    pub fn tick(&mut self, at: Instant, shared: Arc<str>, name: &'static str, _call: fn(&u8) -> u8) -> (Instant, usize) {
        (at, shared.len() + name.len())
    }

    /// Its own.
    #[message(tlv = 0xCD)]
    fn secret(&mut self, it: Private) -> Private {
        it
    }

    #[message(tlv = 0xCE, appendable)]
    pub(crate) fn undocumented(&mut self, r#type: u8, _match: String) -> () {
        let _ = r#type;
    }

    /// Is not there.
    #[message(tlv = 0xCE)]
    #[cfg(not(all()))]
    fn absent(&mut self, nothing: Nothing) {}

    /// Is there.
    #[message(tlv = 0xCF)]
    #[cfg(all())]
    #[allow(clippy::too_many_arguments)]
    pub fn present(&mut self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> u8 {
        a + b + c + d + e + f + g + h
    }

    /// As it always was.
    #[handler]
    fn refund(&mut self, _refund: Refund) {}

    #[on_error]
    fn failed(&mut self, _error: Error) {}
}

/// Declared.
#[message(tlv = 0xD0)]
#[derive(Debug)]
pub struct Refund;

/// Beside others.
#[message(domain = signal)]
#[derive(Debug)]
pub enum DeskMessage {
    /// By value.
    Open(Open),
    /// Shared.
    Close(Arc<Close>),
    /// Boxed.
    Refund(Box<Refund>),
}

/// Generic.
#[derive(Debug)]
pub struct Desk<S>(S);

#[actor(message = DeskMessage)]
impl<S: Extend<u64> + Send + 'static> Desk<S> {
    /// Opens.
    #[message(tlv = 0xD1)]
    #[derive(Debug)]
    pub fn open(&mut self, account: u64) -> Option<u64> {
        self.0.extend([account]);
        Some(account)
    }

    /// Closes.
    #[message(tlv = 0xD2)]
    #[derive(Debug, Clone)]
    pub async fn close(&mut self, account: u64) {
        self.0.extend([account]);
    }

    #[handler]
    fn refund(&mut self, _refund: &Refund) {}
}

/// Handled by another, too.
#[derive(Debug)]
pub struct Copycat;

#[actor]
impl Copycat {
    #[handler]
    fn rebalance(&mut self, rebalance: &Rebalance) -> u32 {
        rebalance.limit as u32
    }

    #[handler]
    fn close(&mut self, _close: &Close) {}
}

/// All of them, called.
///
/// # Errors
///
/// As the calls.
pub async fn run(system: &ActorSystem) -> Result<()> {
    let pools: PoolsRef = system.spawn(Pools::default());
    let count: u32 = pools.rebalance([7; 20], 42, 3).await?;
    let () = pools.halt().await?;
    let refused: std::result::Result<u64, Refused> = pools.withdraw(3).await?;
    assert_eq!((count, refused), (1, Err(Refused { missing: 4 })));
    let () = pools.forget([7; 20]).await??;
    let () = pools.price([7; 20], 1).await?;
    let _: bool = pools.settle(1).await?;
    let _: (Instant, usize) = pools.tick(Instant::now(), "a".into(), "b", |byte| *byte).await?;
    let _: Private = pools.secret(Private { _n: 1 }).await?;
    let () = pools.undocumented(1, String::new()).await?;
    let _: u8 = pools.present(1, 2, 3, 4, 5, 6, 7, 8).await?;
    let _: u32 = pools.ask(Rebalance { pool: [1; 20], limit: 2, fee: 3 }).await?;
    pools.send(PoolsMessage::HaltAll(HaltAll)).await?;
    pools.try_send(Undocumented { r#type: 1, r#match: String::new() })?;
    let desk: DeskRef = system.spawn(Desk(Vec::new()));
    let _: Option<u64> = desk.open(1).await?;
    desk.close(1).await?;
    desk.send(Arc::new(Close { account: 1 })).await?;
    let copycat = system.spawn(Copycat);
    let _: u32 = copycat.rebalance(Rebalance { pool: [1; 20], limit: 2, fee: 3 }).await?;
    copycat.close(Close { account: 1 }).await?;
    Ok(())
}

fn main() {
    let names: Vec<_> = PoolsMessage::VARIANTS.iter().map(|variant| variant.name).collect();
    let expected = [
        "Rebalance", "HaltAll", "Withdraw", "Forget", "Price", "Settle", "Tick", "Secret", "Undocumented", "Present", "Refund",
    ];
    assert_eq!(names, expected);
    let tlv = Rebalance { pool: [7; 20], limit: 42, fee: 3 }.to_tlv().expect("it fits");
    assert_eq!(tlv.len(), 2 + 20 + 8 + 3 + 2);
    assert_eq!(Rebalance::from_tlv(&[&[0xC8, 31], &[7; 20][..], &[42, 0, 0, 0, 0, 0, 0, 0], &[0; 3]].concat()).expect("the first version").fee, 7);
    // The method stays a method.
    assert_eq!(Pools::default().forget([7; 20]).is_err(), true);
}
