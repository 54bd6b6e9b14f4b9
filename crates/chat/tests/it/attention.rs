//! What waits for a member is derived from the log and from how far they have read, on every device the same.

use chat::Alteration;
use protocol::{Attention, Command, Event, MemberId, RoomId, Seq, Visibility};

use crate::house::{House, Line, body, house, post};

/// Unread messages and calls, as the list of rooms says.
async fn waiting(house: &House, member: &protocol::Person, room: RoomId) -> (u64, u64) {
    let rooms = house.hub.rooms(member).await.unwrap();
    let listed = rooms.iter().find(|listed| listed.room.id == room).unwrap();
    (listed.unread, listed.mentions)
}

/// The next thing a line is told that is about what waits.
async fn told(line: &mut Line) -> (Seq, u32, u32) {
    loop {
        if let Event::Unread { seq, unread, mentions, .. } = line.hears().await {
            return (seq, unread, mentions);
        }
    }
}

async fn kitchen(house: &House) -> RoomId {
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    house.hub.join(&house.eve, room).await.unwrap();
    room
}

#[tokio::test]
async fn calls_are_counted_until_they_are_read() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut line = Line::open(&house, &house.ben);
    line.subscribes(room, None).await;
    for (n, text) in
        ["soup?", "@ben soup?", "`@ben` and > nothing", "@Ben님 @ben", "@room lunch", "@eve you", "@nobody"].into_iter().enumerate()
    {
        house.hub.post(&house.ana, room, post(n as u128, text)).await.unwrap();
    }
    assert_eq!(waiting(&house, &house.ben, room).await, (7, 3));
    assert_eq!(waiting(&house, &house.eve, room).await, (7, 2), "by name, and with everybody");
    assert_eq!(waiting(&house, &house.ana, room).await, (0, 0), "one's own calls are not");
    assert_eq!(told(&mut line).await, (Seq(2), 2, 1), "who is called by name is told at once");
    line.says(Command::Read { room, seq: Seq(5) }).await;
    assert_eq!(waiting(&house, &house.ben, room).await, (5, 2));
    line.says(Command::Read { room, seq: Seq(10) }).await;
    assert_eq!(waiting(&house, &house.ben, room).await, (0, 0));
    house.hub.leave(&house.eve, room).await.unwrap();
    house.hub.post(&house.ana, room, post(20, "@eve come back")).await.unwrap();
    house.hub.join(&house.eve, room).await.unwrap();
    assert_eq!(waiting(&house, &house.eve, room).await, (0, 0), "only who is there is called");
}

#[tokio::test]
async fn here_calls_those_who_are_online() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut line = Line::open(&house, &house.ben);
    line.subscribes(room, None).await;
    house.hub.post(&house.ana, room, post(1, "@here now")).await.unwrap();
    assert_eq!((waiting(&house, &house.ben, room).await, waiting(&house, &house.eve, room).await), ((1, 1), (1, 0)));
}

#[tokio::test]
async fn an_edit_calls_anew_and_what_is_deleted_calls_nobody() {
    let house = house().await;
    let room = kitchen(&house).await;
    let (of, _) = house.hub.post(&house.ana, room, post(1, "@ben")).await.unwrap();
    assert_eq!((waiting(&house, &house.ben, room).await.1, waiting(&house, &house.eve, room).await.1), (1, 0));
    house.hub.alter(&house.ana, room, Alteration::Edit { of, body: body("@eve") }).await.unwrap();
    assert_eq!((waiting(&house, &house.ben, room).await.1, waiting(&house, &house.eve, room).await.1), (0, 1));
    house.hub.alter(&house.ana, room, Alteration::Delete { of }).await.unwrap();
    assert_eq!(waiting(&house, &house.eve, room).await, (1, 0), "its place counts, its words do not");
}

#[tokio::test]
async fn every_message_of_a_conversation_calls() {
    let house = house().await;
    let room = house.hub.direct(&house.ana, std::slice::from_ref(&house.ben)).await.unwrap();
    house.hub.post(&house.ana, room, post(1, "hi")).await.unwrap();
    assert_eq!(waiting(&house, &house.ben, room).await, (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_was_read_can_be_unread_again_for_oneself() {
    let house = house().await;
    let room = kitchen(&house).await;
    for n in 1..=3 {
        house.hub.post(&house.ana, room, post(n, "@ben")).await.unwrap();
    }
    let (mut line, mut other) = (Line::open(&house, &house.ben), Line::open(&house, &house.ben));
    line.subscribes(room, None).await;
    line.says(Command::Read { room, seq: Seq(6) }).await;
    assert_eq!((told(&mut line).await, told(&mut other).await), ((Seq(6), 0, 0), (Seq(6), 0, 0)));
    line.says(Command::MarkUnread { room, seq: Seq(5) }).await;
    assert_eq!((told(&mut line).await, told(&mut other).await), ((Seq(4), 2, 2), (Seq(4), 2, 2)), "on every device");
    assert_eq!(waiting(&house, &house.ben, room).await, (2, 2));
    assert_eq!(house.hub.snapshot(&house.ben, room).await.unwrap().1.read, Seq(4), "what is new begins there");

    // The room goes to rest and comes back.
    drop((line, other));
    tokio::time::sleep(std::time::Duration::from_secs(3_600)).await;
    assert_eq!(waiting(&house, &house.ben, room).await, (2, 2));
    let mut line = Line::open(&house, &house.ben);
    let Event::Snapshot { cursors, .. } = line.subscribes(room, None).await else { panic!() };
    let cursor = |id: MemberId| cursors.iter().find(|cursor| cursor.member == id).unwrap().seq;
    assert_eq!(cursor(house.ben.id), Seq(6), "others see how far one really read");
    line.says(Command::Read { room, seq: Seq(6) }).await;
    assert_eq!(told(&mut line).await, (Seq(6), 0, 0));
    assert_eq!(waiting(&house, &house.ben, room).await, (0, 0));
}

#[tokio::test]
async fn how_much_one_wants_to_be_told_is_kept_and_told_to_all_devices() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut line = Line::open(&house, &house.ben);
    house.hub.attend(house.ben.id, room, Attention::Mentions).await.unwrap();
    assert_eq!(line.hears().await, Event::Attended { room, attention: Attention::Mentions });
    let attention = |rooms: Vec<chat::ListedRoom>| rooms[0].attention;
    assert_eq!(attention(house.hub.rooms(&house.ben).await.unwrap()), Attention::Mentions);
    assert_eq!(attention(house.hub.rooms(&house.eve).await.unwrap()), Attention::All);
    house.hub.leave(&house.ben, room).await.unwrap();
    assert!(house.hub.attend(house.ben.id, room, Attention::None).await.is_err());
}

#[tokio::test]
async fn news_are_for_those_who_want_to_be_told() {
    let house = house().await;
    let room = kitchen(&house).await;
    let desk = house.hub.desk();
    house.hub.post(&house.ana, room, post(1, "nobody follows")).await.unwrap();
    let mut news = desk.follow(9).unwrap();
    assert!(desk.follow(9).is_none(), "one follower");
    house.hub.post(&house.ana, room, post(2, "@ben nobody is on the list")).await.unwrap();
    [&house.ana, &house.ben, &house.eve].into_iter().for_each(|one| desk.set(one.id, true));
    house.hub.attend(house.eve.id, room, Attention::Mentions).await.unwrap();
    house.hub.post(&house.ana, room, post(3, "soup @ben")).await.unwrap();
    let one = news.recv().await.unwrap();
    assert_eq!((one.body.as_str(), one.seq, one.author.id), ("soup @ben", Seq(6), house.ana.id), "the first that was for anybody");
    assert_eq!(one.whom, [(house.ben.id, true)]);
    house.hub.attend(house.ben.id, room, Attention::None).await.unwrap();
    house.hub.post(&house.ana, room, post(4, "soup")).await.unwrap();
    house.hub.post(&house.ana, room, post(5, "@room soup")).await.unwrap();
    assert_eq!(news.recv().await.unwrap().whom, [(house.eve.id, true)]);
    let direct = house.hub.direct(&house.ben, std::slice::from_ref(&house.ana)).await.unwrap();
    house.hub.post(&house.ben, direct, post(6, "hi")).await.unwrap();
    assert_eq!(news.recv().await.unwrap().whom, [(house.ana.id, true)]);
}

#[tokio::test(start_paused = true)]
async fn only_what_needs_somebody_who_looks_is_an_act() {
    let house = house().await;
    let room = kitchen(&house).await;
    let mut line = Line::open(&house, &house.ben);
    line.subscribes(room, None).await;
    line.says(Command::Heartbeat { heads: Vec::new() }).await;
    assert_eq!(house.hub.acted(house.ben.id), None);
    line.says(Command::Read { room, seq: Seq(1) }).await;
    tokio::time::advance(std::time::Duration::from_secs(7)).await;
    assert_eq!(house.hub.acted(house.ben.id), Some(std::time::Duration::from_secs(7)));
    assert_eq!(house.hub.cursor(house.ben.id, room).await.unwrap(), Seq(2), "who comes in has read everything");
    drop(line);
    assert_eq!(house.hub.acted(house.ben.id), None, "a line that is gone says nothing");
    house.hub.leave(&house.ben, room).await.unwrap();
    assert!(house.hub.cursor(house.ben.id, room).await.is_err());
}
