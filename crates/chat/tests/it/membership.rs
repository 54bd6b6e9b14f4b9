//! People come and go: outsiders learn nothing, and those who went hear no more.

use std::time::Duration;

use chat::RoomChange;
use protocol::{Command, Event, Happened, Rejection, RoomDescription, RoomId, RoomName, RoomRole, Seq, Visibility};

use crate::house::{Line, house, post};

/// Another name, and nothing else.
fn called(name: &str) -> RoomChange {
    RoomChange { name: Some(RoomName::parse(name).unwrap()), description: None }
}

#[tokio::test]
async fn a_private_room_does_not_exist_for_those_outside() {
    let house = house().await;
    let room = house.room(Visibility::Private).await;
    let nowhere = RoomId::from_bits(99);
    for id in [room.id, nowhere] {
        let eve = &house.eve;
        assert_eq!(house.hub.join(eve, id).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.leave(eve, id).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.invite(eve, id, &house.ben).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.remove(eve, id, house.ana.id).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.post(eve, id, post(1, "x")).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.snapshot(eve, id).await.unwrap_err(), Rejection::NoSuchRoom);
        assert_eq!(house.hub.page(eve, id, Seq(5)).await.unwrap_err(), Rejection::NoSuchRoom);
        assert_eq!(house.hub.members(eve, id).await.unwrap_err(), Rejection::NoSuchRoom);
        assert_eq!(house.hub.describe(eve, id, called("mine")).await, Err(Rejection::NoSuchRoom));
        let mut line = Line::open(&house, eve);
        for command in [
            Command::Subscribe { room: id, after: None },
            Command::Fetch { room: id, after: Seq(0), upto: Seq(1) },
            Command::Page { room: id, before: Seq(5) },
        ] {
            line.says(command).await;
            let Event::Rejected { rejection, .. } = line.hears().await else { panic!() };
            assert_eq!(rejection, Rejection::NoSuchRoom);
        }
    }
    assert!(house.hub.rooms(&house.eve).await.unwrap().is_empty());
    house.hub.invite(&house.ana, room.id, &house.eve).await.unwrap();
    assert_eq!(house.hub.rooms(&house.eve).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_reaches_a_member_after_removal() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room.id, None).await;
    assert_eq!(house.hub.remove(&house.ben, room.id, house.ana.id).await, Err(Rejection::NotAllowed));
    house.hub.remove(&house.ana, room.id, house.ben.id).await.unwrap();
    house.hub.post(&house.ana, room.id, post(1, "secret")).await.unwrap();
    assert_eq!(ben.hears().await, Event::Exited { room: room.id, by: Some(house.ana.id) });
    house.hub.invite(&house.ana, room.id, &house.ben).await.unwrap();
    assert!(matches!(ben.hears().await, Event::Entered { .. }), "the next thing heard is the invitation");
}

#[tokio::test]
async fn a_room_is_never_without_an_owner() {
    let house = house().await;
    let room = house.room(Visibility::Private).await;
    house.hub.invite(&house.ana, room.id, &house.ben).await.unwrap();
    house.hub.leave(&house.ana, room.id).await.unwrap();
    assert_eq!(house.hub.snapshot(&house.ben, room.id).await.unwrap().1.role, RoomRole::Owner);
    assert_eq!(house.hub.snapshot(&house.ana, room.id).await.unwrap_err(), Rejection::NoSuchRoom);
}

#[tokio::test]
async fn renaming_is_an_event_and_changes_the_room() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let (name, text) = (RoomName::parse("Hall").unwrap(), RoomDescription::parse("big").unwrap());
    let change = RoomChange { name: Some(name.clone()), description: Some(text.clone()) };
    assert_eq!(house.hub.describe(&house.ben, room.id, change.clone()).await, Err(Rejection::NotAllowed));
    house.hub.describe(&house.ana, room.id, change).await.unwrap();
    let snapshot = house.hub.snapshot(&house.ben, room.id).await.unwrap().0;
    assert_eq!((snapshot.room.name, snapshot.room.description, snapshot.head), (name, text, Seq(4)));
}

#[tokio::test]
async fn who_says_what_a_room_is_about_does_not_undo_its_name() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let mut ana = Line::open(&house, &house.ana);
    ana.subscribes(room.id, None).await;
    let text = RoomDescription::parse("big").unwrap();
    let about = RoomChange { name: None, description: Some(text.clone()) };
    let renamed = house.hub.describe(&house.ana, room.id, called("Hall"));
    let (renamed, described) = tokio::join!(renamed, house.hub.describe(&house.ana, room.id, about));
    renamed.unwrap();
    described.unwrap();
    let mut happened = ana.hears_events().await;
    if happened.len() < 2 {
        happened.extend(ana.hears_events().await);
    }
    assert!(matches!(&happened[..], [renamed, described]
        if matches!(renamed.what, Happened::Renamed { .. }) && matches!(described.what, Happened::Described { .. })));
    let now = house.hub.snapshot(&house.ana, room.id).await.unwrap().0.room;
    assert_eq!((now.name.as_str(), now.description), ("Hall", text));
}

#[tokio::test(start_paused = true)]
async fn who_comes_and_goes_too_often_has_to_wait_and_nobody_else() {
    let house = house().await;
    let (hub, ben) = (&house.hub, &house.ben);
    let (one, other) = (house.room(Visibility::Public).await, house.room(Visibility::Public).await);
    for _ in 0..5 {
        for room in [one.id, other.id] {
            hub.join(ben, room).await.unwrap();
            hub.join(ben, room).await.unwrap();
            hub.leave(ben, room).await.unwrap();
        }
    }
    let Err(Rejection::TooFast { retry_after_ms }) = hub.join(ben, one.id).await else { panic!("twenty a minute") };
    assert_eq!(hub.join(ben, RoomId::from_bits(99)).await, Err(Rejection::NoSuchRoom), "there is none, in haste or not");
    hub.join(&house.eve, one.id).await.unwrap();
    hub.invite(&house.ana, one.id, ben).await.unwrap();
    let Err(Rejection::TooFast { .. }) = hub.leave(ben, one.id).await else { panic!("going counts as coming does") };
    hub.remove(&house.ana, one.id, ben.id).await.unwrap();
    tokio::time::advance(Duration::from_millis(retry_after_ms.into())).await;
    hub.join(ben, one.id).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn going_away_is_announced_only_after_a_while() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let mut ana = Line::open(&house, &house.ana);
    ana.subscribes(room.id, None).await;
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room.id, None).await;
    drop(ben);
    let mut again = Line::open(&house, &house.ben);
    again.subscribes(room.id, None).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let online = |members: Vec<chat::Member>| members.iter().filter(|member| member.presence.is_online()).count();
    assert_eq!(online(house.hub.members(&house.ana, room.id).await.unwrap()), 2, "a reload is no departure");
    drop(again);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(online(house.hub.members(&house.ana, room.id).await.unwrap()), 1);
    let mut buffer = Vec::new();
    ana.connection.take(&mut buffer).await;
    let presence: Vec<bool> = buffer
        .iter()
        .filter_map(|frame| match frame.event() {
            Event::Presence { online, .. } => Some(*online),
            _ => None,
        })
        .collect();
    assert_eq!(presence, [true, false]);
}
