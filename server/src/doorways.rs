//! Doorways: foreign dialects that lead to the same rooms, with the same rights, limits and promise as the native line.
//! None of them decides anything: each turns its words into commands and events into its words.

mod dialect;
mod outbox;
mod talk;
mod cursor;
mod message;
mod carrier;
pub mod stomp;
pub mod sockjs;

pub use sockjs::Sessions;
