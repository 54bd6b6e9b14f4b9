//! Which rooms a member should be in: what a tab would read from its list of rooms.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use protocol::RoomId;

/// The rooms of one member, shared between the tab and whoever lets the member in and out.
#[derive(Debug, Clone, Default)]
pub struct Membership(Arc<Mutex<BTreeSet<RoomId>>>);

impl Membership {
    /// In all of these.
    pub fn of(rooms: impl IntoIterator<Item = RoomId>) -> Self {
        Self(Arc::new(Mutex::new(rooms.into_iter().collect())))
    }

    /// The rooms.
    #[must_use]
    pub fn rooms(&self) -> BTreeSet<RoomId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The member is in this room, or out of it.
    pub fn set(&self, room: RoomId, inside: bool) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = if inside { rooms.insert(room) } else { rooms.remove(&room) };
    }
}
