//! What is remembered: [`Store`] keeps everything `chat` remembers in `SurrealDB`, in memory, on disk or elsewhere; [`Blobs`]
//! keeps the bytes of files beside it.
//! It decides nothing: what may be written is known in `chat` and `server`. No other crate names `surrealdb`.

mod accounts;
mod append;
mod audit;
mod avatars;
mod blobs;
mod database;
mod devices;
mod files;
mod bots;
mod history;
mod invites;
mod location;
mod lock;
mod log;
mod lookups;
mod migrations;
mod moderation;
mod open;
mod people;
mod place;
mod readiness;
mod rooms;
mod rows;
mod sessions;
mod threads;
mod together;

pub use blobs::{Arrived, Blobs, Incoming};
pub use location::{Location, Remote, Tuning};
pub use migrations::{MIGRATIONS, Migration};
pub use open::{OpenError, Store};
pub use readiness::NotReady;
