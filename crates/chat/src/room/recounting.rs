//! Who is told how far members have read: not of those who are discreet, and not those who are.
//! How far they have read is known to `reading`.

use protocol::{Cursor, Event, MemberId};

use super::Room;
use crate::Frame;

impl Room {
    /// How far members have read, as this reader may know it.
    pub(super) fn cursors_for(&self, reader: MemberId) -> Vec<Cursor> {
        if self.around.discreet.has(reader) { Vec::new() } else { self.cursors() }
    }

    /// Members have read further.
    pub(super) fn tell_read(&mut self, mut cursors: Vec<Cursor>) {
        cursors.retain(|cursor| !self.around.discreet.has(cursor.member));
        if !cursors.is_empty() {
            self.tell_counted(Event::Read { room: self.room.id, cursors });
        }
    }

    /// Tells everybody anew how far all have read.
    pub(super) fn tell_cursors(&mut self) {
        let cursors = self.cursors();
        self.tell_counted(Event::Cursors { room: self.room.id, cursors });
    }

    /// A member is discreet from now on, or no more.
    pub(super) fn recount(&mut self, member: MemberId) {
        if !self.members.contains_key(&member) {
            return;
        }
        if self.around.discreet.has(member) {
            let nothing = Frame::new(Event::Cursors { room: self.room.id, cursors: Vec::new() });
            self.audience.tell_those(&nothing, |one| one == member, self.grace());
        }
        self.tell_cursors();
    }

    fn cursors(&self) -> Vec<Cursor> {
        let mut cursors = self.reading.all();
        cursors.retain(|cursor| !self.around.discreet.has(cursor.member));
        cursors
    }

    /// Tells it those who are not discreet.
    fn tell_counted(&mut self, event: Event) {
        let discreet = &self.around.discreet;
        self.audience.tell_those(&Frame::new(event), |member| !discreet.has(member), self.around.settings.presence_grace);
    }
}
