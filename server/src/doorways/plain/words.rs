//! What clients of the plain dialect say.
//! What they are told is written in `entry` and `aside`.

use chat::Alteration;
use protocol::{Body, Emoji, Nonce, Rejection, RoomId, Seq};
use serde::Deserialize;
use serde_json::Value;

use crate::doorways::{message::Said, since::Since};

/// Both sides say it, and neither answers.
pub const HEARTBEAT: &str = "HEARTBEAT";

/// What a client says, and about which room if it names one.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The room.
    pub room: Option<RoomId>,
    /// What is to be done.
    pub wish: Wish,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing: it is still there.
    Heartbeat,
    /// Take it for whose token this is.
    Authenticate(String),
    /// Write this.
    Message {
        /// The text.
        body: Body,
        /// The attempt, if the client knows about attempts.
        nonce: Option<Nonce>,
        /// The one member it is for; nothing when it is for everybody in the room.
        to: Option<String>,
    },
    /// Do something to a message that is there.
    Alter(Alteration),
    /// Enter a room.
    Join {
        /// From where on to hear.
        since: Option<Since>,
        /// Tell also who comes online and goes offline.
        presence: bool,
    },
    /// Leave a room.
    Leave,
    /// Its user is writing.
    Type,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Frame {
    #[serde(rename = "type")]
    kind: Option<String>,
    since: Option<Value>,
    presence: Option<bool>,
    token: Option<String>,
    #[serde(flatten)]
    said: Said,
}

impl Word {
    /// Reads what a client says.
    ///
    /// # Errors
    /// [`Rejection::Malformed`] or [`Rejection::BadBody`]. Nothing of what was said is repeated.
    pub fn read(text: &str) -> Result<Self, Rejection> {
        if text.trim() == HEARTBEAT {
            return Ok(Self { room: None, wish: Wish::Heartbeat });
        }
        let frame: Frame = serde_json::from_str(text).map_err(|_| malformed("not a JSON object of this dialect"))?;
        let room = frame.said.room();
        if frame.said.names_a_room() && room.is_none() {
            return Err(Rejection::NoSuchRoom);
        }
        Ok(Self { room, wish: frame.wish()? })
    }
}

impl Frame {
    fn wish(&self) -> Result<Wish, Rejection> {
        Ok(match self.kind.as_deref().unwrap_or("MESSAGE") {
            "MESSAGE" | "TALK" => Wish::Message { body: self.body()?, nonce: self.said.nonce, to: self.said.one().map(str::to_owned) },
            "EDIT" => Wish::Alter(Alteration::Edit { of: self.target()?, body: self.edited()? }),
            "DELETE" => Wish::Alter(Alteration::Delete { of: self.target()? }),
            "REACTION" => {
                let emoji = Emoji::parse(self.said.text().unwrap_or_default()).map_err(|_| malformed("content is one emoji"))?;
                Wish::Alter(Alteration::React { of: self.target()?, emoji, on: self.said.on.unwrap_or(true) })
            }
            "PIN" => Wish::Alter(Alteration::Pin { of: self.target()?, on: self.said.on.unwrap_or(true) }),
            "HEARTBEAT" | "PING" => Wish::Heartbeat,
            "AUTH" => Wish::Authenticate(self.token.clone().ok_or_else(|| malformed("AUTH needs a token"))?),
            "JOIN" | "ENTER" => Wish::Join { since: self.since()?, presence: self.presence.unwrap_or_default() },
            "LEAVE" | "QUIT" => Wish::Leave,
            "TYPING" => Wish::Type,
            _ => return Err(malformed("an unknown type")),
        })
    }

    fn body(&self) -> Result<Body, Rejection> {
        if self.said.text().is_none() {
            return Err(malformed("content is missing"));
        }
        self.said.body().map_err(|problem| Rejection::BadBody { problem })
    }

    fn edited(&self) -> Result<Body, Rejection> {
        self.said.edited().map_err(|problem| Rejection::BadBody { problem })
    }

    fn target(&self) -> Result<Seq, Rejection> {
        self.said.target().ok_or_else(|| malformed("target is the id of a message"))
    }

    /// Clients that keep numbers say a number, others a text.
    fn since(&self) -> Result<Option<Since>, Rejection> {
        let Some(since) = &self.since else { return Ok(None) };
        let since = since.as_str().map_or_else(|| since.to_string(), str::to_owned);
        if since.is_empty() {
            return Ok(None);
        }
        since.parse().map(Some).map_err(|_| malformed("since is neither an id, nor a position, nor a time"))
    }
}

fn malformed(detail: &str) -> Rejection {
    Rejection::Malformed { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use chat::Alteration;
    use protocol::{BodyError, Emoji, Rejection, RoomId, Seq};

    use super::{Wish, Word};
    use crate::doorways::since::Since;

    fn wish(text: &str) -> Wish {
        Word::read(text).unwrap().wish
    }

    #[test]
    fn words_are_read() {
        assert_eq!(wish(" HEARTBEAT\n"), Wish::Heartbeat);
        assert_eq!(wish(r#"{"type":"LEAVE","sender":"me"}"#), Wish::Leave);
        assert_eq!(wish(r#"{"type":"AUTH","token":"x"}"#), Wish::Authenticate("x".to_owned()));
        for since in ["41", "\"41\""] {
            let said = Wish::Join { since: Some(Since::Seq(Seq(41))), presence: false };
            assert_eq!(wish(&format!(r#"{{"type":"ENTER","since":{since}}}"#)), said);
        }
        assert_eq!(wish(r#"{"type":"JOIN","since":""}"#), Wish::Join { since: None, presence: false });
        let Wish::Message { body, nonce: None, to: None } = wish(r#"{"content":" 안녕 ","sender":7,"timestamp":"then","more":1}"#) else {
            panic!()
        };
        assert_eq!(body.as_str(), " 안녕");
        assert!(matches!(wish(r#"{"message":"psst","receiver":"ben"}"#), Wish::Message { to: Some(to), .. } if to == "ben"));
        let thumb = Alteration::React { of: Seq(4), emoji: Emoji::parse("👍").unwrap(), on: true };
        assert_eq!(wish(r#"{"type":"REACTION","target":4,"content":"👍"}"#), Wish::Alter(thumb));
        assert_eq!(wish(r#"{"type":"DELETE","target":4}"#), Wish::Alter(Alteration::Delete { of: Seq(4) }));
        let room = RoomId::from_bits(5);
        assert_eq!(Word::read(&format!(r#"{{"type":"TYPING","chatRoomId":"{room}"}}"#)), Ok(Word { room: Some(room), wish: Wish::Type }));
    }

    #[test]
    fn nonsense_is_not_read() {
        assert_eq!(Word::read(r#"{"type":"MESSAGE","content":" "}"#), Err(Rejection::BadBody { problem: BodyError::Empty }));
        assert_eq!(Word::read(r#"{"content":"x","roomId":"kitchen"}"#), Err(Rejection::NoSuchRoom));
        for nonsense in [
            "",
            "{",
            "[]",
            "1",
            "null",
            r#""x""#,
            "{}",
            r#"{"type":"LEVITATE"}"#,
            r#"{"type":7}"#,
            r#"{"content":"x","nonce":"1"}"#,
            r#"{"type":"EDIT","content":"x"}"#,
            r#"{"type":"REACTION","target":4,"content":"ok"}"#,
            r#"{"type":"JOIN","since":"then"}"#,
        ] {
            assert!(matches!(Word::read(nonsense), Err(Rejection::Malformed { .. })), "{nonsense}");
        }
    }
}
