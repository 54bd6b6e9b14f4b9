//! What we ask of strangers: the only way from the server to an address that somebody else chose.
//! It knows no rooms, no database and no web server, keeps nothing, reads no clock and draws no chance: all of that is given to it.

mod guard;
mod unreached;
mod url64;
mod way;
pub mod push;
pub mod hook;
pub mod preview;

pub use guard::{Names, Purpose, Refused, SystemNames};
pub use ipnet::IpNet;
pub use unreached::Unreached;
pub use way::{NotReady, Outward};
