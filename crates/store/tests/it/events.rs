//! Logs: what goes in comes out, once, in order, or not at all.

use chat::{History, HistoryError};
use protocol::{Body, Emoji, Happened, Nonce, RoomDescription, RoomName, Row, Seq, Visibility};

use crate::stage::{ANA, BEN, contract, epoch, event, made, more, posted, room_id};

contract! {
    every_kind_of_event_comes_back_as_it_was
    bodies_keep_every_character
    ranges_are_bounded_on_both_sides
    heads_follow_their_logs
    one_batch_serves_many_rooms
    a_taken_nonce_refuses_the_whole_batch
    a_nonce_twice_in_one_batch_is_taken
    a_taken_seq_refuses_the_whole_batch
    a_nonce_belongs_to_its_author_and_room
    an_attempt_is_found_by_its_nonce
}

async fn every_kind_of_event_comes_back_as_it_was(history: &dyn History) {
    let kinds = [
        event(
            3,
            Happened::Posted {
                author: ANA,
                nonce: Nonce::from_bits(1),
                body: Body::parse("hi").unwrap(),
                reply: None,
                attachments: Vec::new(),
            },
        ),
        event(4, Happened::Joined { member: BEN, by: Some(ANA) }),
        event(5, Happened::Renamed { by: ANA, name: RoomName::parse("새 이름").unwrap() }),
        event(6, Happened::Described { by: ANA, description: RoomDescription::parse("무엇에 대해").unwrap() }),
        event(7, Happened::Described { by: ANA, description: RoomDescription::default() }),
        event(8, Happened::Left { member: BEN, by: None }),
        event(9, Happened::Left { member: ANA, by: Some(BEN) }),
        event(
            10,
            Happened::Posted {
                author: BEN,
                nonce: Nonce::from_bits(2),
                body: Body::parse("ho").unwrap(),
                reply: Some(Seq(3)),
                attachments: Vec::new(),
            },
        ),
        event(11, Happened::Reacted { by: BEN, of: Seq(2), emoji: Emoji::parse("👩🏽‍🚀").unwrap(), on: true }),
        event(12, Happened::Pinned { by: BEN, of: Seq(2), on: false }),
        event(13, Happened::Edited { by: ANA, of: Seq(2), body: Body::parse("ha").ok() }),
        event(14, Happened::Edited { by: ANA, of: Seq(2), body: None }),
        event(15, Happened::Deleted { by: ANA, of: Seq(99) }),
        event(16, Happened::Erased { author: ANA, nonce: Nonce::from_bits(3), by: BEN }),
    ];
    let first = made(1, "lobby", Visibility::Public);
    history.append(std::slice::from_ref(&first)).await.unwrap();
    history.append(&[more(1, &kinds)]).await.unwrap();

    let all: Vec<_> = first.events.into_iter().chain(kinds).collect();
    assert_eq!(history.events(room_id(1), Seq::ZERO, Seq(99)).await.unwrap(), all);
    let rows: Vec<_> = all.into_iter().filter(|event| event.what.alters().is_none()).map(Row::new).collect();
    assert_eq!(history.rows(room_id(1), Seq::ZERO, Seq(99)).await.unwrap(), rows, "only messages are altered");
}

async fn bodies_keep_every_character(history: &dyn History) {
    let texts = ["  indented\n\tcode", "'; DELETE event; --", "안녕 👩‍👩‍👧‍👦 $room", r#"{"json": "\u0000"}"#, &"가".repeat(8_000)];
    let with = |(n, text): (u64, &&str)| {
        let nonce = Nonce::from_bits(n.into());
        event(n, Happened::Posted { author: ANA, nonce, body: Body::parse(text).unwrap(), reply: None, attachments: Vec::new() })
    };
    let events: Vec<_> = (3..).zip(&texts).map(with).collect();
    history.append(&[made(1, "lobby", Visibility::Public), more(1, &events)]).await.unwrap();
    assert_eq!(history.events(room_id(1), Seq(2), Seq(9)).await.unwrap(), events);
}

async fn ranges_are_bounded_on_both_sides(history: &dyn History) {
    let posts: Vec<_> = (3..=300).map(|seq| posted(seq, ANA, seq.into())).collect();
    // Rooms whose ids are neighbors: nothing of theirs may leak in.
    for room in [6, 7, 8] {
        history.append(&[made(room, "neighbor", Visibility::Public), more(room, &posts)]).await.unwrap();
    }
    let events = [made(7, "neighbor", Visibility::Public).events, posts].concat();
    let expect = async |after: u64, upto: u64, from: usize, to: usize| {
        assert_eq!(history.events(room_id(7), Seq(after), Seq(upto)).await.unwrap(), events[from..to], "{after}..={upto}");
    };
    expect(0, 300, 0, 300).await;
    expect(0, 1, 0, 1).await;
    expect(0, 0, 0, 0).await;
    expect(9, 10, 9, 10).await;
    expect(250, 300, 250, 300).await;
    expect(299, 300, 299, 300).await;
    expect(298, u64::MAX, 298, 300).await;
    expect(300, 400, 0, 0).await;
    expect(20, 10, 0, 0).await;
    assert_eq!(history.events(room_id(9), Seq::ZERO, Seq(10)).await.unwrap(), []);
}

async fn heads_follow_their_logs(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    for seq in 3..20 {
        history.append(&[more(1, &[posted(seq, ANA, seq.into())])]).await.unwrap();
        let position = history.room(room_id(1)).await.unwrap().unwrap().position;
        assert_eq!((position.seq, position.epoch), (Seq(seq), epoch(1)));
    }
    let seqs = history.events(room_id(1), Seq::ZERO, Seq(100)).await.unwrap().into_iter().map(|event| event.seq.0);
    assert!(seqs.eq(1..20));
}

async fn one_batch_serves_many_rooms(history: &dyn History) {
    let rooms: Vec<_> = (1..=20).map(|n| made(n, &format!("room {n}"), Visibility::Public)).collect();
    history.append(&rooms).await.unwrap();
    let posts: Vec<_> = (1..=20).map(|n| more(n, &[posted(3, ANA, n), posted(4, BEN, n)])).collect();
    history.append(&posts).await.unwrap();
    for n in 1..=20 {
        assert_eq!(history.room(room_id(n)).await.unwrap().unwrap().position.seq, Seq(4));
        assert_eq!(history.events(room_id(n), Seq(2), Seq(4)).await.unwrap(), posts[usize::try_from(n).unwrap() - 1].events);
    }
}

async fn a_taken_nonce_refuses_the_whole_batch(history: &dyn History) {
    history.append(&[made(1, "one", Visibility::Public), made(2, "two", Visibility::Public)]).await.unwrap();
    history.append(&[more(1, &[posted(3, ANA, 77)])]).await.unwrap();

    let again = [more(2, &[posted(3, BEN, 5)]), more(1, &[posted(4, BEN, 78), posted(5, ANA, 77)])];
    assert!(matches!(history.append(&again).await, Err(HistoryError::NonceTaken)));

    assert_eq!(history.room(room_id(1)).await.unwrap().unwrap().position.seq, Seq(3));
    assert_eq!(history.room(room_id(2)).await.unwrap().unwrap().position.seq, Seq(2));
    assert_eq!(history.events(room_id(1), Seq(3), Seq(9)).await.unwrap(), []);
    assert_eq!(history.events(room_id(2), Seq(2), Seq(9)).await.unwrap(), []);
    assert_eq!(history.attempt(room_id(2), BEN, Nonce::from_bits(5)).await.unwrap(), None);
    // What was refused may be written without the culprit.
    history.append(&[more(2, &[posted(3, BEN, 5)]), more(1, &[posted(4, BEN, 78)])]).await.unwrap();
}

async fn a_nonce_twice_in_one_batch_is_taken(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let twice = more(1, &[posted(3, ANA, 1), posted(4, ANA, 1)]);
    assert!(matches!(history.append(&[twice]).await, Err(HistoryError::NonceTaken)));
    assert_eq!(history.events(room_id(1), Seq(2), Seq(9)).await.unwrap(), []);
}

async fn a_taken_seq_refuses_the_whole_batch(history: &dyn History) {
    history.append(&[made(1, "one", Visibility::Public), made(2, "two", Visibility::Public)]).await.unwrap();
    history.append(&[more(1, &[posted(3, ANA, 1)])]).await.unwrap();

    let late = [more(2, &[posted(3, BEN, 2)]), more(1, &[posted(3, BEN, 3)])];
    assert!(matches!(history.append(&late).await, Err(HistoryError::SeqTaken)));
    let unsaid = event(3, Happened::Left { member: BEN, by: None });
    assert!(matches!(history.append(&[more(1, &[unsaid])]).await, Err(HistoryError::SeqTaken)));

    assert_eq!(history.events(room_id(1), Seq(2), Seq(9)).await.unwrap(), [posted(3, ANA, 1)]);
    assert_eq!(history.events(room_id(2), Seq(2), Seq(9)).await.unwrap(), []);
    assert_eq!(history.attempt(room_id(1), BEN, Nonce::from_bits(3)).await.unwrap(), None);
}

async fn a_nonce_belongs_to_its_author_and_room(history: &dyn History) {
    let both = [posted(3, ANA, 1), posted(4, BEN, 1)];
    history.append(&[made(1, "one", Visibility::Public), made(2, "two", Visibility::Public)]).await.unwrap();
    history.append(&[more(1, &both), more(2, &both)]).await.unwrap();
    // Events without a nonce never stand in each other's way.
    let comings: Vec<_> = (5..9).map(|seq| event(seq, Happened::Joined { member: BEN, by: None })).collect();
    history.append(&[more(1, &comings)]).await.unwrap();
}

async fn an_attempt_is_found_by_its_nonce(history: &dyn History) {
    let post = posted(3, ANA, 9);
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    history.append(&[more(1, std::slice::from_ref(&post))]).await.unwrap();
    let find = async |room, author, nonce| history.attempt(room_id(room), author, Nonce::from_bits(nonce)).await.unwrap();
    assert_eq!(find(1, ANA, 9).await, Some(post));
    assert_eq!(find(1, ANA, 10).await, None);
    assert_eq!(find(1, BEN, 9).await, None);
    assert_eq!(find(2, ANA, 9).await, None);
}
