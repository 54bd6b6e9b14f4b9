//! People talk: everybody is told the same, in order, and a reader who falls behind catches up.

use std::{sync::Arc, time::Duration};

use chat::{Memory, Settings};
use protocol::{Command, Event, Happened, Position, Rejection, Row, Seq, Visibility};

use crate::house::{Line, body, house, house_over, nonce, post};

#[tokio::test]
async fn two_members_hear_each_other_and_the_author_is_told_first() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let (mut ana, mut ben) = (Line::open(&house, &house.ana), Line::open(&house, &house.ben));
    assert!(matches!(ana.subscribes(room.id, None).await, Event::Snapshot { .. }));
    assert!(matches!(ben.subscribes(room.id, None).await, Event::Snapshot { .. }));

    ana.says(Command::Post { room: room.id, nonce: nonce(1), body: body("hi"), reply: None, attachments: Vec::new() }).await;
    assert!(matches!(ana.hears().await, Event::Acknowledged { seq: Seq(3), .. }));
    let event = ben.hears_events().await;
    assert_eq!(event, ana.hears_events().await, "everybody is told the same, the author too");
    assert_eq!(
        event[0].what,
        Happened::Posted { author: house.ana.id, nonce: nonce(1), body: body("hi"), reply: None, attachments: Vec::new() }
    );
}

#[tokio::test]
async fn a_resume_replays_what_was_missed_and_a_void_position_resets() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let (seq, _) = house.hub.post(&house.ana, room.id, post(1, "one")).await.unwrap();
    let position = Position { epoch: house.hub.snapshot(&house.ana, room.id).await.unwrap().0.epoch, seq };
    house.hub.post(&house.ana, room.id, post(2, "two")).await.unwrap();
    let mut line = Line::open(&house, &house.ana);
    let Event::Resumed { events, head, .. } = line.subscribes(room.id, Some(position)).await else { panic!() };
    assert_eq!((events.len(), events[0].seq, head), (1, Seq(3), Seq(3)));
    let Event::Resumed { events, .. } = line.subscribes(room.id, Some(Position { seq: head, ..position })).await else { panic!() };
    assert!(events.is_empty());
    let Event::Resumed { events, .. } = line.subscribes(room.id, Some(Position { seq: Seq::ZERO, ..position })).await else { panic!() };
    assert_eq!(events.len(), 3, "who has seen nothing may resume too");
    let beyond = Position { seq: Seq(9), ..position };
    assert!(matches!(line.subscribes(room.id, Some(beyond)).await, Event::Reset { .. }));
    let other = Position { epoch: protocol::Epoch::from_bits(5), ..position };
    assert!(matches!(line.subscribes(room.id, Some(other)).await, Event::Reset { .. }));
}

#[tokio::test]
async fn holes_and_older_pages_are_read_from_memory() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await;
    for n in 0..119 {
        house.hub.post(&house.ana, room.id, post(n, "x")).await.unwrap();
    }
    let mut line = Line::open(&house, &house.ana);
    line.says(Command::Fetch { room: room.id, after: Seq(10), upto: Seq(12) }).await;
    assert_eq!(line.hears_events().await.iter().map(|event| event.seq).collect::<Vec<_>>(), [Seq(11), Seq(12)]);
    line.says(Command::Page { room: room.id, before: Seq(71) }).await;
    let Event::Page { page, .. } = line.hears().await else { panic!() };
    assert_eq!((page.rows[0].seq(), page.rows.len(), page.older, page.newer), (Seq(21), 50, true, true));
    line.says(Command::Page { room: room.id, before: Seq(21) }).await;
    let Event::Page { page, .. } = line.hears().await else { panic!() };
    assert_eq!((page.rows[0].seq(), page.rows.len(), page.older), (Seq(1), 20, false));
    let _: Vec<&Row> = page.rows.iter().collect();
}

#[tokio::test]
async fn too_fast_is_refused_with_a_time_to_wait() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let mut refused = None;
    for n in 0..40 {
        if let Err(rejection) = house.hub.post(&house.ana, room.id, post(n, "x")).await {
            refused = Some((n, rejection));
            break;
        }
    }
    let (n, rejection) = refused.unwrap();
    assert!(n >= 20, "a burst passes");
    assert!(matches!(rejection, Rejection::TooFast { retry_after_ms: 1..=100 }));
}

#[tokio::test]
async fn a_reader_who_does_not_keep_up_resyncs_and_misses_nothing() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await;
    let mut line = Line::open(&house, &house.ana);
    let Event::Snapshot { snapshot, .. } = line.subscribes(room.id, None).await else { panic!() };
    let mut timeline = protocol::Timeline::new(snapshot);
    for n in 0..400 {
        house.hub.post(&house.ana, room.id, post(n, "x")).await.unwrap();
    }
    loop {
        match line.hears().await {
            Event::Appended { events, .. } => drop(timeline.apply(&events)),
            Event::Overflowed => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(timeline.position().seq < Seq(401));
    let Event::Resumed { events, .. } = line.subscribes(room.id, Some(timeline.position())).await else { panic!() };
    timeline.apply(&events);
    assert_eq!(timeline.position().seq, Seq(401));
}

#[tokio::test(start_paused = true)]
async fn a_page_around_a_message_has_it_in_its_middle() {
    let house = house().await;
    let room = house.room(Visibility::Public).await.id;
    for n in 1..=80_u64 {
        // Ana alone would be too fast.
        tokio::time::sleep(Duration::from_secs(1)).await;
        house.hub.post(&house.ana, room, post(n.into(), &format!("line {n}"))).await.unwrap();
    }
    let around = async |at: u64| {
        let (_, page) = house.hub.around(&house.ana, room, Seq(at)).await.unwrap();
        let seqs: Vec<u64> = page.rows.iter().map(|row| row.seq().0).collect();
        (seqs[0], seqs[seqs.len() - 1], page.older, page.newer)
    };
    assert_eq!(around(40).await, (16, 65, true, true));
    assert_eq!(around(3).await, (1, 28, false, true));
    assert_eq!(around(81).await, (57, 81, true, false));
    assert_eq!(around(500).await, (57, 81, true, false), "beyond the end is the end");
    assert_eq!(house.hub.around(&house.eve, room, Seq(40)).await.unwrap_err(), Rejection::NoSuchRoom);
}
