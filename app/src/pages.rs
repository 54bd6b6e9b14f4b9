//! One page for each URL, in files named like the URLs.

pub mod first_run;
pub mod sign_in;
pub mod join;
pub mod rooms;
pub mod new_room;
pub mod room;
pub mod room_settings;
mod room_members;
pub mod pins;
pub mod settings;
mod sessions;
pub mod people;
pub mod person;
pub mod direct;
pub mod invites;
pub mod not_found;
mod notifications;
