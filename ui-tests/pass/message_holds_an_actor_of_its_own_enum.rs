//! A message holds references to actors that take it, or is answered with one: rustc asks whether it is `Send`, and what decides
//! that is in the message itself.
#![deny(warnings)]

use std::sync::Arc;

use mycelium::prelude::*;

#[message(local)]
#[derive(Clone)]
pub struct Follow {
    pub leader: DeskRef,
    pub others: Vec<<Desk as Actor>::Handle>,
    pub messages: Option<ActorRef<DeskMessage>>,
}

#[message(local)]
pub struct Leave(pub DeskRef);

#[message(local)]
pub struct Swap(pub Box<Option<DeskRef>>);

#[message(local, reply = Option<DeskRef>)]
pub struct Leader;

#[message]
pub enum DeskMessage {
    Follow(Arc<Follow>),
    Leave(Leave),
    Swap(Box<Swap>),
    Leader(Leader),
}

#[derive(Default)]
pub struct Desk {
    leader: Option<DeskRef>,
}

#[actor(message = DeskMessage)]
impl Desk {
    #[handler]
    fn follow(&mut self, follow: &Follow) {
        self.leader = Some(follow.leader.clone());
    }

    #[handler]
    async fn leave(&mut self, _leave: Leave) {
        self.leader = None;
    }

    #[handler]
    fn swap(&mut self, swap: Swap) {
        self.leader = *swap.0;
    }

    #[handler]
    fn leader(&self, _leader: Leader) -> Option<DeskRef> {
        self.leader.clone()
    }
}

/// The same of an enum that is generated.
#[message(local)]
#[derive(Clone)]
pub struct Join {
    pub peer: PeerRef,
}

#[message(local, reply = Vec<PeerRef>)]
pub struct Peers {
    pub besides: Option<ActorRef<PeerMessage>>,
}

#[derive(Default)]
pub struct Peer {
    peers: Vec<PeerRef>,
}

#[actor]
impl Peer {
    #[handler]
    fn join(&mut self, join: &Join) {
        self.peers.push(join.peer.clone());
    }

    #[handler]
    fn peers(&self, _peers: &Peers) -> Vec<PeerRef> {
        self.peers.clone()
    }

    #[message(local)]
    fn part(&mut self, peer: PeerRef) {
        self.peers.retain(|known| known.id() != peer.id());
    }
}

pub async fn run(system: &ActorSystem) -> Result<()> {
    let (desk, other) = (system.spawn(Desk::default()), system.spawn(Desk::default()));
    desk.follow(Follow { leader: other.clone(), others: Vec::new(), messages: None }).await?;
    desk.swap(Swap(Box::new(Some(other.clone())))).await?;
    desk.leave(Leave(other)).await?;
    let _: Option<DeskRef> = desk.leader(Leader).await?;
    let (one, two) = (system.spawn(Peer::default()), system.spawn(Peer::default()));
    one.join(Join { peer: two.clone() }).await?;
    one.part(two).await?;
    let _: Vec<PeerRef> = one.peers(Peers { besides: None }).await?;
    Ok(())
}

fn main() {}
