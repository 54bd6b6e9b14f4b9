//! Rooms in maps.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use protocol::{Happened, LogEvent, MemberId, Nonce, Position, Room, RoomId, RoomRole, Row, Seq, Visibility};

use super::{Memory, locked};
use crate::{Append, Change, History, HistoryError, ListedRoom, RoomRecord};

pub(super) type Rooms = HashMap<RoomId, Kept>;

/// One room.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    room: Room,
    position: Position,
    log: BTreeMap<Seq, LogEvent>,
    members: BTreeMap<MemberId, RoomRole>,
}

impl Kept {
    fn attempt(&self, author: MemberId, nonce: Nonce) -> Option<&LogEvent> {
        let wanted = |event: &&LogEvent| matches!(event.what, Happened::Posted { author: a, nonce: n, .. } if (a, n) == (author, nonce));
        self.log.values().find(wanted)
    }
}

fn no_such_room() -> HistoryError {
    HistoryError::Unavailable { operation: "append", source: "no such room".into() }
}

fn apply(rooms: &mut Rooms, append: &Append) -> Result<(), HistoryError> {
    for change in &append.changes {
        if let Change::Created { room, epoch, .. } = change {
            let position = Position { epoch: *epoch, seq: Seq::ZERO };
            let kept = Kept { room: room.clone(), position, log: BTreeMap::new(), members: BTreeMap::new() };
            rooms.insert(room.id, kept);
        }
    }
    let kept = rooms.get_mut(&append.room).ok_or_else(no_such_room)?;
    for change in &append.changes {
        match change {
            Change::Created { .. } => {}
            Change::Updated { room } => kept.room = room.clone(),
            Change::Entered { member, role, .. } => drop(kept.members.insert(*member, *role)),
            Change::Exited { member } => drop(kept.members.remove(member)),
        }
    }
    for event in &append.events {
        if let Happened::Posted { author, nonce, .. } = event.what
            && kept.attempt(author, nonce).is_some()
        {
            return Err(HistoryError::NonceTaken);
        }
        if kept.log.insert(event.seq, event.clone()).is_some() {
            return Err(HistoryError::SeqTaken);
        }
        kept.position.seq = event.seq;
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
        Ok(())
    }

    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError> {
        let record = |kept: &Kept| RoomRecord {
            room: kept.room.clone(),
            position: kept.position,
            members: kept.members.iter().map(|(member, role)| (*member, *role)).collect(),
        };
        Ok(locked(&self.rooms).get(&room).map(record))
    }

    async fn events(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError> {
        let rooms = locked(&self.rooms);
        let log = rooms.get(&room).filter(|_| after < upto).map(|kept| kept.log.range(after.next()..=upto));
        Ok(log.into_iter().flatten().map(|(_, event)| event.clone()).collect())
    }

    async fn rows(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, HistoryError> {
        Ok(self.events(room, after, upto).await?.into_iter().map(Row).collect())
    }

    async fn attempt(&self, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, HistoryError> {
        Ok(locked(&self.rooms).get(&room).and_then(|kept| kept.attempt(author, nonce).cloned()))
    }

    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError> {
        let rooms = locked(&self.rooms);
        let listed = |kept: &Kept| {
            let role = kept.members.get(&member).copied();
            let visible = role.is_some() || kept.room.visibility == Visibility::Public;
            let members = u32::try_from(kept.members.len()).unwrap_or(u32::MAX);
            visible.then(|| ListedRoom { room: kept.room.clone(), position: kept.position, members, role })
        };
        let mut listed: Vec<ListedRoom> = rooms.values().filter_map(listed).collect();
        listed.sort_by_key(|listed| (listed.room.name.as_str().to_lowercase(), listed.room.id));
        Ok(listed)
    }
}
