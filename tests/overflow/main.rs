//! What happens to messages that find no room, that newer ones replace, and that go first: through every road of a
//! send, with an exact account.

mod account;
mod conflated;
mod drops;
mod first;
mod policies;
mod roads;
mod support;
