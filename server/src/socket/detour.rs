//! The line where no WebSocket gets through: `GET /api/line` streams its events, `POST /api/line/{connection}` takes its
//! commands, one a line.
//! Its frames, its queue and its limits are those of the socket; only how they are carried is decided here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chat::{Bucket, Connection, Frame, Queue, Session, Taken};
use futures::stream;
use protocol::{CloseCode, ConnectionId, Event, FRAME_BYTES};
use tokio::{sync::mpsc, time::timeout};

use super::{
    GOODBYE_WITHIN, Place, TRY_AGAIN_S, WRITE_WITHIN,
    pulse::Pulse,
    reader::{self, Heard},
    welcome,
};
use crate::{
    auth::{ClientAddress, Signed, Visitor, session_end},
    cross_site::origin_allowed,
    event_stream,
    state::App,
};

/// Bytes of a request: more frames than one fit, so that what has gathered comes at once.
pub const REQUEST_BYTES: usize = 2 * FRAME_BYTES;

/// Frames that wait to be obeyed.
const INBOX: usize = 4;

/// Heartbeats without a request after which the other side is gone. No pong comes from a tab in the background, whose own clock
/// a browser slows down to a tick a minute.
const MISSES: u32 = 4;

/// When the server stops, its clients come back spread over this time.
const RETURN_WITHIN_MS: u32 = 3_000;

/// What makes those on the way that collect an answer before they pass it on let go of it.
const PRELUDE_BYTES: usize = 2 * 1024;

/// The open ones, by the connection that each carries.
#[derive(Debug, Default)]
pub struct Detours {
    open: Mutex<HashMap<ConnectionId, Way>>,
}

/// The way in for the commands of one.
#[derive(Debug, Clone)]
struct Way {
    /// Hash of the token it was opened with: nobody else may use it.
    session: String,
    say: mpsc::Sender<String>,
}

/// Keeps a way open until it is dropped.
struct Open<'a> {
    detours: &'a Detours,
    connection: ConnectionId,
}

impl Detours {
    fn ways<R>(&self, act: impl FnOnce(&mut HashMap<ConnectionId, Way>) -> R) -> R {
        act(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, connection: ConnectionId, way: Way) -> Open<'_> {
        self.ways(|open| open.insert(connection, way));
        Open { detours: self, connection }
    }

    fn find(&self, connection: ConnectionId, session: &str) -> Option<mpsc::Sender<String>> {
        self.ways(|open| open.get(&connection).filter(|way| way.session == session).map(|way| way.say.clone()))
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.detours.ways(|open| open.remove(&self.connection));
    }
}

/// `GET /api/line`. Who is not signed in hears no more than that: an `EventSource` cannot read the status of an answer.
pub async fn open(State(app): State<Arc<App>>, visitor: Visitor, ClientAddress(address): ClientAddress, headers: HeaderMap) -> Response {
    if !origin_allowed(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(place) = app.addresses.enter(address, app.config.limits.connections_per_address) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, TRY_AGAIN_S)], "too many lines\n").into_response();
    };
    let (write, written) = mpsc::channel(1);
    app.lines.clone().spawn(talk(app, visitor.signed, write, place));
    event_stream::answer(stream::unfold(written, |mut written| async { written.recv().await.map(|piece| (piece, written)) }))
}

/// `POST /api/line/{connection}`: commands, one a line, answered when they are heard. What becomes of them is told on the stream.
pub async fn say(visitor: Visitor, Path(connection): Path<String>, body: Bytes) -> StatusCode {
    // That it is not there and that it is somebody else's is one answer.
    let say = visitor.signed.and_then(|signed| {
        let connection = connection.parse().ok()?;
        visitor.app.detours.find(connection, &signed.session.token_hash)
    });
    let Some(say) = say else { return StatusCode::NOT_FOUND };
    let Ok(texts) = std::str::from_utf8(&body) else { return StatusCode::BAD_REQUEST };
    if texts.lines().any(|text| text.len() > FRAME_BYTES) {
        return StatusCode::PAYLOAD_TOO_LARGE;
    }
    for text in texts.lines().filter(|text| !text.is_empty()) {
        if say.send(text.to_owned()).await.is_err() {
            return StatusCode::NOT_FOUND;
        }
    }
    StatusCode::NO_CONTENT
}

/// A line from its first event to its last.
async fn talk(app: Arc<App>, signed: Option<Signed>, write: mpsc::Sender<Bytes>, place: Place) {
    let connection = signed.ok_or(CloseCode::NotAuthenticated).and_then(|signed| {
        let Signed { account, session } = signed;
        app.hub.connect(account.person, session.token_hash.clone()).map(|connection| (connection, session))
    });
    let code = match connection {
        Ok((connection, session)) => converse(&app, connection, &session, &write).await,
        Err(code) => Some(code),
    };
    if let Some(code) = code {
        let farewell = event_stream::event(Some("close"), format!("{{\"code\":{}}}", code.number()).as_bytes());
        let _ = timeout(GOODBYE_WITHIN, write.send(farewell)).await;
    }
    drop(place);
}

/// Talks until one side has had enough; says how it ends, if that still can be told.
async fn converse(app: &App, mut connection: Connection, session: &Session, write: &mpsc::Sender<Bytes>) -> Option<CloseCode> {
    connection.tell(welcome(app, &connection));
    let (queue, heard) = (connection.queue(), Heard::default());
    let (say, texts) = mpsc::channel(INBOX);
    let _open = app.detours.add(connection.id(), Way { session: session.token_hash.clone(), say });
    // Reading never waits for writing, nor writing for reading, as on a socket.
    tokio::select! {
        code = hear(&mut connection, texts, &heard, app.config.limits.frames_per_second) => Some(code),
        code = tell(&queue, write, &heard) => code,
        () = session_end(app, session) => Some(CloseCode::NotAuthenticated),
        () = part(app, &queue) => None,
    }
}

/// Obeys commands, as many as `per_second` in the long run; says how to close.
async fn hear(connection: &mut Connection, mut texts: mpsc::Receiver<String>, heard: &Heard, per_second: u32) -> CloseCode {
    let mut frames = Bucket::new(per_second, per_second.saturating_mul(4));
    while let Some(text) = texts.recv().await {
        heard.note();
        if frames.take().is_err() {
            return CloseCode::Policy;
        }
        reader::obey(connection, &text).await;
    }
    CloseCode::Normal
}

/// Streams events until the line ends; says how, if that still can be told.
async fn tell(queue: &Queue, write: &mpsc::Sender<Bytes>, heard: &Heard) -> Option<CloseCode> {
    let mut frames = Vec::new();
    let mut pulse = Pulse::new(heard);
    let mut piece = comment(PRELUDE_BYTES);
    loop {
        match timeout(WRITE_WITHIN, write.send(piece)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return None,
            Err(_) => return Some(CloseCode::TooSlow),
        }
        piece = tokio::select! {
            taken = queue.take(&mut frames) => match taken {
                Taken::Closed(code) => return Some(code),
                Taken::Frames => events(&mut frames),
            },
            () = write.closed() => return None,
            () = pulse.beats() => {
                if pulse.silence(heard) >= MISSES {
                    return None;
                }
                comment(0)
            }
        };
    }
}

/// A server that stops waits for the answers it has begun, before its hub says goodbye: this one would go on for ever.
async fn part(app: &App, queue: &Queue) {
    app.closing.cancelled().await;
    let spread = u32::from_be_bytes(chat::bytes()) % RETURN_WITHIN_MS;
    let _ = queue.push(&Frame::new(Event::GoingAway { retry_after_ms: 500 + spread }));
    queue.close(CloseCode::Restart);
    // What waits is told first, and then that it ends.
    std::future::pending::<()>().await;
}

/// Nothing, which shows that the line lives.
fn comment(bytes: usize) -> Bytes {
    format!(":{}\n\n", " ".repeat(bytes)).into()
}

/// An event each, in one piece.
fn events(frames: &mut Vec<Arc<Frame>>) -> Bytes {
    let mut piece = Vec::new();
    for frame in frames.drain(..) {
        event_stream::put(&mut piece, None, None, &frame.json());
    }
    piece.into()
}
