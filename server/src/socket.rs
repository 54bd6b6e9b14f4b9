//! The line: `GET /ws/chat`, one WebSocket for all of a member's rooms.
//! It turns text frames into commands and events into text frames; what they mean is decided in `chat`.

mod reader;
mod writer;

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use chat::Connection;
use futures::StreamExt;
use protocol::{CloseCode, Event, FRAME_BYTES, SUBPROTOCOL, VERSION};

use crate::{
    auth::{Signed, Visitor},
    cross_site::origin_allowed,
    state::App,
};

/// Both sides show at least this often that they are alive.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// No answer is larger: a page of fifty of the longest messages, in the widest letters, with room for the cards.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;
/// What is written must be taken within this time.
const WRITE_WITHIN: Duration = Duration::from_secs(30);
/// After our close frame the other side has this long to answer it.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// `GET /ws/chat`. Who is not signed in is let in only to be told so: a browser cannot read the status of a refused upgrade.
pub async fn upgrade(State(app): State<Arc<App>>, visitor: Visitor, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !origin_allowed(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    // Measured: the defaults cost 129 KiB an idle socket, and let unread pongs grow without end.
    let upgrade = upgrade
        .read_buffer_size(4 * 1024)
        .write_buffer_size(0)
        .max_write_buffer_size(LARGEST_ANSWER)
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES)
        .protocols([SUBPROTOCOL]);
    let lines = app.lines.clone();
    upgrade.on_upgrade(move |socket| lines.track_future(talk(app, visitor.signed, socket)))
}

/// A line from its first frame to its last.
async fn talk(app: Arc<App>, signed: Option<Signed>, mut socket: WebSocket) {
    let connection = signed.ok_or(CloseCode::NotAuthenticated).and_then(|signed| {
        let (person, session) = (signed.person().clone(), signed.session.token_hash);
        app.hub.connect(person, session)
    });
    match connection {
        Ok(connection) => converse(&app, connection, socket).await,
        Err(code) => say_goodbye(&mut socket, code).await,
    }
}

async fn converse(app: &App, mut connection: Connection, socket: WebSocket) {
    connection.tell(Event::Welcomed {
        version: VERSION,
        build: app.site.build().to_owned(),
        connection: connection.id(),
        member: connection.person().clone(),
        heartbeat_ms: u32::try_from(HEARTBEAT.as_millis()).unwrap_or(u32::MAX),
    });
    let queue = connection.queue();
    let (mut sink, mut stream) = socket.split();
    let heard = reader::Heard::default();
    // Reading never waits for writing, nor writing for reading: a slow reader still gets its commands heard.
    let code = tokio::select! {
        code = reader::read(&mut connection, &mut stream, &heard) => code,
        code = writer::write(&queue, &mut sink, &heard) => code,
    };
    // What was begun is over for the rooms before the farewell is spoken.
    drop(connection);
    if let (Some(code), Ok(mut socket)) = (code, sink.reunite(stream)) {
        say_goodbye(&mut socket, code).await;
    }
}

/// Closes with a code and waits a moment for the other side to do the same, so that it surely reads ours.
async fn say_goodbye(socket: &mut WebSocket, code: CloseCode) {
    let close = Message::Close(Some(CloseFrame { code: code.number(), reason: "".into() }));
    let _ = tokio::time::timeout(GOODBYE_WITHIN, async {
        if socket.send(close).await.is_ok() {
            while let Some(Ok(_)) = socket.next().await {}
        }
    })
    .await;
}
