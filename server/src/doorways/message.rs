//! What STOMP clients expect beside the fields of an entry, in both directions.
//! It says `roomId` or `chatRoomId`, `content` or `message`, `sender` or `writer`, because existing clients say either.

use protocol::{Body, BodyError, Nonce, RoomId, Seq};
use serde::{Deserialize, Serialize};

use super::{aside::Aside, entry::Entry};

/// What somebody says. Who they are is known and not taken from here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Said {
    room_id: Option<String>,
    chat_room_id: Option<String>,
    content: Option<String>,
    message: Option<String>,
    /// Whom it is for: a member's name or id, `all`, or nothing.
    pub receiver: Option<String>,
    /// This attempt: the same nonce with the same text happens once.
    pub nonce: Option<Nonce>,
    /// The message that something is to be done to.
    pub target: Option<u64>,
    /// A reaction is given; otherwise taken back.
    pub on: Option<bool>,
}

impl Said {
    /// A room is named.
    pub const fn names_a_room(&self) -> bool {
        self.room_id.is_some() || self.chat_room_id.is_some()
    }

    /// The room, if it is named as rooms are.
    pub fn room(&self) -> Option<RoomId> {
        self.room_id.as_ref().or(self.chat_room_id.as_ref())?.parse().ok()
    }

    /// What is said, as it was written.
    pub fn text(&self) -> Option<&str> {
        self.content.as_deref().or(self.message.as_deref())
    }

    /// The text.
    ///
    /// # Errors
    /// When it is no message.
    pub fn body(&self) -> Result<Body, BodyError> {
        Body::parse(self.text().unwrap_or_default())
    }

    /// The text that a message is to have from now on; it may be empty where there are files.
    ///
    /// # Errors
    /// When it is no message, or nothing is said at all.
    pub fn edited(&self) -> Result<Body, BodyError> {
        Body::beside_files(self.text().ok_or(BodyError::Empty)?)
    }

    /// The one member it is for; nothing when it is for everybody in the room.
    pub fn one(&self) -> Option<&str> {
        self.receiver.as_deref().map(str::trim).filter(|receiver| !receiver.is_empty() && !receiver.eq_ignore_ascii_case("all"))
    }

    /// The message that something is to be done to.
    pub fn target(&self) -> Option<Seq> {
        self.target.map(Seq)
    }
}

/// The other spellings of two fields, beside all others.
#[derive(Serialize)]
struct Twice<'a, T> {
    #[serde(flatten)]
    told: &'a T,
    writer: &'a str,
    message: &'a str,
}

/// An entry for those who say either.
pub fn told(entry: &Entry) -> String {
    serde_json::to_string(&Twice { told: entry, writer: &entry.sender, message: &entry.content }).unwrap_or_default()
}

/// The same for what one client alone is told.
pub fn told_aside(aside: &Aside) -> String {
    serde_json::to_string(&Twice { told: aside, writer: &aside.sender, message: &aside.content }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use protocol::{Body, RoomId};
    use serde_json::json;

    use super::{Said, told};
    use crate::doorways::entry::Entry;

    #[test]
    fn both_spellings_are_understood_even_at_once() {
        let id = RoomId::from_bits(5).to_string();
        for text in [
            json!({ "roomId": id, "content": "hi", "sender": "somebody else" }),
            json!({ "chatRoomId": id, "message": "hi", "writer": 7, "receiver": "ALL" }),
            json!({ "roomId": id, "chatRoomId": id, "content": "hi", "message": "hi", "type": "TALK" }),
        ] {
            let said: Said = serde_json::from_value(text).unwrap();
            assert_eq!((said.room(), said.body()), (Some(RoomId::from_bits(5)), Body::parse("hi")));
            assert_eq!(said.one(), None);
        }
        let said: Said = serde_json::from_str(r#"{"receiver":" Ben"}"#).unwrap();
        assert_eq!(said.one(), Some("Ben"));
        let said: Said = serde_json::from_str(r#"{"content":""}"#).unwrap();
        assert!(said.body().is_err() && said.edited().is_ok());
        let said: Said = serde_json::from_str("{}").unwrap();
        assert!(said.edited().is_err());
        assert!(said.room().is_none() && said.body().is_err() && !said.names_a_room());
    }

    #[test]
    fn both_spellings_are_told() {
        let entry = Entry { sender: "ana".to_owned(), content: "hi".to_owned(), id: 4, ..Entry::default() };
        let told: serde_json::Value = serde_json::from_str(&told(&entry)).unwrap();
        assert_eq!((&told["type"], &told["id"]), (&json!("SYSTEM"), &json!(4)));
        assert_eq!((&told["content"], &told["sender"]), (&told["message"], &told["writer"]));
        assert!(told.get("nonce").is_none() && told.get("target").is_none());
    }
}
