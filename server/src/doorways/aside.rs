//! What is said to one client alone, in the plain dialects: refusals, and who comes online and goes offline.
//! What everybody is told is an `entry`.

use protocol::{Rejection, RoomId};
use serde::Serialize;

use super::time::written;

/// What only one client is told.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Aside {
    /// `SYSTEM`, or `new` and `close` for who came online and went offline.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The room.
    pub room_id: String,
    /// Who came or went; `system` when the server itself speaks.
    pub sender: String,
    /// In the language of the place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub content: String,
    /// When, in RFC 3339, UTC.
    pub timestamp: String,
    /// Why something was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// Which attempt was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

impl Aside {
    /// The server itself says something.
    pub fn system(room: RoomId) -> Self {
        Self {
            kind: "SYSTEM",
            room_id: room.to_string(),
            sender: "system".to_owned(),
            content: String::new(),
            timestamp: written(chat::now()),
            code: None,
            nonce: None,
        }
    }

    /// Somebody came online or went offline.
    pub fn presence(room: RoomId, who: &str, online: bool) -> Self {
        Self { kind: if online { "new" } else { "close" }, sender: who.to_owned(), ..Self::system(room) }
    }
}

/// The code of a refusal.
pub const fn code(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::Malformed { .. } => "malformed",
        Rejection::NoSuchRoom => "no_such_room",
        Rejection::NotAllowed => "not_allowed",
        Rejection::BadBody { .. } => "bad_body",
        Rejection::BadName { .. } => "bad_name",
        Rejection::NameTaken => "name_taken",
        Rejection::NonceReused => "nonce_reused",
        Rejection::TooFast { .. } => "too_fast",
        _ => "unavailable",
    }
}
