//! How far the reader has read, said to the server: at once, and while messages pour in every now and then.
//! What others have read comes over the line and is `apply`'s.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{Command, Cursor, RoomId, Seq};

use super::{LiveRoom, RoomState, Waiting};
use crate::browser;

/// Soon enough that nobody goes before it is said, and far from where a line that says too much is ended.
const EVERY: Duration = Duration::from_millis(100);

impl RoomState {
    /// The newest row of a room is in sight of somebody: says so, once for each position.
    pub fn mark_read(&self, room: RoomId) {
        let attended = |live: &LiveRoom| browser::is_attended() && !live.stays_unread.get_untracked();
        let Some(live) = self.live(room).filter(attended) else { return };
        live.seen.set(live.position().seq);
        if !live.said_read.get_untracked() {
            self.say_read(&live);
        }
    }

    /// A server that was killed has forgotten what was read in its last seconds.
    pub(super) fn say_read_again(&self, live: &LiveRoom, cursors: &[Cursor]) {
        let me = self.me().map(|me| me.id);
        let known = cursors.iter().find(|cursor| Some(cursor.member) == me).map(|cursor| cursor.seq);
        if known.is_some_and(|known| known < live.told_read.get_untracked()) && !live.stays_unread.get_untracked() {
            live.told_read.set(Seq(0));
            self.say_read(live);
        }
    }

    fn say_read(&self, live: &LiveRoom) {
        let (room, seq) = (live.id(), live.seen.get_untracked());
        if live.told_read.get_untracked() >= seq || !self.say(Command::Read { room, seq }) {
            return;
        }
        live.told_read.set(seq);
        if let Some(me) = self.member_now() {
            live.has_read(me, seq);
        }
        self.set_waiting(room, |waiting| Waiting { unread: 0, mentions: 0, ..waiting });
        live.said_read.set(true);
        let (state, live) = (self.clone(), live.clone());
        let later = move || {
            live.said_read.set(false);
            if !live.stays_unread.get_untracked() {
                state.say_read(&live);
            }
        };
        browser::after(EVERY, later);
    }
}
