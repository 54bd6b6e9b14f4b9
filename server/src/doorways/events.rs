//! `GET /api/chat/rooms/{room}/events`: what happens in a room over plain HTTP, as server-sent events or, with `wait`, one long
//! answer after the other.
//! It only tells; messages are written through `rest`.

mod poll;
mod told;
mod stream;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use protocol::{CloseCode, Position};
use serde::Deserialize;
use utoipa::IntoParams;

pub use poll::News;
pub use stream::farewell;

use super::{
    entry::{Entry, Scribe},
    follower::Follower,
    rest::{Asked, Caller, Problem, room_id},
    since::{Since, SinceError},
};
use crate::{auth::ClientAddress, socket::End};

/// How to listen.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Listen {
    /// From here on: a position, an id, or a time. Without it, the newest page comes first.
    pub after: Option<String>,
    /// Answer once, after so many seconds (30 at most) or as soon as there is something.
    pub wait: Option<u64>,
    /// Tell also who comes online (`new`) and goes offline (`close`). Not with `wait`.
    pub presence: Option<bool>,
}

/// Tells what happens in a room: server-sent events, each with its position as `id`; with `wait`, one JSON answer.
#[utoipa::path(get, path = "/api/chat/rooms/{room}/events", tag = "events", operation_id = "listen",
    params(("room" = String, Path, description = "Its id"), ("Last-Event-ID" = Option<String>, Header, description = "A position; wins over `after`"), Listen),
    responses(
        (status = 200, description = "Everything after the position, once and in order", content((Entry = "text/event-stream"), (News = "application/json"))),
        (status = 404, description = "You are not in such a room", body = Problem),
        (status = 503, description = "Too many connections", body = Problem)))]
pub async fn listen(
    caller: Caller,
    ClientAddress(address): ClientAddress,
    Path(room): Path<String>,
    Asked(listen): Asked<Listen>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (app, room) = (&caller.app, room_id(&room)?);
    // Also finds out whether there is such a room for them, before anything is promised.
    let head = app.hub.head(caller.person(), room).await?;
    let after = match last_seen(&headers) {
        Some(position) => Some(position),
        None => match &listen.after {
            Some(after) => {
                let since: Since = after.parse().map_err(|error: SinceError| Problem::malformed().detail(error.to_string()))?;
                Some(since.position(app, caller.person(), room).await?)
            }
            None => None,
        },
    };
    let most = app.config.limits.connections_per_address;
    let seat = app.addresses.enter(address, most).ok_or_else(|| problem(CloseCode::TryLater.into()))?;
    let follower = Follower::new(app.clone(), &caller.signed, room, after).map_err(problem)?;
    let language = app.language().await;
    match listen.wait {
        Some(seconds) => {
            let from = after.unwrap_or(Position { seq: protocol::Seq::ZERO, ..head });
            poll::answer(app, follower, Scribe::new(room, language), seconds, from).await
        }
        None => Ok(stream::answer(caller, follower, language, listen.presence.unwrap_or_default(), seat)),
    }
}

/// What a browser's `EventSource` remembers of the connection before. One that makes no sense is not its user's fault.
fn last_seen(headers: &HeaderMap) -> Option<Position> {
    match headers.get("last-event-id")?.to_str().ok()?.parse().ok()? {
        Since::Position(position) => Some(position),
        _ => None,
    }
}

/// Why somebody cannot listen, or not any longer.
fn problem(end: End) -> Problem {
    match end {
        End::With(CloseCode::NotAuthenticated, _) => Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", "not signed in any more"),
        End::With(CloseCode::TryLater, _) => {
            let mut problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_connections", "too many connections");
            problem.retry_after_ms = Some(30_000);
            problem
        }
        _ => Problem::unavailable(),
    }
}
