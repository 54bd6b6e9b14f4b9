//! What hangs below messages because of their links: asked for, hung there, taken away, and gone with the link or the message.

use std::sync::Arc;

use chat::{Alteration, History, Linked, Memory, Settings};
use protocol::{Event, Happened, LinkPreview, Rejection, RoomId, Row, Seq, Timeline, Visibility, permalink};
use tokio::sync::mpsc::Receiver;

use crate::house::{House, Line, body, house, house_over, post};

fn found(link: &str) -> LinkPreview {
    let title = Some(format!("Title of {link}"));
    LinkPreview { link: link.to_owned(), url: link.to_owned(), title, description: None, site: None, picture: None }
}

fn links(row: &Row) -> Vec<&str> {
    row.previews.iter().map(|preview| preview.link.as_str()).collect()
}

async fn row(house: &House, room: RoomId, seq: u64) -> Row {
    let (snapshot, _) = house.hub.snapshot(&house.ana, room).await.unwrap();
    Timeline::new(snapshot).row(Seq(seq)).unwrap().clone()
}

async fn kitchen(house: &House) -> RoomId {
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    room
}

fn asked(desk: &mut Receiver<Linked>) -> Option<(Seq, Vec<String>)> {
    desk.try_recv().ok().map(|linked| (linked.of, linked.links))
}

#[tokio::test]
async fn the_first_links_of_a_message_are_to_be_looked_up() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut desk = house.hub.links().follow(9).unwrap();
    assert!(house.hub.links().follow(9).is_none(), "one follows");
    let message = format!("https://chat.example{}", permalink(room, Seq(3), None));
    let text = format!("{message} https://a.example https://b.example https://c.example https://d.example");
    house.hub.post(&house.ana, room, post(1, "no link")).await.unwrap();
    house.hub.post(&house.ana, room, post(2, &text)).await.unwrap();
    let three = ["https://a.example", "https://b.example", "https://c.example"].map(str::to_owned).to_vec();
    assert_eq!(asked(&mut desk), Some((Seq(4), three)), "and a message is no page");
    house.hub.post(&house.ana, room, post(2, &text)).await.unwrap();
    assert_eq!(asked(&mut desk), None, "the same attempt asks once");
}

#[tokio::test]
async fn what_was_found_hangs_below_the_message_for_as_long_as_it_links_there() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut desk = house.hub.links().follow(9).unwrap();
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room, None).await;
    let (a, b, c) = ("https://a.example", "https://b.example", "https://c.example");
    house.hub.post(&house.ana, room, post(1, &format!("{a} {b}"))).await.unwrap();
    ben.hears_events().await;
    asked(&mut desk).unwrap();
    house.hub.preview(room, Seq(3), vec![found(b), found("https://elsewhere.example"), found(a)]).await.unwrap();
    let heard = ben.hears_events().await;
    assert_eq!(heard[0].what, Happened::Previewed { by: None, of: Seq(3), previews: vec![found(a), found(b)] });
    assert_eq!(links(&row(&house, room, 3).await), [a, b], "in the order of the text");
    house.hub.preview(room, Seq(3), vec![found(a)]).await.unwrap();
    assert_eq!(house.hub.snapshot(&house.ana, room).await.unwrap().0.head, Seq(4), "what hangs there is no event");

    let edit = |text: &str| Alteration::Edit { of: Seq(3), body: body(text) };
    house.hub.alter(&house.ana, room, edit(&format!("{b} {c}"))).await.unwrap();
    assert_eq!(links(&row(&house, room, 3).await), [b], "its link is gone");
    assert_eq!(asked(&mut desk), Some((Seq(3), vec![c.to_owned()])), "only the new one");
    let heard = ben.hears_events().await;
    assert!(matches!(heard[0].what, Happened::Edited { .. }) && matches!(heard[1].what, Happened::Previewed { by: None, .. }));
    house.hub.alter(&house.ana, room, edit("none")).await.unwrap();
    house.hub.preview(room, Seq(3), vec![found(c)]).await.unwrap();
    assert!(row(&house, room, 3).await.previews.is_empty(), "it came too late");
}

#[tokio::test]
async fn an_author_and_who_manages_the_room_take_a_preview_away_for_all() {
    let house = house().await;
    let room = kitchen(&house).await;
    house.hub.join(&house.eve, room).await.unwrap();
    let (a, b) = ("https://a.example", "https://b.example");
    house.hub.post(&house.ben, room, post(1, &format!("{a} {b}"))).await.unwrap();
    house.hub.preview(room, Seq(4), vec![found(a), found(b)]).await.unwrap();
    let dismiss = |link: &str| Alteration::Dismiss { of: Seq(4), link: link.to_owned() };
    assert_eq!(house.hub.alter(&house.eve, room, dismiss(a)).await, Err(Rejection::NotAllowed));
    house.hub.alter(&house.ben, room, dismiss(a)).await.unwrap();
    house.hub.alter(&house.ben, room, dismiss(a)).await.unwrap();
    assert_eq!(links(&row(&house, room, 4).await), [b]);
    house.hub.alter(&house.ana, room, dismiss(b)).await.unwrap();
    let row = row(&house, room, 4).await;
    assert!(row.previews.is_empty());
    assert_eq!(row.altered, Some(Seq(7)), "the same again is no event");
    assert_eq!(
        house.hub.alter(&house.ana, room, Alteration::Dismiss { of: Seq(3), link: a.to_owned() }).await,
        Err(Rejection::NoSuchMessage)
    );
}

#[tokio::test]
async fn nothing_is_left_of_what_a_deleted_message_linked_to() {
    let memory = Arc::new(Memory::default());
    let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
    let room = kitchen(&house).await;
    house.hub.post(&house.ben, room, post(1, "https://secret.example")).await.unwrap();
    house.hub.preview(room, Seq(3), vec![found("https://secret.example")]).await.unwrap();
    house.hub.alter(&house.ben, room, Alteration::Delete { of: Seq(3) }).await.unwrap();
    assert_eq!(house.hub.preview(room, Seq(3), vec![found("https://secret.example")]).await, Err(Rejection::NoSuchMessage));
    let mut eve = Line::open(&house, &house.ana);
    let Event::Snapshot { snapshot, .. } = eve.subscribes(room, None).await else { panic!() };
    let start = protocol::Position { seq: Seq(1), ..snapshot.position() };
    let replayed = eve.subscribes(room, Some(start)).await;
    for kept in [format!("{snapshot:?}"), format!("{replayed:?}"), format!("{:?}", memory.events(room, Seq::ZERO, Seq(99)).await)] {
        assert!(!kept.contains("secret"), "{kept}");
    }
}

#[tokio::test]
async fn a_message_by_itself_is_for_those_in_its_room() {
    let house = house().await;
    let room = kitchen(&house).await;
    house.hub.post(&house.ana, room, post(1, "hi")).await.unwrap();
    let (_, page, seat) = house.hub.message(&house.ben, room, Seq(3)).await.unwrap();
    assert_eq!((page.rows.len(), page.people.len(), seat.keeps_order), (1, 1, false));
    assert_eq!(house.hub.message(&house.eve, room, Seq(3)).await.unwrap_err(), Rejection::NoSuchRoom);
    for seq in [0, 2, 4, u64::MAX] {
        assert_eq!(house.hub.message(&house.ben, room, Seq(seq)).await.unwrap_err(), Rejection::NoSuchMessage, "{seq}");
    }
}
