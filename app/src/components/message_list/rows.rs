//! From a timeline to the rows on the screen: days, groups by author, runs of coming and going.
//! A pure function, the same on both sides.

use protocol::{Body, Happened, MemberId, Millis, Nonce, Person, Rejection, RoomDescription, RoomName, Row, Seq, Timeline};

use crate::calendar::day_number;

/// Messages of one author closer than this stand under one name.
const GROUP_MS: i64 = 5 * 60_000;

/// What makes a row the same row: a message keeps its attempt's nonce from the moment it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The line above a day.
    Day(i64),
    /// A message.
    Message(Nonce),
    /// Something else that happened; a run of it has the key of its first event.
    Notice(Seq),
}

/// A row on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What makes it the same row.
    pub key: Key,
    /// When it happened.
    pub at: Millis,
    /// What it shows.
    pub what: What,
}

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A day begins.
    Day,
    /// A message.
    Message {
        /// Its place; none while it is not in the log.
        seq: Option<Seq>,
        /// Who wrote it; none for one's own that is not in the log yet.
        author: Option<Person>,
        /// The text.
        body: Body,
        /// It stands under its own name and face.
        starts_group: bool,
        /// Why it was refused, if it was.
        refused: Option<Rejection>,
        /// It is on its way.
        pending: bool,
    },
    /// Something that is told in a sentence.
    Notice(Notice),
}

/// Something that is told in a sentence; names are what is shown of the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The room was made.
    Created { by: Option<Person> },
    /// One or more came or went, by themselves or through somebody.
    Moved(Vec<Move>),
    /// Another name.
    Renamed { by: Option<Person>, name: RoomName },
    /// Another description.
    Described { by: Option<Person>, description: RoomDescription },
}

/// Somebody who came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub member: Option<Person>,
    /// Through whom.
    pub by: Option<Person>,
    /// They came; otherwise they went.
    pub came: bool,
}

/// The rows of a timeline, cut into days of a clock `offset` minutes ahead of UTC.
pub fn shown(timeline: &Timeline, offset: i32) -> Vec<Shown> {
    let mut list = List { rows: Vec::new(), offset, last: None };
    for row in timeline.rows() {
        list.add_row(timeline, row);
    }
    for pending in timeline.pending() {
        let what = What::Message {
            seq: None,
            author: None,
            body: pending.body.clone(),
            starts_group: false,
            refused: pending.refused.clone(),
            pending: !pending.safe,
        };
        // The writer's clock may be wrong; what was just written belongs at the end, whatever it says.
        let at = list.rows.last().map_or(pending.at, |last| pending.at.max(last.at));
        list.add(Key::Message(pending.nonce), at, what, None);
    }
    list.rows
}

struct List {
    rows: Vec<Shown>,
    offset: i32,
    /// Who wrote the message above and when, if the row above is one. `None` inside is one's own on its way.
    last: Option<(Option<MemberId>, Millis)>,
}

impl List {
    fn add_row(&mut self, timeline: &Timeline, Row(event): &Row) {
        let card = |id: MemberId| timeline.person(id).cloned();
        let notice = match &event.what {
            Happened::Posted { author, nonce, body } => {
                let what = What::Message {
                    seq: Some(event.seq),
                    author: card(*author),
                    body: body.clone(),
                    starts_group: false,
                    refused: None,
                    pending: false,
                };
                return self.add(Key::Message(*nonce), event.at, what, Some(*author));
            }
            // Newer than this page: it keeps its place in the log and shows nothing.
            Happened::Unknown => return,
            Happened::Created { by } => Notice::Created { by: card(*by) },
            Happened::Renamed { by, name } => Notice::Renamed { by: card(*by), name: name.clone() },
            Happened::Described { by, description } => Notice::Described { by: card(*by), description: description.clone() },
            Happened::Joined { member, by } => return self.add_move(event.seq, event.at, card(*member), by.and_then(card), true),
            Happened::Left { member, by } => return self.add_move(event.seq, event.at, card(*member), by.and_then(card), false),
        };
        self.add(Key::Notice(event.seq), event.at, What::Notice(notice), None);
    }

    fn add_move(&mut self, seq: Seq, at: Millis, member: Option<Person>, by: Option<Person>, came: bool) {
        let one = Move { member, by, came };
        if let Some(Shown { at: last, what: What::Notice(Notice::Moved(run)), .. }) = self.rows.last_mut()
            && day_number(*last, self.offset) == day_number(at, self.offset)
        {
            run.push(one);
        } else {
            self.add(Key::Notice(seq), at, What::Notice(Notice::Moved(vec![one])), None);
        }
    }

    fn add(&mut self, key: Key, at: Millis, mut what: What, author: Option<MemberId>) {
        let day = day_number(at, self.offset);
        if self.rows.last().is_none_or(|last| day_number(last.at, self.offset) != day) {
            self.rows.push(Shown { key: Key::Day(day), at, what: What::Day });
            self.last = None;
        }
        if let What::Message { starts_group, .. } = &mut what {
            let goes_on = |(last, when): (Option<MemberId>, Millis)| (author.is_none() || last == author) && at.0 - when.0 < GROUP_MS;
            *starts_group = !self.last.is_some_and(goes_on);
            self.last = Some((author, at));
        } else {
            self.last = None;
        }
        self.rows.push(Shown { key, at, what });
    }
}

#[cfg(test)]
mod tests {
    use protocol::{
        Body, DisplayName, Epoch, Happened, LogEvent, MemberId, MemberName, Millis, Nonce, Page, Person, Role, Room, RoomDescription,
        RoomId, RoomName, Row, Seq, Snapshot, Timeline, Visibility,
    };

    use super::{Key, Notice, What, shown};

    const MINUTE: i64 = 60_000;

    fn timeline(events: Vec<(i64, Happened)>) -> Timeline {
        let rows: Vec<Row> =
            (1..).zip(events).map(|(seq, (minute, what))| Row(LogEvent { seq: Seq(seq), at: Millis(minute * MINUTE), what })).collect();
        let person = |id| Person {
            id: MemberId::from_bits(id),
            name: MemberName::parse("x").unwrap(),
            display: DisplayName::parse("X").unwrap(),
            role: Role::Member,
            avatar: None,
        };
        let room = Room {
            id: RoomId::from_bits(1),
            name: RoomName::parse("r").unwrap(),
            description: RoomDescription::default(),
            visibility: Visibility::Public,
        };
        let head = Seq(rows.len() as u64);
        let page = Page { rows, people: vec![person(1), person(2)], older: false, newer: false };
        Timeline::new(Snapshot { room, epoch: Epoch::from_bits(1), head, page })
    }

    fn posted(author: u128, nonce: u128) -> Happened {
        Happened::Posted { author: MemberId::from_bits(author), nonce: Nonce::from_bits(nonce), body: Body::parse("b").unwrap() }
    }

    fn joined(member: u128) -> Happened {
        Happened::Joined { member: MemberId::from_bits(member), by: None }
    }

    fn starts(timeline: &Timeline) -> Vec<bool> {
        let start = |shown: super::Shown| match shown.what {
            What::Message { starts_group, .. } => Some(starts_group),
            _ => None,
        };
        shown(timeline, 0).into_iter().filter_map(start).collect()
    }

    #[test]
    fn one_author_within_five_minutes_is_one_group() {
        let events = vec![(0, posted(1, 1)), (4, posted(1, 2)), (10, posted(1, 3)), (11, posted(2, 4)), (12, posted(1, 5))];
        assert_eq!(starts(&timeline(events)), [true, false, true, true, true]);
    }

    #[test]
    fn a_notice_and_a_day_break_a_group() {
        assert_eq!(starts(&timeline(vec![(0, posted(1, 1)), (1, joined(2)), (2, posted(1, 2))])), [true, true]);
        let midnight = 1_440;
        assert_eq!(starts(&timeline(vec![(midnight - 1, posted(1, 1)), (midnight + 1, posted(1, 2))])), [true, true]);
    }

    #[test]
    fn days_follow_the_local_clock() {
        let timeline = timeline(vec![(900, posted(1, 1)), (901, posted(1, 2))]);
        let days = |offset| shown(&timeline, offset).iter().filter(|row| matches!(row.key, Key::Day(_))).count();
        assert_eq!(days(0), 1);
        assert_eq!(days(1_440 - 901), 2);
    }

    #[test]
    fn runs_of_coming_and_going_are_one_row() {
        let left = Happened::Left { member: MemberId::from_bits(1), by: None };
        let rows = shown(&timeline(vec![(0, joined(1)), (1, joined(2)), (2, left)]), 0);
        assert_eq!(rows.len(), 2, "a day and one notice");
        let What::Notice(Notice::Moved(run)) = &rows[1].what else { panic!() };
        assert_eq!(run.iter().map(|one| one.came).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_message_keeps_its_key_when_it_is_confirmed() {
        let mut timeline = timeline(vec![(0, posted(1, 1))]);
        let nonce = Nonce::from_bits(2);
        timeline.write(protocol::Pending { nonce, body: Body::parse("b").unwrap(), at: Millis(MINUTE), refused: None, safe: false });
        let keys = |timeline: &Timeline| shown(timeline, 0).into_iter().map(|row| row.key).collect::<Vec<_>>();
        let before = keys(&timeline);
        timeline.apply(&[LogEvent { seq: Seq(2), at: Millis(MINUTE + 40), what: posted(1, 2) }]);
        assert_eq!(keys(&timeline), before);
    }
}
