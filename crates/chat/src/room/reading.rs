//! How far each member has read: one cursor each, which only grows, and the mark from which on a member lets everything be
//! unread again. Others see cursors and never marks.
//! They are no events: cursors are told to others a second late and kept five seconds late, many at once. A cursor that moved
//! because its member wrote is not told: the message says it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use protocol::{Cursor, MemberId, READERS, Rejection, Seq};
use tokio::time::Instant;

use super::Room;
use crate::{Append, Change, Membership, ReadUpto};

/// How late cursors are told.
const TOLD_AFTER: Duration = Duration::from_secs(1);
/// How late they are kept. A server that is killed forgets what was read last, and each of those messages would cost a write.
const KEPT_AFTER: Duration = Duration::from_secs(5);

/// The cursors of a room.
#[derive(Debug, Default)]
pub(super) struct Reading {
    cursors: BTreeMap<MemberId, ReadUpto>,
    marks: BTreeMap<MemberId, ReadUpto>,
    /// Whose cursors moved since they were kept last.
    moved: BTreeSet<MemberId>,
    /// Whose cursors stand where no message of theirs says so.
    untold: BTreeSet<MemberId>,
    /// Whose marks changed since they were kept last.
    marked: BTreeSet<MemberId>,
    /// When to tell some.
    telling: Option<Instant>,
    /// When to keep some.
    keeping: Option<Instant>,
}

impl Reading {
    pub(super) fn new(members: &[Membership]) -> Self {
        let marks = members.iter().filter_map(|one| Some((one.member, one.mark?))).collect();
        Self { cursors: members.iter().map(|one| (one.member, one.read)).collect(), marks, ..Self::default() }
    }

    /// The members as memory has them now; a cursor that moved since it was kept stays where it is.
    pub(super) fn renew(&mut self, members: &[Membership]) {
        let old = std::mem::replace(&mut self.cursors, members.iter().map(|one| (one.member, one.read)).collect());
        for (member, upto) in old {
            if let Some(cursor) = self.cursors.get_mut(&member).filter(|cursor| cursor.seq < upto.seq) {
                *cursor = upto;
            }
        }
        self.marks.retain(|member, _| self.cursors.contains_key(member));
    }

    /// When cursors are to be told or kept.
    pub(super) fn due(&self) -> Option<Instant> {
        self.telling.into_iter().chain(self.keeping).min()
    }

    /// How far a member has read.
    pub(super) fn of(&self, member: MemberId) -> ReadUpto {
        self.cursors.get(&member).copied().unwrap_or_default()
    }

    /// Up to where nothing waits for a member: as far as they have read, or less where they let something be unread again.
    pub(super) fn waits_from(&self, member: MemberId) -> ReadUpto {
        self.marks.get(&member).copied().unwrap_or_else(|| self.of(member))
    }

    /// Sets a member's mark, or takes it away; false when it was so already.
    fn mark(&mut self, member: MemberId, upto: Option<ReadUpto>) -> bool {
        let before = match upto {
            Some(upto) => self.marks.insert(member, upto),
            None => self.marks.remove(&member),
        };
        if before != upto {
            self.marked.insert(member);
            self.keeping.get_or_insert_with(|| Instant::now() + KEPT_AFTER);
        }
        before != upto
    }

    /// A member is new here and has nothing to read.
    pub(super) fn enter(&mut self, member: MemberId, upto: ReadUpto) {
        self.cursors.insert(member, upto);
    }

    /// A member is gone.
    pub(super) fn exit(&mut self, member: MemberId) {
        self.cursors.remove(&member);
        self.moved.remove(&member);
        self.untold.remove(&member);
        self.marks.remove(&member);
        self.marked.remove(&member);
    }

    /// Moves the cursor of a member who has read; false when it was there already.
    fn advance(&mut self, member: MemberId, upto: ReadUpto) -> bool {
        let moves = self.moves(member, upto);
        if moves {
            self.untold.insert(member);
            self.telling.get_or_insert_with(|| Instant::now() + TOLD_AFTER);
        }
        moves
    }

    /// Moves the cursor of a member who has written; false when it was there already.
    fn advance_author(&mut self, author: MemberId, upto: ReadUpto) -> bool {
        let moves = self.moves(author, upto);
        if moves {
            self.untold.remove(&author);
        }
        moves
    }

    fn moves(&mut self, member: MemberId, upto: ReadUpto) -> bool {
        let Some(cursor) = self.cursors.get_mut(&member).filter(|cursor| cursor.seq < upto.seq) else { return false };
        *cursor = upto;
        self.moved.insert(member);
        self.keeping.get_or_insert_with(|| Instant::now() + KEPT_AFTER);
        true
    }

    /// All cursors, for a room that is small enough for its members to care.
    pub(super) fn all(&self) -> Vec<Cursor> {
        if self.cursors.len() > READERS {
            return Vec::new();
        }
        self.cursors.iter().map(|(member, upto)| Cursor { member: *member, seq: upto.seq }).collect()
    }

    fn take_marked(&mut self) -> Vec<(MemberId, Option<ReadUpto>)> {
        let marked = std::mem::take(&mut self.marked);
        marked.into_iter().map(|member| (member, self.marks.get(&member).copied())).collect()
    }

    /// What readers do not know yet, for a room that is small enough for its members to care.
    fn take_untold(&mut self) -> Vec<Cursor> {
        self.telling = None;
        let untold = std::mem::take(&mut self.untold);
        if self.cursors.len() > READERS {
            return Vec::new();
        }
        untold.into_iter().filter_map(|member| Some(Cursor { member, seq: self.cursors.get(&member)?.seq })).collect()
    }

    fn take_moved(&mut self) -> Vec<(MemberId, ReadUpto)> {
        self.keeping = None;
        let moved = std::mem::take(&mut self.moved);
        moved.into_iter().filter_map(|member| Some((member, *self.cursors.get(&member)?))).collect()
    }
}

impl Room {
    /// A member has seen everything up to here; a mark they have set is over.
    pub(super) async fn read(&mut self, member: MemberId, seq: Seq) {
        let seq = seq.min(self.position.seq);
        if !self.members.contains_key(&member) {
            return;
        }
        let unmarked = self.reading.mark(member, None);
        if self.reading.of(member).seq >= seq {
            if unmarked {
                self.tell_unread(member).await;
            }
            return;
        }
        if let Ok(posts) = self.posts_upto(seq).await {
            self.reading.advance(member, ReadUpto { seq, posts });
            self.tell_unread(member).await;
        }
    }

    /// A member lets everything from here on be unread again.
    pub(super) async fn mark_unread(&mut self, member: MemberId, seq: Seq) -> Result<(), Rejection> {
        self.role(member)?;
        let seq = seq.back(1);
        let mark = if seq < self.reading.of(member).seq { Some(ReadUpto { seq, posts: self.posts_upto(seq).await? }) } else { None };
        self.reading.mark(member, mark);
        self.tell_unread(member).await;
        Ok(())
    }

    async fn posts_upto(&self, seq: Seq) -> Result<u64, Rejection> {
        if let Some(after) = self.recent.posts_after(seq) {
            return Ok(self.total - after);
        }
        self.around.history.posts_upto(self.room.id, seq).await.map_err(|error| {
            // A cursor is not worth more than this: the next one will do.
            tracing::warn!(error = &error as &dyn std::error::Error, room = %self.room.id, "a cursor did not move");
            Rejection::Unavailable
        })
    }

    /// Who writes has read what was there before.
    pub(super) async fn author_has_read(&mut self, author: MemberId, upto: ReadUpto) {
        let before = self.reading.of(author).posts;
        let unmarked = self.reading.mark(author, None);
        if (self.reading.advance_author(author, upto) && upto.posts > before + 1) || unmarked {
            self.tell_unread(author).await;
        }
    }

    /// Tells and keeps the cursors that have moved, if it is time or `now`.
    pub(super) async fn keep_cursors(&mut self, now: bool) {
        let is_time = |due: Option<Instant>| due.is_some_and(|due| now || due <= Instant::now());
        if is_time(self.reading.telling) {
            let untold = self.reading.take_untold();
            self.tell_read(untold);
        }
        if !is_time(self.reading.keeping) {
            return;
        }
        let (moved, marked) = (self.reading.take_moved(), self.reading.take_marked());
        let reads = moved.iter().map(|(member, upto)| Change::Read { member: *member, upto: *upto });
        let marks = marked.iter().map(|(member, upto)| Change::Marked { member: *member, upto: *upto });
        let append = Append { room: self.room.id, events: Vec::new(), changes: reads.chain(marks).collect() };
        if let Err(error) = self.around.writer.save(append).await {
            // They go with those that move next.
            self.reading.moved.extend(moved.into_iter().map(|(member, _)| member));
            self.reading.marked.extend(marked.into_iter().map(|(member, _)| member));
            tracing::warn!(error = &error as &dyn std::error::Error, room = %self.room.id, "cursors were not kept");
        }
    }
}
