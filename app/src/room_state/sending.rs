//! What the outbox tells this tab, and what this tab makes of it: rows for what all tabs wrote, and commands for the line
//! when it is this tab's turn.
//! Where letters are kept, and who sends, is `outbox`'s.

use futures::{StreamExt, channel::mpsc};
use leptos::{ev, prelude::*};
use protocol::{MemberId, Nonce, RoomId};

use super::{Known, Line, LiveRoom, RoomState, locked};
use crate::{browser, outbox::Told};

impl RoomState {
    /// Opens a member's outbox and follows it for as long as the page lives.
    pub(super) fn begin_sending(&self, member: MemberId) {
        let told = self.0.outbox.open(member);
        leptos::task::spawn_local(self.clone().follow_outbox(told));
        let (leaving, seen) = (self.0.outbox.clone(), self.clone());
        window_event_listener(ev::beforeunload, move |event| {
            if leaving.would_lose() {
                event.prevent_default();
            }
        });
        window_event_listener(ev::visibilitychange, move |_| {
            if browser::is_seen() && seen.0.line.with_untracked(|line| *line == Line::Open) {
                seen.0.outbox.take_turn(true);
            }
        });
    }

    /// Whose page this is, once it woke up; tracked.
    pub fn member(&self) -> Option<MemberId> {
        self.0.me.with(|me| me.as_ref().map(|me| me.id))
    }

    /// Whose page this is, for event handlers.
    pub fn member_now(&self) -> Option<MemberId> {
        self.0.me.with_untracked(|me| me.as_ref().map(|me| me.id))
    }

    /// The browser did not keep this message. With a line it is sent even so, because that is what its author expects;
    /// without one it is taken back (true), so that its text can stay where its author sees that it is not sent.
    pub fn returns(&self, room: RoomId, nonce: Nonce) -> bool {
        let without_line = self.0.line.with_untracked(|line| *line != Line::Open);
        if without_line {
            self.take_back(room, nonce);
        }
        without_line
    }

    /// There is a line to send over.
    pub(super) fn send_all(&self) {
        self.0.outbox.take_turn(browser::is_seen());
        for room in self.0.outbox.rooms() {
            self.send_next(room);
        }
    }

    async fn follow_outbox(self, mut told: mpsc::UnboundedReceiver<Told>) {
        while let Some(told) = told.next().await {
            match told {
                Told::Kept { room } => self.send_next(room),
                Told::Acknowledged { room, nonce } => {
                    if let Some(live) = self.live(room) {
                        live.timeline.update(|timeline| timeline.acknowledge(nonce));
                    }
                    self.send_next(room);
                }
                Told::MaySend => self.0.outbox.rooms().into_iter().for_each(|room| self.send_next(room)),
                Told::Read { gone } => {
                    for (room, nonce) in gone {
                        if let Some(live) = self.live(room) {
                            live.timeline.update(|timeline| timeline.forget(nonce));
                        }
                    }
                    self.live_rooms().iter().for_each(|live| self.show_waiting(live));
                    self.0.outbox.rooms().into_iter().for_each(|room| self.send_next(room));
                }
            }
        }
    }

    fn live_rooms(&self) -> Vec<LiveRoom> {
        let live = |known: &Known| match known {
            Known::Live(room) => Some((**room).clone()),
            Known::Listed(_) => None,
        };
        locked(&self.0.rooms).values().filter_map(live).collect()
    }

    /// Shows what waits for a room, written in whichever tab, in the order in which it will be sent.
    pub(super) fn show_waiting(&self, live: &LiveRoom) {
        let waiting = self.0.outbox.pending(live.id());
        let shown = live.timeline.with_untracked(|timeline| {
            let waits = |nonce| waiting.iter().any(|one| one.nonce == nonce);
            timeline.pending().iter().filter(|one| waits(one.nonce)).cloned().collect::<Vec<_>>()
        });
        if shown == waiting {
            return;
        }
        live.timeline.update(|timeline| {
            shown.iter().for_each(|one| timeline.forget(one.nonce));
            waiting.into_iter().for_each(|one| timeline.write(one));
        });
        self.show_files(live);
    }
}
