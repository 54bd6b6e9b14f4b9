//! What written names mean to whoever reads in this tab: whether they are called, and which room is meant.
//! Nothing is known until the page is awake, so that both halves draw the same at first.

use std::collections::HashMap;

use leptos::prelude::*;
use protocol::{Room, RoomId, Visibility};
use text::{Mention, folded, known};

use super::{RoomState, locked};

/// Rooms by their folded names, and as they are called.
pub(super) type RoomNames = ArcRwSignal<HashMap<String, (RoomId, String)>>;

impl RoomState {
    /// Learns what the rooms are called that the reader can find.
    pub fn learn_rooms<'a>(&self, rooms: impl IntoIterator<Item = &'a Room>) {
        let named: Vec<&Room> = rooms.into_iter().filter(|room| room.visibility != Visibility::Direct).collect();
        *locked(&self.0.room_titles) = named.iter().map(|room| (room.id, room.name.to_string())).collect();
        let by_name = |room: &Room| (folded(room.name.as_str()), (room.id, room.name.to_string()));
        self.0.room_names.set(named.into_iter().map(by_name).collect());
    }

    /// What the rooms are called that the reader can find, in no order.
    pub fn rooms_by_name(&self) -> Vec<String> {
        self.0.room_names.with_untracked(|rooms| rooms.values().map(|(_, name)| name.clone()).collect())
    }

    /// What a room is called that the reader can find and that has a name.
    pub fn name_of(&self, room: RoomId) -> Option<String> {
        locked(&self.0.room_titles).get(&room).cloned()
    }

    /// The reader is called. Reactive.
    pub fn calls_me(&self, mention: &Mention) -> bool {
        let me = self.0.me.with(|me| me.as_ref().map(|me| folded(me.name.as_str())));
        match mention {
            Mention::Here | Mention::Room => me.is_some(),
            Mention::Member(written) => me.is_some_and(|me| known(&folded(written), |name| name == me).is_some()),
        }
    }

    /// The room that is written so, if the reader can find it. Reactive.
    pub fn room_named(&self, written: &str) -> Option<RoomId> {
        self.0
            .room_names
            .with(|rooms| known(&folded(written), |name| rooms.contains_key(name)).and_then(|name| rooms.get(name)).map(|(id, _)| *id))
    }
}
