//! Messages: written, and read in both directions.
//! A page holds everything of the log that the dialect shows, so that pages fit together without holes.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chat::NewPost;
use protocol::{Body, FileId, Nonce, Position, Rejection, RoomId, Seq};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        entry::{Entry, Kind, Scribe, mark},
        since::Since,
        time::written,
    },
    caller::{Asked, Caller, Given},
    files::FileEntry,
    problem::Problem,
    room_id,
    tagged::tagged,
};

/// Entries of a page, unless asked otherwise, and at most.
const LIMITS: (u64, u64) = (50, 100);

/// Characters a key may have.
const KEY_CHARS: usize = 255;

/// Where the page ends: what to give to `/events` to hear what follows.
const POSITION: HeaderName = HeaderName::from_static("maru-position");

/// A message to be written.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewMessage {
    /// The text: 1 to 8,000 characters; may be missing beside files.
    #[schema(example = "안녕하세요")]
    #[serde(default)]
    pub content: String,
    /// The id of the message it answers.
    #[serde(default, rename = "replyTo")]
    #[schema(example = json!(null))]
    pub reply_to: Option<u64>,
    /// Ids of files that were uploaded into the room, at most 10.
    #[serde(default)]
    pub attachments: Vec<String>,
}

/// Which page; at most one of `before`, `after`, `around` and `since`, and without any the newest one.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Pick {
    /// Entries at most: 1 to 100, else 50.
    pub limit: Option<u64>,
    /// Those before the entry with this id.
    pub before: Option<u64>,
    /// Those after the entry with this id.
    pub after: Option<u64>,
    /// Those around the entry with this id.
    pub around: Option<u64>,
    /// Those after a position or id, or from a time on (RFC 3339, or milliseconds since 1970).
    pub since: Option<String>,
}

/// Reads a page, oldest entry first. `Link` leads to its neighbors.
#[utoipa::path(get, path = "/api/chat/rooms/{room}/messages", tag = "messages", operation_id = "listMessages", params(("room" = String, Path, description = "Its id"), Pick),
    responses(
        (status = 200, description = "The page", body = [Entry], headers(
            ("Link" = String, description = "`prev`: what is older, `next`: what is newer"),
            ("Maru-Position" = String, description = "where the page ends, for `/events`"))),
        (status = 304, description = "You have it"),
        (status = 404, description = "You are not in such a room", body = Problem)))]
pub async fn list(caller: Caller, Path(room): Path<String>, Asked(pick): Asked<Pick>, headers: HeaderMap) -> Result<Response, Problem> {
    let room = room_id(&room)?;
    let head = caller.app.hub.head(caller.person(), room).await?;
    let limit = pick.limit.unwrap_or(LIMITS.0).clamp(1, LIMITS.1);
    let (after, upto) = pick.range(&caller, room, head.seq, limit).await?;
    let entries = read(&caller, room, after, upto).await?;
    let mut response = tagged(&headers, &entries);
    let headers = response.headers_mut();
    if let Ok(links) = HeaderValue::try_from(links(room, after, upto, head.seq, limit)) {
        headers.insert(header::LINK, links);
    }
    if let Ok(position) = HeaderValue::try_from(mark(Position { seq: upto, ..head })) {
        headers.insert(POSITION, position);
    }
    Ok(response)
}

/// Reads one entry.
#[utoipa::path(get, path = "/api/chat/rooms/{room}/messages/{id}", tag = "messages", operation_id = "readMessage",
    params(("room" = String, Path, description = "Its id"), ("id" = u64, Path, description = "The entry's")),
    responses((status = 200, description = "It", body = Entry), (status = 404, description = "Not there, or not for you", body = Problem)))]
pub async fn one(caller: Caller, Path((room, id)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, Problem> {
    let seq = Seq(id.parse().map_err(|_| Problem::not_found())?);
    Ok(tagged(&headers, &read_one(&caller, room_id(&room)?, seq).await?))
}

/// Writes a message. With the same `Idempotency-Key` it is written once, however often it is sent.
#[utoipa::path(post, path = "/api/chat/rooms/{room}/messages", tag = "messages", operation_id = "postMessage", request_body = NewMessage,
    params(("room" = String, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names this attempt: a UUID, or any text of at most 255 characters")),
    responses((status = 201, description = "It is on disk", body = Entry), (status = 404, description = "You are not in such a room", body = Problem),
        (status = 422, description = "The text is empty or too long, a file does not wait for a message of yours, or the key was used for another one", body = Problem),
        (status = 429, description = "Too fast", body = Problem)))]
pub async fn post(
    caller: Caller,
    Path(room): Path<String>,
    headers: HeaderMap,
    Given(new): Given<NewMessage>,
) -> Result<Response, Problem> {
    let room = room_id(&room)?;
    let nonce = nonce(&headers)?;
    let attachments: Vec<FileId> =
        new.attachments.iter().map(|id| id.parse()).collect::<Result<_, _>>().map_err(|_| Rejection::NoSuchFile)?;
    let body = if attachments.is_empty() { Body::parse(&new.content) } else { Body::beside_files(&new.content) };
    let body = match body {
        Ok(body) => body,
        Err(problem) => {
            // What a room would refuse, it refuses only those who are in it.
            caller.app.hub.head(caller.person(), room).await?;
            return Err(Rejection::BadBody { problem }.into());
        }
    };
    let mut scribe = Scribe::new(room, caller.app.language().await);
    scribe.meet([caller.person().clone()]);
    let (content, action) = scribe.said(caller.person().id, body.as_str());
    let post = NewPost { nonce, body, reply: new.reply_to.map(Seq), attachments: attachments.clone() };
    let (seq, at) = caller.app.hub.post(caller.person(), room, post).await?;
    let Position { epoch, .. } = caller.app.hub.head(caller.person(), room).await?;
    let person = caller.person();
    let mut files = Vec::with_capacity(attachments.len());
    for id in attachments {
        // Sent again after its message was deleted, it is written down no more.
        if let Ok(upload) = caller.app.hub.file(person, id).await {
            files.push(FileEntry::from(&upload.attachment));
        }
    }
    let entry = Entry {
        kind: Kind::Message,
        id: seq.0,
        room_id: room.to_string(),
        sender: person.name.to_string(),
        sender_id: person.id.to_string(),
        display_name: person.display.to_string(),
        receiver: "all".to_owned(),
        content,
        action,
        attachments: files,
        timestamp: written(at),
        position: mark(Position { epoch, seq }),
        nonce: Some(nonce.to_string()),
        reply_to: new.reply_to,
        ..Entry::default()
    };
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/chat/rooms/{room}/messages/{seq}"))], axum::Json(entry)).into_response())
}

impl Pick {
    /// After which entry and up to which.
    async fn range(&self, caller: &Caller, room: RoomId, head: Seq, limit: u64) -> Result<(Seq, Seq), Problem> {
        let onward = |after: Seq| (after.min(head), Seq(after.0.saturating_add(limit)).min(head));
        match (self.before, self.after, self.around, &self.since) {
            (None, None, None, None) => Ok((head.back(limit), head)),
            (Some(before), None, None, None) => {
                let upto = Seq(before).back(1).min(head);
                Ok((upto.back(limit), upto))
            }
            (None, Some(after), None, None) => Ok(onward(Seq(after))),
            (None, None, Some(around), None) => Ok(onward(Seq(around).min(head).back(limit / 2 + 1))),
            (None, None, None, Some(since)) => {
                let since: Since =
                    since.parse().map_err(|error: super::super::since::SinceError| Problem::malformed().detail(error.to_string()))?;
                Ok(onward(since.position(&caller.app, caller.person(), room).await?.seq))
            }
            _ => Err(Problem::malformed().detail("give one of before, after, around and since")),
        }
    }
}

/// The entry with this id, as it is now.
pub(super) async fn read_one(caller: &Caller, room: RoomId, seq: Seq) -> Result<Entry, Problem> {
    read(caller, room, seq.back(1), seq).await?.pop().ok_or(Problem::not_found())
}

/// The entries of a range, as they are now.
async fn read(caller: &Caller, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Entry>, Problem> {
    let (position, page) = caller.app.hub.rows(caller.person(), room, after, upto).await?;
    let mut scribe = Scribe::new(room, caller.app.language().await);
    scribe.meet(page.people);
    Ok(page.rows.iter().filter_map(|row| scribe.row(position.epoch, row)).collect())
}

fn links(room: RoomId, after: Seq, upto: Seq, head: Seq, limit: u64) -> String {
    let link = |query: String, rel: &str| format!("</api/chat/rooms/{room}/messages?{query}&limit={limit}>; rel=\"{rel}\"");
    let older = (after > Seq::ZERO).then(|| link(format!("before={}", after.next()), "prev"));
    let newer = (upto < head).then(|| link(format!("after={upto}"), "next"));
    older.into_iter().chain(newer).collect::<Vec<_>>().join(", ")
}

/// The attempt that a key names: itself when it is 128 bits in hexadecimal, as UUIDs are, else its digest.
pub fn nonce(headers: &HeaderMap) -> Result<Nonce, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(Nonce::from_bits(chat::bits())) };
    let wrong = || Problem::malformed().detail("an Idempotency-Key has 1 to 255 visible ASCII characters");
    let key = key.to_str().map_err(|_| wrong())?.trim().trim_matches('"');
    if key.is_empty() || key.len() > KEY_CHARS {
        return Err(wrong());
    }
    if let Ok(nonce) = key.replace('-', "").parse() {
        return Ok(nonce);
    }
    let bits = Sha256::digest(key.as_bytes()).iter().take(16).fold(0, |bits: u128, byte| bits << 8 | u128::from(*byte));
    Ok(Nonce::from_bits(bits))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};
    use protocol::{RoomId, Seq};

    use super::{links, nonce};

    #[test]
    fn a_key_always_names_the_same_attempt() {
        let named = |key: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("idempotency-key", HeaderValue::from_static(key));
            nonce(&headers)
        };
        assert_eq!(named("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"").unwrap().to_string(), "8e03978e40d543e8bc936894a57f9324");
        assert_eq!(named("order 66").unwrap(), named("order 66").unwrap());
        assert_ne!(named("order 66").unwrap(), named("order 67").unwrap());
        assert_eq!(named("\"\"").unwrap_err().status, 400);
        assert_ne!(nonce(&HeaderMap::new()).unwrap(), nonce(&HeaderMap::new()).unwrap());
    }

    #[test]
    fn links_lead_to_both_neighbors_if_there_are_any() {
        let room = RoomId::from_bits(0);
        assert_eq!(links(room, Seq(0), Seq(9), Seq(9), 50), "");
        let both = links(room, Seq(10), Seq(20), Seq(30), 10);
        assert!(both.contains("?before=11&limit=10>; rel=\"prev\", <") && both.ends_with("?after=20&limit=10>; rel=\"next\""), "{both}");
    }
}
