//! Coming back: at every edge a reader gets exactly what they missed, or the room as it is.

use std::sync::Arc;

use chat::{Hub, Memory, Settings};
use protocol::{Command, Event, Head, PAGE_ROWS, Position, REPLAY_EVENTS, Rejection, RoomId, Seq, Visibility};

use crate::house::{House, Line, house, house_over, post};

/// A house whose members write as fast as they can.
async fn fast_house() -> (House, Arc<Memory>) {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    (house_over(memory.clone(), memory.clone(), settings).await, memory)
}

async fn position(house: &House, room: RoomId) -> Position {
    house.hub.snapshot(&house.ana, room).await.unwrap().0.position()
}

#[tokio::test]
async fn a_second_resume_in_a_row_doubles_nothing() {
    let house = house().await;
    let room = house.room(Visibility::Public).await.id;
    let start = position(&house, room).await;
    let mut line = Line::open(&house, &house.ana);
    for _ in 0..3 {
        let Event::Resumed { events, .. } = line.subscribes(room, Some(start)).await else { panic!() };
        assert!(events.is_empty());
    }
    house.hub.post(&house.ana, room, post(1, "once")).await.unwrap();
    assert_eq!(line.hears_events().await.len(), 1);
    let Event::Resumed { events, .. } = line.subscribes(room, Some(start)).await else { panic!("and nothing else in between") };
    assert_eq!(events.len(), 1, "asked from before it, it is told again");
}

#[tokio::test]
async fn who_was_removed_cannot_resume_and_who_is_back_misses_nothing() {
    let house = house().await;
    let room = house.room(Visibility::Private).await.id;
    house.hub.invite(&house.ana, room, &house.ben).await.unwrap();
    let seen = position(&house, room).await;
    house.hub.remove(&house.ana, room, house.ben.id).await.unwrap();
    house.hub.post(&house.ana, room, post(1, "without ben")).await.unwrap();
    let mut ben = Line::open(&house, &house.ben);
    for after in [None, Some(seen), Some(Position { seq: Seq::ZERO, ..seen }), Some(Position { seq: Seq(99), ..seen })] {
        let Event::Rejected { rejection, .. } = ben.subscribes(room, after).await else { panic!() };
        assert_eq!(rejection, Rejection::NoSuchRoom);
    }
    ben.says(Command::Heartbeat { heads: vec![Head { room, epoch: seen.epoch, seq: seen.seq }] }).await;
    assert_eq!(ben.hears().await, Event::Heartbeat { heads: Vec::new() }, "not even how far the room is");
    house.hub.invite(&house.ana, room, &house.ben).await.unwrap();
    assert!(matches!(ben.hears().await, Event::Entered { .. }));
    let Event::Resumed { events, .. } = ben.subscribes(room, Some(seen)).await else { panic!() };
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [Seq(3), Seq(4), Seq(5)]);
}

#[tokio::test]
async fn who_is_too_far_behind_begins_again_from_the_newest_page() {
    let (house, memory) = fast_house().await;
    let room = house.room(Visibility::Public).await.id;
    for n in 0..u128::from(REPLAY_EVENTS) + 20 {
        house.hub.post(&house.ana, room, post(n, "x")).await.unwrap();
    }
    let head = position(&house, room).await;
    let behind = |events: u64| Some(Position { seq: head.seq.back(events), ..head });
    let mut line = Line::open(&house, &house.ana);
    let Event::Resumed { events, .. } = line.subscribes(room, behind(REPLAY_EVENTS)).await else { panic!() };
    assert_eq!((events.len() as u64, events.last().unwrap().seq), (REPLAY_EVENTS, head.seq));
    let Event::Snapshot { snapshot, .. } = line.subscribes(room, behind(REPLAY_EVENTS + 1)).await else { panic!() };
    assert_eq!((snapshot.position(), snapshot.page.rows.len() as u64, snapshot.page.older), (head, PAGE_ROWS, true));

    // A server that has just started tells the same to those who come back.
    let House { ana, ben, eve, .. } = house;
    let house = House { hub: Hub::new(memory.clone(), memory, Settings::default()), ana, ben, eve };
    let mut line = Line::open(&house, &house.ana);
    for missed in [1, PAGE_ROWS + 1, REPLAY_EVENTS] {
        let Event::Resumed { events, .. } = line.subscribes(room, behind(missed)).await else { panic!("{missed} were missed") };
        let seqs: Vec<u64> = events.iter().map(|event| event.seq.0).collect();
        assert_eq!(seqs, (head.seq.0 - missed + 1..=head.seq.0).collect::<Vec<_>>());
    }
    assert!(matches!(line.subscribes(room, behind(REPLAY_EVENTS + 1)).await, Event::Snapshot { .. }));
}

#[tokio::test]
async fn what_was_said_before_a_removal_still_arrives_and_nothing_from_there_on() {
    let house = house().await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room, None).await;
    house.hub.post(&house.ana, room, post(1, "for everybody")).await.unwrap();
    house.hub.remove(&house.ana, room, house.ben.id).await.unwrap();
    house.hub.post(&house.ana, room, post(2, "secret")).await.unwrap();
    assert_eq!(ben.hears_events().await.iter().map(|event| event.seq).collect::<Vec<_>>(), [Seq(3)]);
    assert_eq!(ben.hears().await, Event::Exited { room, by: Some(house.ana.id) }, "not even their own departure");
    for command in [Command::Fetch { room, after: Seq(3), upto: Seq(5) }, Command::Page { room, before: Seq(6) }] {
        ben.says(command).await;
        assert!(matches!(ben.hears().await, Event::Rejected { rejection: Rejection::NoSuchRoom, .. }));
    }
}
