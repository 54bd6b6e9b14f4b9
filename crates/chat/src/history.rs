//! How rooms are remembered: their logs, and who is in them.
//! Only room tasks write here, through the [`writer`](crate::writer); anybody may read what they were let into.

use async_trait::async_trait;
use protocol::{Epoch, LogEvent, MemberId, Millis, Nonce, Position, Room, RoomId, RoomRole, Row, Seq};

/// The memory of all rooms.
#[async_trait]
pub trait History: Send + Sync + 'static {
    /// Makes all of this durable, or none of it; returns after it would survive a power cut.
    ///
    /// # Errors
    /// [`HistoryError::NonceTaken`] and [`HistoryError::SeqTaken`] when something of it is there already,
    /// [`HistoryError::Unavailable`] when it is unknown whether it was kept: read before trying again.
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError>;

    /// What is known of a room, without its log.
    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError>;

    /// The events after `after` up to and including `upto`, in order.
    async fn events(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError>;

    /// The rows after `after` up to and including `upto`, in order.
    async fn rows(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, HistoryError>;

    /// The message that this attempt became, if it became one.
    async fn attempt(&self, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, HistoryError>;

    /// Every room this member can find: those they are in and all public ones, sorted by name.
    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError>;
}

/// What one room adds in one go: neighboring events and what they change beside the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The room.
    pub room: RoomId,
    /// The next events of its log, in order. The last one's seq is the new head. Never empty.
    pub events: Vec<LogEvent>,
    /// What they change in the room's record, in order.
    pub changes: Vec<Change>,
}

/// A change of a room's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The room is new.
    Created {
        /// The room.
        room: Room,
        /// Life of its log.
        epoch: Epoch,
        /// When.
        at: Millis,
    },
    /// It has another name or description.
    Updated {
        /// The room as it is now.
        room: Room,
    },
    /// A member is in it.
    Entered {
        /// Who.
        member: MemberId,
        /// As what.
        role: RoomRole,
        /// Since which event.
        seq: Seq,
    },
    /// A member is no longer in it.
    Exited {
        /// Who.
        member: MemberId,
    },
}

/// What is known of a room, without its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRecord {
    /// The room.
    pub room: Room,
    /// Where its log stands.
    pub position: Position,
    /// Who is in it.
    pub members: Vec<(MemberId, RoomRole)>,
}

/// A room in somebody's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRoom {
    /// The room.
    pub room: Room,
    /// Where its log stands.
    pub position: Position,
    /// How many are in it.
    pub members: u32,
    /// What the one who asked is in it; `None` when not in it.
    pub role: Option<RoomRole>,
}

/// What can go wrong with memory.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// An attempt in the batch is in the log already. Nothing was written.
    #[error("an attempt is in the log already")]
    NonceTaken,
    /// A seq in the batch is in the log already: somebody else wrote to this room. Nothing was written.
    #[error("a position is in the log already")]
    SeqTaken,
    /// The database did not do it, or did not say whether it did.
    #[error("history: {operation}")]
    Unavailable {
        /// What was tried.
        operation: &'static str,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
