//! How far each member has read: one cursor each, which only grows.
//! Cursors are no events: they are kept a second late, and told to others a second late, many at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use protocol::{Cursor, Event, MemberId, READERS, Seq};
use tokio::time::Instant;

use super::Room;
use crate::{Append, Change, Frame, Membership, ReadUpto};

/// How late cursors are kept and told.
const LATE: Duration = Duration::from_secs(1);

/// The cursors of a room.
#[derive(Debug, Default)]
pub(super) struct Reading {
    cursors: BTreeMap<MemberId, ReadUpto>,
    /// Those that moved since they were kept last.
    moved: BTreeSet<MemberId>,
    /// When to keep them.
    due: Option<Instant>,
}

impl Reading {
    pub(super) fn new(members: &[Membership]) -> Self {
        Self { cursors: members.iter().map(|one| (one.member, one.read)).collect(), ..Self::default() }
    }

    /// The members as memory has them now; a cursor that moved since it was kept stays where it is.
    pub(super) fn renew(&mut self, members: &[Membership]) {
        let old = std::mem::replace(&mut self.cursors, members.iter().map(|one| (one.member, one.read)).collect());
        for (member, upto) in old {
            if let Some(cursor) = self.cursors.get_mut(&member).filter(|cursor| cursor.seq < upto.seq) {
                *cursor = upto;
            }
        }
    }

    /// When cursors are to be kept and told.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// How far a member has read.
    pub(super) fn of(&self, member: MemberId) -> ReadUpto {
        self.cursors.get(&member).copied().unwrap_or_default()
    }

    /// A member is new here and has nothing to read.
    pub(super) fn enter(&mut self, member: MemberId, upto: ReadUpto) {
        self.cursors.insert(member, upto);
    }

    /// A member is gone.
    pub(super) fn exit(&mut self, member: MemberId) {
        self.cursors.remove(&member);
        self.moved.remove(&member);
    }

    /// Moves a cursor; false when it was there already.
    pub(super) fn advance(&mut self, member: MemberId, upto: ReadUpto) -> bool {
        let Some(cursor) = self.cursors.get_mut(&member).filter(|cursor| cursor.seq < upto.seq) else { return false };
        *cursor = upto;
        self.moved.insert(member);
        self.due.get_or_insert_with(|| Instant::now() + LATE);
        true
    }

    /// All cursors, for a room that is small enough for its members to care.
    pub(super) fn all(&self) -> Vec<Cursor> {
        if self.cursors.len() > READERS {
            return Vec::new();
        }
        self.cursors.iter().map(|(member, upto)| Cursor { member: *member, seq: upto.seq }).collect()
    }

    fn take_moved(&mut self) -> Vec<(MemberId, ReadUpto)> {
        self.due = None;
        let moved = std::mem::take(&mut self.moved);
        moved.into_iter().filter_map(|member| Some((member, *self.cursors.get(&member)?))).collect()
    }
}

impl Room {
    /// A member has seen everything up to here.
    pub(super) async fn read(&mut self, member: MemberId, seq: Seq) {
        let seq = seq.min(self.position.seq);
        if self.reading.of(member).seq >= seq || !self.members.contains_key(&member) {
            return;
        }
        let posts = match self.recent.posts_after(seq) {
            Some(after) => self.total - after,
            None => match self.around.history.posts_upto(self.room.id, seq).await {
                Ok(posts) => posts,
                // A cursor is not worth an error: the next one will do.
                Err(error) => {
                    return tracing::warn!(error = &error as &dyn std::error::Error, room = %self.room.id, "a cursor did not move");
                }
            },
        };
        self.reading.advance(member, ReadUpto { seq, posts });
        self.tell_unread(member);
    }

    /// Tells a member on all devices what is left to read.
    pub(super) fn tell_unread(&self, member: MemberId) {
        let upto = self.reading.of(member);
        let unread = u32::try_from(self.unread(member)).unwrap_or(u32::MAX);
        self.around.lines.tell(member, Event::Unread { room: self.room.id, seq: upto.seq, unread, mentions: 0 });
    }

    /// How many messages a member has not read.
    pub(super) fn unread(&self, member: MemberId) -> u64 {
        self.total.saturating_sub(self.reading.of(member).posts)
    }

    /// Who writes has read what was there before.
    pub(super) fn author_has_read(&mut self, author: MemberId, upto: ReadUpto) {
        let before = self.reading.of(author).posts;
        if self.reading.advance(author, upto) && upto.posts > before + 1 {
            self.tell_unread(author);
        }
    }

    /// Keeps and tells the cursors that have moved, if it is time or `now`.
    pub(super) async fn keep_cursors(&mut self, now: bool) {
        if self.reading.due().is_none_or(|due| !now && due > Instant::now()) {
            return;
        }
        let moved = self.reading.take_moved();
        if self.reading.cursors.len() <= READERS {
            let cursors = moved.iter().map(|(member, upto)| Cursor { member: *member, seq: upto.seq }).collect();
            self.audience.tell(&Frame::new(Event::Read { room: self.room.id, cursors }), None, self.grace());
        }
        let changes = moved.iter().map(|(member, upto)| Change::Read { member: *member, upto: *upto }).collect();
        let append = Append { room: self.room.id, events: Vec::new(), changes };
        if let Err(error) = self.around.writer.save(append).await {
            // They go with those that move next.
            self.reading.moved.extend(moved.into_iter().map(|(member, _)| member));
            tracing::warn!(error = &error as &dyn std::error::Error, room = %self.room.id, "cursors were not kept");
        }
    }
}
