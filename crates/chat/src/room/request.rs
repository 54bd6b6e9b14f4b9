//! What a room can be asked, and how it answers.
//! Who asks was authenticated before; whether they may is decided by the room.

use std::sync::Arc;

use protocol::{
    Attention, Body, Command, ConnectionId, Emoji, Event, FileId, LinkPreview, MemberId, Millis, Nonce, Person, Position, Presence,
    Rejection, Room, RoomDescription, RoomId, RoomName, RoomRole, Row, Rules, Seq,
};
use tokio::sync::{mpsc, oneshot};

use crate::{Frame, Queue};

/// Where a refusal or a success of something else than a post is told.
pub(crate) type Done<T = ()> = oneshot::Sender<Result<T, Rejection>>;

/// One request to a room.
pub(crate) enum Request {
    /// Write a message.
    Post { actor: Person, post: NewPost, reply: Reply },
    /// Change a message.
    Alter { actor: Person, alteration: Alteration, done: Done },
    /// `member` has seen everything up to here.
    Read { member: MemberId, seq: Seq },
    /// `member` lets everything from here on be unread again.
    MarkUnread { member: MemberId, seq: Seq, done: Done },
    /// `member` wants to be told this much.
    Attend { member: MemberId, attention: Attention, done: Done },
    /// What `member` has not read.
    Waiting { member: MemberId, done: Done<Waiting> },
    /// Let `member` in: by themselves, or invited by `actor`.
    Enter { actor: Person, member: Person, done: Done },
    /// Let `member` out: by themselves, or removed by `actor`.
    Exit { actor: Person, member: MemberId, done: Done },
    /// Give the room another name or description.
    Describe { actor: Person, change: RoomChange, done: Done },
    /// Decide who may write, and how often.
    Rule { actor: Person, rules: Rules, done: Done },
    /// Delete these messages, as far as they are of this author and still there; says how many were.
    Sweep { actor: Person, author: Person, of: Vec<Seq>, done: Done<u32> },
    /// Tell this connection what happens from now on, and first what it missed.
    Subscribe { member: MemberId, connection: ConnectionId, queue: Arc<Queue>, after: Option<Position>, done: Done },
    /// Tell this connection no more.
    Unsubscribe { connection: ConnectionId },
    /// Somebody is writing.
    Type { actor: Person },
    /// How the room stands, for a member.
    Stand { member: MemberId, done: Done<Standing> },
    /// How far `member` has read.
    Cursor { member: MemberId, done: Done<Seq> },
    /// Where its log stands, for a member.
    Position { member: MemberId, done: Done<Position> },
    /// Who is in it and who of them is online, for a member.
    Members { member: MemberId, done: Done<Vec<(MemberId, RoomRole, Presence)>> },
    /// The links of a message were found to be this.
    Preview { of: Seq, previews: Vec<LinkPreview>, done: Done },
    /// Whether `member` looks may have changed.
    Look { member: MemberId },
    /// Whether `member` is discreet has changed.
    Recount { member: MemberId },
    /// Answer when everything before is done.
    Settle { done: oneshot::Sender<()> },
}

impl Request {
    /// Answers with a refusal, whatever was asked.
    pub(crate) fn refuse(self, room: RoomId, rejection: &Rejection) {
        let refusal = || rejection.clone();
        match self {
            Self::Post { post, reply, .. } => reply.refuse(room, post.nonce, refusal()),
            Self::Alter { done, .. }
            | Self::Enter { done, .. }
            | Self::Exit { done, .. }
            | Self::Describe { done, .. }
            | Self::Rule { done, .. }
            | Self::MarkUnread { done, .. }
            | Self::Attend { done, .. }
            | Self::Preview { done, .. }
            | Self::Subscribe { done, .. } => drop(done.send(Err(refusal()))),
            Self::Waiting { done, .. } => drop(done.send(Err(refusal()))),
            Self::Sweep { done, .. } => drop(done.send(Err(refusal()))),
            Self::Stand { done, .. } => drop(done.send(Err(refusal()))),
            Self::Position { done, .. } => drop(done.send(Err(refusal()))),
            Self::Cursor { done, .. } => drop(done.send(Err(refusal()))),
            Self::Members { done, .. } => drop(done.send(Err(refusal()))),
            Self::Settle { done } => drop(done.send(())),
            Self::Read { .. } | Self::Unsubscribe { .. } | Self::Type { .. } | Self::Look { .. } | Self::Recount { .. } => {}
        }
    }
}

/// How a room stands.
pub(crate) struct Standing {
    pub(crate) room: Room,
    pub(crate) position: Position,
    pub(crate) role: RoomRole,
    /// How far the member has read.
    pub(crate) read: Seq,
    /// The newest page, oldest row first.
    pub(crate) rows: Vec<Row>,
    /// The messages that those rows answer and that are not among them.
    pub(crate) quoted: Vec<Row>,
}

/// What a member has not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Messages.
    pub unread: u64,
    /// Those of them that call the member; in a direct room all of them do.
    pub mentions: u64,
}

/// A message to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// The attempt.
    pub nonce: Nonce,
    /// The text; may be empty beside files.
    pub body: Body,
    /// The message it answers.
    pub reply: Option<Seq>,
    /// Files its author uploaded into the room.
    pub attachments: Vec<FileId>,
}

/// What a room is called and about from now on. What is not given stays as it is, also where somebody else changes it at the
/// same moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomChange {
    /// What it is called.
    pub name: Option<RoomName>,
    /// What it is about.
    pub description: Option<RoomDescription>,
}

/// Something to be done to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alteration {
    /// Another text.
    Edit {
        /// The message.
        of: Seq,
        /// The new text.
        body: Body,
    },
    /// Nothing is to be left of it.
    Delete {
        /// The message.
        of: Seq,
    },
    /// A reaction.
    React {
        /// The message.
        of: Seq,
        /// With what.
        emoji: Emoji,
        /// React; otherwise take it back.
        on: bool,
    },
    /// A pin.
    Pin {
        /// The message.
        of: Seq,
        /// Pin; otherwise take down.
        on: bool,
    },
    /// The preview of a link goes.
    Dismiss {
        /// The message.
        of: Seq,
        /// The link, as it stands in the message.
        link: String,
    },
}

impl Alteration {
    /// The command that asks for it.
    #[must_use]
    pub fn command(self, room: RoomId) -> Command {
        match self {
            Self::Edit { of, body } => Command::Edit { room, of, body },
            Self::Delete { of } => Command::Delete { room, of },
            Self::React { of, emoji, on } => Command::React { room, of, emoji, on },
            Self::Pin { of, on } => Command::Pin { room, of, on },
            Self::Dismiss { of, link } => Command::Dismiss { room, of, link },
        }
    }
}

/// Where a post is answered.
pub(crate) enum Reply {
    /// To somebody who waits.
    Once(Done<(Seq, Millis)>),
    /// To a connection, among everything else it is told.
    Line { queue: Arc<Queue>, id: Option<u64> },
}

impl Reply {
    /// The message is durable.
    pub(crate) fn acknowledge(self, room: RoomId, nonce: Nonce, seq: Seq, at: Millis) {
        match self {
            Self::Once(done) => drop(done.send(Ok((seq, at)))),
            // An acknowledgement that does not fit is asked for again with the same nonce.
            Self::Line { queue, .. } => {
                let _ = queue.push(&Frame::new(Event::Acknowledged { room, nonce, seq, at }));
            }
        }
    }

    /// The message was refused.
    pub(crate) fn refuse(self, room: RoomId, nonce: Nonce, rejection: Rejection) {
        match self {
            Self::Once(done) => drop(done.send(Err(rejection))),
            Self::Line { queue, id } => {
                let _ = queue.push(&Frame::new(Event::Rejected { id, room: Some(room), nonce: Some(nonce), rejection }));
            }
        }
    }
}

/// Asks a room and waits for its answer.
pub(crate) async fn ask<T>(room: &mpsc::Sender<Request>, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Result<T, ()> {
    let (done, answer) = oneshot::channel();
    room.send(request(done)).await.map_err(|_| ())?;
    answer.await.map_err(|_| ())
}
