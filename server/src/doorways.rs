//! Doorways: foreign dialects that lead to the same rooms, with the same rights, limits and promise as the native line.
//! None of them decides anything: each turns its words into commands and events into its words.

mod dialect;
mod outbox;
mod talk;
mod cursor;
mod message;
mod carrier;
mod stomp;
mod sockjs;

use std::sync::Arc;

use axum::Router;

pub use sockjs::Sessions;

use crate::state::App;

/// Every door, in one table.
pub fn routes() -> Router<Arc<App>> {
    stomp::routes().merge(sockjs::routes())
}
