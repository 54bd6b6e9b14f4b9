//! What makes rows of a timeline: groups, days, runs, what is new.

use protocol::{
    Body, DisplayName, Epoch, Happened, LogEvent, MemberId, MemberName, Millis, Nonce, Page, Person, Role, Room, RoomDescription, RoomId,
    RoomName, Row, Seq, Snapshot, Timeline, Visibility,
};

use super::{Key, Notice, Reader, What, shown};

const MINUTE: i64 = 60_000;

fn timeline(events: Vec<(i64, Happened)>) -> Timeline {
    let rows: Vec<Row> =
        (1..).zip(events).map(|(seq, (minute, what))| Row::new(LogEvent { seq: Seq(seq), at: Millis(minute * MINUTE), what })).collect();
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
        rules: protocol::Rules::default(),
    };
    let head = Seq(rows.len() as u64);
    let page = Page { rows, people: vec![person(1), person(2)], ..Page::default() };
    Timeline::new(Snapshot { room, epoch: Epoch::from_bits(1), head, page })
}

fn posted(author: u128, nonce: u128) -> Happened {
    Happened::Posted {
        author: MemberId::from_bits(author),
        nonce: Nonce::from_bits(nonce),
        body: Body::parse("b").unwrap(),
        reply: None,
        attachments: Vec::new(),
    }
}

fn joined(member: u128) -> Happened {
    Happened::Joined { member: MemberId::from_bits(member), by: None }
}

fn starts(timeline: &Timeline, reader: &Reader) -> Vec<bool> {
    let start = |shown: super::Shown| match shown.what {
        What::Message(message) => Some(message.starts_group),
        _ => None,
    };
    shown(timeline, reader).into_iter().filter_map(start).collect()
}

fn pending(nonce: u128) -> protocol::Pending {
    protocol::Pending {
        nonce: Nonce::from_bits(nonce),
        body: Body::parse("b").unwrap(),
        reply: None,
        attachments: Vec::new(),
        at: Millis(MINUTE),
        refused: None,
        safe: false,
    }
}

#[test]
fn one_author_within_five_minutes_is_one_group() {
    let events = vec![(0, posted(1, 1)), (4, posted(1, 2)), (10, posted(1, 3)), (11, posted(2, 4)), (12, posted(1, 5))];
    assert_eq!(starts(&timeline(events), &Reader::default()), [true, false, true, true, true]);
}

#[test]
fn a_notice_and_a_day_break_a_group() {
    assert_eq!(starts(&timeline(vec![(0, posted(1, 1)), (1, joined(2)), (2, posted(1, 2))]), &Reader::default()), [true, true]);
    let midnight = 1_440;
    assert_eq!(starts(&timeline(vec![(midnight - 1, posted(1, 1)), (midnight + 1, posted(1, 2))]), &Reader::default()), [true, true]);
}

#[test]
fn days_follow_the_local_clock() {
    let timeline = timeline(vec![(900, posted(1, 1)), (901, posted(1, 2))]);
    let days =
        |offset| shown(&timeline, &Reader { offset, ..Reader::default() }).iter().filter(|row| matches!(row.key, Key::Day(_))).count();
    assert_eq!(days(0), 1);
    assert_eq!(days(1_440 - 901), 2);
}

#[test]
fn runs_of_coming_and_going_are_one_row() {
    let left = Happened::Left { member: MemberId::from_bits(1), by: None };
    let rows = shown(&timeline(vec![(0, joined(1)), (1, joined(2)), (2, left)]), &Reader::default());
    assert_eq!(rows.len(), 2, "a day and one notice");
    let What::Notice(Notice::Moved(run)) = &rows[1].what else { panic!() };
    assert_eq!(run.iter().map(|one| one.came).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn what_is_on_its_way_stands_under_its_author() {
    let mut timeline = timeline(vec![(0, posted(1, 1))]);
    timeline.write(pending(2));
    timeline.write(pending(3));
    let seen_by = |me| starts(&timeline, &Reader { me: Some(MemberId::from_bits(me)), ..Reader::default() });
    assert_eq!(seen_by(1), [true, false, false]);
    assert_eq!(seen_by(2), [true, true, false], "not under that of whoever wrote before");
}

#[test]
fn a_message_keeps_its_key_when_it_is_confirmed() {
    let mut timeline = timeline(vec![(0, posted(1, 1))]);
    timeline.write(pending(2));
    let keys = |timeline: &Timeline| shown(timeline, &Reader::default()).into_iter().map(|row| row.key).collect::<Vec<_>>();
    let before = keys(&timeline);
    timeline.apply(&[LogEvent { seq: Seq(2), at: Millis(MINUTE + 40), what: posted(1, 2) }]);
    assert_eq!(keys(&timeline), before);
}

#[test]
fn the_first_message_of_others_after_what_was_read_is_marked_once() {
    let timeline = timeline(vec![(0, posted(1, 1)), (1, posted(2, 2)), (2, posted(1, 3)), (3, posted(1, 4))]);
    let reader = Reader { read: Some(Seq(1)), me: Some(MemberId::from_bits(2)), ..Reader::default() };
    let keys: Vec<Key> = shown(&timeline, &reader).into_iter().map(|row| row.key).collect();
    let place = keys.iter().position(|key| *key == Key::New).unwrap();
    assert_eq!(keys[place + 1], Key::Message(Nonce::from_bits(3)), "one's own is not new");
    assert_eq!(keys.iter().filter(|key| **key == Key::New).count(), 1);
}

#[test]
fn a_message_counts_who_has_not_read_it() {
    let timeline = timeline(vec![(0, posted(1, 1)), (1, posted(2, 2)), (2, posted(1, 3))]);
    let reader = Reader { cursors: vec![Seq(1), Seq(2), Seq(3)], ..Reader::default() };
    let unread = |shown: super::Shown| match shown.what {
        What::Message(message) => Some(message.unread_by),
        _ => None,
    };
    assert_eq!(shown(&timeline, &reader).into_iter().filter_map(unread).collect::<Vec<_>>(), [0, 1, 2]);
}
