//! Rooms with many members: pages list a part of them, and where they are still more, nobody is told who comes and goes.

use std::sync::Arc;

use chat::{Accounts, Memory, NewAccount, Roster, Settings};
use protocol::{DisplayName, Event, LISTED, MemberId, MemberName, Millis, Person, ROSTER, Role, RoomId, Visibility};

use crate::house::{House, Line, house_over};

/// A room of ana's with so many members, the last of whom is handed over before they enter.
async fn room_for(most: usize) -> (House, RoomId, Person) {
    let memory = Arc::new(Memory::default());
    let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    for n in 3.. {
        let name = format!("m{n}");
        let account = NewAccount {
            id: MemberId::from_bits(1_000 + n as u128),
            name: MemberName::parse(&name).unwrap(),
            display: DisplayName::parse(&name).unwrap(),
            role: Role::Member,
            password: String::new(),
            language: None,
            at: Millis(1),
        };
        let person = memory.add(&account, None).await.unwrap().person;
        if n == most {
            return (house, room, person);
        }
        house.hub.join(&person, room).await.unwrap();
    }
    unreachable!()
}

async fn online(line: &mut Line, room: RoomId) -> Vec<MemberId> {
    match line.subscribes(room, None).await {
        Event::Snapshot { online, .. } => online,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_is_told_who_of_so_many_is_there() {
    let (house, room, last) = room_for(ROSTER + 1).await;
    let (mut ana, mut ben) = (Line::open(&house, &house.ana), Line::open(&house, &house.ben));
    assert_eq!(online(&mut ana, room).await, [house.ana.id]);
    assert_eq!(online(&mut ben, room).await, [house.ana.id, house.ben.id], "a room that is just not large");
    house.hub.join(&last, room).await.unwrap();
    let (mut late, mut again) = (Line::open(&house, &last), Line::open(&house, &house.ben));
    assert_eq!(online(&mut late, room).await, []);
    assert_eq!(online(&mut again, room).await, []);
    // What ana was told since: of ben, and that the last one is a member, but not that they are there.
    let mut told = Vec::new();
    ana.connection.take(&mut told).await;
    let told: Vec<_> = told.iter().map(|frame| frame.event()).collect();
    assert!(matches!(told[..], [Event::Presence { .. }, Event::Appended { .. }]), "{told:?}");
}

#[tokio::test]
async fn pages_show_those_who_are_there_first_and_others_are_found() {
    let (house, room, last) = room_for(LISTED + 1).await;
    let roster = async |like| house.hub.roster(&house.ana, room, like).await.unwrap();
    let shown = |roster: &Roster| (roster.members.len(), roster.total, roster.online);
    assert_eq!(shown(&roster(None).await), (LISTED, LISTED, 0));
    house.hub.join(&last, room).await.unwrap();
    let (mut ben, mut late) = (Line::open(&house, &house.ben), Line::open(&house, &last));
    online(&mut ben, room).await;
    online(&mut late, room).await;
    let all = roster(None).await;
    assert_eq!(shown(&all), (LISTED, LISTED + 1, 2));
    for person in [&house.ben, &last] {
        assert!(all.members.iter().any(|member| member.person == *person && member.presence.is_online()));
    }
    assert!(all.members.is_sorted_by_key(|member| member.person.display.as_str().to_owned()));
    let found = roster(Some("BEN")).await;
    assert_eq!((shown(&found), &found.members[0].person), ((1, 1, 1), &house.ben));
    let many = roster(Some("m")).await;
    assert!(many.members.len() < many.total && many.total == LISTED - 1, "{} of {}", many.members.len(), many.total);
    assert_eq!(many.members[0].person, last, "who is there comes first");
    assert_eq!(shown(&roster(Some("nobody")).await), (0, 0, 0));
    assert!(house.hub.roster(&house.eve, room, None).await.is_err(), "not for those outside");
}
