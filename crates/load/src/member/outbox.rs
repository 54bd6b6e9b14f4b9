//! What was written and is not known to be safe: first in, first out in each room, one under way at a time.
//! It sends nothing itself; `tab` does.

use std::collections::{BTreeMap, HashMap, VecDeque};

use protocol::{Nonce, RoomId};

use super::Letter;

/// The messages of one tab that wait.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: BTreeMap<RoomId, VecDeque<Letter>>,
    under_way: HashMap<RoomId, Nonce>,
}

impl Outbox {
    /// Takes a message in.
    pub fn add(&mut self, letter: Letter) {
        self.waiting.entry(letter.room).or_default().push_back(letter);
    }

    /// The server has it, or it is given up.
    pub fn remove(&mut self, room: RoomId, nonce: Nonce) {
        if let Some(letters) = self.waiting.get_mut(&room) {
            letters.retain(|letter| letter.nonce != nonce);
        }
        self.set_down(room, nonce);
    }

    /// It is not under way any more, but still waits.
    pub fn set_down(&mut self, room: RoomId, nonce: Nonce) {
        if self.under_way.get(&room) == Some(&nonce) {
            self.under_way.remove(&room);
        }
    }

    /// The line broke: nothing is under way any more.
    pub fn line_lost(&mut self) {
        self.under_way.clear();
    }

    /// The rooms for which something waits.
    pub fn rooms(&self) -> Vec<RoomId> {
        self.waiting.iter().filter(|(_, letters)| !letters.is_empty()).map(|(room, _)| *room).collect()
    }

    /// What waits for this room, oldest first.
    pub fn letters(&self, room: RoomId) -> impl Iterator<Item = &Letter> {
        self.waiting.get(&room).into_iter().flatten()
    }

    /// How many messages wait.
    pub fn count(&self) -> usize {
        self.waiting.values().map(VecDeque::len).sum()
    }

    /// The next message for this room, marked as under way; none while one is.
    pub fn next(&mut self, room: RoomId) -> Option<Letter> {
        if self.under_way.contains_key(&room) {
            return None;
        }
        let letter = self.waiting.get(&room)?.front()?.clone();
        self.under_way.insert(room, letter.nonce);
        Some(letter)
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Body, Nonce, RoomId};

    use super::{Letter, Outbox};

    #[test]
    fn one_at_a_time_oldest_first_and_again_after_a_break() {
        let room = RoomId::from_bits(1);
        let mut outbox = Outbox::default();
        for n in 1..=2 {
            outbox.add(Letter { room, nonce: Nonce::from_bits(n), body: Body::parse("hi").unwrap() });
        }
        let next = |outbox: &mut Outbox| outbox.next(room).map(|letter| letter.nonce.bits());
        assert_eq!(next(&mut outbox), Some(1));
        assert_eq!(next(&mut outbox), None);
        outbox.line_lost();
        assert_eq!(next(&mut outbox), Some(1));
        outbox.remove(room, Nonce::from_bits(1));
        assert_eq!(next(&mut outbox), Some(2));
        outbox.remove(room, Nonce::from_bits(2));
        assert_eq!((next(&mut outbox), outbox.count(), outbox.rooms()), (None, 0, vec![]));
    }
}
