//! Who is there, who looks, and who is counted among those who have read.

use protocol::{Command, Cursor, Epoch, Event, Head, MemberId, Person, Presence, RoomId, Seq, Visibility};

use crate::house::{House, Line, house, post};

async fn kitchen(house: &House) -> RoomId {
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    room
}

/// Everything a line was told so far that is of interest here.
async fn told<T>(line: &mut Line, room: RoomId, pick: impl Fn(&Event) -> Option<T>) -> Vec<T> {
    // The room answers this after everything before it.
    line.says(Command::Heartbeat { heads: vec![Head { room, epoch: Epoch::from_bits(0), seq: Seq::ZERO }] }).await;
    let mut told = Vec::new();
    loop {
        let mut buffer = Vec::new();
        line.connection.take(&mut buffer).await;
        for frame in &buffer {
            told.extend(pick(frame.event()));
            if matches!(frame.event(), Event::Heartbeat { .. }) {
                return told;
            }
        }
    }
}

/// What was told of somebody: `online`, `offline`, `away`, `back`.
async fn presence_told(line: &mut Line, room: RoomId, of: &Person) -> Vec<&'static str> {
    let of = of.id;
    told(line, room, |event| match event {
        Event::Presence { member, online, .. } if *member == of => Some(if *online { "online" } else { "offline" }),
        Event::Away { member, away, .. } if *member == of => Some(if *away { "away" } else { "back" }),
        _ => None,
    })
    .await
}

async fn seen(house: &House, room: RoomId, who: &Person) -> Presence {
    let members = house.hub.members(&house.ana, room).await.unwrap();
    members.iter().find(|member| member.person.id == who.id).unwrap().presence
}

#[tokio::test]
async fn who_looks_at_none_of_their_pages_is_away() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut ana = Line::open(&house, &house.ana);
    ana.subscribes(room, None).await;
    let (mut desk, mut phone) = (Line::open(&house, &house.ben), Line::open(&house, &house.ben));
    desk.subscribes(room, None).await;
    phone.subscribes(room, None).await;
    desk.says(Command::Away { away: true }).await;
    assert_eq!(seen(&house, room, &house.ben).await, Presence::Online, "the phone is looked at");
    phone.says(Command::Away { away: true }).await;
    phone.says(Command::Away { away: true }).await;
    assert_eq!((seen(&house, room, &house.ben).await, house.hub.presence(house.ben.id)), (Presence::Away, Presence::Away));
    assert_eq!(presence_told(&mut ana, room, &house.ben).await, ["online", "away"]);
    desk.says(Command::Away { away: false }).await;
    assert_eq!(presence_told(&mut ana, room, &house.ben).await, ["back"]);
    // The one that was looked at is closed.
    drop(desk);
    while house.hub.presence(house.ben.id) != Presence::Away || seen(&house, room, &house.ben).await != Presence::Away {}
    assert_eq!(presence_told(&mut ana, room, &house.ben).await, ["away"]);
}

#[tokio::test]
async fn whoever_comes_is_told_who_is_away_and_looks() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room, None).await;
    ben.says(Command::Away { away: true }).await;
    let mut ana = Line::open(&house, &house.ana);
    let Event::Snapshot { online, away, .. } = ana.subscribes(room, None).await else { panic!() };
    assert_eq!((online, away), (vec![house.ana.id, house.ben.id], vec![house.ben.id]));
    let mut again = Line::open(&house, &house.ben);
    again.subscribes(room, None).await;
    assert_eq!(seen(&house, room, &house.ben).await, Presence::Online);
    assert_eq!(presence_told(&mut ana, room, &house.ben).await, ["back"]);
}

async fn cursors_told(line: &mut Line, room: RoomId) -> Vec<Vec<MemberId>> {
    told(line, room, |event| match event {
        Event::Cursors { cursors, .. } | Event::Read { cursors, .. } => Some(cursors.iter().map(|cursor| cursor.member).collect()),
        _ => None,
    })
    .await
}

async fn known(house: &House, room: RoomId, who: &Person) -> Vec<Cursor> {
    match Line::open(house, who).subscribes(room, None).await {
        Event::Snapshot { cursors, .. } => cursors,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_is_discreet_is_counted_by_nobody_and_counts_nobody() {
    let house = house().await;
    let room = kitchen(&house).await;
    let (mut ana, mut ben) = (Line::open(&house, &house.ana), Line::open(&house, &house.ben));
    ana.subscribes(room, None).await;
    ben.subscribes(room, None).await;
    house.hub.set_discreet(house.ben.id, true).await;
    house.hub.set_discreet(house.ben.id, true).await;
    assert!(known(&house, room, &house.ben).await.is_empty());
    assert_eq!(cursors_told(&mut ana, room).await, [vec![house.ana.id]], "told at once, and once");
    assert_eq!(cursors_told(&mut ben, room).await, [Vec::new()]);
    assert_eq!(known(&house, room, &house.ana).await.iter().map(|one| one.member).collect::<Vec<_>>(), [house.ana.id]);
    // For themselves, nothing is different.
    house.hub.post(&house.ana, room, post(1, "hi")).await.unwrap();
    house.hub.read(house.ben.id, room, Seq(3)).await.unwrap();
    assert_eq!(house.hub.cursor(house.ben.id, room).await, Ok(Seq(3)));

    house.hub.join(&house.eve, room).await.unwrap();
    house.hub.leave(&house.ben, room).await.unwrap();
    house.hub.join(&house.ben, room).await.unwrap();
    let last = cursors_told(&mut ana, room).await.pop().unwrap();
    assert_eq!(last, [house.ana.id, house.eve.id], "not even for coming in");

    ben.subscribes(room, None).await;
    house.hub.set_discreet(house.ben.id, false).await;
    assert_eq!(known(&house, room, &house.ben).await.len(), 3);
    let all = vec![house.ana.id, house.ben.id, house.eve.id];
    assert_eq!((cursors_told(&mut ana, room).await, cursors_told(&mut ben, room).await), (vec![all.clone()], vec![all]));
}

#[tokio::test(start_paused = true)]
async fn what_a_discreet_member_reads_is_told_to_nobody() {
    let house = house().await;
    let room = kitchen(&house).await;
    house.hub.join(&house.eve, room).await.unwrap();
    house.hub.know_discreet([house.ben.id]);
    let mut ana = Line::open(&house, &house.ana);
    ana.subscribes(room, None).await;
    house.hub.post(&house.ana, room, post(1, "hi")).await.unwrap();
    house.hub.read(house.ben.id, room, Seq(4)).await.unwrap();
    house.hub.read(house.eve.id, room, Seq(4)).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(cursors_told(&mut ana, room).await, [vec![house.eve.id]]);
}
