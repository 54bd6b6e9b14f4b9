//! What is done to messages that are there, and how far members have read.

use std::{sync::Arc, time::Duration};

use chat::{Alteration, History, Memory, NewPost, Settings};
use protocol::{Command, Cursor, Emoji, Event, Happened, Rejection, Row, Seq, Timeline, Visibility};

use crate::house::{House, Line, body, house, house_over, nonce, post};

fn edit(of: u64, text: &str) -> Alteration {
    Alteration::Edit { of: Seq(of), body: body(text) }
}

fn delete(of: u64) -> Alteration {
    Alteration::Delete { of: Seq(of) }
}

fn react(of: u64, emoji: &str, on: bool) -> Alteration {
    Alteration::React { of: Seq(of), emoji: Emoji::parse(emoji).unwrap(), on }
}

async fn row(house: &House, room: protocol::RoomId, seq: u64) -> Row {
    let (snapshot, _) = house.hub.snapshot(&house.ana, room).await.unwrap();
    Timeline::new(snapshot).row(Seq(seq)).unwrap().clone()
}

#[tokio::test]
async fn authors_edit_and_everybody_sees_it() {
    let house = house().await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room, None).await;
    house.hub.post(&house.ana, room, post(1, "helo")).await.unwrap();
    ben.hears_events().await;

    assert_eq!(house.hub.alter(&house.ben, room, edit(3, "mine")).await, Err(Rejection::NotAllowed));
    assert_eq!(house.hub.alter(&house.eve, room, edit(3, "mine")).await, Err(Rejection::NoSuchRoom));
    assert_eq!(house.hub.alter(&house.ana, room, edit(9, "x")).await, Err(Rejection::NoSuchMessage));
    assert_eq!(house.hub.alter(&house.ana, room, edit(2, "x")).await, Err(Rejection::NoSuchMessage), "a notice is no message");
    house.hub.alter(&house.ana, room, edit(3, "hello")).await.unwrap();
    house.hub.alter(&house.ana, room, edit(3, "hello")).await.unwrap();
    let heard = ben.hears_events().await;
    assert_eq!(heard[0].what, Happened::Edited { by: house.ana.id, of: Seq(3), body: Some(body("hello")) });

    let row = row(&house, room, 3).await;
    assert!(matches!(row.event.what, Happened::Posted { body: now, .. } if now == body("hello")));
    assert!(row.edited.is_some());
    let versions = house.hub.versions(&house.ana, room, Seq(3)).await.unwrap();
    assert_eq!(versions.into_iter().map(|(_, body)| body).collect::<Vec<_>>(), [body("helo"), body("hello")]);
    assert_eq!(house.hub.versions(&house.ben, room, Seq(3)).await, Err(Rejection::NotAllowed));
    assert_eq!(house.hub.snapshot(&house.ana, room).await.unwrap().0.head, Seq(4), "the same text again is no event");
}

#[tokio::test]
async fn nothing_is_left_of_a_deleted_message() {
    let memory = Arc::new(Memory::default());
    let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    let first = house.hub.post(&house.ben, room, post(1, "secret")).await.unwrap();
    house.hub.alter(&house.ben, room, edit(3, "secret too")).await.unwrap();
    house.hub.alter(&house.ana, room, react(3, "👍", true)).await.unwrap();
    house.hub.post(&house.ana, room, NewPost { reply: Some(Seq(3)), ..post(2, "what?") }).await.unwrap();

    house.hub.join(&house.eve, room).await.unwrap();
    assert_eq!(house.hub.alter(&house.eve, room, delete(3)).await, Err(Rejection::NotAllowed));
    house.hub.alter(&house.ana, room, delete(3)).await.unwrap();
    house.hub.alter(&house.ana, room, delete(3)).await.unwrap();
    assert_eq!(house.hub.alter(&house.ben, room, edit(3, "again")).await, Err(Rejection::NoSuchMessage));
    assert_eq!(house.hub.alter(&house.ben, room, react(3, "👍", true)).await, Err(Rejection::NoSuchMessage));

    let gone = Happened::Erased { author: house.ben.id, nonce: nonce(1), by: house.ana.id };
    assert_eq!(row(&house, room, 3).await.event.what, gone);
    let mut eve = Line::open(&house, &house.eve);
    let Event::Snapshot { snapshot, .. } = eve.subscribes(room, None).await else { panic!() };
    let start = protocol::Position { seq: Seq(2), ..snapshot.position() };
    let replayed = eve.subscribes(room, Some(start)).await;
    for kept in [format!("{snapshot:?}"), format!("{replayed:?}"), format!("{:?}", memory.events(room, Seq::ZERO, Seq(99)).await)] {
        assert!(kept.contains("what?") && !kept.contains("secret"), "{kept}");
    }
    // The attempt is still known: nobody is told that it did not arrive.
    assert_eq!(house.hub.post(&house.ben, room, post(1, "secret")).await.unwrap(), first);
}

#[tokio::test]
async fn reactions_are_toggled_and_bounded() {
    let house = house().await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    house.hub.post(&house.ana, room, post(1, "hi")).await.unwrap();
    for (who, on) in [(&house.ana, true), (&house.ben, true), (&house.ben, true), (&house.ana, false)] {
        house.hub.alter(who, room, react(3, "👍", on)).await.unwrap();
    }
    let reactions = row(&house, room, 3).await.reactions;
    assert_eq!((reactions.len(), &reactions[0].by[..]), (1, &[house.ben.id][..]));
    assert_eq!(house.hub.snapshot(&house.ana, room).await.unwrap().0.head, Seq(6), "what is so already is no event");
}

#[tokio::test(start_paused = true)]
async fn a_message_carries_only_so_many_different_emoji() {
    let house = house().await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.post(&house.ana, room, post(1, "hi")).await.unwrap();
    for n in 0..protocol::REACTION_KINDS as u32 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let emoji = char::from_u32(0x1F600 + n).unwrap().to_string();
        house.hub.alter(&house.ana, room, react(2, &emoji, true)).await.unwrap();
    }
    assert_eq!(house.hub.alter(&house.ana, room, react(2, "👍", true)).await, Err(Rejection::TooManyReactions));
}

#[tokio::test(start_paused = true)]
async fn an_answer_brings_what_it_answers() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.post(&house.ana, room, post(1, "question")).await.unwrap();
    for n in 2..700 {
        house.hub.post(&house.ana, room, post(n, "x")).await.unwrap();
    }
    let mut line = Line::open(&house, &house.ana);
    line.subscribes(room, None).await;
    let refused = house.hub.post(&house.ana, room, NewPost { reply: Some(Seq(9_999)), ..post(8_000, "x") }).await;
    assert_eq!(refused, Err(Rejection::NoSuchMessage));
    assert_eq!(house.hub.post(&house.ana, room, NewPost { reply: Some(Seq(1)), ..post(8_001, "x") }).await, Err(Rejection::NoSuchMessage));
    house.hub.post(&house.ana, room, NewPost { reply: Some(Seq(2)), ..post(8_002, "answer") }).await.unwrap();
    let Event::Appended { quoted, .. } = line.hears().await else { panic!() };
    assert!(matches!(&quoted[0].event.what, Happened::Posted { body: text, .. } if *text == body("question")));
    // So does a page, also after the room was put to rest and read again.
    for _ in 0..2 {
        let (snapshot, _) = house.hub.snapshot(&house.ana, room).await.unwrap();
        assert_eq!(snapshot.page.quoted, quoted);
        drop(Line::open(&house, &house.ana));
        tokio::time::sleep(Duration::from_secs(900)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn cursors_only_grow_and_are_told_and_kept() {
    let memory = Arc::new(Memory::default());
    let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room, None).await;
    for n in 1..=3 {
        house.hub.post(&house.ana, room, post(n, "x")).await.unwrap();
        ben.hears_events().await;
    }
    let unread = async |person| house.hub.rooms(person).await.unwrap()[0].unread;
    assert_eq!((unread(&house.ana).await, unread(&house.ben).await), (0, 3));

    ben.says(Command::Read { room, seq: Seq(4) }).await;
    assert_eq!(ben.hears().await, Event::Unread { room, seq: Seq(4), unread: 1, mentions: 0 });
    ben.says(Command::Read { room, seq: Seq(3) }).await;
    let Event::Read { cursors, .. } = ben.hears().await else { panic!() };
    let of_ben = Cursor { member: house.ben.id, seq: Seq(4) };
    assert_eq!(cursors, [of_ben], "a cursor never goes back, and Ana's messages say how far she has read");
    assert_eq!(unread(&house.ben).await, 1);

    let kept = async || memory.room(room).await.unwrap().unwrap().members.into_iter().find(|one| one.member == house.ben.id).unwrap().read;
    while kept().await.seq != Seq(4) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(kept().await.posts, 2);
    // Who writes has read what was there.
    house.hub.post(&house.ben, room, post(1, "y")).await.unwrap();
    assert_eq!((unread(&house.ana).await, unread(&house.ben).await), (1, 0));
}
