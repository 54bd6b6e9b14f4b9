//! Why a command was refused, as data.
//! The words people read are in `app/src/words`.

mod flat;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{BodyError, Millis, NameError};

/// Every reason a command can be refused for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case", try_from = "flat::FlatRejection")]
pub enum Rejection {
    /// The frame is not a command of this language.
    #[error("not understood: {detail}")]
    Malformed {
        /// Where reading stopped. Never repeats what was sent.
        detail: String,
    },
    /// No such room for you: it does not exist, or you are not in it. Deliberately one answer.
    #[error("no such room")]
    NoSuchRoom,
    /// No such message in this room, or it was deleted.
    #[error("no such message")]
    NoSuchMessage,
    /// More different emoji than a message can carry ([`crate::REACTION_KINDS`]).
    #[error("too many different reactions")]
    TooManyReactions,
    /// No such file of yours waits in this room: it is in a message already, or was not put into one in time.
    #[error("no such file")]
    NoSuchFile,
    /// More files than a message can carry ([`crate::ATTACHMENTS`]).
    #[error("too many files")]
    TooManyFiles,
    /// The file is larger than files may be here.
    #[error("the file is too big")]
    FileTooBig {
        /// Bytes a file may have.
        most: u64,
    },
    /// The picture has more pixels than pictures may have here.
    #[error("the picture has too many pixels")]
    PictureTooLarge {
        /// Pixels a picture may have.
        most: u64,
    },
    /// Your files together would be larger than they may be here.
    #[error("your files take too much room")]
    NoRoomForFiles {
        /// Bytes a member's files may have altogether.
        most: u64,
    },
    /// You may not do that here.
    #[error("not allowed")]
    NotAllowed,
    /// You may read, but not write, upload or react.
    #[error("muted")]
    Muted {
        /// Until then; nothing: until somebody ends it.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    /// The room is slow: a while must pass between two messages of a member. It may be sent again with the same nonce.
    #[error("the room is slow")]
    Slow {
        /// Wait at least this long, in milliseconds.
        retry_after_ms: u32,
    },
    /// Only those who keep order write in this room.
    #[error("only moderators write here")]
    Announcements,
    /// The text is not a message.
    #[error("{problem}")]
    BadBody {
        /// What is wrong.
        problem: BodyError,
    },
    /// The name cannot be used.
    #[error("{problem}")]
    BadName {
        /// What is wrong.
        problem: NameError,
    },
    /// Somebody else has that name.
    #[error("the name is taken")]
    NameTaken,
    /// The nonce was used before, for another text.
    #[error("the nonce was used for something else")]
    NonceReused,
    /// Too fast; try again later.
    #[error("too many requests")]
    TooFast {
        /// Wait at least this long, in milliseconds.
        retry_after_ms: u32,
    },
    /// The message could not be made durable. It may be sent again with the same nonce.
    #[error("temporarily unavailable")]
    Unavailable,
}

impl Rejection {
    /// Too fast, by this much.
    #[must_use]
    pub fn too_fast(wait: Duration) -> Self {
        Self::TooFast { retry_after_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).max(1) }
    }

    /// How long to wait before sending the same thing again, in milliseconds, where that is known.
    #[must_use]
    pub const fn retry_after_ms(&self) -> Option<u32> {
        match self {
            Self::TooFast { retry_after_ms } | Self::Slow { retry_after_ms } => Some(*retry_after_ms),
            _ => None,
        }
    }

    /// Sending the same thing again can succeed.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::TooFast { .. } | Self::Slow { .. } | Self::Unavailable)
    }
}
