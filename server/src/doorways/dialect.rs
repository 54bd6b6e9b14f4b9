//! A language over text messages, as a state machine: it is told what came in and what happened, and asks for what is to be done.
//! It opens no socket and waits for nothing; `talk` does what it asks for.

use std::time::Duration;

use protocol::{Body, ClientFrame, CloseCode, ConnectionId, Event, Nonce, Person, Rejection, RoomId};
use tokio::time::Instant;

/// A foreign language that leads to the same rooms.
pub trait Dialect: Send + 'static {
    /// The socket is open, and the caller may have shown by it who they are.
    fn begins(&mut self, asks: &mut Vec<Ask>);
    /// A text came in.
    fn hears(&mut self, text: &str, asks: &mut Vec<Ask>);
    /// The answer to [`Ask::Recognize`].
    fn recognized(&mut self, who: Result<Recognized, Unrecognized>, asks: &mut Vec<Ask>);
    /// The answer to the [`Ask::Do`] of this number.
    fn done(&mut self, number: u64, outcome: Result<(), Rejection>, asks: &mut Vec<Ask>);
    /// The connection was told something.
    fn happened(&mut self, event: &Event, asks: &mut Vec<Ask>);
    /// When it wants to be woken.
    fn due(&self) -> Option<Instant>;
    /// It is that time.
    fn wakes(&mut self, asks: &mut Vec<Ask>);
    /// The connection is about to be closed with this code by somebody else: the last chance to say why.
    fn ends(&mut self, code: CloseCode, asks: &mut Vec<Ask>);
}

/// What a dialect wants done, in order.
#[derive(Debug)]
pub enum Ask {
    /// Send this text.
    Say(String),
    /// Find out who this is; from then on the connection is theirs.
    Recognize(Credentials),
    /// Give a command to the connection; its answers are events.
    Obey(ClientFrame),
    /// Do something and say under this number when it is done for good.
    Do(u64, Deed),
    /// Close, after everything that was said before.
    Close(CloseCode),
}

/// Something that is done or refused, and durable once it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Write a message.
    Post {
        /// Where.
        room: RoomId,
        /// Which attempt.
        nonce: Nonce,
        /// What.
        body: Body,
    },
    /// Enter a public room.
    Join(RoomId),
    /// Leave a room.
    Leave(RoomId),
}

/// By what somebody says who they are.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// The cookie or the token that came with the request.
    Request,
    /// The name one signs in with, and the password.
    Password {
        /// The name.
        name: String,
        /// The password.
        password: String,
    },
    /// A token of `POST /api/auth/token`.
    Token(String),
}

/// Who was recognized.
#[derive(Debug)]
pub struct Recognized {
    /// The member.
    pub person: Person,
    /// Their connection.
    pub connection: ConnectionId,
}

/// Why nobody was recognized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrecognized {
    /// Name, password or token are wrong, or there were none; which, is not said.
    Credentials,
    /// Too many wrong ones lately; wait this long.
    TooFast(Duration),
    /// They have too many connections.
    TooMany,
    /// Memory does not answer.
    Unavailable,
}

/// Shows no secret.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Request => "Request",
            Self::Password { .. } => "Password",
            Self::Token(_) => "Token",
        })
    }
}
