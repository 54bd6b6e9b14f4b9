//! What those who keep order do to members and their messages, and what is written down of it.
//! Who may is decided in `chat`; nothing here is part of a room's log.

use serde::{Deserialize, Serialize};

use crate::{MemberId, Millis, Reason, Role, RoomId, RoomName, Rules, Seq};

/// A ban, or a mute: how long it holds and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sanction {
    /// It ends then; `None` never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
    /// Why.
    #[serde(default)]
    pub reason: Reason,
    /// Who decided it.
    pub by: MemberId,
    /// When.
    pub at: Millis,
}

impl Sanction {
    /// It holds at this time.
    #[must_use]
    pub fn holds(&self, now: Millis) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// One line of the audit log: who did what to whom, when and why. Never changed once it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Who.
    pub by: MemberId,
    /// When.
    pub at: Millis,
    /// What.
    pub what: Measure,
    /// Why, where one was asked.
    #[serde(default)]
    pub reason: Reason,
}

/// What somebody did by virtue of their role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Measure {
    /// Kept somebody out of the place.
    Banned {
        /// Whom.
        member: MemberId,
        /// Until then; `None` for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    /// Let them in again.
    Unbanned {
        /// Whom.
        member: MemberId,
    },
    /// Let somebody read, but not write.
    Muted {
        /// Whom.
        member: MemberId,
        /// Until then; `None` for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    /// Let them write again.
    Unmuted {
        /// Whom.
        member: MemberId,
    },
    /// Put somebody out of a room.
    Removed {
        /// Whom.
        member: MemberId,
        /// Where.
        room: RoomId,
    },
    /// Deleted a message of somebody else.
    Deleted {
        /// Whose.
        member: MemberId,
        /// Where.
        room: RoomId,
        /// Which.
        of: Seq,
    },
    /// Deleted everything somebody wrote in public rooms since then.
    Swept {
        /// Whose.
        member: MemberId,
        /// Since when.
        since: Millis,
    },
    /// Gave somebody another role.
    Appointed {
        /// Whom.
        member: MemberId,
        /// From this one.
        from: Role,
        /// To this one.
        to: Role,
    },
    /// Gave another name to a room that somebody else owns.
    Renamed {
        /// Which.
        room: RoomId,
        /// The new name.
        name: RoomName,
    },
    /// Changed who may write in a room, or how often.
    Ruled {
        /// Where.
        room: RoomId,
        /// As it is from then on.
        rules: Rules,
    },
    /// Made a join link.
    Linked,
    /// Revoked a join link.
    Unlinked,
    /// Closed a report.
    Resolved {
        /// Whose message was reported.
        member: MemberId,
        /// Where.
        room: RoomId,
        /// Which message.
        of: Seq,
    },
    /// Something newer than this reader.
    #[serde(other)]
    Unknown,
}

impl Measure {
    /// To whom it was done, if to anybody.
    #[must_use]
    pub const fn member(&self) -> Option<MemberId> {
        match self {
            Self::Banned { member, .. }
            | Self::Unbanned { member }
            | Self::Muted { member, .. }
            | Self::Unmuted { member }
            | Self::Removed { member, .. }
            | Self::Deleted { member, .. }
            | Self::Swept { member, .. }
            | Self::Appointed { member, .. }
            | Self::Resolved { member, .. } => Some(*member),
            Self::Renamed { .. } | Self::Ruled { .. } | Self::Linked | Self::Unlinked | Self::Unknown => None,
        }
    }

    /// In which room, if in one.
    #[must_use]
    pub const fn room(&self) -> Option<RoomId> {
        match self {
            Self::Removed { room, .. }
            | Self::Deleted { room, .. }
            | Self::Renamed { room, .. }
            | Self::Ruled { room, .. }
            | Self::Resolved { room, .. } => Some(*room),
            _ => None,
        }
    }
}

/// Something a member showed to those who keep order. The text is a copy, because its author may delete the message; it is gone
/// when the report is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Where.
    pub room: RoomId,
    /// Which message.
    pub of: Seq,
    /// Who wrote it.
    pub author: MemberId,
    /// What it said.
    pub text: String,
    /// Who shows it.
    pub by: MemberId,
    /// When.
    pub at: Millis,
    /// Why.
    pub reason: Reason,
}
