//! Answers that are event streams (`text/event-stream`): how an event is written, and what is said to those on the way.
//! What is told, and when, is decided by whoever tells it.

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{Stream, StreamExt};

/// A comment, which shows that the stream is alive.
pub const ALIVE: Bytes = Bytes::from_static(b": heartbeat\n\n");

/// The answer: pieces, each of them whole events, as they come.
pub fn answer(pieces: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let as_it_comes = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // nginx would wait until it has enough to send.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (as_it_comes, Body::from_stream(pieces.map(Ok::<_, Infallible>))).into_response()
}

/// Puts an event at the end of a piece: its name and its id, if it has them, and what it says. Neither of them may have line ends;
/// JSON as `serde_json` writes it has none of its own.
pub fn put(piece: &mut Vec<u8>, name: Option<&str>, id: Option<&str>, json: &[u8]) {
    let fields = [("id", id.map(str::as_bytes)), ("event", name.map(str::as_bytes)), ("data", Some(json))];
    for (field, value) in fields {
        let Some(value) = value else { continue };
        for part in [field.as_bytes(), b": ", value, b"\n"] {
            piece.extend_from_slice(part);
        }
    }
    piece.push(b'\n');
}

/// A piece of one event without an id.
pub fn event(name: Option<&str>, json: &[u8]) -> Bytes {
    let mut piece = Vec::new();
    put(&mut piece, name, None, json);
    piece.into()
}

/// All of these pieces as one: each costs its way through the server and its own place in the answer.
pub fn join(pieces: &mut Vec<Bytes>) -> Bytes {
    let joined = match pieces.as_mut_slice() {
        [one] => std::mem::take(one),
        all => all.concat().into(),
    };
    pieces.clear();
    joined
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{event, join, put};

    #[test]
    fn events_are_written_field_by_field() {
        let mut piece = event(None, b"{}").to_vec();
        put(&mut piece, Some("edit"), Some("7-1"), b"[1]");
        assert_eq!(piece, b"data: {}\n\nid: 7-1\nevent: edit\ndata: [1]\n\n");
    }

    #[test]
    fn one_piece_alone_is_not_copied() {
        let one = Bytes::from_static(b"one");
        let mut pieces = vec![one.clone()];
        assert_eq!(join(&mut pieces).as_ptr(), one.as_ptr());
        assert!(pieces.is_empty());
        pieces = vec![one, Bytes::from_static(b"two")];
        assert_eq!(join(&mut pieces), "onetwo");
        assert_eq!(join(&mut pieces), "");
    }
}
