//! A room: the one task that numbers what happens in it, saves it, and then tells everyone.
//! Nobody else assigns a seq or broadcasts; nobody reads another room's members.

mod alter;
mod attaching;
mod audience;
mod calling;
mod membership;
mod pace;
mod permitting;
mod posts;
mod presence;
mod previewing;
mod reading;
mod recounting;
mod request;
mod rules;
mod spreading;
mod sweeping;
mod task;

pub use request::{Alteration, NewPost, RoomChange, Waiting};
pub(crate) use request::{Reply, Request, Standing, ask};
pub(crate) use task::{Room, Surroundings};
