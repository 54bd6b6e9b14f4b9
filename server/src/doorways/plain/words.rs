//! The words of the plain dialect that are not entries of a room: what clients say.
//! What they are told is written in `entry` and `aside`.

use protocol::{Body, BodyError, Nonce, Rejection, RoomId};
use serde::Deserialize;

/// Both sides say it, and neither answers.
pub const HEARTBEAT: &str = "HEARTBEAT";

/// What a client says.
#[derive(Debug, PartialEq, Eq)]
pub enum Word {
    /// It is still there.
    Heartbeat,
    /// Who it is.
    Authenticate(String),
    /// Write this.
    Message(Message),
    /// It is in the room; it is already.
    Join,
    /// Leave the room.
    Leave,
    /// Its user is writing.
    Typing,
}

/// A message to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// The text.
    pub body: Body,
    /// The attempt, if the client knows about attempts.
    pub nonce: Option<Nonce>,
    /// The room, if the client names it.
    pub room: Option<RoomId>,
    /// Whom it is for.
    pub receiver: String,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Frame {
    #[serde(rename = "type")]
    kind: Option<String>,
    room_id: Option<String>,
    content: Option<String>,
    receiver: Option<String>,
    nonce: Option<String>,
    token: Option<String>,
}

impl Word {
    /// Reads what a client says.
    ///
    /// # Errors
    /// [`Rejection::Malformed`] or [`Rejection::BadBody`]. Nothing of what was said is repeated.
    pub fn read(text: &str) -> Result<Self, Rejection> {
        if text.trim() == HEARTBEAT {
            return Ok(Self::Heartbeat);
        }
        let frame: Frame = serde_json::from_str(text).map_err(|_| malformed("not a JSON object of this dialect"))?;
        match frame.kind.as_deref().unwrap_or("MESSAGE") {
            "MESSAGE" => frame.message().map(Self::Message),
            "HEARTBEAT" | "PING" => Ok(Self::Heartbeat),
            "AUTH" => frame.token.map(Self::Authenticate).ok_or_else(|| malformed("AUTH needs a token")),
            "JOIN" => Ok(Self::Join),
            "LEAVE" => Ok(Self::Leave),
            "TYPING" => Ok(Self::Typing),
            _ => Err(malformed("an unknown type")),
        }
    }
}

impl Frame {
    fn message(self) -> Result<Message, Rejection> {
        let text = self.content.ok_or_else(|| malformed("MESSAGE needs content"))?;
        let body = Body::parse(&text).map_err(|problem: BodyError| Rejection::BadBody { problem })?;
        let nonce = self.nonce.map(|nonce| nonce.parse()).transpose().map_err(|_| malformed("a nonce is 32 hexadecimal digits"))?;
        let room = self.room_id.map(|room| room.parse()).transpose().map_err(|_| Rejection::NoSuchRoom)?;
        Ok(Message { body, nonce, room, receiver: self.receiver.unwrap_or_default() })
    }
}

fn malformed(detail: &str) -> Rejection {
    Rejection::Malformed { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use protocol::{BodyError, Rejection};

    use super::Word;

    #[test]
    fn words_are_read_and_nonsense_is_not() {
        assert_eq!(Word::read("HEARTBEAT"), Ok(Word::Heartbeat));
        assert_eq!(Word::read(r#"{"type":"LEAVE","sender":"me"}"#), Ok(Word::Leave));
        assert_eq!(Word::read(r#"{"type":"AUTH","token":"x"}"#), Ok(Word::Authenticate("x".to_owned())));
        let Ok(Word::Message(message)) = Word::read(r#"{"content":" 안녕 ","sender":"anybody","timestamp":"then","more":1}"#) else {
            panic!()
        };
        assert_eq!((message.body.as_str(), message.receiver.as_str()), (" 안녕", ""));
        assert_eq!(Word::read(r#"{"type":"MESSAGE","content":" "}"#), Err(Rejection::BadBody { problem: BodyError::Empty }));
        for nonsense in
            ["", "{", "[]", "1", "null", r#""x""#, "{}", r#"{"type":"LEVITATE"}"#, r#"{"type":7}"#, r#"{"content":"x","nonce":"1"}"#]
        {
            assert!(matches!(Word::read(nonsense), Err(Rejection::Malformed { .. })), "{nonsense}");
        }
    }
}
