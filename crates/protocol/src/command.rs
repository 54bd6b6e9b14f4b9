//! What a client asks for, in the imperative.
//! Whether it may is decided in `chat`; here is only how it is said.

use serde::{Deserialize, Serialize};

use crate::{Body, Emoji, FileId, Nonce, Position, RoomId, Seq, event::Head};

/// One text frame from a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFrame {
    /// A number the client chooses; an answer that refuses the command repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// The command.
    #[serde(flatten)]
    pub command: Command,
}

impl From<Command> for ClientFrame {
    fn from(command: Command) -> Self {
        Self { id: None, command }
    }
}

/// Everything a client can ask for over the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Tell me what happens in this room from now on, and first what happened since `after`.
    /// Answered by `resumed`, `snapshot` or `reset`.
    Subscribe {
        /// The room.
        room: RoomId,
        /// What I have seen; nothing asks for a snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Position>,
    },
    /// Tell me no more of this room.
    Unsubscribe {
        /// The room.
        room: RoomId,
    },
    /// Write this message. Answered by `acknowledged` once it is safe on disk, or by `rejected`.
    Post {
        /// The room.
        room: RoomId,
        /// This attempt; the same nonce with the same body is answered as the first time.
        nonce: Nonce,
        /// The text; empty only where there are files.
        body: Body,
        /// The message it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Seq>,
        /// Files that I have uploaded into this room, at most [`crate::ATTACHMENTS`], each for one message.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<FileId>,
    },
    /// Change the text of a message of mine. Seen by everybody as `edited`; with an `id` also answered by `done`.
    Edit {
        /// The room.
        room: RoomId,
        /// The message.
        of: Seq,
        /// The new text.
        body: Body,
    },
    /// Delete a message: mine, or any in a room where I keep order. Seen as `deleted`; with an `id` also answered by `done`.
    Delete {
        /// The room.
        room: RoomId,
        /// The message.
        of: Seq,
    },
    /// React to a message, or take it back. Seen as `reacted`; with an `id` also answered by `done`.
    React {
        /// The room.
        room: RoomId,
        /// The message.
        of: Seq,
        /// With what.
        emoji: Emoji,
        /// React; otherwise take it back.
        on: bool,
    },
    /// Pin a message, or take it down. Seen as `pinned`; with an `id` also answered by `done`.
    Pin {
        /// The room.
        room: RoomId,
        /// The message.
        of: Seq,
        /// Pin; otherwise take down.
        on: bool,
    },
    /// Take the preview of a link away, for everybody: from a message of mine, or from any in a room I manage. Seen as
    /// `previewed`; with an `id` also answered by `done`.
    Dismiss {
        /// The room.
        room: RoomId,
        /// The message.
        of: Seq,
        /// The link, as it stands in the message.
        link: String,
    },
    /// I have seen the room up to here. Never answered; what it changes is told by `unread` and, to the others, by `read`.
    Read {
        /// The room.
        room: RoomId,
        /// The last event I have seen.
        seq: Seq,
    },
    /// Let everything from here on be unread again, until the next `read`. Answered by `unread`; what others see of how far I have
    /// read stays as it is.
    MarkUnread {
        /// The room.
        room: RoomId,
        /// The first message that is to be unread.
        seq: Seq,
    },
    /// Repeat the events after `after` up to `upto`, at most [`crate::REPLAY_EVENTS`]. Answered by `appended`.
    Fetch {
        /// The room.
        room: RoomId,
        /// The last one before the hole.
        after: Seq,
        /// The last one wanted.
        upto: Seq,
    },
    /// Show the rows before `before`. Answered by `page`.
    Page {
        /// The room.
        room: RoomId,
        /// The oldest row I have.
        before: Seq,
    },
    /// I am writing. At most every [`crate::TYPING_EVERY_MS`]; never answered.
    Typing {
        /// The room.
        room: RoomId,
    },
    /// Nobody has looked at this page for a while, or somebody does again. A line that says nothing is looked at. Never answered;
    /// the others are told by `presence` when it holds for all lines of mine.
    Away {
        /// Nobody looks.
        away: bool,
    },
    /// I am here, and have seen this much. Answered by `heartbeat` with the true heads.
    Heartbeat {
        /// What I have seen, room by room.
        #[serde(default)]
        heads: Vec<Head>,
    },
}
