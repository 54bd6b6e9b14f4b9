//! Telling the reader of what is new while this tab is open: a notification where nobody looks, and a sound.
//! One tab of a browser does it for all: the one that somebody looks at, or else the one that has the turn to send.

use leptos::prelude::*;
use protocol::{Happened, LogEvent, Millis, Person, RoomId};
use text::told;

use super::{RoomState, waiting::mentioned};
use crate::browser::{
    self, attended,
    desktop::{self, Ability, Shown},
    tone,
};

impl RoomState {
    /// Until when the reader does not want to be disturbed, as far as it was told.
    pub fn quiet(&self) -> ArcRwSignal<Option<Millis>> {
        self.0.quiet.clone()
    }

    /// The reader does not want to be disturbed until then, or may be.
    pub fn set_quiet(&self, until: Option<Millis>) {
        if self.0.quiet.get_untracked() != until {
            self.0.quiet.set(until);
        }
    }

    /// Where the reader wants to go who has clicked on a notification.
    pub fn wanted(&self) -> ArcRwSignal<Option<String>> {
        self.0.wanted.clone()
    }

    /// Tells of the last of these messages that the reader wants to be told of. None of them was seen in this tab.
    pub(super) fn tell(&self, room: RoomId, new: &[&LogEvent], authors: &[Person]) {
        let waiting = self.waits_in(room).unwrap_or_default();
        let wants = |event: &&&LogEvent| waiting.attention.wants(waiting.direct || self.calls(event));
        let Some(event) = new.iter().rev().find(wants) else { return };
        let quiet = self.0.quiet.get_untracked().is_some_and(|until| browser::now() < until);
        let looked_at = browser::is_attended();
        if quiet || (!looked_at && (attended::elsewhere() || !self.0.outbox.has_turn())) {
            return;
        }
        tone::play();
        if !looked_at && desktop::ability() == Ability::On {
            let wanted = self.wanted();
            desktop::show(self.shown(room, event, authors, waiting.direct), move |url| wanted.set(Some(url)));
        }
    }

    /// Closes notifications of all rooms but these, in which something waits.
    pub fn close_told(&self, waits: &[RoomId]) {
        let open: Vec<String> = waits.iter().map(|room| tag(*room)).collect();
        desktop::close_all_unless(move |tag| open.iter().any(|one| one == tag));
    }

    fn calls(&self, event: &LogEvent) -> bool {
        mentioned(event, |mention| untrack(|| self.calls_me(mention)))
    }

    fn shown(&self, room: RoomId, event: &LogEvent, authors: &[Person], direct: bool) -> Shown {
        let (author, body) = match &event.what {
            Happened::Posted { author, body, attachments, .. } => {
                let author = authors.iter().find(|person| person.id == *author);
                let files = attachments.iter().map(|file| file.name.as_str());
                (author.map(|person| person.display.to_string()), told(body.as_str(), files))
            }
            _ => (None, String::new()),
        };
        let place = (!direct).then(|| self.name_of(room)).flatten();
        Shown {
            title: author.into_iter().chain(place).collect::<Vec<_>>().join(" · "),
            body,
            tag: tag(room),
            url: format!("/rooms/{room}?at={}", event.seq),
            seq: event.seq.0,
        }
    }
}

/// What notifications of a room are called, here and in `server/src/push/payload.rs`.
fn tag(room: RoomId) -> String {
    format!("room-{room}")
}
