//! The log of a room: `event:[room, seq]`, and `attempt:[room, author, nonce]`, which finds one by its nonce.
//! It is read in ranges bounded on both sides; how it grows stands in `append`.

use protocol::{Body, Happened, LogEvent, MemberId, Millis, Nonce, RoomId, Seq};
use surrealdb::types::{Array, RecordId, SurrealValue, array, object};

use crate::{
    database::{Database, Failure},
    rows::{field, from_seq, to_seq},
};

/// One event.
#[derive(Debug, SurrealValue)]
pub(crate) struct EventRow {
    seq: i64,
    at: i64,
    /// `Happened`'s tag on the wire.
    kind: String,
    author: Option<String>,
    nonce: Option<String>,
    body: Option<String>,
    /// All of `Happened` as JSON, where it is not a post.
    detail: Option<String>,
}

/// One event, to be written.
#[derive(Debug, SurrealValue)]
pub(crate) struct NewEventRow {
    id: RecordId,
    seq: i64,
    at: i64,
    kind: String,
    author: Option<String>,
    nonce: Option<String>,
    body: Option<String>,
    detail: Option<String>,
}

/// Which seq an attempt became, to be written.
#[derive(Debug, SurrealValue)]
pub(crate) struct AttemptRow {
    id: RecordId,
    seq: i64,
}

impl NewEventRow {
    pub(crate) fn new(room: &str, event: &LogEvent) -> Result<Self, Failure> {
        let seq = from_seq(event.seq);
        let mut row = Self {
            id: RecordId::new("event", array![room, seq]),
            seq,
            at: event.at.0,
            kind: kind(&event.what).to_owned(),
            author: None,
            nonce: None,
            body: None,
            detail: None,
        };
        if let Happened::Posted { author, nonce, body } = &event.what {
            row.author = Some(author.to_string());
            row.nonce = Some(nonce.to_string());
            row.body = Some(body.as_str().to_owned());
        } else {
            row.detail = field(TABLE, "detail", serde_json::to_string(&event.what).ok()).map(Some)?;
        }
        Ok(row)
    }
}

impl AttemptRow {
    /// The attempt an event came from, if it came from one.
    pub(crate) fn new(room: &str, event: &LogEvent) -> Option<Self> {
        let Happened::Posted { author, nonce, .. } = event.what else { return None };
        Some(Self { id: RecordId::new("attempt", attempt_key(room, author, nonce)), seq: from_seq(event.seq) })
    }
}

impl EventRow {
    fn into_event(self) -> Result<LogEvent, Failure> {
        let what = if self.kind == "posted" {
            Happened::Posted {
                author: field(TABLE, "author", self.author.and_then(|author| author.parse().ok()))?,
                nonce: field(TABLE, "nonce", self.nonce.and_then(|nonce| nonce.parse().ok()))?,
                body: field(TABLE, "body", self.body.and_then(|body| Body::try_from(body).ok()))?,
            }
        } else {
            field(TABLE, "detail", self.detail.and_then(|detail| serde_json::from_str(&detail).ok()))?
        };
        Ok(LogEvent { seq: to_seq(TABLE, self.seq)?, at: Millis(self.at), what })
    }
}

const TABLE: &str = "event";

/// The events after `after` up to and including `upto`.
pub(crate) async fn events(database: &Database, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, Failure> {
    if after >= upto {
        return Ok(Vec::new());
    }
    let range = "SELECT * OMIT id FROM event:[$room, $after]>..=[$room, $upto]";
    let rows: Vec<EventRow> = database.ask(range, object! { room: room.to_string(), after: from_seq(after), upto: from_seq(upto) }).await?;
    let events = rows.into_iter().map(EventRow::into_event).collect::<Result<Vec<_>, _>>()?;
    if events.is_sorted_by(|one, next| one.seq < next.seq) { Ok(events) } else { Err(Failure::Order) }
}

/// The event that this attempt became.
pub(crate) async fn attempt(database: &Database, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, Failure> {
    let find = "{
        LET $seq = (SELECT VALUE seq FROM ONLY $attempt);
        RETURN IF $seq = NONE { NONE } ELSE { (SELECT * OMIT id FROM ONLY type::record('event', [$room, $seq])) };
    }";
    let room = room.to_string();
    let attempt = RecordId::new("attempt", attempt_key(&room, author, nonce));
    let row: Option<EventRow> = database.ask(find, object! { attempt: attempt, room: room }).await?;
    row.map(EventRow::into_event).transpose()
}

fn attempt_key(room: &str, author: MemberId, nonce: Nonce) -> Array {
    array![room, author.to_string(), nonce.to_string()]
}

const fn kind(what: &Happened) -> &'static str {
    match what {
        Happened::Created { .. } => "created",
        Happened::Posted { .. } => "posted",
        Happened::Joined { .. } => "joined",
        Happened::Left { .. } => "left",
        Happened::Renamed { .. } => "renamed",
        Happened::Described { .. } => "described",
        Happened::Unknown => "unknown",
    }
}
