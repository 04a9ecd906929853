//! Words for the types in generated code. Each goes through the number of a message: where a type is no message rustc says that,
//! once, and is silent about everything in whose words it stands.

use super::{DomainEnum, Handles, Payload, Variant};
use crate::message::{Message, Sendable};
use crate::wire::refuse;

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

/// [`Message::NUMBER`], for constants in types.
///
/// Whoever writes `<T as Message>::NUMBER` asks for all that a message is, `Send` among it. A message that holds a reference to
/// actors of its own enum is `Send` if that enum's replies are, which are written with this number: that question would be one
/// about itself. A bound asks only whether `T` is a message.
#[must_use]
pub const fn number_of<T: Message>() -> u64 {
    T::NUMBER
}

/// The number of the message that `Q` holds, if `M` has a variant for it, and that is the one called `variant`.
#[must_use]
#[track_caller]
pub const fn held<M: HasVariant<Q::Message>, Q: Sendable>(variant: &str) -> u64 {
    let (number, mut at) = (<Q::Message as Message>::NUMBER, 0);
    while at < M::VARIANTS.len() {
        let Variant { name, message, number: its, .. } = &M::VARIANTS[at];
        if *its == number && !is_same(name, variant) {
            refuse(&[
                "`",
                message,
                "` is in the variant `",
                name,
                "` of `",
                M::ENUM_NAME,
                "`, and this handler is for `",
                variant,
                "`: rename one of them, or write `#[handler(variant = ",
                name,
                ")]`",
            ]);
        }
        at += 1;
    }
    number
}

/// A number, if each variant of `M` is among those `handled`. Where there are as many of these, one that is missing is one that
/// was called otherwise, which is said there.
#[must_use]
#[track_caller]
pub const fn whole<M: DomainEnum>(handled: &[&str]) -> u64 {
    let mut at = 0;
    while at < M::VARIANTS.len() && handled.len() < M::VARIANTS.len() {
        let (Variant { name, message, .. }, mut before) = (&M::VARIANTS[at], 0);
        while before < handled.len() && !is_same(handled[before], name) {
            before += 1;
        }
        if before == handled.len() {
            refuse(&[
                "the variant `",
                name,
                "` of `",
                M::ENUM_NAME,
                "` has no handler: add a `#[handler]` that takes `&",
                message,
                "`, or remove the variant",
            ]);
        }
        at += 1;
    }
    0
}

/// Whether two names are one; `==` of texts is not for constants.
const fn is_same(name: &str, other: &str) -> bool {
    let (name, other, mut at) = (name.as_bytes(), other.as_bytes(), 0);
    while at < name.len() && at < other.len() && name[at] == other[at] {
        at += 1;
    }
    at == name.len() && at == other.len()
}

/// [`Handles`], for the actor that is to handle the message: it cannot be told to add the handler that it has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no variant for `{T}`",
    label = "no variant of `{Self}` holds `{T}`",
    note = "add a variant with `{T}` to `{Self}`, or name an enum that has one: `#[actor(message = ..)]`"
)]
pub trait HasVariant<T>: DomainEnum {}

#[diagnostic::do_not_recommend]
impl<T, M: Handles<T>> HasVariant<T> for M {}

/// Enum `M`, in words of `W`: where `W` is none, rustc is silent about the enum as well.
pub type EnumOf<M, W> = <M as InWordsOf<W>>::Enum;

/// Enum `M`, if there is a number `N`.
pub type EnumIf<M, const N: u64> = EnumOf<M, Number<N>>;

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
