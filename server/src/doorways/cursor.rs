//! How far one reader has come in one room: which events it gets now, which it has had, and which it must ask for.
//! It holds no event: what came too early is asked for again, so a slow reader costs no memory.

use protocol::{Epoch, Position, RoomId, Seq};

/// Events that are asked for at once.
const AT_ONCE: u64 = 50;

/// Rows a reader gets whose position is void.
const AFRESH: u64 = 50;

/// Where a reader wants to begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Start {
    /// With what happens from now on.
    #[default]
    Now,
    /// After this event, in the log of this life if it is known.
    After(Option<Epoch>, Seq),
    /// With the newest rows.
    Newest,
}

/// A reader's place in a room.
#[derive(Debug, Clone)]
pub struct Cursor {
    start: Start,
    place: Option<Place>,
    /// The room answered since it was last asked to tell.
    open: bool,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    epoch: Epoch,
    /// Everything up to here was passed on.
    seen: Seq,
    /// The log goes on to here at least.
    wanted: Seq,
    /// The events after `seen` were asked for.
    asked: bool,
}

/// What came of opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It was open already.
    Before,
    /// Nothing was missed that cannot be told.
    Now,
    /// The log has another life: whatever was seen is void, and the newest rows come again.
    Afresh,
}

impl Start {
    /// Reads `after`: the number of an event, or the id of a message.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.rsplit('-');
        let seq = Seq(parts.next()?.parse().ok()?);
        let epoch = parts.next().map(str::parse).transpose().ok()?;
        Some(Self::After(epoch, seq))
    }
}

impl Cursor {
    /// A reader who begins there.
    pub const fn new(start: Start) -> Self {
        Self { start, place: None, open: false }
    }

    /// The room tells it what happens.
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// It did so once.
    pub const fn was_open(&self) -> bool {
        self.place.is_some()
    }

    /// The position to subscribe with: the room then tells at once what is missing, if that is little.
    pub fn position(&self) -> Option<Position> {
        match (self.place, self.start) {
            (Some(place), _) => Some(Position { epoch: place.epoch, seq: place.seen }),
            (None, Start::After(Some(epoch), seq)) => Some(Position { epoch, seq }),
            (None, _) => None,
        }
    }

    /// The life of the log it reads.
    pub fn epoch(&self) -> Option<Epoch> {
        self.place.map(|place| place.epoch)
    }

    /// Names an event of this room, such that [`Start::parse`] understands it.
    pub fn message_id(&self, room: RoomId, seq: Seq) -> String {
        self.place.map_or_else(String::new, |place| format!("{room}-{}-{seq}", place.epoch))
    }

    /// The room told too much: it must be asked to tell again.
    pub fn closes(&mut self) {
        self.open = false;
        if let Some(place) = &mut self.place {
            place.asked = false;
        }
    }

    /// The room tells from now on; its log stands there.
    pub fn opens(&mut self, epoch: Epoch, head: Seq) -> Opened {
        if self.open {
            return Opened::Before;
        }
        self.open = true;
        let seen = match (self.place, self.start) {
            (Some(place), _) => Some(place.seen).filter(|_| place.epoch == epoch),
            (None, Start::Now) => Some(head),
            (None, Start::Newest) => Some(head.back(AFRESH)),
            (None, Start::After(known, seq)) => Some(seq).filter(|_| known.is_none_or(|known| known == epoch)),
        };
        let seen = seen.filter(|seen| *seen <= head);
        let start = seen.unwrap_or_else(|| head.back(AFRESH));
        self.place = Some(Place { epoch, seen: start, wanted: head, asked: false });
        if seen.is_some() { Opened::Now } else { Opened::Afresh }
    }

    /// The room tells from now on, and the reader gets its newest page: true for one who wanted that, and for one whose place
    /// is void.
    pub fn skips_to(&mut self, epoch: Epoch, head: Seq, is_void: bool) -> bool {
        let wanted = self.place.is_none() && self.start == Start::Newest;
        if self.open || !(is_void || wanted) {
            return false;
        }
        self.open = true;
        self.place = Some(Place { epoch, seen: head, wanted: head, asked: false });
        true
    }

    /// An event came; true when it is the next one. It counts as passed on then.
    pub fn admits(&mut self, seq: Seq) -> bool {
        let Some(place) = self.place.as_mut().filter(|_| self.open) else { return false };
        place.wanted = place.wanted.max(seq);
        let next = seq == place.seen.next();
        if next {
            place.seen = seq;
            place.asked = false;
        }
        next
    }

    /// An event came that cannot be passed on now.
    pub fn postpones(&mut self, seq: Seq) {
        if let Some(place) = &mut self.place {
            place.wanted = place.wanted.max(seq);
        }
    }

    /// What to ask for, once: after the first, up to the second.
    pub fn missing(&mut self) -> Option<(Seq, Seq)> {
        let place = self.place.as_mut().filter(|place| self.open && !place.asked && place.seen < place.wanted)?;
        place.asked = true;
        Some((place.seen, place.wanted.min(Seq(place.seen.0.saturating_add(AT_ONCE)))))
    }

    /// What was asked for did not come.
    pub fn misses(&mut self) {
        if let Some(place) = &mut self.place {
            place.asked = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use protocol::{Epoch, RoomId, Seq};

    use super::{Cursor, Opened, Start};

    const EPOCH: Epoch = Epoch::from_bits(7);

    #[test]
    fn a_message_id_is_a_place_to_begin() {
        let mut cursor = Cursor::new(Start::Now);
        cursor.opens(EPOCH, Seq(3));
        let id = cursor.message_id(RoomId::from_bits(1), Seq(42));
        assert_eq!(Start::parse(&id), Some(Start::After(Some(EPOCH), Seq(42))));
        assert_eq!(Start::parse("42"), Some(Start::After(None, Seq(42))));
        for nonsense in ["", "x", "-1", "1-2", "99999999999999999999"] {
            assert_eq!(Start::parse(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_position_of_another_life_is_void() {
        let mut cursor = Cursor::new(Start::After(Some(EPOCH), Seq(5)));
        assert_eq!(cursor.opens(Epoch::from_bits(8), Seq(9)), Opened::Afresh);
        assert_eq!(cursor.missing(), Some((Seq(0), Seq(9))));
        let mut cursor = Cursor::new(Start::After(None, Seq(10)));
        assert_eq!(cursor.opens(EPOCH, Seq(9)), Opened::Afresh, "beyond the head");
        let mut cursor = Cursor::new(Start::After(None, Seq(9)));
        assert_eq!(cursor.opens(EPOCH, Seq(9)), Opened::Now);
        assert_eq!(cursor.missing(), None);
    }

    proptest! {
        /// Live events may be lost in any pattern, questions may fail: everything is passed on once, in order.
        #[test]
        fn nothing_is_lost_doubled_or_swapped(live in prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 1..200)) {
            let mut cursor = Cursor::new(Start::After(Some(EPOCH), Seq(0)));
            cursor.opens(EPOCH, Seq(0));
            let mut passed = Vec::new();
            let mut head = 0;
            for (arrives, overflows, answered) in live {
                head += 1;
                if arrives && cursor.admits(Seq(head)) {
                    passed.push(head);
                }
                if overflows {
                    cursor.closes();
                    cursor.opens(EPOCH, Seq(head));
                }
                match cursor.missing() {
                    Some((after, upto)) if answered => {
                        passed.extend((after.0 + 1..=upto.0).filter(|seq| cursor.admits(Seq(*seq))));
                    }
                    Some(_) => cursor.misses(),
                    None => {}
                }
            }
            cursor.closes();
            cursor.opens(EPOCH, Seq(head));
            while let Some((after, upto)) = cursor.missing() {
                passed.extend((after.0 + 1..=upto.0).filter(|seq| cursor.admits(Seq(*seq))));
            }
            prop_assert_eq!(passed, (1..=head).collect::<Vec<_>>());
        }
    }
}
