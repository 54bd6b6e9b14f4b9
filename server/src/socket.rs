//! The line: `GET /ws/chat`, one WebSocket for all of a member's rooms.
//! It turns text frames into commands and events into text frames; what they mean is decided in `chat`.

mod addresses;
pub mod detour;
mod door;
pub mod handshake;
mod meter;
pub mod pulse;
pub mod incoming;
pub mod outgoing;
pub mod reader;
mod writer;

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chat::{Connection, Session};
use futures::{FutureExt, StreamExt};
use protocol::{CloseCode, Event, SUBPROTOCOL, VERSION};
use tokio::net::TcpStream;

pub use addresses::{Addresses, Place};
pub use detour::Detours;
pub use door::{Door, End, Said, enter};

use self::{incoming::Frames, outgoing::Outgoing};
use crate::{
    auth::{Agent, ClientAddress, Signed, Visitor, session_end},
    cross_site::origin_allowed,
    doorways,
    state::App,
};

/// Both sides show at least this often that they are alive.
pub const HEARTBEAT: Duration = Duration::from_secs(25);
/// What is written must be taken within this time.
pub const WRITE_WITHIN: Duration = Duration::from_secs(30);
/// After our close frame the other side has this long to answer it.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);
/// Somebody with too many lines may come back after this many seconds.
pub const TRY_AGAIN_S: &str = "30";

/// `GET /ws/chat`. Who does not ask for our sub-protocol speaks the plain dialect. Who is not signed in is let in only to be told so: a browser cannot read the status of a refused upgrade.
pub async fn upgrade(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Agent(agent): Agent,
    request: Request,
) -> Response {
    if !handshake::asks_for(request.headers(), SUBPROTOCOL) {
        return doorways::plain(visitor, address, agent, request).await;
    }
    if !origin_allowed(&app, request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(place) = app.addresses.enter(address, app.config.limits.connections_per_address) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, TRY_AGAIN_S)], "too many lines\n").into_response();
    };
    let (answer, opening) = handshake::accept(request, Some(SUBPROTOCOL));
    if let Some(opening) = opening {
        let lines = app.lines.clone();
        lines.spawn(async move {
            if let Some((stream, begun)) = opening.stream().await {
                talk(&app, visitor.signed, stream, begun).await;
            }
            drop(place);
        });
    }
    answer
}

/// A line from its first frame to its last.
async fn talk(app: &App, signed: Option<Signed>, stream: TcpStream, begun: Bytes) {
    let (read, write) = stream.into_split();
    let mut out = Outgoing::new(write, Arc::default());
    let Ok(mut frames) = incoming::frames(read, begun, Arc::clone(&out.replies)).await else { return };
    let connection = signed.ok_or(CloseCode::NotAuthenticated).and_then(|signed| {
        let Signed { account, session } = signed;
        app.hub.connect(account.person, session.token_hash.clone()).map(|connection| (connection, session))
    });
    let code = match connection {
        Ok((connection, session)) => converse(app, connection, &session, &mut frames, &mut out).await,
        Err(code) => Some(code),
    };
    say_goodbye(&mut frames, &mut out, code.map(|code| (code, ""))).await;
}

/// Talks until one side has had enough; says how to close, if it still can be.
async fn converse(app: &App, mut connection: Connection, session: &Session, frames: &mut Frames, out: &mut Outgoing) -> Option<CloseCode> {
    connection.tell(welcome(app, &connection));
    let queue = connection.queue();
    queue.set_wire(out.wire());
    let heard = reader::Heard::default();
    // Reading never waits for writing, nor writing for reading: a slow reader still gets its commands heard.
    tokio::select! {
        code = reader::read(&mut connection, frames, &heard, app.config.limits.frames_per_second) => code,
        code = writer::write(&queue, out, &heard) => code,
        () = session_end(app, session) => Some(CloseCode::NotAuthenticated),
    }
    // The connection ends here: what was begun is over for the rooms before the farewell is spoken.
}

/// The first event of every line.
fn welcome(app: &App, connection: &Connection) -> Event {
    Event::Welcomed {
        version: VERSION,
        build: app.site.build().to_owned(),
        connection: connection.id(),
        member: connection.person().clone(),
        heartbeat_ms: u32::try_from(HEARTBEAT.as_millis()).unwrap_or(u32::MAX),
    }
}

/// Closes with a code, or answers the other side's close; then waits a moment for the other side to end the connection, so that
/// it surely reads what was said last: bytes that nobody reads would have the system cut it off.
pub async fn say_goodbye(frames: &mut Frames, out: &mut Outgoing, code: Option<(CloseCode, &str)>) {
    match code {
        Some((code, reason)) => out.put_close(code, reason),
        None => {
            // The library answers a close when it is asked for what comes after it.
            let _ = frames.next().now_or_never();
            out.put_replies();
        }
    }
    if matches!(out.flush(GOODBYE_WITHIN).await, Some(Ok(()))) && out.shut().await.is_ok() {
        let _ = tokio::time::timeout(GOODBYE_WITHIN, frames.get_mut().discard()).await;
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use tokio::net::TcpStream;

    use super::talk;
    use crate::{auth::Signed, state::App};

    fn size_of_future<F: Future>(_: impl FnOnce(&'static App, Option<Signed>, TcpStream, Bytes) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_line_that_is_idle_keeps_no_room_for_what_commands_need() {
        let size = size_of_future(talk);
        assert!(size <= 4 * 1024, "{size} bytes for each line that is open");
    }
}
