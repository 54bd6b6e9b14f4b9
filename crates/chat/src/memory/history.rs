//! Rooms in maps.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use protocol::{
    Attention, Body, FileId, Happened, LogEvent, MemberId, Millis, Nonce, Position, Room, RoomId, RoomRole, Row, Seq, Visibility,
};

use super::{Memory, locked};
use crate::{
    Append, BlobId, Called, Change, History, HistoryError, ListedRoom, Lookup, Membership, ReadUpto, RoomRecord, Upload, picture_of,
};

/// All rooms, and the files in them.
#[derive(Debug, Default, Clone)]
pub(super) struct Rooms {
    all: HashMap<RoomId, Kept>,
    pub(super) files: BTreeMap<FileId, Upload>,
    /// What was found behind links.
    pub(super) lookups: HashMap<String, Lookup>,
    /// Blobs of files that were forgotten.
    pub(super) loose: BTreeSet<BlobId>,
}

impl Rooms {
    /// A message or something that was looked up has this picture.
    pub(super) fn has_picture(&self, blob: BlobId) -> bool {
        let found = self.lookups.values().any(|lookup| lookup.blob() == Some(blob));
        let pictured = |kept: &Kept| kept.log.keys().any(|of| kept.pictures(*of).contains(&blob));
        found || self.all.values().any(pictured)
    }

    /// Forgets the files of which this is true.
    pub(super) fn forget_files(&mut self, gone: impl Fn(&Upload) -> bool) {
        for (_, upload) in self.files.extract_if(.., |_, upload| gone(upload)) {
            self.loose.insert(upload.blob);
            self.loose.extend(upload.preview.map(|preview| preview.blob));
        }
    }
}

/// One room.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    room: Room,
    position: Position,
    log: BTreeMap<Seq, LogEvent>,
    members: BTreeMap<MemberId, Membership>,
    direct: Option<BTreeSet<MemberId>>,
    calls: BTreeMap<Seq, (MemberId, Called)>,
}

/// How far one has read, less what one let be unread again.
fn read(membership: &Membership) -> ReadUpto {
    membership.mark.unwrap_or(membership.read)
}

impl Kept {
    fn attempt(&self, author: MemberId, nonce: Nonce) -> Option<&LogEvent> {
        self.log.values().find(|event| event.what.attempt() == Some((author, nonce)))
    }

    /// The pictures of the previews below a message.
    fn pictures(&self, of: Seq) -> Vec<BlobId> {
        let last = self.log.values().rev().find(|event| event.what.alters() == Some(of) && takes_pictures(&event.what));
        match last.map(|event| &event.what) {
            Some(Happened::Previewed { previews, .. }) => previews.iter().filter_map(picture_of).collect(),
            _ => Vec::new(),
        }
    }

    fn posts_upto(&self, upto: Seq) -> u64 {
        self.log.range(..=upto).filter(|(_, event)| event.what.attempt().is_some()).count() as u64
    }

    fn enter(&mut self, member: MemberId, role: RoomRole) {
        let read = ReadUpto { seq: self.position.seq, posts: self.posts_upto(self.position.seq) };
        let new = Membership { member, role, read, mark: None, attention: Attention::All };
        self.members.entry(member).or_insert(new).role = role;
    }
}

/// The pictures below a message are others from then on, or none.
const fn takes_pictures(what: &Happened) -> bool {
    matches!(what, Happened::Previewed { .. } | Happened::Deleted { .. })
}

fn no_such_room() -> HistoryError {
    HistoryError::Unavailable { operation: "append", source: "no such room".into() }
}

fn apply(rooms: &mut Rooms, append: &Append) -> Result<(), HistoryError> {
    for change in &append.changes {
        if let Change::Created { room, epoch, .. } = change {
            let position = Position { epoch: *epoch, seq: Seq::ZERO };
            let kept =
                Kept { room: room.clone(), position, log: BTreeMap::new(), members: BTreeMap::new(), direct: None, calls: BTreeMap::new() };
            rooms.all.insert(room.id, kept);
        }
    }
    for change in &append.changes {
        if let Change::Direct { members } = change
            && rooms.all.values().any(|kept| kept.direct.as_ref() == Some(members))
        {
            return Err(HistoryError::DirectTaken);
        }
    }
    let kept = rooms.all.get_mut(&append.room).ok_or_else(no_such_room)?;
    for event in &append.events {
        if event.what.attempt().is_some_and(|(author, nonce)| kept.attempt(author, nonce).is_some()) {
            return Err(HistoryError::NonceTaken);
        }
        if let Happened::Deleted { of, .. } | Happened::Edited { of, .. } = event.what {
            kept.calls.remove(&of);
        }
        if let Some(of) = event.what.alters().filter(|_| takes_pictures(&event.what)) {
            rooms.loose.extend(kept.pictures(of));
        }
        if let Happened::Deleted { by, of } = event.what {
            kept.log.values_mut().for_each(|event| event.forget(of, by));
        }
        if kept.log.insert(event.seq, event.clone()).is_some() {
            return Err(HistoryError::SeqTaken);
        }
        kept.position.seq = event.seq;
    }
    for change in &append.changes {
        match change {
            Change::Created { .. } | Change::Audited { .. } => {}
            Change::Direct { members } => kept.direct = Some(members.clone()),
            Change::Updated { room } => kept.room = room.clone(),
            Change::Entered { member, role, .. } => kept.enter(*member, *role),
            Change::Exited { member } => drop(kept.members.remove(member)),
            Change::Attends { member, attention } => {
                if let Some(membership) = kept.members.get_mut(member) {
                    membership.attention = *attention;
                }
            }
            Change::Called { of, by, whom } => drop(kept.calls.insert(*of, (*by, whom.clone()))),
            Change::Marked { member, upto } => {
                if let Some(membership) = kept.members.get_mut(member) {
                    membership.mark = *upto;
                }
            }
            Change::Read { member, upto } => {
                if let Some(membership) = kept.members.get_mut(member) {
                    membership.read = *upto;
                }
            }
        }
    }
    for event in &append.events {
        match &event.what {
            Happened::Posted { attachments, .. } => {
                for id in attachments.iter().map(|attachment| attachment.id) {
                    rooms.files.entry(id).and_modify(|upload| upload.posted = Some(event.seq));
                }
            }
            Happened::Deleted { of, .. } => rooms.forget_files(|upload| upload.room == append.room && upload.posted == Some(*of)),
            _ => {}
        }
    }
    Ok(())
}

#[async_trait]
impl History for Memory {
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError> {
        let mut rooms = locked(&self.rooms);
        let mut changed = rooms.clone();
        batch.iter().try_for_each(|append| apply(&mut changed, append))?;
        *rooms = changed;
        let acts = batch.iter().flat_map(|append| &append.changes).filter_map(|change| match change {
            Change::Audited { act } => Some(act.clone()),
            _ => None,
        });
        locked(&self.people).acts.extend(acts);
        if !rooms.loose.is_empty() {
            self.loosened.notify_one();
        }
        Ok(())
    }

    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError> {
        let record = |kept: &Kept| RoomRecord {
            room: kept.room.clone(),
            position: kept.position,
            posts: kept.posts_upto(kept.position.seq),
            members: kept.members.values().copied().collect(),
        };
        Ok(locked(&self.rooms).all.get(&room).map(record))
    }

    async fn events(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError> {
        let rooms = locked(&self.rooms);
        let log = rooms.all.get(&room).filter(|_| after < upto).map(|kept| kept.log.range(after.next()..=upto));
        Ok(log.into_iter().flatten().map(|(_, event)| event.clone()).collect())
    }

    async fn rows(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, HistoryError> {
        let mut rows = Vec::new();
        let made_here = |event: &&LogEvent| (after.next()..=upto).contains(&event.what.alters().unwrap_or(event.seq));
        let rooms = locked(&self.rooms);
        let events = rooms.all.get(&room).into_iter().flat_map(|kept| kept.log.values());
        events.filter(made_here).for_each(|event| Row::apply(&mut rows, event));
        Ok(rows)
    }

    async fn attempt(&self, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, HistoryError> {
        Ok(locked(&self.rooms).all.get(&room).and_then(|kept| kept.attempt(author, nonce).cloned()))
    }

    async fn posts_upto(&self, room: RoomId, upto: Seq) -> Result<u64, HistoryError> {
        Ok(locked(&self.rooms).all.get(&room).map_or(0, |kept| kept.posts_upto(upto)))
    }

    async fn calls(&self, room: RoomId, member: MemberId, after: Seq) -> Result<u64, HistoryError> {
        let calls = |(by, whom): &(MemberId, Called)| *by != member && (whom.everybody || whom.members.contains(&member));
        let rooms = locked(&self.rooms);
        let kept = rooms.all.get(&room).into_iter();
        Ok(kept.flat_map(|kept| kept.calls.range(after.next()..)).filter(|(_, call)| calls(call)).count() as u64)
    }

    async fn pins(&self, room: RoomId) -> Result<Vec<Row>, HistoryError> {
        let rows = self.rows(room, Seq::ZERO, Seq(u64::MAX)).await?;
        Ok(rows.into_iter().filter(|row| row.pinned.is_some()).collect())
    }

    async fn versions(&self, room: RoomId, of: Seq) -> Result<Vec<(Millis, Body)>, HistoryError> {
        let version = |event: &LogEvent| match &event.what {
            Happened::Posted { body, .. } if event.seq == of => Some((event.at, body.clone())),
            Happened::Edited { of: edited, body: Some(body), .. } if *edited == of => Some((event.at, body.clone())),
            _ => None,
        };
        let rooms = locked(&self.rooms);
        Ok(rooms.all.get(&room).into_iter().flat_map(|kept| kept.log.values()).filter_map(version).collect())
    }

    async fn files(&self, ids: &[FileId]) -> Result<Vec<Upload>, HistoryError> {
        let rooms = locked(&self.rooms);
        Ok(ids.iter().filter_map(|id| rooms.files.get(id).cloned()).collect())
    }

    async fn direct(&self, members: &BTreeSet<MemberId>) -> Result<Option<RoomId>, HistoryError> {
        let rooms = locked(&self.rooms);
        Ok(rooms.all.values().find(|kept| kept.direct.as_ref() == Some(members)).map(|kept| kept.room.id))
    }

    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError> {
        let rooms = locked(&self.rooms);
        let listed = |kept: &Kept| {
            let membership = kept.members.get(&member);
            let role = membership.map(|membership| membership.role);
            let unread = membership.map_or(0, |membership| kept.posts_upto(kept.position.seq).saturating_sub(read(membership).posts));
            let visible = role.is_some() || kept.room.visibility == Visibility::Public;
            let members = u32::try_from(kept.members.len()).unwrap_or(u32::MAX);
            let direct = kept.direct.iter().flatten().copied().collect();
            let read = membership.map_or(kept.position.seq, |membership| read(membership).seq);
            let attention = kept.members.get(&member).map(|one| one.attention).unwrap_or_default();
            let (room, position) = (kept.room.clone(), kept.position);
            visible.then_some(ListedRoom { room, position, members, role, read, unread, mentions: 0, attention, direct })
        };
        let mut listed: Vec<ListedRoom> = rooms.all.values().filter_map(listed).collect();
        listed.sort_by_key(|listed| (listed.room.name.as_str().to_lowercase(), listed.room.id));
        Ok(listed)
    }
}
