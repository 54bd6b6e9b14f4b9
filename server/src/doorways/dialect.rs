//! A language over text messages, as a state machine: it is told what came in and what happened, and asks for what is to be done.
//! It opens no socket and waits for nothing; `talk` does what it asks for.

use std::time::Duration;

use chat::Alteration;
use protocol::{Body, ClientFrame, CloseCode, ConnectionId, Event, MemberId, Nonce, Person, Position, Rejection, RoomId};
use tokio::time::Instant;

use super::since::Since;

/// A foreign language that leads to the same rooms.
pub trait Dialect: Send + 'static {
    /// Bytes of a WebSocket are taken as text; otherwise they end it.
    const TAKES_BYTES: bool = true;

    /// The socket is open, and the caller may have shown by it who they are.
    fn begins(&mut self, asks: &mut Vec<Ask>);
    /// A text came in.
    fn hears(&mut self, text: &str, asks: &mut Vec<Ask>);
    /// The answer to [`Ask::Recognize`].
    fn recognized(&mut self, who: Result<Recognized, Unrecognized>, asks: &mut Vec<Ask>);
    /// The answer to the [`Ask::Do`] of this number. Who entered a room and asked from where on, learns what position that is.
    fn done(&mut self, number: u64, outcome: Result<Option<Position>, Rejection>, asks: &mut Vec<Ask>);
    /// The answer to an [`Ask::Introduce`].
    fn introduced(&mut self, _room: RoomId, _people: Vec<Person>, _online: bool, _asks: &mut Vec<Ask>) {}
    /// A conversation was found: by [`Ask::ListDirect`], or because something was just told to the other one in it.
    fn meets(&mut self, _direct: Direct, _asks: &mut Vec<Ask>) {}
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
    /// Find the cards of those who came online in a room, or went offline.
    Introduce {
        /// The room.
        room: RoomId,
        /// They.
        members: Vec<MemberId>,
        /// They came.
        online: bool,
    },
    /// Find the direct rooms they are in; each is met.
    ListDirect,
    /// Close, after everything that was said before; with a reason in ASCII for whoever debugs a client.
    Close(CloseCode, &'static str),
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
    /// Write a message to somebody alone, in the direct room of the two.
    Tell {
        /// Their name, or their id.
        to: String,
        /// Which attempt.
        nonce: Nonce,
        /// What.
        body: Body,
    },
    /// Do something to a message that is there.
    Alter(RoomId, Alteration),
    /// Enter a public room.
    Join {
        /// Which.
        room: RoomId,
        /// From where on they want to hear.
        since: Option<Since>,
    },
    /// Leave a room.
    Leave(RoomId),
}

/// A direct room.
#[derive(Debug)]
pub struct Direct {
    /// Which.
    pub room: RoomId,
    /// Where its log stood.
    pub position: Position,
    /// Who is in it.
    pub people: Vec<Person>,
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
    /// No more than a name: a guest's, where guests may come in.
    Guest(String),
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
    /// Name and password are right, and they are banned.
    Banned,
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
            Self::Guest(_) => "Guest",
        })
    }
}
