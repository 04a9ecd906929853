//! What an application imports: `use mycelium::prelude::*;`.

pub use crate::{
    Actor, ActorBehavior, ActorRef, ActorState, ActorSystem, ActorTypes, AskError, Context, Dispatch, DomainEnum,
    Error, Handle, LookupError, Message, NoAnswer, Recipient, Recipients, ReplyTo, RestartPolicy, Result, SendError,
    SendErrorKind, StopReason, actor, message,
};
