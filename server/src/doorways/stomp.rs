//! STOMP 1.0 to 1.2 over a WebSocket, at `/stomp`.
//! The language is in `session`, the same over SockJS.

mod version;
mod frame;
mod parser;
mod heart;
mod destination;
mod reasons;
mod subscription;
mod subscriptions;
mod transactions;
mod wishes;
mod session;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing::get,
};

pub use self::session::Session;
use super::carrier::{self, Framing};
use crate::{
    auth::{Agent, ClientAddress, Visitor},
    doorways::talk::Caller,
    state::App,
};

/// The WebSocket sub-protocols of STOMP, the best first.
pub const SUBPROTOCOLS: &[&str] = &["v12.stomp", "v11.stomp", "v10.stomp"];

/// The route of this doorway.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/stomp", get(upgrade))
}

/// `GET /stomp`: by whom is said by the request or by the first frame.
async fn upgrade(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Agent(agent): Agent,
    request: Request,
) -> Response {
    let dialect = Session::new(app.config.limits.frames_per_second, app.language().await);
    carrier::upgrade(app, Caller { signed: visitor.signed, address, agent }, request, SUBPROTOCOLS, Framing::Bare, dialect)
}
