//! How rooms are remembered: their logs, and who is in them.
//! Only room tasks write here, through the [`writer`](crate::writer); anybody may read what they were let into.

use std::collections::BTreeSet;

use async_trait::async_trait;
use protocol::{Act, Attention, Body, Epoch, FileId, LogEvent, MemberId, Millis, Nonce, Position, Room, RoomId, RoomRole, Row, Seq};

use crate::Upload;

/// Events read at once while looking for rows.
const MOST_SPAN: u64 = 1_000;

/// The memory of all rooms.
#[async_trait]
pub trait History: Send + Sync + 'static {
    /// Makes all of this durable, or none of it; returns after it would survive a power cut.
    ///
    /// # Errors
    /// [`HistoryError::NonceTaken`], [`HistoryError::SeqTaken`] and [`HistoryError::DirectTaken`] when something of it is there already,
    /// [`HistoryError::Unavailable`] when it is unknown whether it was kept: read before trying again.
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError>;

    /// What is known of a room, without its log.
    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError>;

    /// The events after `after` up to and including `upto`, in order.
    async fn events(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError>;

    /// The rows that the events after `after` up to and including `upto` made, in order, as they are now.
    async fn rows(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, HistoryError>;

    /// The message that this attempt became, if it became one.
    async fn attempt(&self, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, HistoryError>;

    /// How many messages the log has up to and including `upto`, deleted ones too.
    async fn posts_upto(&self, room: RoomId, upto: Seq) -> Result<u64, HistoryError>;

    /// How many messages after `after` call this member: by name, or with everybody else in the room. Not their own.
    async fn calls(&self, room: RoomId, member: MemberId, after: Seq) -> Result<u64, HistoryError>;

    /// The messages that are pinned now, in order.
    async fn pins(&self, room: RoomId) -> Result<Vec<Row>, HistoryError>;

    /// Every text a message had, oldest first, the present one last; nothing of a message that was deleted.
    async fn versions(&self, room: RoomId, of: Seq) -> Result<Vec<(Millis, Body)>, HistoryError>;

    /// The direct room of these members, if there is one.
    async fn direct(&self, members: &BTreeSet<MemberId>) -> Result<Option<RoomId>, HistoryError>;

    /// Those of these files that are there, in any order.
    async fn files(&self, ids: &[FileId]) -> Result<Vec<Upload>, HistoryError>;

    /// Every room this member can find: those they are in and all public ones, sorted by name.
    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError>;
}

/// The last `most` rows up to and including `upto`, in order: most events make a row, but not all.
///
/// # Errors
/// What [`History::rows`] fails with.
pub async fn rows_upto(history: &dyn History, room: RoomId, upto: Seq, most: u64) -> Result<Vec<Row>, HistoryError> {
    let (mut rows, mut upto, mut span) = (Vec::new(), upto, most);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    while rows.len() < most && upto > Seq::ZERO {
        let after = upto.back(span);
        let mut earlier = history.rows(room, after, upto).await?;
        earlier.append(&mut rows);
        (rows, upto, span) = (earlier, after, (span * 2).min(MOST_SPAN));
    }
    rows.drain(..rows.len().saturating_sub(most));
    Ok(rows)
}

/// The first `most` rows after `after` up to and including `upto`, in order.
///
/// # Errors
/// What [`History::rows`] fails with.
pub async fn rows_after(history: &dyn History, room: RoomId, after: Seq, upto: Seq, most: u64) -> Result<Vec<Row>, HistoryError> {
    let (mut rows, mut after, mut span) = (Vec::new(), after, most);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    while rows.len() < most && after < upto {
        let next = Seq(after.0.saturating_add(span)).min(upto);
        rows.append(&mut history.rows(room, after, next).await?);
        (after, span) = (next, (span * 2).min(MOST_SPAN));
    }
    rows.truncate(most);
    Ok(rows)
}

/// The rows that these events made, as they are now, in order; nothing for one that made none.
///
/// # Errors
/// What [`History::rows`] fails with.
pub async fn rows_at(history: &dyn History, room: RoomId, seqs: BTreeSet<Seq>) -> Result<Vec<Row>, HistoryError> {
    let mut rows = Vec::with_capacity(seqs.len());
    for seq in seqs {
        rows.append(&mut history.rows(room, seq.back(1), seq).await?);
    }
    Ok(rows)
}

/// What one room adds in one go: neighboring events and what they change beside the log. One with a
/// [`Happened::Deleted`](protocol::Happened::Deleted) also takes the text and the files of that message out of all memory; one with
/// attachments binds their files to it. A message that is edited or deleted calls nobody any more, but for what stands in a
/// [`Change::Called`] beside its edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The room.
    pub room: RoomId,
    /// The next events of its log, in order. The last one's seq is the new head.
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
    /// The room, which is new, is the direct room of these members.
    Direct {
        /// Who.
        members: BTreeSet<MemberId>,
    },
    /// It has another name or description.
    Updated {
        /// The room as it is now.
        room: Room,
    },
    /// A member has read further.
    Read {
        /// Who.
        member: MemberId,
        /// How far.
        upto: ReadUpto,
    },
    /// A member lets everything after this be unread again, or (`None`) no longer.
    Marked {
        /// Who.
        member: MemberId,
        /// The last event that stays read.
        upto: Option<ReadUpto>,
    },
    /// A member wants to be told this much of the room.
    Attends {
        /// Who.
        member: MemberId,
        /// How much.
        attention: Attention,
    },
    /// A message calls somebody.
    Called {
        /// The message.
        of: Seq,
        /// Its author.
        by: MemberId,
        /// Whom it calls.
        whom: Called,
    },
    /// A member is in it; one who is new has read everything up to now.
    Entered {
        /// Who.
        member: MemberId,
        /// As what.
        role: RoomRole,
        /// Since which event.
        seq: Seq,
    },
    /// Something that stands in the audit log of the place.
    Audited {
        /// What.
        act: Act,
    },
    /// A member is no longer in it.
    Exited {
        /// Who.
        member: MemberId,
    },
}

/// Whom a message calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Called {
    /// Everybody who is in the room.
    pub everybody: bool,
    /// These members, without its author.
    pub members: BTreeSet<MemberId>,
}

/// What is known of a room, without its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRecord {
    /// The room.
    pub room: Room,
    /// Where its log stands.
    pub position: Position,
    /// How many messages its log has, deleted ones too.
    pub posts: u64,
    /// Who is in it.
    pub members: Vec<Membership>,
}

/// Somebody in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub member: MemberId,
    /// As what.
    pub role: RoomRole,
    /// How far they have read.
    pub read: ReadUpto,
    /// The last event that stays read, where they let what follows be unread again.
    pub mark: Option<ReadUpto>,
    /// How much they want to be told.
    pub attention: Attention,
}

/// How far somebody has read a room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadUpto {
    /// The last event they have seen.
    pub seq: Seq,
    /// How many messages the log has up to there.
    pub posts: u64,
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
    /// How far they have read, less what they let be unread again; all of it when not in it.
    pub read: Seq,
    /// Messages they have not read.
    pub unread: u64,
    /// Those of them that call them, in a direct room all: counted by the hub, and 0 before.
    pub mentions: u64,
    /// How much they want to be told.
    pub attention: Attention,
    /// Of a direct room: who is in it, the one who asked too.
    pub direct: Vec<MemberId>,
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
    /// These members have a direct room already. Nothing was written.
    #[error("these members have a direct room already")]
    DirectTaken,
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
