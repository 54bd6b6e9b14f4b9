//! Puts what was just written on the desk, for members who may not be looking.
//! Who they are is decided here; whether they are told, and how, is not.

use protocol::{Attention, Happened, LogEvent, MemberId, Visibility};

use super::Room;
use crate::{Called, Change, News};

impl Room {
    /// These events were saved, and these are the calls in them.
    pub(super) fn spread(&self, events: &[LogEvent], changes: &[Change]) {
        let desk = &self.around.desk;
        if !desk.is_followed() {
            return;
        }
        for event in events {
            let Happened::Posted { author, body, attachments, .. } = &event.what else { continue };
            let nobody = Called::default();
            let called = changes.iter().find_map(|change| match change {
                Change::Called { of, whom, .. } if *of == event.seq => Some(whom),
                _ => None,
            });
            let called = called.unwrap_or(&nobody);
            let everybody = called.everybody || self.room.visibility == Visibility::Direct;
            let others = self.members.keys().filter(|member| *member != author);
            let whom = desk.choose(others.map(|one| (*one, self.attention_of(*one), everybody || called.members.contains(one))));
            if whom.is_empty() {
                continue;
            }
            if let Some(author) = self.around.directory.known([*author]).pop() {
                let files = attachments.iter().map(|attachment| attachment.name.clone()).collect();
                desk.put(News { room: self.room.clone(), seq: event.seq, at: event.at, author, body: body.clone(), files, whom });
            }
        }
    }

    fn attention_of(&self, member: MemberId) -> Attention {
        self.attention.get(&member).copied().unwrap_or_default()
    }
}
