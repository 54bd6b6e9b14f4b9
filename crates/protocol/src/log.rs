//! The log of a room: what happened, in order, one [`Seq`] each.
//! Everything that changes what a timeline shows is an event here; typing and presence are not.

use serde::{Deserialize, Serialize};

use crate::{Body, MemberId, Millis, Nonce, RoomDescription, RoomName, Seq};

/// One entry of a room's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Roughly how many bytes it has on the wire.
    #[must_use]
    pub fn weight(&self) -> usize {
        match &self.what {
            Happened::Posted { body, .. } => 160 + body.as_str().len(),
            _ => 160,
        }
    }
}

/// What can happen in a room. A new kind belongs into [`Row::apply`] and into the law that is tested there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
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
        /// The text.
        body: Body,
    },
    /// Somebody came in.
    Joined {
        /// Who.
        member: MemberId,
        /// Who invited them; `None` when they came by themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<MemberId>,
    },
    /// Somebody went out.
    Left {
        /// Who.
        member: MemberId,
        /// Who removed them; `None` when they went by themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
    /// Something newer than this reader, who keeps its place and shows nothing. A server never makes it.
    #[serde(other)]
    Unknown,
}

impl Happened {
    /// Everybody it names: the members whose cards a client needs to show it.
    pub fn people(&self) -> impl Iterator<Item = MemberId> {
        let (first, second) = match *self {
            Self::Created { by } | Self::Renamed { by, .. } | Self::Described { by, .. } => (Some(by), None),
            Self::Posted { author, .. } => (Some(author), None),
            Self::Joined { member, by } | Self::Left { member, by } => (Some(member), by),
            Self::Unknown => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// One line of a timeline: what an event left to see. Today that is the event itself; an edit will change an earlier row
/// instead of making one, which is why pages are made of rows and replays of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Row(pub LogEvent);

impl Row {
    /// Its place among the rows.
    #[must_use]
    pub const fn seq(&self) -> Seq {
        self.0.seq
    }

    /// Puts the trace of an event into rows sorted by seq. An event that is there already changes nothing.
    pub fn apply(rows: &mut Vec<Self>, event: &LogEvent) {
        match &event.what {
            Happened::Created { .. }
            | Happened::Posted { .. }
            | Happened::Joined { .. }
            | Happened::Left { .. }
            | Happened::Renamed { .. }
            | Happened::Described { .. }
            | Happened::Unknown => {
                if let Err(place) = rows.binary_search_by_key(&event.seq, Self::seq) {
                    rows.insert(place, Self(event.clone()));
                }
            }
        }
    }
}
