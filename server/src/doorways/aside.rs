//! What is said to one client alone, in every foreign dialect: refusals, notices about itself, and who comes online and goes
//! offline.
//! What everybody is told is an `entry`.

use app::doorway_words;
use protocol::{Language, Nonce, Person, Rejection, RoomId};
use serde::Serialize;

use super::time::written;

/// What only one client is told.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Aside {
    /// `SYSTEM`; `new` and `close` for who came online and went offline; `JOIN` and `LEAVE` for what became of oneself.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The room, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_id: Option<String>,
    /// Who came or went; `system` when the server itself speaks.
    pub sender: String,
    /// Their id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<String>,
    /// Their name as it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
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
    /// When to try again, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
}

impl Aside {
    fn system(kind: &'static str, room: Option<RoomId>) -> Self {
        Self {
            kind,
            room_id: room.map(|room| room.to_string()),
            sender: "system".to_owned(),
            sender_id: None,
            display_name: None,
            content: String::new(),
            timestamp: written(chat::now()),
            code: None,
            nonce: None,
            retry_after_ms: None,
        }
    }

    /// Something was refused.
    pub fn refusal(kind: &'static str, language: Language, room: Option<RoomId>, nonce: Option<Nonce>, rejection: &Rejection) -> Self {
        let retry_after_ms = rejection.retry_after_ms();
        Self {
            content: doorway_words::refusal(language, rejection),
            code: Some(code(rejection)),
            nonce: nonce.map(|nonce| nonce.to_string()),
            retry_after_ms,
            ..Self::system(kind, room)
        }
    }

    /// Somebody came online or went offline.
    pub fn presence(room: RoomId, who: &Person, online: bool) -> Self {
        Self::about(if online { "new" } else { "close" }, room, who, "")
    }

    /// Something that became of oneself.
    pub fn about(kind: &'static str, room: RoomId, who: &Person, content: impl Into<String>) -> Self {
        Self {
            sender: who.name.to_string(),
            sender_id: Some(who.id.to_string()),
            display_name: Some(who.display.to_string()),
            content: content.into(),
            ..Self::system(kind, Some(room))
        }
    }

    /// As a text.
    pub fn text(&self) -> String {
        // Nothing of ours fails to become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The code of a refusal.
const fn code(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::Malformed { .. } => "malformed",
        Rejection::NoSuchRoom => "no_such_room",
        Rejection::NoSuchMessage => "no_such_message",
        Rejection::TooManyReactions => "too_many_reactions",
        Rejection::NoSuchFile => "no_such_file",
        Rejection::TooManyFiles => "too_many_files",
        Rejection::FileTooBig { .. } => "file_too_big",
        Rejection::PictureTooLarge { .. } => "picture_too_large",
        Rejection::NoRoomForFiles { .. } => "no_room_for_files",
        Rejection::NotAllowed => "not_allowed",
        Rejection::BadBody { .. } => "bad_body",
        Rejection::BadName { .. } => "bad_name",
        Rejection::NameTaken => "name_taken",
        Rejection::NonceReused => "nonce_reused",
        Rejection::TooFast { .. } => "too_fast",
        Rejection::Muted { .. } => "muted",
        Rejection::Slow { .. } => "slow",
        Rejection::Announcements => "announcements",
        Rejection::Unavailable => "unavailable",
    }
}
