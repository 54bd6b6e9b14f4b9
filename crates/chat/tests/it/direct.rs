//! Direct rooms: one for the same people, named after the others, and nobody else's business.

use protocol::{Command, DisplayName, Event, MemberId, Person, Rejection, RoomDescription, RoomId, RoomName, RoomRole, Visibility};

use crate::house::{House, Line, house, post};

async fn direct(house: &House, actor: &Person, others: &[&Person]) -> RoomId {
    let others: Vec<Person> = others.iter().map(|other| (*other).clone()).collect();
    house.hub.direct(actor, &others).await.unwrap()
}

#[tokio::test]
async fn the_same_people_always_meet_in_the_same_room() {
    let house = house().await;
    let (ana, ben, eve) = (&house.ana, &house.ben, &house.eve);
    let two = direct(&house, ana, &[ben]).await;
    assert_eq!(direct(&house, ben, &[ana]).await, two);
    assert_eq!(direct(&house, ana, &[ben, ana, ben]).await, two, "oneself is in it anyway, and nobody twice");
    let three = direct(&house, ana, &[ben, eve]).await;
    assert_ne!(three, two);
    assert_eq!(direct(&house, eve, &[ana, ben]).await, three);
    let own = direct(&house, ana, &[]).await;
    assert_eq!(direct(&house, ana, &[ana]).await, own);
    let (one, other) = tokio::join!(house.hub.direct(ben, std::slice::from_ref(eve)), house.hub.direct(eve, std::slice::from_ref(ben)));
    assert_eq!(one, other, "also when both begin at once");
}

#[tokio::test]
async fn everybody_sees_it_under_the_names_of_the_others() {
    let house = house().await;
    let (ana, ben, eve) = (&house.ana, &house.ben, &house.eve);
    let mut line = Line::open(&house, ben);
    let room = direct(&house, ana, &[ben, eve]).await;
    let Event::Entered { room: told, position } = line.hears().await else { panic!() };
    assert_eq!((told.id, told.name.as_str(), told.visibility), (room, "ana, eve", Visibility::Direct));
    let Event::Resumed { .. } = line.subscribes(room, Some(position)).await else { panic!() };
    let Event::Snapshot { snapshot, .. } = line.subscribes(room, None).await else { panic!() };
    assert_eq!(snapshot.room.name.as_str(), "ana, eve");
    for (reader, name) in [(ana, "ben, eve"), (ben, "ana, eve"), (eve, "ana, ben")] {
        let (snapshot, seat) = house.hub.snapshot(reader, room).await.unwrap();
        assert_eq!((snapshot.room.name.as_str(), seat.role, seat.keeps_order), (name, RoomRole::Member, false));
        let listed = house.hub.rooms(reader).await.unwrap();
        assert_eq!(listed.iter().map(|one| (one.room.name.as_str(), one.members)).collect::<Vec<_>>(), [(name, 3)]);
    }
    house.hub.meet(Person { display: DisplayName::parse("Ana Kim").unwrap(), ..ana.clone() });
    assert_eq!(house.hub.snapshot(ben, room).await.unwrap().0.room.name.as_str(), "Ana Kim, eve", "as they are called now");
}

#[tokio::test]
async fn nobody_comes_goes_or_manages_and_it_does_not_exist_for_others() {
    let house = house().await;
    let (ana, ben, eve) = (&house.ana, &house.ben, &house.eve);
    let room = direct(&house, ana, &[ben]).await;
    let (name, text) = (RoomName::parse("mine").unwrap(), RoomDescription::default());
    assert_eq!(house.hub.invite(ana, room, eve).await, Err(Rejection::NotAllowed));
    assert_eq!(house.hub.leave(ana, room).await, Err(Rejection::NotAllowed));
    assert_eq!(house.hub.remove(ana, room, ben.id).await, Err(Rejection::NotAllowed));
    let change = chat::RoomChange { name: Some(name.clone()), description: None };
    assert_eq!(house.hub.describe(ana, room, change).await, Err(Rejection::NotAllowed));
    assert_eq!(house.hub.join(eve, room).await, Err(Rejection::NoSuchRoom));
    assert_eq!(house.hub.invite(eve, room, eve).await, Err(Rejection::NoSuchRoom));
    assert_eq!(house.hub.leave(eve, room).await, Err(Rejection::NoSuchRoom));
    assert_eq!(house.hub.remove(eve, room, ben.id).await, Err(Rejection::NoSuchRoom));
    assert_eq!(house.hub.post(eve, room, post(1, "x")).await, Err(Rejection::NoSuchRoom));
    assert!(house.hub.rooms(eve).await.unwrap().is_empty());
    let made = chat::NewRoom { name, description: text, visibility: Visibility::Direct };
    assert_eq!(house.hub.create_room(eve, made).await.unwrap_err(), Rejection::NotAllowed, "it has a door of its own");

    let mut line = Line::open(&house, ben);
    line.subscribes(room, None).await;
    house.hub.post(ana, room, post(2, "hi")).await.unwrap();
    assert_eq!(line.hears_events().await.len(), 1);
    line.says(Command::Subscribe { room: RoomId::from_bits(7), after: None }).await;
    let Event::Rejected { rejection, .. } = line.hears().await else { panic!() };
    assert_eq!(rejection, Rejection::NoSuchRoom);
}

#[tokio::test]
async fn it_has_room_for_ten() {
    let house = house().await;
    let crowd = |n: u128| (10..10 + n).map(|id| Person { id: MemberId::from_bits(id), ..house.ben.clone() }).collect::<Vec<_>>();
    assert_eq!(house.hub.direct(&house.ana, &crowd(10)).await, Err(Rejection::NotAllowed));
    assert!(house.hub.direct(&house.ana, &crowd(9)).await.is_ok());
}
