//! How far a tab is, as `play` sees it from outside.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use protocol::{Position, RoomId};

/// How far a tab is. Clones show the same tab.
#[derive(Debug, Clone, Default)]
pub struct Standing(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    open: bool,
    waiting: usize,
    positions: BTreeMap<RoomId, Position>,
    over: Option<String>,
}

impl Standing {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its line is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state().open
    }

    /// Messages in its outbox.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.state().waiting
    }

    /// Where its timelines stand.
    #[must_use]
    pub fn positions(&self) -> BTreeMap<RoomId, Position> {
        self.state().positions.clone()
    }

    /// Why it gave up for good, which no tab should.
    #[must_use]
    pub fn over(&self) -> Option<String> {
        self.state().over.clone()
    }

    pub(super) fn set_open(&self, open: bool) {
        self.state().open = open;
    }

    pub(super) fn set_waiting(&self, waiting: usize) {
        self.state().waiting = waiting;
    }

    pub(super) fn set_position(&self, room: RoomId, position: Option<Position>) {
        let mut state = self.state();
        let _ = match position {
            Some(position) => state.positions.insert(room, position),
            None => state.positions.remove(&room),
        };
    }

    pub(super) fn give_up(&self, why: String) {
        self.state().over = Some(why);
    }
}
