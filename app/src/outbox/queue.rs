//! What waits, in the order in which it is sent: a plain value, so that its rules can be tested without a browser.
//! It keeps nothing; `keeping` does.

use std::collections::HashSet;

use protocol::{Nonce, Pending, Rejection, RoomId};

use super::{Letter, Place, Stored};

/// Where a letter lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// On its way into the store.
    Leaving,
    /// In the store, for every tab to see.
    Stored(Place),
    /// The store did not take it: only this tab sends it.
    Here,
}

/// A letter that waits.
#[derive(Debug, Clone)]
struct Waiting {
    letter: Letter,
    lies: Lies,
    /// It is on the doorstep too, so a closed page does not lose it.
    at_door: bool,
    /// Refused for good: it waits for its author, and holds back what follows it in its room.
    refused: Option<Rejection>,
    /// Sent by this tab, and neither acknowledged nor refused yet.
    under_way: bool,
}

impl Waiting {
    /// What the store is to hold of it, where it lies there.
    fn stored(&self) -> Option<Stored> {
        let Lies::Stored(place) = self.lies else { return None };
        Some(Stored { place, letter: self.letter.clone(), refused: self.refused.clone() })
    }
}

/// The letters of one member that this tab knows of.
#[derive(Debug, Default)]
pub struct Queue {
    /// As they are sent: by their places, then what has none yet, as it was written.
    waiting: Vec<Waiting>,
    /// Safe on the server, or taken back: if the store still tells of one, it is out of date.
    settled: HashSet<Nonce>,
}

/// What another reading of the store changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Taken back in another tab.
    pub gone: Vec<(RoomId, Nonce)>,
    /// Settled here, and still in the store.
    pub stale: Vec<Place>,
}

impl Queue {
    /// A letter was written, or found on the doorstep; false when it is known.
    pub fn add(&mut self, letter: Letter, at_door: bool) -> bool {
        let known = self.settled.contains(&letter.nonce) || self.waiting.iter().any(|one| one.letter.nonce == letter.nonce);
        if !known {
            self.waiting.push(Waiting { letter, lies: Lies::Leaving, at_door, refused: None, under_way: false });
        }
        !known
    }

    /// What became of keeping it; false when nobody wants it any more.
    pub fn lies(&mut self, nonce: Nonce, lies: Lies) -> bool {
        let Some(one) = self.find(nonce) else { return false };
        one.lies = lies;
        one.at_door &= lies == Lies::Here;
        self.sort();
        true
    }

    /// What the store is to be told of a letter that was refused before it was there.
    pub fn refused_meanwhile(&mut self, nonce: Nonce) -> Option<Stored> {
        self.find(nonce).filter(|one| one.refused.is_some())?.stored()
    }

    /// One was not taken by the store and still waits: what follows must not overtake it there.
    pub fn has_unstored(&self) -> bool {
        self.waiting.iter().any(|one| one.lies == Lies::Here)
    }

    /// One would be lost if the page were closed now.
    pub fn would_lose(&self) -> bool {
        self.waiting.iter().any(|one| !one.at_door && !matches!(one.lies, Lies::Stored(_)))
    }

    /// Takes over what the store holds.
    pub fn read(&mut self, stored: Vec<Stored>) -> Read {
        let mut read = Read::default();
        let held: HashSet<Place> = stored.iter().map(|one| one.place).collect();
        self.waiting.retain(|one| {
            let stays = !matches!(one.lies, Lies::Stored(place) if !held.contains(&place));
            if !stays {
                read.gone.push((one.letter.room, one.letter.nonce));
            }
            stays
        });
        for Stored { place, letter, refused } in stored {
            if self.settled.contains(&letter.nonce) {
                read.stale.push(place);
                continue;
            }
            self.add(letter.clone(), false);
            if let Some(one) = self.find(letter.nonce) {
                (one.lies, one.refused) = (Lies::Stored(place), refused);
            }
        }
        self.sort();
        read
    }

    /// Safe on the server, or taken back; says where it lay, if it was here.
    pub fn settle(&mut self, nonce: Nonce) -> Option<Lies> {
        let at = self.waiting.iter().position(|one| one.letter.nonce == nonce);
        self.settled.insert(nonce);
        at.map(|at| self.waiting.remove(at).lies)
    }

    /// The server refused it for good, or (`None`) it is to be tried again; says what to write into the store.
    pub fn refuse(&mut self, nonce: Nonce, refused: Option<Rejection>) -> Option<Stored> {
        let one = self.find(nonce)?;
        one.under_way = false;
        let changed = one.refused != refused;
        one.refused = refused;
        one.stored().filter(|_| changed)
    }

    /// The server has the files of a letter, or has them no longer; says what to write into the store.
    pub fn uploaded(&mut self, nonce: Nonce, uploaded: bool) -> Option<Stored> {
        let one = self.find(nonce)?;
        one.letter.files.iter_mut().for_each(|file| file.uploaded = uploaded);
        one.stored()
    }

    /// A letter that waits.
    pub fn letter(&self, nonce: Nonce) -> Option<Letter> {
        self.waiting.iter().find(|one| one.letter.nonce == nonce).map(|one| one.letter.clone())
    }

    /// Nothing is under way any more.
    pub fn line_lost(&mut self) {
        self.waiting.iter_mut().for_each(|one| one.under_way = false);
    }

    /// What waits for this room, as it is shown.
    pub fn pending(&self, room: RoomId) -> Vec<Pending> {
        let here = self.waiting.iter().filter(|one| one.letter.room == room);
        here.map(|one| Pending { refused: one.refused.clone(), ..one.letter.pending() }).collect()
    }

    /// The rooms for which something waits.
    pub fn rooms(&self) -> HashSet<RoomId> {
        self.waiting.iter().map(|one| one.letter.room).collect()
    }

    /// The next letter to send to this room, marked as under way. None while one is, while it is nowhere safe from a closed page,
    /// while it is for another tab to send, and while it was refused: what was written after it must not overtake it.
    pub fn next(&mut self, room: RoomId, my_turn: bool) -> Option<Letter> {
        let next = self.waiting.iter_mut().find(|one| one.letter.room == room).filter(|one| one.refused.is_none())?;
        let mine = match next.lies {
            // Text on the doorstep is safe already: the store need not be waited for. What becomes of files is written into it.
            Lies::Leaving => my_turn && next.at_door && next.letter.files.is_empty(),
            Lies::Stored(_) => my_turn,
            Lies::Here => true,
        };
        if !mine || std::mem::replace(&mut next.under_way, true) {
            return None;
        }
        Some(next.letter.clone())
    }

    fn find(&mut self, nonce: Nonce) -> Option<&mut Waiting> {
        self.waiting.iter_mut().find(|one| one.letter.nonce == nonce)
    }

    fn sort(&mut self) {
        self.waiting.sort_by_key(|one| match one.lies {
            Lies::Stored(place) => (false, place),
            Lies::Leaving | Lies::Here => (true, Place::default()),
        });
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Body, Millis, Nonce, Rejection, RoomId};

    use super::{Letter, Lies, Place, Queue, Read, Stored};

    const ROOM: RoomId = RoomId::from_bits(1);

    fn letter(nonce: u128) -> Letter {
        Letter {
            room: ROOM,
            nonce: Nonce::from_bits(nonce),
            body: Body::parse("b").unwrap(),
            reply: None,
            files: Vec::new(),
            at: Millis(0),
        }
    }

    fn stored(place: u64, nonce: u128) -> Stored {
        Stored { place: Place(place), letter: letter(nonce), refused: None }
    }

    fn order(queue: &Queue) -> Vec<u128> {
        queue.waiting.iter().map(|one| one.letter.nonce.bits()).collect()
    }

    #[test]
    fn letters_of_several_tabs_have_one_order() {
        let mut queue = Queue::default();
        queue.add(letter(1), true);
        queue.read(vec![stored(1, 7), stored(2, 8)]);
        assert_eq!(order(&queue), [7, 8, 1], "what is not kept yet comes last");
        queue.lies(Nonce::from_bits(1), Lies::Stored(Place(3)));
        queue.read(vec![stored(1, 7), stored(2, 8), stored(3, 1), stored(4, 9)]);
        assert_eq!(order(&queue), [7, 8, 1, 9]);
    }

    #[test]
    fn one_at_a_time_is_sent_and_only_once_it_is_safe() {
        let mut queue = Queue::default();
        queue.add(letter(1), false);
        queue.add(letter(2), true);
        assert_eq!(queue.next(ROOM, true), None, "a closed page would lose it");
        queue.lies(Nonce::from_bits(1), Lies::Stored(Place(1)));
        assert_eq!(queue.next(ROOM, false), None, "another tab sends");
        assert_eq!(queue.next(ROOM, true), Some(letter(1)));
        assert_eq!(queue.next(ROOM, true), None, "one is under way");
        queue.line_lost();
        assert_eq!(queue.next(ROOM, true), Some(letter(1)), "again, over a new line");
        assert_eq!(queue.settle(Nonce::from_bits(1)), Some(Lies::Stored(Place(1))));
        assert_eq!(queue.next(ROOM, false), None, "another tab may be sending, and will see it in the store");
        assert_eq!(queue.next(ROOM, true), Some(letter(2)), "on the doorstep it is safe");
    }

    #[test]
    fn what_was_refused_before_the_store_had_it_is_written_down_afterwards() {
        let mut queue = Queue::default();
        queue.add(letter(1), true);
        assert_eq!(queue.next(ROOM, true), Some(letter(1)));
        assert_eq!(queue.refuse(Nonce::from_bits(1), Some(Rejection::NotAllowed)), None, "there is no place for it yet");
        queue.lies(Nonce::from_bits(1), Lies::Stored(Place(1)));
        let refused = Stored { refused: Some(Rejection::NotAllowed), ..stored(1, 1) };
        assert_eq!(queue.refused_meanwhile(Nonce::from_bits(1)), Some(refused));
        assert_eq!(queue.next(ROOM, true), None, "it waits for its author");
    }

    #[test]
    fn what_the_store_does_not_take_is_sent_from_here() {
        let mut queue = Queue::default();
        queue.add(letter(1), false);
        assert!(queue.would_lose());
        queue.lies(Nonce::from_bits(1), Lies::Here);
        assert!(queue.would_lose() && queue.has_unstored());
        assert_eq!(queue.next(ROOM, false), Some(letter(1)));
        queue.settle(Nonce::from_bits(1));
        assert!(!queue.would_lose() && !queue.has_unstored());
    }

    #[test]
    fn what_was_taken_back_elsewhere_is_gone_and_what_was_settled_here_does_not_return() {
        let mut queue = Queue::default();
        queue.read(vec![stored(1, 1), stored(2, 2)]);
        assert_eq!(queue.read(vec![stored(2, 2)]), Read { gone: vec![(ROOM, Nonce::from_bits(1))], stale: vec![] });
        queue.settle(Nonce::from_bits(2));
        assert_eq!(queue.read(vec![stored(2, 2)]), Read { gone: vec![], stale: vec![Place(2)] });
        assert!(order(&queue).is_empty());
    }

    #[test]
    fn a_refused_letter_holds_back_what_follows_it_in_its_room() {
        let mut queue = Queue::default();
        let elsewhere = Letter { room: RoomId::from_bits(2), ..letter(3) };
        queue.read(vec![stored(1, 1), stored(2, 2), Stored { letter: elsewhere.clone(), ..stored(3, 3) }]);
        let refused = Stored { refused: Some(Rejection::NotAllowed), ..stored(1, 1) };
        assert_eq!(queue.refuse(Nonce::from_bits(1), Some(Rejection::NotAllowed)), Some(refused.clone()));
        assert_eq!(queue.next(ROOM, true), None, "what follows waits");
        assert_eq!(queue.next(elsewhere.room, true), Some(elsewhere), "other rooms do not");
        queue.read(vec![refused, stored(2, 2)]);
        assert_eq!(queue.next(ROOM, true), None, "another tab's word that it was refused counts here too");
        queue.refuse(Nonce::from_bits(1), None);
        assert_eq!(queue.next(ROOM, true), Some(letter(1)), "tried again");
        queue.refuse(Nonce::from_bits(1), Some(Rejection::NotAllowed));
        queue.settle(Nonce::from_bits(1));
        assert_eq!(queue.next(ROOM, true), Some(letter(2)), "taken back: the next one goes");
    }
}
