//! The log of a room: `event:[room, seq]`, `alteration:[room, of, seq]` with what was done to its rows, and `attempt:[room, author, nonce]`, which finds one by its nonce.
//! It is read in ranges bounded on both sides; how it grows stands in `append`.

use std::collections::BTreeSet;

use protocol::{Body, Happened, LogEvent, MemberId, Millis, Nonce, RoomId, Row, Seq};
use surrealdb::types::{Array, RecordId, SurrealValue, array, object};

use crate::{
    database::{Database, Failure},
    rows::{field, from_seq, record, to_count, to_seq},
};

/// One event.
#[derive(Debug, SurrealValue)]
pub(crate) struct EventRow {
    seq: i64,
    at: i64,
    /// `Happened`'s tag on the wire; a message that was deleted is still `posted`.
    kind: String,
    author: Option<String>,
    nonce: Option<String>,
    body: Option<String>,
    /// All of `Happened` as JSON, where it is neither a post nor an edit; of a deleted message who deleted it.
    detail: Option<String>,
    of: Option<i64>,
    reply: Option<i64>,
    /// The files of a message as JSON, if it has any.
    attachments: Option<String>,
    /// The previews of links as JSON, if there are any.
    previews: Option<String>,
}

/// One event, to be written.
#[derive(Debug, Clone, SurrealValue)]
pub(crate) struct NewEventRow {
    id: RecordId,
    seq: i64,
    at: i64,
    kind: String,
    author: Option<String>,
    nonce: Option<String>,
    body: Option<String>,
    detail: Option<String>,
    of: Option<i64>,
    reply: Option<i64>,
    attachments: Option<String>,
    previews: Option<String>,
}

/// Which seq an attempt became, to be written.
#[derive(Debug, SurrealValue)]
pub(crate) struct AttemptRow {
    id: RecordId,
    seq: i64,
}

/// The events of a range, and what was done to the rows they made.
#[derive(Debug, SurrealValue)]
struct Range {
    events: Vec<EventRow>,
    alterations: Vec<EventRow>,
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
            of: event.what.alters().map(from_seq),
            reply: event.what.reply().map(from_seq),
            attachments: None,
            previews: None,
        };
        match &event.what {
            Happened::Posted { author, nonce, body, attachments, .. } => {
                if !attachments.is_empty() {
                    row.attachments = field(TABLE, "attachments", serde_json::to_string(attachments).ok()).map(Some)?;
                }
                row.author = Some(author.to_string());
                row.nonce = Some(nonce.to_string());
                row.body = Some(body.as_str().to_owned());
            }
            Happened::Erased { author, nonce, by } => {
                row.author = Some(author.to_string());
                row.nonce = Some(nonce.to_string());
                row.detail = Some(by.to_string());
            }
            Happened::Edited { by, body, .. } => {
                row.author = Some(by.to_string());
                row.body = body.as_ref().map(|body| body.as_str().to_owned());
            }
            Happened::Previewed { by, previews, .. } => {
                row.author = by.map(|by| by.to_string());
                if !previews.is_empty() {
                    row.previews = field(TABLE, "previews", serde_json::to_string(previews).ok()).map(Some)?;
                }
            }
            what => row.detail = field(TABLE, "detail", serde_json::to_string(what).ok()).map(Some)?,
        }
        Ok(row)
    }

    /// The copy of an event beside the row it alters, if it alters one.
    pub(crate) fn alteration(room: &str, event: &LogEvent) -> Result<Option<Self>, Failure> {
        let Some(of) = event.what.alters() else { return Ok(None) };
        let id = RecordId::new("alteration", array![room, from_seq(of), from_seq(event.seq)]);
        Ok(Some(Self { id, ..Self::new(room, event)? }))
    }
}

impl AttemptRow {
    /// The attempt an event came from, if it came from one.
    pub(crate) fn new(room: &str, event: &LogEvent) -> Option<Self> {
        let (author, nonce) = event.what.attempt()?;
        Some(Self { id: RecordId::new("attempt", attempt_key(room, author, nonce)), seq: from_seq(event.seq) })
    }
}

impl EventRow {
    fn into_event(self) -> Result<LogEvent, Failure> {
        let body = |body: String| field(TABLE, "body", Body::try_from(body).ok());
        let member = |name, id: Option<String>| field(TABLE, name, id.and_then(|id| id.parse().ok()));
        let seq = |seq: Option<i64>| seq.map(|seq| to_seq(TABLE, seq)).transpose();
        let what = match self.kind.as_str() {
            "posted" => {
                let author = member("author", self.author)?;
                let nonce = field(TABLE, "nonce", self.nonce.and_then(|nonce| nonce.parse().ok()))?;
                match self.body {
                    Some(text) => {
                        let attachments = self.attachments.map(|json| field(TABLE, "attachments", serde_json::from_str(&json).ok()));
                        let attachments = attachments.transpose()?.unwrap_or_default();
                        Happened::Posted { author, nonce, body: body(text)?, reply: seq(self.reply)?, attachments }
                    }
                    None => Happened::Erased { author, nonce, by: member("detail", self.detail)? },
                }
            }
            "edited" => {
                let of = field(TABLE, "of", seq(self.of)?)?;
                Happened::Edited { by: member("author", self.author)?, of, body: self.body.map(body).transpose()? }
            }
            "previewed" => {
                let by = self.author.map(|by| field(TABLE, "author", by.parse().ok())).transpose()?;
                let previews = self.previews.map(|json| field(TABLE, "previews", serde_json::from_str(&json).ok())).transpose()?;
                Happened::Previewed { by, of: field(TABLE, "of", seq(self.of)?)?, previews: previews.unwrap_or_default() }
            }
            _ => field(TABLE, "detail", self.detail.and_then(|detail| serde_json::from_str(&detail).ok()))?,
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

/// The rows that the events after `after` up to and including `upto` made, as they are now.
pub(crate) async fn rows(database: &Database, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, Failure> {
    if after >= upto {
        return Ok(Vec::new());
    }
    let ranges = "RETURN {
        events: (SELECT * OMIT id FROM event:[$room, $after]>..=[$room, $upto]),
        alterations: (SELECT * OMIT id FROM alteration:[$room, $first, NONE]..[$room, $upto, ..]),
    }";
    let bound = object! { room: room.to_string(), after: from_seq(after), first: from_seq(after.next()), upto: from_seq(upto) };
    let Range { events, alterations } = database.ask(ranges, bound).await?;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let event = event.into_event()?;
        if event.what.alters().is_none() {
            rows.push(Row::new(event));
        }
    }
    if !rows.is_sorted_by(|one, next| one.seq() < next.seq()) {
        return Err(Failure::Order);
    }
    for alteration in alterations {
        Row::apply(&mut rows, &alteration.into_event()?);
    }
    Ok(rows)
}

/// How many messages there are up to and including `upto`: counted from the end, near which people read.
pub(crate) async fn posts_upto(database: &Database, room: RoomId, upto: Seq) -> Result<u64, Failure> {
    let count = "{
        LET $posts = (SELECT VALUE posts FROM ONLY $head) ?? 0;
        RETURN $posts - count(SELECT VALUE seq FROM event:[$room, $upto]>..[$room, ..] WHERE kind = 'posted');
    }";
    let bound = object! { room: room.to_string(), head: record("room_head", room), upto: from_seq(upto) };
    to_count("room_head", "posts", database.ask(count, bound).await?)
}

/// How many messages after `after` call a member.
pub(crate) async fn calls(database: &Database, room: RoomId, member: MemberId, after: Seq) -> Result<u64, Failure> {
    let count = "RETURN count(SELECT VALUE member FROM call:[$room, $first, NONE]..[$room, ..] WHERE (member = '*' OR member = $member) AND author != $member)";
    let bound = object! { room: room.to_string(), first: from_seq(after.next()), member: member.to_string() };
    to_count("call", "id", database.ask(count, bound).await?)
}

/// The messages that are pinned now: among those that were ever pinned.
pub(crate) async fn pins(database: &Database, room: RoomId) -> Result<Vec<Row>, Failure> {
    let ever = "SELECT VALUE of FROM alteration:[$room, NONE]..[$room, ..] WHERE kind = 'pinned'";
    let ever: Vec<i64> = database.ask(ever, object! { room: room.to_string() }).await?;
    let mut pins = Vec::new();
    for of in ever.into_iter().collect::<BTreeSet<i64>>() {
        let of = to_seq(TABLE, of)?;
        pins.extend(rows(database, room, of.back(1), of).await?.into_iter().filter(|row| row.pinned.is_some()));
    }
    Ok(pins)
}

/// Every text a message had.
pub(crate) async fn versions(database: &Database, room: RoomId, of: Seq) -> Result<Vec<(Millis, Body)>, Failure> {
    let read = "RETURN array::concat(
        (SELECT * OMIT id FROM event:[$room, $of]..=[$room, $of]),
        (SELECT * OMIT id FROM alteration:[$room, $of, NONE]..[$room, $of, ..] WHERE kind = 'edited')
    )";
    let rows: Vec<EventRow> = database.ask(read, object! { room: room.to_string(), of: from_seq(of) }).await?;
    let mut versions = Vec::new();
    for row in rows {
        let LogEvent { at, what, .. } = row.into_event()?;
        if let Happened::Posted { body, .. } | Happened::Edited { body: Some(body), .. } = what {
            versions.push((at, body));
        }
    }
    Ok(versions)
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
        Happened::Posted { .. } | Happened::Erased { .. } => "posted",
        Happened::Edited { .. } => "edited",
        Happened::Deleted { .. } => "deleted",
        Happened::Reacted { .. } => "reacted",
        Happened::Pinned { .. } => "pinned",
        Happened::Previewed { .. } => "previewed",
        Happened::Joined { .. } => "joined",
        Happened::Left { .. } => "left",
        Happened::Renamed { .. } => "renamed",
        Happened::Described { .. } => "described",
        Happened::Ruled { .. } => "ruled",
        Happened::Unknown => "unknown",
    }
}
