//! Whether the server is up, for those who watch it.
//! It tells nothing about what is inside.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use store::NotReady;

use crate::state::App;

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too, and saves what is new. The first word of another answer says what is wrong.
pub async fn readyz(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.readiness().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(NotReady::Silent) => (StatusCode::SERVICE_UNAVAILABLE, "silent: the database does not answer\n"),
        Err(NotReady::Unsaved) => (StatusCode::SERVICE_UNAVAILABLE, "unsaved: the database answers and does not save\n"),
    }
}
