//! What written names mean to whoever reads in this tab: whether they are called, and which room is meant.
//! Nothing is known until the page is awake, so that both halves draw the same at first.

use std::collections::HashMap;

use leptos::prelude::*;
use protocol::{Room, RoomId};
use text::{Mention, folded, known};

use super::RoomState;

/// Rooms by their folded names.
pub(super) type RoomNames = ArcRwSignal<HashMap<String, RoomId>>;

impl RoomState {
    /// Learns what the rooms are called that the reader can find.
    pub fn learn_rooms<'a>(&self, rooms: impl IntoIterator<Item = &'a Room>) {
        self.0.room_names.set(rooms.into_iter().map(|room| (folded(room.name.as_str()), room.id)).collect());
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
        self.0.room_names.with(|rooms| known(&folded(written), |name| rooms.contains_key(name)).and_then(|name| rooms.get(name).copied()))
    }
}
