//! `/api/chat`: rooms, messages and members as JSON over plain HTTP, for scripts and services.
//! It is described by itself in `openapi`; what happens as it happens is told by `events`.

pub mod alterations;
mod caller;
pub mod commands;
pub mod files;
pub mod members;
pub mod messages;
mod problem;
pub mod rooms;
mod tagged;

pub use caller::{Asked, Caller, Given};
pub use files::FileEntry;
pub use messages::nonce;
pub use problem::Problem;
pub use rooms::Origins;
pub use tagged::tagged;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{any, delete, get, post, put},
};
use protocol::RoomId;
use tower_http::{CompressionLevel, compression::CompressionLayer};

use crate::state::App;

/// Bytes a request may have: the longest message fits however it is escaped.
const BODY_BYTES: usize = 128 * 1024;

/// The table.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/chat/rooms", get(rooms::list).post(rooms::create))
        .route("/api/chat/rooms/{room}", get(rooms::one))
        .route("/api/chat/rooms/{room}/join", post(rooms::join))
        .route("/api/chat/rooms/{room}/leave", post(rooms::leave))
        .route("/api/chat/rooms/{room}/messages", get(messages::list).post(messages::post))
        .route("/api/chat/rooms/{room}/messages/{id}", get(messages::one).patch(alterations::edit).delete(alterations::delete))
        .route("/api/chat/rooms/{room}/messages/{id}/reactions/{emoji}", put(alterations::react).delete(alterations::take_back))
        .route("/api/chat/rooms/{room}/messages/{id}/pin", put(alterations::pin).delete(alterations::take_down))
        .route("/api/chat/rooms/{room}/commands", post(commands::post))
        .route("/api/chat/rooms/{room}/members", get(members::list).post(members::invite))
        .route("/api/chat/rooms/{room}/members/{member}", delete(members::remove))
        .route("/api/chat/{*nothing}", any(nothing))
        .method_not_allowed_fallback(not_like_this)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
}

async fn nothing() -> Problem {
    Problem::not_found()
}

async fn not_like_this() -> Problem {
    Problem::new(axum::http::StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this cannot be done here")
}

/// What may take longer than an answer may: files on their way in.
pub fn uploads() -> Router<Arc<App>> {
    Router::new().route("/api/chat/rooms/{room}/files", post(files::upload).fallback(not_like_this))
}

/// A room that could not be named like this is as little there as any other.
pub fn room_id(room: &str) -> Result<RoomId, Problem> {
    room.parse().map_err(|_| Problem::not_found())
}
