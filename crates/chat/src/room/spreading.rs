//! Puts what was just written on the desks, for members who may not be looking and for bots that want to be called.
//! Who they are is decided here; whether they are told, and how, is not.

use protocol::{Attention, Happened, LogEvent, MemberId, Role, Visibility};

use super::Room;
use crate::{Called, Change, News};

impl Room {
    /// These events were saved, and these are the calls in them.
    pub(super) fn spread(&self, events: &[LogEvent], changes: &[Change]) {
        let (desk, bots) = (&self.around.desk, &self.around.bots_desk);
        if !desk.is_followed() && !bots.is_followed() {
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
            let direct = self.room.visibility == Visibility::Direct;
            let everybody = called.everybody || direct;
            let others = || self.members.keys().filter(|member| *member != author);
            let whom = desk.choose(others().map(|one| (*one, self.attention_of(*one), everybody || called.members.contains(one))));
            // What calls everybody calls no bot: it would be answered by all of them.
            let whom_of_bots = bots.choose(others().map(|one| (*one, Attention::Mentions, direct || called.members.contains(one))));
            if whom.is_empty() && whom_of_bots.is_empty() {
                continue;
            }
            let Some(author) = self.around.directory.known([*author]).pop() else { continue };
            let files = attachments.iter().map(|attachment| attachment.name.clone()).collect();
            let news = News { room: self.room.clone(), seq: event.seq, at: event.at, author, body: body.clone(), files, whom };
            // Two bots that call each other would never end.
            if !whom_of_bots.is_empty() && news.author.role != Role::Bot {
                bots.put(News { whom: whom_of_bots, ..news.clone() });
            }
            if !news.whom.is_empty() {
                desk.put(news);
            }
        }
    }

    fn attention_of(&self, member: MemberId) -> Attention {
        self.attention.get(&member).copied().unwrap_or_default()
    }
}
