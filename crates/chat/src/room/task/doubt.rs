//! After a save that failed without saying whether it happened: the room reads its log again before it decides anything.
//! What is asked meanwhile and needs no save is answered from what was known before.

use std::mem;

use protocol::{Event, Happened, PAGE_ROWS, REPLAY_EVENTS};

use super::{Room, attention};
use crate::HistoryError;

impl Room {
    /// Reads the log again after a save whose outcome is unknown, and tells what turns out to have happened: first to those
    /// who are out now, so that nothing that came later reaches them.
    pub(super) async fn reload(&mut self) -> Result<(), HistoryError> {
        let before = self.position.seq;
        let Some(record) = self.around.history.room(self.room.id).await? else { return Ok(()) };
        let head = record.position.seq;
        let (events, rows) = self.read_newest(head.back(PAGE_ROWS).min(before).max(head.back(REPLAY_EVENTS)), head).await?;
        self.keep_recent(events.clone(), rows).await?;
        self.room = record.room;
        self.position = record.position;
        self.total = record.posts;
        self.reading.renew(&record.members);
        self.attention = attention(&record.members);
        let members = mem::replace(&mut self.members, record.members.into_iter().map(|one| (one.member, one.role)).collect());
        self.in_doubt = false;
        for gone in members.keys().filter(|member| !self.members.contains_key(member)) {
            self.audience.expel(*gone);
            let removed_by = events.iter().rev().find_map(|event| match event.what {
                Happened::Left { member, by } if member == *gone => Some(by),
                _ => None,
            });
            self.around.lines.tell(*gone, Event::Exited { room: self.room.id, by: removed_by.flatten() });
        }
        self.broadcast(events.into_iter().filter(|event| event.seq > before));
        for come in self.members.keys().filter(|member| !members.contains_key(member)) {
            self.around.lines.tell(*come, Event::Entered { room: self.seen_by(*come), position: self.position });
        }
        Ok(())
    }
}
