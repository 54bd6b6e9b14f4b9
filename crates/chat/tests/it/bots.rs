//! Bots in rooms: through whom they come in, and which messages call them.

use chat::NewRoom;
use protocol::{DisplayName, MemberId, MemberName, Person, Rejection, Role, RoomDescription, RoomName, RoomRole, Visibility};

use crate::house::{House, body, house, post};

fn bot(house: &House, id: u128, name: &str) -> Person {
    let (name, display) = (MemberName::parse(name).unwrap(), DisplayName::parse(name).unwrap());
    let bot = Person { id: MemberId::from_bits(id), name, display, role: Role::Bot, avatar: None };
    house.hub.meet(bot.clone());
    bot
}

#[tokio::test]
async fn a_bot_comes_in_through_who_manages_the_room() {
    let house = house().await;
    let robot = bot(&house, 9, "robot");
    for visibility in [Visibility::Public, Visibility::Private] {
        let room = house.room(visibility).await;
        house.hub.invite(&house.ana, room.id, &house.ben).await.unwrap();
        assert_eq!(house.hub.join(&robot, room.id).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.invite(&house.ben, room.id, &robot).await, Err(Rejection::NotAllowed));
        assert_eq!(house.hub.post(&robot, room.id, post(1, "hi")).await, Err(Rejection::NoSuchRoom));
        house.hub.invite(&house.ana, room.id, &robot).await.unwrap();
        house.hub.join(&robot, room.id).await.unwrap();
        house.hub.post(&robot, room.id, post(1, "hi")).await.unwrap();
        assert_eq!(house.hub.invite(&robot, room.id, &house.eve).await, Err(Rejection::NotAllowed));
    }
    let new = NewRoom { name: RoomName::parse("Lair").unwrap(), description: RoomDescription::default(), visibility: Visibility::Public };
    assert_eq!(house.hub.create_room(&robot, new).await.unwrap_err(), Rejection::NotAllowed);
}

#[tokio::test]
async fn a_room_is_left_to_a_bot_only_when_there_is_nobody_else() {
    let house = house().await;
    let robots = [4, 5, 6].map(|id| bot(&house, id, &format!("robot{id}")));
    let room = house.room(Visibility::Public).await;
    for robot in &robots {
        house.hub.invite(&house.ana, room.id, robot).await.unwrap();
    }
    house.hub.join(&house.ben, room.id).await.unwrap();
    house.hub.leave(&house.ana, room.id).await.unwrap();
    let owners = async |reader: &Person| {
        let members = house.hub.members(reader, room.id).await.unwrap();
        members.into_iter().filter(|member| member.role == RoomRole::Owner).map(|member| member.person).collect::<Vec<_>>()
    };
    assert_eq!(owners(&house.ben).await, std::slice::from_ref(&house.ben));
    house.hub.leave(&house.ben, room.id).await.unwrap();
    assert_eq!(owners(&robots[0]).await[0].role, Role::Bot);
}

#[tokio::test]
async fn only_what_means_a_bot_calls_it() {
    let house = house().await;
    let (robot, other) = (bot(&house, 9, "robot"), bot(&house, 8, "other"));
    let room = house.room(Visibility::Public).await;
    for one in [&house.ben, &robot, &other] {
        house.hub.invite(&house.ana, room.id, one).await.unwrap();
    }
    let mut calls = house.hub.bots_desk().follow(16).unwrap();
    house.hub.bots_desk().set(robot.id, true);
    for (n, (author, text)) in (1..).zip([
        (&house.ana, "nothing"),
        (&house.ana, "@room come"),
        (&house.ana, "@other hi"),
        (&other, "@robot said a bot"),
        (&robot, "@robot said itself"),
        (&house.ben, "@robot said Ben"),
    ]) {
        house.hub.post(author, room.id, post(n, text)).await.unwrap();
    }
    let call = calls.recv().await.unwrap();
    assert_eq!((&call.body, call.whom.as_slice()), (&body("@robot said Ben"), [(robot.id, true)].as_slice()));
    let alone = house.hub.direct(&house.eve, std::slice::from_ref(&robot)).await.unwrap();
    house.hub.post(&house.eve, alone, post(1, "to you")).await.unwrap();
    let call = calls.recv().await.unwrap();
    assert_eq!((call.room.id, call.author.id, &call.body), (alone, house.eve.id, &body("to you")));
    assert!(calls.try_recv().is_err());
}
