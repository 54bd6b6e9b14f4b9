//! What is done to messages, and how far members have read.

use chat::{Append, Change, History, ReadUpto, rows_upto};
use protocol::{Body, Emoji, Happened, LogEvent, Nonce, RoomRole, Row, Seq, Visibility};

use crate::stage::{ANA, BEN, contract, event, made, more, posted, room_id};

contract! {
    rows_are_as_they_are_now
    alterations_of_neighbors_do_not_leak
    nothing_is_left_of_what_was_deleted
    every_text_of_a_message_is_kept
    a_page_is_found_behind_many_alterations
    who_enters_has_nothing_to_read
    cursors_are_kept_and_what_is_left_is_counted
}

fn edited(seq: u64, of: u64, text: &str) -> LogEvent {
    event(seq, Happened::Edited { by: ANA, of: Seq(of), body: Body::parse(text).ok() })
}

fn reacted(seq: u64, of: u64, on: bool) -> LogEvent {
    event(seq, Happened::Reacted { by: BEN, of: Seq(of), emoji: Emoji::parse("👍").unwrap(), on })
}

async fn stage(history: &dyn History, events: &[LogEvent]) {
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    for event in events {
        history.append(&[more(1, std::slice::from_ref(event))]).await.unwrap();
    }
}

fn folded(events: &[LogEvent]) -> Vec<Row> {
    let mut rows = Vec::new();
    events.iter().for_each(|event| Row::apply(&mut rows, event));
    rows
}

async fn rows_are_as_they_are_now(history: &dyn History) {
    let events = [
        posted(3, ANA, 1),
        posted(4, BEN, 2),
        edited(5, 3, "second"),
        reacted(6, 3, true),
        edited(7, 3, "third"),
        event(8, Happened::Pinned { by: BEN, of: Seq(4), on: true }),
        reacted(9, 4, true),
        reacted(10, 4, false),
    ];
    stage(history, &events).await;
    assert_eq!(history.rows(room_id(1), Seq(2), Seq(10)).await.unwrap(), folded(&events));
    assert_eq!(history.rows(room_id(1), Seq(2), Seq(3)).await.unwrap(), folded(&events)[..1], "what came after the range counts");
    assert_eq!(history.rows(room_id(1), Seq(4), Seq(10)).await.unwrap(), []);
    assert_eq!(history.events(room_id(1), Seq(2), Seq(10)).await.unwrap(), events);
}

async fn alterations_of_neighbors_do_not_leak(history: &dyn History) {
    for room in [1, 2, 3] {
        let events: Vec<_> = (3..40).map(|seq| posted(seq, ANA, seq.into())).collect();
        history.append(&[made(room, "lobby", Visibility::Public), more(room, &events)]).await.unwrap();
    }
    history.append(&[more(2, &[reacted(40, 3, true)]), more(3, &[reacted(40, 10, true)])]).await.unwrap();
    let with_reactions = async |room, after, upto| {
        let rows = history.rows(room_id(room), Seq(after), Seq(upto)).await.unwrap();
        rows.into_iter().filter(|row| !row.reactions.is_empty()).map(|row| row.seq().0).collect::<Vec<_>>()
    };
    assert_eq!(with_reactions(1, 0, 99).await, []);
    assert_eq!(with_reactions(2, 0, 99).await, [3]);
    assert_eq!(with_reactions(2, 2, 3).await, [3]);
    assert_eq!(with_reactions(2, 3, 99).await, []);
    assert_eq!(with_reactions(3, 0, 9).await, []);
    assert_eq!(with_reactions(3, 9, 10).await, [10]);
}

async fn nothing_is_left_of_what_was_deleted(history: &dyn History) {
    let before = [posted(3, ANA, 1), edited(4, 3, "글 too"), reacted(5, 3, true), posted(6, ANA, 2)];
    stage(history, &before).await;
    history.append(&[more(1, &[event(7, Happened::Deleted { by: BEN, of: Seq(3) })])]).await.unwrap();

    let erased = event(3, Happened::Erased { author: ANA, nonce: Nonce::from_bits(1), by: BEN });
    let events = history.events(room_id(1), Seq(2), Seq(7)).await.unwrap();
    assert_eq!(events[0], erased);
    assert_eq!(events[1].what, Happened::Edited { by: ANA, of: Seq(3), body: None });
    assert_eq!(events[2..4], before[2..4]);
    assert_eq!(history.rows(room_id(1), Seq(2), Seq(7)).await.unwrap(), [Row::new(erased.clone()), Row::new(before[3].clone())]);
    assert_eq!(history.versions(room_id(1), Seq(3)).await.unwrap(), []);
    assert_eq!(history.attempt(room_id(1), ANA, Nonce::from_bits(1)).await.unwrap(), Some(erased), "the attempt is still known");
    assert_eq!(history.room(room_id(1)).await.unwrap().unwrap().posts, 2);
}

async fn every_text_of_a_message_is_kept(history: &dyn History) {
    stage(history, &[posted(3, ANA, 1), edited(4, 3, "two"), reacted(5, 3, true), edited(6, 3, "three")]).await;
    let versions = history.versions(room_id(1), Seq(3)).await.unwrap();
    assert_eq!(versions.iter().map(|(_, body)| body.as_str()).collect::<Vec<_>>(), ["글 1", "two", "three"]);
    assert_eq!(versions[2].0, event(6, Happened::Unknown).at);
    assert_eq!(history.versions(room_id(1), Seq(1)).await.unwrap(), [], "a notice has no text");
}

async fn a_page_is_found_behind_many_alterations(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let posts: Vec<_> = (3..100).map(|seq| posted(seq, ANA, seq.into())).collect();
    let noise: Vec<_> = (100..600).map(|seq| reacted(seq, 50, seq % 2 == 0)).collect();
    history.append(&[more(1, &[posts, noise].concat())]).await.unwrap();
    let rows = rows_upto(history, room_id(1), Seq(599), 50).await.unwrap();
    assert_eq!((rows.len(), rows[0].seq(), rows[49].seq()), (50, Seq(50), Seq(99)));
    assert_eq!(rows[0].altered, Some(Seq(599)));
    assert_eq!(rows_upto(history, room_id(1), Seq(20), 50).await.unwrap().len(), 20);
}

async fn who_enters_has_nothing_to_read(history: &dyn History) {
    stage(history, &[posted(3, ANA, 1)]).await;
    let entered = Change::Entered { member: BEN, role: RoomRole::Member, seq: Seq(4) };
    let events = vec![event(4, Happened::Joined { member: BEN, by: None })];
    history.append(&[Append { room: room_id(1), events, changes: vec![entered] }]).await.unwrap();
    let unread = async |member| history.rooms_for(member).await.unwrap()[0].unread;
    assert_eq!((unread(ANA).await, unread(BEN).await), (1, 0));
    let record = history.room(room_id(1)).await.unwrap().unwrap();
    let ben = record.members.iter().find(|one| one.member == BEN).unwrap();
    assert_eq!((record.posts, ben.read), (1, ReadUpto { seq: Seq(4), posts: 1 }));
}

async fn cursors_are_kept_and_what_is_left_is_counted(history: &dyn History) {
    let events = [posted(3, ANA, 1), posted(4, BEN, 2), reacted(5, 3, true), posted(6, BEN, 3)];
    stage(history, &events).await;
    for (upto, posts) in [(2, 0), (3, 1), (5, 2), (6, 3), (99, 3)] {
        assert_eq!(history.posts_upto(room_id(1), Seq(upto)).await.unwrap(), posts, "up to {upto}");
    }
    let upto = ReadUpto { seq: Seq(5), posts: 2 };
    let read = |member| Append { room: room_id(1), events: Vec::new(), changes: vec![Change::Read { member, upto }] };
    history.append(&[read(ANA)]).await.unwrap();
    // Who is not in the room does not come in by reading.
    history.append(&[read(BEN)]).await.unwrap();
    let record = history.room(room_id(1)).await.unwrap().unwrap();
    assert_eq!((record.position.seq, record.members.len(), record.members[0].read), (Seq(6), 1, upto));
    assert_eq!(history.rooms_for(ANA).await.unwrap()[0].unread, 1);
    // A change of role is no change of the cursor.
    let role = Change::Entered { member: ANA, role: RoomRole::Member, seq: Seq(7) };
    let events = vec![event(7, Happened::Joined { member: ANA, by: None })];
    history.append(&[Append { room: room_id(1), events, changes: vec![role] }]).await.unwrap();
    assert_eq!(history.room(room_id(1)).await.unwrap().unwrap().members[0].read, upto);
}
