//! The store as `chat` and `server` see it: one contract for everything that remembers, then what only a disk can do.
//! Delivery, permissions and limits are not tested here.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what it expects in the plainest way")]

mod accounts;
mod attention;
mod blobs;
mod bots;
mod devices;
mod disk;
mod events;
mod files;
mod invites;
mod killed;
mod migrations;
mod moderation;
mod previews;
mod rooms;
mod sessions;
mod stage;
