//! The log of a room: what happened, in order, one [`Seq`] each.
//! Everything that changes what a timeline shows is an event here; typing and presence are not.

mod flat;

use serde::{Deserialize, Serialize};

pub(crate) use flat::FlatRow;

use crate::{Attachment, Body, Emoji, LinkPreview, MemberId, Millis, Nonce, RoomDescription, RoomName, Rules, Seq};

/// One entry of a room's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatRow")]
pub struct LogEvent {
    /// Its position, without holes.
    pub seq: Seq,
    /// When the room accepted it.
    pub at: Millis,
    /// What happened.
    #[serde(flatten)]
    pub what: Happened,
}

impl LogEvent {
    /// Lets go of the text and the files of a message that `by` deleted, if this event is that message or an edit of it.
    pub fn forget(&mut self, deleted: Seq, by: MemberId) {
        match &mut self.what {
            Happened::Posted { author, nonce, .. } if self.seq == deleted => {
                self.what = Happened::Erased { author: *author, nonce: *nonce, by };
            }
            Happened::Edited { of, body, .. } if *of == deleted => *body = None,
            Happened::Previewed { of, previews, .. } if *of == deleted => previews.clear(),
            _ => {}
        }
    }

    /// Roughly how many bytes it has on the wire.
    #[must_use]
    pub fn weight(&self) -> usize {
        match &self.what {
            Happened::Posted { body, attachments, .. } => 160 + body.as_str().len() + 600 * attachments.len(),
            Happened::Edited { body: Some(body), .. } => 160 + body.as_str().len(),
            Happened::Previewed { previews, .. } => 160 + previews.iter().map(LinkPreview::weight).sum::<usize>(),
            _ => 160,
        }
    }
}

/// What can happen in a room. A new kind belongs into [`crate::Row::alter`], into the law that is tested
/// there, and into the reader (`log/flat.rs`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "FlatRow")]
pub enum Happened {
    /// The room was made; always seq 1.
    Created {
        /// Who made it.
        by: MemberId,
    },
    /// Somebody wrote a message.
    Posted {
        /// Who wrote it.
        author: MemberId,
        /// The attempt it came from, so that its author recognizes it.
        nonce: Nonce,
        /// The text; empty only where there are files.
        body: Body,
        /// The message it answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        reply: Option<Seq>,
        /// The files in it.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    /// A message stood here and was deleted since: what the log keeps of it.
    Erased {
        /// Who wrote it.
        author: MemberId,
        /// The attempt it came from.
        nonce: Nonce,
        /// Who deleted it.
        by: MemberId,
    },
    /// An author changed the text of a message.
    Edited {
        /// The author.
        by: MemberId,
        /// The message.
        of: Seq,
        /// The new text; `None` when the message was deleted since.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<Body>,
    },
    /// A message was deleted: nothing of its text and its files is left anywhere.
    Deleted {
        /// Who did it.
        by: MemberId,
        /// The message.
        of: Seq,
    },
    /// Somebody reacted to a message, or took it back.
    Reacted {
        /// Who.
        by: MemberId,
        /// The message.
        of: Seq,
        /// With what.
        emoji: Emoji,
        /// Reacted; otherwise taken back.
        on: bool,
    },
    /// Somebody pinned a message, or took it down.
    Pinned {
        /// Who.
        by: MemberId,
        /// The message.
        of: Seq,
        /// Pinned; otherwise taken down.
        on: bool,
    },
    /// What the pages say that a message links to: all there is to see of that from now on.
    Previewed {
        /// Who took one away; `None` for what the server found.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<MemberId>,
        /// The message.
        of: Seq,
        /// Its previews, in the order of their links; none when nothing is left, or the message was deleted since.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        previews: Vec<LinkPreview>,
    },
    /// Somebody came in.
    Joined {
        /// Who.
        member: MemberId,
        /// Who invited them; `None` when they came by themselves.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<MemberId>,
    },
    /// Somebody went out.
    Left {
        /// Who.
        member: MemberId,
        /// Who removed them; `None` when they went by themselves.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<MemberId>,
    },
    /// The room has another name.
    Renamed {
        /// Who did it.
        by: MemberId,
        /// The new name.
        name: RoomName,
    },
    /// The room is about something else.
    Described {
        /// Who did it.
        by: MemberId,
        /// The new text.
        description: RoomDescription,
    },
    /// Who may write here, or how often, has changed.
    Ruled {
        /// Who did it.
        by: MemberId,
        /// As it is from now on.
        rules: Rules,
    },
    /// Something newer than this reader, who keeps its place and shows nothing. A server never makes it.
    Unknown,
}

impl Happened {
    /// Everybody it names: the members whose cards a client needs to show it.
    pub fn people(&self) -> impl Iterator<Item = MemberId> {
        let (first, second) = match *self {
            Self::Created { by } | Self::Renamed { by, .. } | Self::Described { by, .. } | Self::Ruled { by, .. } => (Some(by), None),
            Self::Posted { author, .. } => (Some(author), None),
            Self::Erased { author, by, .. } => (Some(author), Some(by)),
            Self::Edited { by, .. } | Self::Deleted { by, .. } | Self::Reacted { by, .. } | Self::Pinned { by, .. } => (Some(by), None),
            Self::Joined { member, by } | Self::Left { member, by } => (Some(member), by),
            Self::Previewed { by, .. } => (by, None),
            Self::Unknown => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// Whose attempt to write it came from, if it is a message or was one.
    #[must_use]
    pub const fn attempt(&self) -> Option<(MemberId, Nonce)> {
        match *self {
            Self::Posted { author, nonce, .. } | Self::Erased { author, nonce, .. } => Some((author, nonce)),
            _ => None,
        }
    }

    /// The message it answers.
    #[must_use]
    pub const fn reply(&self) -> Option<Seq> {
        match *self {
            Self::Posted { reply, .. } => reply,
            _ => None,
        }
    }

    /// The row it changes, if it changes one instead of making one.
    #[must_use]
    pub const fn alters(&self) -> Option<Seq> {
        match *self {
            Self::Edited { of, .. }
            | Self::Deleted { of, .. }
            | Self::Reacted { of, .. }
            | Self::Pinned { of, .. }
            | Self::Previewed { of, .. } => Some(of),
            Self::Created { .. }
            | Self::Posted { .. }
            | Self::Erased { .. }
            | Self::Joined { .. }
            | Self::Left { .. }
            | Self::Renamed { .. }
            | Self::Described { .. }
            | Self::Ruled { .. }
            | Self::Unknown => None,
        }
    }
}
