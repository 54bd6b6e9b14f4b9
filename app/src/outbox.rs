//! What was written and is not known to be safe on the server: kept in the browser until it is, through reloads and
//! crashes, and sent in the order it was written, one at a time in each room.
//! It sends nothing itself; `connection` does.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use protocol::{Body, MemberId, Millis, Nonce, Pending, RoomId, Seq};
use serde::{Deserialize, Serialize};

use crate::browser;

/// One message that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Where to.
    pub room: RoomId,
    /// The attempt, the same for every try.
    pub nonce: Nonce,
    /// The text.
    pub body: Body,
    /// The message it answers.
    #[serde(default)]
    pub reply: Option<Seq>,
    /// When it was written, by the writer's clock.
    pub at: Millis,
}

impl Letter {
    /// The row it is shown as.
    pub fn pending(&self) -> Pending {
        Pending { nonce: self.nonce, body: self.body.clone(), reply: self.reply, at: self.at, refused: None, safe: false }
    }
}

/// The messages of one member that wait. Each is a key of its own in the browser's storage, so that several tabs add and
/// remove without treading on each other; that two tabs may send the same one is harmless, because its nonce is the same.
#[derive(Debug, Default)]
pub struct Outbox {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    prefix: String,
    /// Oldest first.
    letters: Vec<Letter>,
    /// Sent, and neither acknowledged nor refused yet.
    under_way: HashSet<Nonce>,
    /// Refused for good: they wait for their author, and hold up nobody.
    refused: HashSet<Nonce>,
}

impl State {
    fn key(&self, nonce: Nonce) -> String {
        format!("{}{nonce}", self.prefix)
    }
}

impl Outbox {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what earlier visits of this member left behind.
    pub fn open(&self, member: MemberId) {
        let prefix = format!("maru/outbox/{member}/");
        let read = |key: String| serde_json::from_str(&browser::kept(&key)?).ok();
        let mut letters: Vec<Letter> = browser::kept_keys(&prefix).into_iter().filter_map(read).collect();
        letters.sort_by_key(|letter| letter.at);
        *self.state() = State { prefix, letters, ..State::default() };
    }

    /// Takes a message in. It is kept in the browser when this returns true; false means that only this tab has it.
    pub fn add(&self, letter: Letter) -> bool {
        let mut state = self.state();
        let kept = serde_json::to_string(&letter).is_ok_and(|text| browser::keep(&state.key(letter.nonce), &text));
        state.letters.push(letter);
        kept
    }

    /// The server has it, or its author does not want it any more.
    pub fn remove(&self, nonce: Nonce) {
        let mut state = self.state();
        browser::forget(&state.key(nonce));
        state.letters.retain(|letter| letter.nonce != nonce);
        state.under_way.remove(&nonce);
        state.refused.remove(&nonce);
    }

    /// The server refused it: for good, or to be tried again.
    pub fn refuse(&self, nonce: Nonce, for_good: bool) {
        let mut state = self.state();
        state.under_way.remove(&nonce);
        if for_good {
            state.refused.insert(nonce);
        }
    }

    /// Its author wants it tried again.
    pub fn retry(&self, nonce: Nonce) {
        let mut state = self.state();
        state.refused.remove(&nonce);
        state.under_way.remove(&nonce);
    }

    /// The line broke: nothing is under way any more.
    pub fn line_lost(&self) {
        self.state().under_way.clear();
    }

    /// What waits for this room, oldest first.
    pub fn letters(&self, room: RoomId) -> Vec<Letter> {
        self.state().letters.iter().filter(|letter| letter.room == room).cloned().collect()
    }

    /// The rooms for which something waits.
    pub fn rooms(&self) -> HashSet<RoomId> {
        self.state().letters.iter().map(|letter| letter.room).collect()
    }

    /// The next message to send to this room, marked as under way; none while one is.
    pub fn next(&self, room: RoomId) -> Option<Letter> {
        let mut state = self.state();
        let mut waiting = state.letters.iter().filter(|letter| letter.room == room);
        let next = waiting.find(|letter| !state.refused.contains(&letter.nonce))?.clone();
        state.under_way.insert(next.nonce).then_some(next)
    }
}
