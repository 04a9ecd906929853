//! Actors of a group: who has a turn when others block, never end, or run at the same time, and what is left when the group, the
//! system or the runtime ends.

mod blocking;
mod ends;
mod stage;
mod turns;
