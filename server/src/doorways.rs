//! Foreign dialects: each is a small module that maps its words to the commands and events of the rooms.
//! What may be done and what has happened is decided in `chat`, for every door alike; `docs/doorways.md` shows each from outside.

mod address;
mod aside;
mod echo;
mod entry;
mod events;
mod follower;
mod inlet;
mod notify;
mod openapi;
mod patience;
mod plain;
mod rest;
mod since;
mod sink;
mod time;

mod dialect;
mod direct;
mod outbox;
mod talk;
mod cursor;
mod message;
mod carrier;
mod stomp;
mod sockjs;

use std::sync::Arc;

use axum::{Router, routing::get};

pub use entry::{Entry, Scribe};
pub use plain::open as plain;

use crate::state::App;

/// What doors keep as long as the server lives.
#[derive(Default)]
pub struct Doorways {
    /// Who made rooms and when.
    pub origins: rest::Origins,
    /// Who listens for notifications.
    pub sessions: Arc<notify::Sessions>,
    /// How much came by webhooks lately.
    pub inlets: inlet::Rates,
    /// Sessions of clients that have no WebSocket.
    pub sockjs: sockjs::Sessions,
}

/// Every door, in one table.
pub fn routes() -> Router<Arc<App>> {
    patterns()
        .merge(rest::router())
        .merge(notify::router())
        .merge(inlet::routes())
        .merge(stomp::routes())
        .merge(sockjs::routes())
        .route("/api/chat/rooms/{room}/events", get(events::listen))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/docs", get(openapi::page))
}

/// The doors that files come in by, which may take long.
pub fn uploads() -> Router<Arc<App>> {
    rest::uploads()
}

/// The three patterns of talking over a socket.
fn patterns() -> Router<Arc<App>> {
    Router::new().route("/ws/echo", get(echo::open)).route("/ws/sink", get(sink::open)).route("/ws/time", get(time::open))
}
