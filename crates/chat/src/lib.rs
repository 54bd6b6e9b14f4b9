//! What happens: rooms as single-writer tasks, the hub that finds them, who may do what, and the seven traits behind which everything
//! is remembered ([`History`], [`Files`], [`Lookups`], [`Accounts`], [`Devices`], [`Moderation`], [`Bots`]).
//! It opens no socket, renders nothing and names no database.

mod clock;
mod chance;
mod history;
mod files;
mod lookups;
mod accounts;
mod devices;
mod moderation;
mod bots;
mod memory;
mod permissions;
mod sanctions;
mod directory;
mod direct;
mod limits;
mod comings;
mod frame;
mod queue;
mod lines;
mod discreet;
mod news;
mod writer;
mod recent;
mod room;
mod rooms;
mod hub;
mod connection;

pub use accounts::{Account, AccountError, Accounts, Avatar, Invite, NewAccount, Place, ProfileChange, Session};
pub use bots::{Bots, Delivery, Hook, Inlet, Outcome};
pub use chance::{bits, bytes};
pub use clock::now;
pub use connection::Connection;
pub use devices::{Device, Devices, MOST_DEVICES};
pub use directory::Directory;
pub use files::{BlobId, FileError, Files, NotABlob, Preview, UPLOAD_WAITS, Upload};
pub use frame::Frame;
pub use history::{
    Append, Called, Change, History, HistoryError, ListedRoom, Membership, ReadUpto, RoomRecord, rows_after, rows_at, rows_upto,
};
pub use hub::{Hub, Member, NewRoom, Roster, Seat, Settings};
pub use limits::{Bucket, Buckets};
pub use lookups::{LinkDesk, Linked, Lookup, Lookups, picture_of};
pub use memory::Memory;
pub use moderation::{MOST_REPORTS, MOST_REPORTS_OF_ONE, Moderation, PAGE_ACTS};
pub use news::{Desk, Fate, News, Patience, Whereabouts, fate};
pub use permissions::{Action, Standing, keeps_order, may, permit};
pub use queue::{Offered, Overflow, Queue, Taken, Wire};
pub use room::{Alteration, NewPost, RoomChange, Waiting};
