//! Notifications: short news for one person on all their devices, for a room, for everybody, or for those who administer.
//! They are told to whoever listens now and kept nowhere; what must not be lost is a message.

mod mailbox;
pub mod posting;
pub mod sessions;
mod socket;
pub mod stream;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

pub use sessions::Sessions;

use crate::state::App;

/// The table.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/ws/notify", get(socket::open))
        .route("/api/notifications", post(posting::post))
        .route("/api/notifications/events", get(stream::listen))
        .route("/api/notifications/sessions", get(sessions::list))
}
