//! What the log of a run consists of: one JSON line for each thing that was done, seen or happened.
//! It says nothing about right or wrong; `check` does.

use std::fmt;

use protocol::{Epoch, LogEvent, MemberId, Nonce, RoomId, Seq};
use serde::{Deserialize, Serialize};

/// One line of the log. The order of the lines is the order of things, because one process writes them all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Microseconds since the run began; for people, nothing is decided by it.
    pub at: u64,
    /// What it is about.
    #[serde(flatten)]
    pub what: What,
}

/// What can stand in the log. A tab is one simulated client, named like `m03.0`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum What {
    /// The run begins.
    Began {
        /// All its chance comes from this number.
        seed: u64,
    },
    /// This tab belongs to this member.
    Enrolled {
        /// The tab.
        tab: String,
        /// Its member.
        member: MemberId,
    },
    /// A line is open.
    Opened {
        /// Whose.
        tab: String,
    },
    /// A line is over.
    Closed {
        /// Whose.
        tab: String,
        /// The code the server closed it with, if it could.
        code: Option<u16>,
    },
    /// A message went into an outbox.
    Wrote {
        /// Whose.
        tab: String,
        /// For which room.
        room: RoomId,
        /// The attempt.
        nonce: Nonce,
        /// Of the body alone.
        body: Digest,
    },
    /// A message is about to be put on a line.
    Sent {
        /// Whose.
        tab: String,
        /// For which room.
        room: RoomId,
        /// The attempt.
        nonce: Nonce,
    },
    /// The server said that a message is safe.
    Acked {
        /// Whose.
        tab: String,
        /// In which room.
        room: RoomId,
        /// The attempt.
        nonce: Nonce,
        /// Its place.
        seq: Seq,
    },
    /// The server refused a message.
    Refused {
        /// Whose.
        tab: String,
        /// For which room.
        room: RoomId,
        /// The attempt.
        nonce: Nonce,
        /// Why.
        why: String,
        /// It is not tried again.
        for_good: bool,
    },
    /// A frame brought events of a room, new or known.
    Heard {
        /// Who heard it.
        tab: String,
        /// Of which room.
        room: RoomId,
        /// The first one.
        from: Seq,
        /// The last one.
        upto: Seq,
    },
    /// A frame brought presence or typing of a room that this tab knows it is not in.
    Strayed {
        /// Who heard it.
        tab: String,
        /// Of which room.
        room: RoomId,
    },
    /// A timeline grew by these rows.
    Shown {
        /// Whose.
        tab: String,
        /// Of which room.
        room: RoomId,
        /// Life of the log.
        epoch: Epoch,
        /// The events behind the new rows, in the order they are shown.
        events: Vec<(Seq, Digest)>,
    },
    /// A timeline began again from a snapshot.
    Restarted {
        /// Whose.
        tab: String,
        /// Of which room.
        room: RoomId,
        /// Life of the log.
        epoch: Epoch,
        /// The last event in the snapshot.
        head: Seq,
        /// The events behind its rows.
        events: Vec<(Seq, Digest)>,
    },
    /// A tab was told that it read too slowly, and begins again from its positions.
    Overflowed {
        /// Which.
        tab: String,
    },
    /// A tab learned that its member is not in a room (any more), and forgot the room.
    Exited {
        /// Who learned it.
        tab: String,
        /// Which room.
        room: RoomId,
    },
    /// A member is out of a room: the server has said so to whoever asked for it.
    Gone {
        /// Who.
        member: MemberId,
        /// Which room.
        room: RoomId,
    },
    /// A member is about to be let in again.
    Coming {
        /// Who.
        member: MemberId,
        /// Which room.
        room: RoomId,
    },
    /// The proxy harmed a connection.
    Cut {
        /// How.
        how: String,
    },
    /// The server was killed with SIGKILL.
    Killed,
    /// The server was asked to stop with SIGTERM.
    Stopped,
    /// The server answers again.
    Up,
    /// At the end, a timeline stands here.
    Settled {
        /// Whose.
        tab: String,
        /// Of which room.
        room: RoomId,
        /// Life of the log.
        epoch: Epoch,
        /// The last event it shows.
        seq: Seq,
    },
    /// At the end, the log of a room has this event.
    Kept {
        /// The room.
        room: RoomId,
        /// Life of its log.
        epoch: Epoch,
        /// The event.
        event: LogEvent,
    },
    /// The run is over and its log complete.
    Ended,
}

/// What stands for a content in the log: two contents that differ have different digests, but for a chance of 2⁻⁶⁴.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(u64);

impl Digest {
    /// Of a text (FNV-1a: nobody attacks a test).
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        Self(text.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// Of everything in an event: place, time, author, text.
    #[must_use]
    pub fn of_event(event: &LogEvent) -> Self {
        Self::of(&serde_json::to_vec(event).unwrap_or_default())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl TryFrom<String> for Digest {
    type Error = std::num::ParseIntError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}
