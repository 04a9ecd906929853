//! Words for the types in generated code. Each goes through the number of a message: where a type is no message rustc says that,
//! once, and is silent about everything in whose words it stands.

use super::{Handles, Payload};
use crate::message::{Message, Sendable};

/// What answers message `T`.
pub type ReplyOf<T> = <T as Message>::Reply;

/// A message's number, as a type.
#[derive(Debug)]
pub struct Number<const N: u64>;

/// The message in `T`, which has number `N`. Where `T` holds none, there is no such number: rustc says so once, and is silent
/// about all that is written with it.
pub type MessageIn<T, const N: u64> = <T as Payload<Number<N>>>::Message;

/// [`Payload`] as seen by enum `M`, with a number that there is only for a message.
pub trait HeldIn<M, const N: u64> {
    /// As there.
    type Carried;
}

impl<T: Payload<M>, M, const N: u64> HeldIn<M, N> for T {
    type Carried = <T as Payload<M>>::Carried;
}

/// What the enum `M` holds of message `T`, which has number `N`, as it can stand in the header of an impl; see [`MessageIn`].
pub type Held<M, T, const N: u64> = <T as HeldIn<M, N>>::Carried;

/// The number of the message that `Q` holds, if `M` handles it.
#[must_use]
pub const fn handled<M: Handles<Q::Message>, Q: Sendable>() -> u64 {
    <Q::Message as Message>::NUMBER
}

/// Enum `M`, in words of `W`: where `W` is none, rustc is silent about the enum as well.
pub type EnumOf<M, W> = <M as InWordsOf<W>>::Enum;

/// See [`EnumOf`].
pub trait InWordsOf<W> {
    /// The same type.
    type Enum;
}

impl<M, W> InWordsOf<W> for M {
    type Enum = Self;
}

/// A number, if there is such a type as `T`.
#[must_use]
pub const fn named<T>() -> u64 {
    0
}

/// What a generated variant holds of message `T`, which has number `N`; see [`MessageIn`].
pub type CarriedOf<T, const N: u64> = <T as Payload<Number<N>>>::Carried;
