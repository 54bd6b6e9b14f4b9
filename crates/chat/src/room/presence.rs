//! Tells a room's members who comes and goes, who looks and who does not any more.
//! Who is there is known to `audience`, whose lines are looked at to `crate::lines`.

use protocol::{Event, MemberId, Presence, ROSTER};

use super::Room;
use crate::Frame;

impl Room {
    /// So many are in it that nobody is told who of them is there.
    pub(super) fn is_large(&self) -> bool {
        self.members.len() > ROSTER
    }

    /// Who is online, for somebody who is by subscribing; nobody in a large room.
    pub(super) fn online_with(&self, reader: MemberId) -> Vec<MemberId> {
        if self.is_large() {
            return Vec::new();
        }
        let mut online = self.audience.online();
        online.push(reader);
        online.sort_unstable();
        online.dedup();
        online
    }

    /// Those of them who do not look; nobody in a large room.
    pub(super) fn away(&self) -> Vec<MemberId> {
        if self.is_large() { Vec::new() } else { self.audience.away() }
    }

    /// Tells the others that a member came or went.
    pub(super) fn announce(&mut self, member: MemberId, online: bool) {
        if self.is_large() {
            return;
        }
        let frame = Frame::new(Event::Presence { room: self.room.id, member, online });
        self.audience.tell(&frame, Some(member), self.grace());
    }

    /// Tells the others whether a member looks.
    pub(super) fn tell_away(&mut self, member: MemberId) {
        if self.is_large() {
            return;
        }
        let away = self.audience.presence(member) == Presence::Away;
        let frame = Frame::new(Event::Away { room: self.room.id, member, away });
        self.audience.tell(&frame, Some(member), self.grace());
    }

    /// Notes whether a member looks; true when that changed. Of somebody who has no line nothing is known.
    pub(super) fn notes_away(&mut self, member: MemberId) -> bool {
        self.around.lines.is_away(member).is_some_and(|away| self.audience.set_away(member, away))
    }

    /// Tells the others whether a member looks, if that changed.
    pub(super) fn look_at(&mut self, member: MemberId) {
        if self.audience.presence(member).is_online() && self.notes_away(member) {
            self.tell_away(member);
        }
    }
}
