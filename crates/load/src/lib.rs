//! How it is proven: members that talk through bad lines with a server that is killed, a log of all they did and saw, and
//! a checker that finds what was lost, doubled or swapped in it; and how fast it is.
//! It knows the server from outside only: HTTP, the line, and the operating system's view of the process.

mod error;
mod entry;
mod journal;
mod place;
mod stage;
mod proxy;
mod member;
mod comings;
mod play;
mod maru;
mod killer;
pub mod check;
pub mod report;
pub mod run;
pub mod campaign;
pub mod bench;

pub use entry::{Digest, Entry, What};
pub use error::LoadError;
pub use journal::{Journal, read};
pub use maru::Maru;
pub use proxy::Proxy;
