//! The list of rooms, and what the line says of the same rooms while the list is on its way: that is newer.
//! What waits in a room is kept in `waiting`.

use std::collections::HashMap;

use leptos::prelude::Notify;
use protocol::{Command, Position, RoomId, Seq};

use super::{Known, RoomState, Waiting, locked};
use crate::browser;

/// What the line has said of rooms since the list was last asked for.
pub(super) type AllSaid = HashMap<RoomId, Said>;

/// What the line has said of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// What waits there.
    Waiting,
    /// Messages up to this one, which the tab has counted by itself.
    Messages(Seq),
}

impl Said {
    /// It is newer than a list made when the room's log ended here.
    fn is_after(self, listed: Seq) -> bool {
        match self {
            Self::Waiting => true,
            Self::Messages(upto) => upto > listed,
        }
    }
}

impl RoomState {
    /// The list is asked for now: what the line has said so far, it knows too.
    pub fn asks_for_list(&self) {
        locked(&self.0.said).clear();
    }

    /// Listens to rooms of the list that are not on the screen, with what waits in each.
    pub fn listen(&self, rooms: impl IntoIterator<Item = (RoomId, Position, Waiting)>) {
        for (room, position, waiting) in rooms {
            self.listed(room, position, waiting);
            if locked(&self.0.rooms).contains_key(&room) {
                continue;
            }
            locked(&self.0.rooms).insert(room, Known::Listed(position));
            self.say(Command::Subscribe { room, after: Some(position) });
        }
    }

    /// The line says something of a room.
    pub(super) fn said(&self, room: RoomId, said: Said) {
        let mut all = locked(&self.0.said);
        if all.get(&room) != Some(&Said::Waiting) {
            all.insert(room, said);
        }
    }

    /// The list says what waits in a room. Of the room somebody is reading right now it was asked too early.
    fn listed(&self, room: RoomId, position: Position, listed: Waiting) {
        let said = locked(&self.0.said).get(&room).copied().filter(|said| said.is_after(position.seq));
        let known = self.waits_in(room).is_some();
        let reading = known && *locked(&self.0.current) == Some(room) && browser::is_attended();
        self.set_waiting(room, |now| match said {
            Some(_) => Waiting { direct: listed.direct, ..now },
            None if reading => Waiting { unread: now.unread, mentions: now.mentions, ..listed },
            None => listed,
        });
        // What was counted here is a guess where somebody is called: a newer list knows.
        if let Some(Said::Messages(_)) = said {
            self.0.rooms_changed.notify();
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Seq;

    use super::Said;

    #[test]
    fn a_list_knows_the_messages_up_to_its_position() {
        assert!(Said::Messages(Seq(5)).is_after(Seq(4)));
        assert!(!Said::Messages(Seq(5)).is_after(Seq(5)));
        assert!(Said::Waiting.is_after(Seq(9)), "how far one has read is no position in the log");
    }
}
