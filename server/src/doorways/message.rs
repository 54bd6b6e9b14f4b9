//! What a message is in the JSON of older clients, in both directions.
//! It says `roomId` or `chatRoomId`, `content` or `message`, `sender` or `writer`, because existing clients say either.

use protocol::{Body, Epoch, Happened, LogEvent, MemberId, Nonce, Person, Rejection, RoomId, Seq};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What somebody says. Who they are is known and not taken from here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    room_id: Option<String>,
    chat_room_id: Option<String>,
    content: Option<String>,
    message: Option<String>,
    /// This attempt: the same nonce with the same text happens once.
    pub nonce: Option<Nonce>,
}

/// What somebody is told: the fields of the plain dialects, and the other spellings of two of them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Seq>,
    room_id: RoomId,
    sender: &'a str,
    writer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_id: Option<MemberId>,
    display_name: &'a str,
    content: &'a str,
    message: &'a str,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<Nonce>,
}

impl Said {
    /// The room, if it is named as rooms are.
    pub fn room(&self) -> Option<RoomId> {
        self.room_id.as_ref().or(self.chat_room_id.as_ref())?.parse().ok()
    }

    /// The text.
    ///
    /// # Errors
    /// When it is no message.
    pub fn body(&self) -> Result<Body, protocol::BodyError> {
        Body::parse(self.content.as_ref().or(self.message.as_ref()).map_or("", String::as_str))
    }
}

/// An event of a room as JSON; `None` for those that older clients have no word for.
pub fn told(room: RoomId, epoch: Epoch, event: &LogEvent, people: &[Person]) -> Option<String> {
    let card = |id: MemberId| people.iter().find(|person| person.id == id);
    let shown = |id: MemberId| card(id).map_or("", |person| person.display.as_str());
    let words;
    let (kind, who, content, nonce) = match &event.what {
        Happened::Posted { author, body, nonce, .. } => ("MESSAGE", *author, body.as_str(), Some(*nonce)),
        Happened::Joined { member, .. } => {
            words = format!("{} joined", shown(*member));
            ("JOIN", *member, words.as_str(), None)
        }
        Happened::Left { member, .. } => {
            words = format!("{} left", shown(*member));
            ("LEAVE", *member, words.as_str(), None)
        }
        Happened::Renamed { by, name, .. } => {
            words = format!("{} named the room {}", shown(*by), name.as_str());
            ("SYSTEM", *by, words.as_str(), None)
        }
        _ => return None,
    };
    let sender = card(who).map_or("", |person| person.name.as_str());
    let told = Told {
        r#type: kind,
        id: Some(event.seq),
        room_id: room,
        sender,
        writer: sender,
        sender_id: Some(who),
        display_name: shown(who),
        content,
        message: content,
        timestamp: rfc3339(event.at),
        position: Some(format!("{epoch}-{}", event.seq)),
        nonce,
    };
    serde_json::to_string(&told).ok()
}

/// Something that stands in no log, told to one member alone.
pub fn notice(kind: &'static str, room: RoomId, about: &Person, content: &str) -> String {
    let told = Told {
        r#type: kind,
        id: None,
        room_id: room,
        sender: about.name.as_str(),
        writer: about.name.as_str(),
        sender_id: Some(about.id),
        display_name: about.display.as_str(),
        content,
        message: content,
        timestamp: rfc3339(chat::now()),
        position: None,
        nonce: None,
    };
    serde_json::to_string(&told).unwrap_or_default()
}

/// Why something was refused, told to whoever asked for it.
pub fn refusal(kind: &'static str, nonce: Option<Nonce>, rejection: &Rejection) -> Value {
    let mut told = serde_json::to_value(rejection).unwrap_or_default();
    if let Some(told) = told.as_object_mut() {
        let words = rejection.to_string();
        for (name, value) in [
            ("type", json!(kind)),
            ("sender", json!("system")),
            ("content", json!(words)),
            ("message", json!(words)),
            ("timestamp", json!(rfc3339(chat::now()))),
            ("nonce", json!(nonce)),
        ] {
            told.insert(name.to_owned(), value);
        }
    }
    told
}

fn rfc3339(at: protocol::Millis) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use protocol::{Body, Epoch, Happened, LogEvent, MemberId, Millis, RoomId, Seq};
    use serde_json::json;

    use super::{Said, told};

    #[test]
    fn both_spellings_are_understood_even_at_once() {
        let id = RoomId::from_bits(5).to_string();
        for text in [
            json!({ "roomId": id, "content": "hi", "sender": "somebody else" }),
            json!({ "chatRoomId": id, "message": "hi", "writer": 7 }),
            json!({ "roomId": id, "chatRoomId": id, "content": "hi", "message": "hi", "type": "TALK" }),
        ] {
            let said: Said = serde_json::from_value(text).unwrap();
            assert_eq!((said.room(), said.body()), (Some(RoomId::from_bits(5)), Body::parse("hi")));
        }
        let said: Said = serde_json::from_str("{}").unwrap();
        assert!(said.room().is_none() && said.body().is_err());
    }

    #[test]
    fn both_spellings_are_told() {
        let what = Happened::Left { member: MemberId::from_bits(1), by: None };
        let event = LogEvent { seq: Seq(4), at: Millis(0), what };
        let told: serde_json::Value = serde_json::from_str(&told(RoomId::from_bits(5), Epoch::from_bits(6), &event, &[]).unwrap()).unwrap();
        assert_eq!((&told["type"], &told["id"], &told["timestamp"]), (&json!("LEAVE"), &json!(4), &json!("1970-01-01T00:00:00Z")));
        assert_eq!((&told["content"], &told["sender"]), (&told["message"], &told["writer"]));
        assert_eq!(told["position"], json!(format!("{}-4", Epoch::from_bits(6))));
        assert!(told.get("nonce").is_none());
    }
}
