//! What happens: rooms as single-writer tasks, the hub that finds them, and the two traits behind which everything is
//! remembered ([`History`], [`Accounts`]).
//! It opens no socket, renders nothing and names no database.

mod accounts;
mod chance;
mod clock;
mod connection;
mod directory;
mod frame;
mod history;
mod hub;
mod limits;
mod lines;
mod memory;
mod queue;
mod recent;
mod room;
mod writer;

pub use accounts::{Account, AccountError, Accounts, Avatar, Invite, NewAccount, Place, ProfileChange, Session};
pub use chance::{bits, bytes};
pub use clock::now;
pub use connection::Connection;
pub use directory::Directory;
pub use frame::Frame;
pub use history::{Append, Change, History, HistoryError, ListedRoom, RoomRecord};
pub use hub::{Hub, Member, NewRoom, Settings};
pub use limits::Bucket;
pub use memory::Memory;
pub use queue::{Overflow, Queue, Taken};
