//! Keeping order: mutes, bans, slow rooms, rooms for announcements, and deleting what somebody wrote lately.

use std::{sync::Arc, time::Duration};

use chat::{Accounts, Alteration, Memory, Moderation, ProfileChange, Settings};
use protocol::{
    Act, CloseCode, Command, Emoji, Event, Happened, Measure, MemberId, Millis, Person, Reason, Rejection, Role, Room, Rules, Sanction,
    Seq, Visibility,
};

use crate::house::{House, Line, house_over, nonce, post};

/// Ana owns the place, Mia keeps order, Ben and Eve are members.
struct Place {
    memory: Arc<Memory>,
    house: House,
    mia: Person,
}

async fn place() -> Place {
    let memory = Arc::new(Memory::default());
    let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
    let change = ProfileChange { role: Some(Role::Moderator), ..ProfileChange::default() };
    let mia = memory.change_profile(house.eve.id, &change).await.unwrap().person;
    house.hub.meet(mia.clone());
    Place { memory, house, mia }
}

impl Place {
    async fn room(&self, visibility: Visibility) -> Room {
        let room = self.house.room(visibility).await;
        for person in [&self.house.ben, &self.mia] {
            self.house.hub.invite(&self.house.ana, room.id, person).await.unwrap();
        }
        room
    }

    async fn measures(&self) -> Vec<Measure> {
        self.memory.acts(None).await.unwrap().into_iter().map(|(_, act)| act.what).collect()
    }
}

fn sanction(until: Option<i64>) -> Sanction {
    let until = until.map(|later| Millis(chat::now().0 + later));
    Sanction { until, reason: Reason::default(), by: MemberId::from_bits(1), at: chat::now() }
}

fn rules(slow_s: u32, announcements: bool) -> Rules {
    Rules { slow_s, announcements }
}

#[tokio::test]
async fn who_is_muted_reads_and_does_not_write() {
    let place = place().await;
    let (hub, ben) = (&place.house.hub, &place.house.ben);
    let room = place.room(Visibility::Public).await;
    let (seq, at) = hub.post(ben, room.id, post(1, "before")).await.unwrap();
    let mut line = Line::open(&place.house, ben);
    line.subscribes(room.id, None).await;
    let mute = sanction(Some(60_000));
    hub.mute(ben.id, Some(mute.clone())).await;
    assert_eq!(line.hears().await, Event::Muted { mute: Some(mute.clone()) });
    let refused = Err(Rejection::Muted { until: mute.until });
    assert_eq!(hub.post(ben, room.id, post(2, "after")).await.map(drop), refused);
    assert_eq!(hub.post(ben, room.id, post(1, "before")).await, Ok((seq, at)), "what is in the log already is acknowledged");
    let emoji = Emoji::parse("👍").unwrap();
    for alteration in [
        Alteration::Edit { of: seq, body: crate::house::body("other") },
        Alteration::React { of: seq, emoji, on: true },
        Alteration::Pin { of: seq, on: true },
    ] {
        assert_eq!(hub.alter(ben, room.id, alteration).await, refused);
    }
    assert_eq!(hub.may_upload(ben, room.id).await, refused);
    let new = chat::NewRoom { name: room.name.clone(), description: room.description.clone(), visibility: Visibility::Public };
    assert_eq!(hub.create_room(ben, new).await.map(drop), refused);
    assert_eq!(hub.direct(ben, std::slice::from_ref(&place.house.ana)).await.map(drop), refused);
    assert_eq!(hub.alter(ben, room.id, Alteration::Delete { of: seq }).await, Ok(()), "one's own may always go");
    hub.snapshot(ben, room.id).await.unwrap();
    hub.leave(ben, room.id).await.unwrap();
    hub.join(ben, room.id).await.expect("entering is reading");
    hub.mute(ben.id, None).await;
    assert!(hub.post(ben, room.id, post(2, "after")).await.is_ok());
}

#[tokio::test]
async fn a_mute_ends_by_itself_and_is_read_from_memory() {
    let place = place().await;
    let (hub, ben) = (&place.house.hub, &place.house.ben);
    let act = Act { by: place.mia.id, at: chat::now(), what: Measure::Unknown, reason: Reason::default() };
    place.memory.mute(ben.id, Some(&sanction(None)), &act).await.unwrap();
    let room = place.room(Visibility::Public).await;
    assert_eq!(hub.post(ben, room.id, post(1, "x")).await.map(drop), Err(Rejection::Muted { until: None }), "as memory has it");
    hub.mute(ben.id, Some(sanction(Some(-1)))).await;
    assert!(hub.post(ben, room.id, post(1, "x")).await.is_ok(), "its end is over");
}

#[tokio::test]
async fn a_ban_ends_every_connection_and_lets_none_come() {
    let place = place().await;
    let (hub, ben) = (&place.house.hub, &place.house.ben);
    let room = place.room(Visibility::Public).await;
    let line = Line::open(&place.house, ben);
    hub.ban(ben.id, Some(&sanction(None)));
    let mut buffer = Vec::new();
    assert!(matches!(line.connection.take(&mut buffer).await, chat::Taken::Closed(CloseCode::Kicked)));
    assert_eq!(hub.connect(ben.clone(), "session".into()).err(), Some(CloseCode::Kicked));
    assert_eq!(hub.post(ben, room.id, post(1, "x")).await.map(drop), Err(Rejection::NotAllowed), "not even what was on its way");
    hub.ban(ben.id, None);
    assert!(hub.connect(ben.clone(), "session".into()).is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_slow_room_takes_one_message_of_a_member_at_a_time() {
    let place = place().await;
    let (hub, ana, ben) = (&place.house.hub, &place.house.ana, &place.house.ben);
    let room = place.room(Visibility::Public).await;
    assert_eq!(hub.rule(ben, room.id, rules(30, false)).await, Err(Rejection::NotAllowed));
    hub.rule(&place.mia, room.id, rules(30, false)).await.unwrap();
    assert_eq!(hub.snapshot(ben, room.id).await.unwrap().0.room.rules, rules(30, false));
    let (seq, at) = hub.post(ben, room.id, post(1, "one")).await.unwrap();
    let Err(Rejection::Slow { retry_after_ms }) = hub.post(ben, room.id, post(2, "two")).await else { panic!("not slow") };
    assert!((29_000..=30_000).contains(&retry_after_ms), "{retry_after_ms}");
    assert_eq!(hub.post(ben, room.id, post(1, "one")).await, Ok((seq, at)), "the same attempt is the same message");
    for (n, person) in [(3, ana), (4, ana), (5, &place.mia), (6, &place.mia)] {
        hub.post(person, room.id, post(n, "order")).await.unwrap();
    }
    tokio::time::advance(Duration::from_millis(retry_after_ms.into())).await;
    assert!(hub.post(ben, room.id, post(2, "two")).await.is_ok());
    let mut line = Line::open(&place.house, ben);
    line.subscribes(room.id, None).await;
    for n in [7, 8] {
        let (room, body) = (room.id, crate::house::body("at once"));
        line.says(Command::Post { room, nonce: nonce(n), body, reply: None, attachments: Vec::new() }).await;
    }
    for _ in 0..2 {
        assert!(matches!(line.hears().await, Event::Rejected { rejection: Rejection::Slow { .. }, .. }));
    }
    hub.rule(&place.mia, room.id, rules(u32::MAX, false)).await.unwrap();
    assert_eq!(hub.snapshot(ben, room.id).await.unwrap().0.room.rules.slow_s, protocol::SLOWEST_S);
}

#[tokio::test]
async fn two_at_once_are_not_both_taken() {
    let place = place().await;
    let (hub, ben) = (&place.house.hub, &place.house.ben);
    let room = place.room(Visibility::Public).await;
    hub.rule(&place.house.ana, room.id, rules(60, false)).await.unwrap();
    let (one, other) = tokio::join!(hub.post(ben, room.id, post(1, "one")), hub.post(ben, room.id, post(2, "two")));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|taken| **taken).count(), 1);
}

#[tokio::test]
async fn where_announcements_are_made_the_others_read_and_react() {
    let place = place().await;
    let (hub, ana, ben) = (&place.house.hub, &place.house.ana, &place.house.ben);
    let room = place.room(Visibility::Public).await;
    let (old, _) = hub.post(ben, room.id, post(1, "old")).await.unwrap();
    let mut line = Line::open(&place.house, ben);
    line.subscribes(room.id, None).await;
    hub.rule(ana, room.id, rules(0, true)).await.unwrap();
    let [event] = line.hears_events().await.try_into().unwrap();
    assert_eq!(event.what, Happened::Ruled { by: ana.id, rules: rules(0, true) }, "open pages hear of it");
    assert_eq!(hub.post(ben, room.id, post(2, "x")).await.map(drop), Err(Rejection::Announcements));
    let edit = Alteration::Edit { of: old, body: crate::house::body("news") };
    assert_eq!(hub.alter(ben, room.id, edit).await, Err(Rejection::Announcements), "nor by changing what was written");
    let (news, _) = hub.post(&place.mia, room.id, post(3, "news")).await.unwrap();
    let emoji = Emoji::parse("👍").unwrap();
    hub.alter(ben, room.id, Alteration::React { of: news, emoji, on: true }).await.unwrap();
    assert_eq!(place.measures().await, [Measure::Ruled { room: room.id, rules: rules(0, true) }]);
}

#[tokio::test]
async fn moderators_keep_order_in_public_rooms_and_are_nobody_in_private_ones() {
    let place = place().await;
    let (hub, ana, ben, mia) = (&place.house.hub, &place.house.ana, &place.house.ben, &place.mia);
    let public = place.room(Visibility::Public).await;
    let (of, _) = hub.post(ben, public.id, post(1, "ads")).await.unwrap();
    hub.alter(mia, public.id, Alteration::Delete { of }).await.unwrap();
    assert_eq!(hub.remove(mia, public.id, ana.id).await, Err(Rejection::NotAllowed), "nobody above oneself");
    hub.remove(mia, public.id, ben.id).await.unwrap();
    let expected = [Measure::Removed { member: ben.id, room: public.id }, Measure::Deleted { member: ben.id, room: public.id, of }];
    assert_eq!(place.measures().await, expected);

    let private = place.room(Visibility::Private).await;
    let (of, _) = hub.post(ben, private.id, post(2, "among us")).await.unwrap();
    assert_eq!(hub.alter(mia, private.id, Alteration::Delete { of }).await, Err(Rejection::NotAllowed));
    assert_eq!(hub.remove(mia, private.id, ben.id).await, Err(Rejection::NotAllowed));
    assert_eq!(hub.rule(mia, private.id, rules(5, false)).await, Err(Rejection::NotAllowed));
    assert_eq!(hub.versions(mia, private.id, of).await, Err(Rejection::NotAllowed));
    hub.remove(ana, private.id, ben.id).await.unwrap();
    assert_eq!(place.measures().await.len(), 2, "what happens in a private room stays there");
}

#[tokio::test(start_paused = true)]
async fn what_somebody_wrote_lately_goes_and_nothing_else() {
    let place = place().await;
    let (hub, ana, ben, mia) = (&place.house.hub, &place.house.ana, &place.house.ben, &place.mia);
    let public = place.room(Visibility::Public).await;
    let private = place.room(Visibility::Private).await;
    hub.leave(mia, public.id).await.unwrap();
    for n in 0..130 {
        while let Err(Rejection::TooFast { retry_after_ms }) = hub.post(ben, public.id, post(n, "ads")).await {
            tokio::time::advance(Duration::from_millis(retry_after_ms.into())).await;
        }
    }
    hub.post(ana, public.id, post(900, "mine")).await.unwrap();
    hub.post(ben, private.id, post(901, "elsewhere")).await.unwrap();
    assert_eq!(hub.sweep(ben, ana, Millis(0)).await, Err(Rejection::NotAllowed));
    assert_eq!(hub.sweep(mia, ana, Millis(0)).await, Err(Rejection::NotAllowed));
    let wrote = hub.rows(ana, public.id, Seq::ZERO, Seq(500)).await.unwrap().1.rows;
    let count = wrote.iter().filter(|row| row.author() == Some(ben.id)).count();
    assert_eq!(count, 130, "more than one batch");
    assert_eq!(hub.sweep(mia, ben, Millis(chat::now().0 + 1_000)).await, Ok(0), "nothing since then");
    assert_eq!(hub.sweep(mia, ben, Millis(0)).await, Ok(u32::try_from(count).unwrap()));
    assert_eq!(hub.sweep(mia, ben, Millis(0)).await, Ok(0), "twice is fine");
    let left = hub.rows(ana, public.id, Seq::ZERO, Seq(500)).await.unwrap().1.rows;
    let there = left.iter().filter(|row| matches!(row.event.what, Happened::Posted { .. }));
    assert!(there.map(|row| row.author()).eq([Some(ana.id)]));
    assert_eq!(hub.snapshot(ben, private.id).await.unwrap().0.page.rows.last().unwrap().author(), Some(ben.id));
}

#[tokio::test]
async fn a_message_is_shown_by_whoever_reads_it() {
    let place = place().await;
    let (hub, ana, ben) = (&place.house.hub, &place.house.ana, &place.house.ben);
    let room = place.room(Visibility::Private).await;
    let (of, _) = hub.post(ana, room.id, post(1, "rude")).await.unwrap();
    let (_, author, body) = hub.shown(ben, room.id, of).await.unwrap();
    assert_eq!((author.id, body.as_str()), (ana.id, "rude"));
    assert_eq!(hub.shown(ben, room.id, Seq(1)).await.unwrap_err(), Rejection::NoSuchMessage);
    assert_eq!(hub.shown(ben, room.id, Seq(99)).await.unwrap_err(), Rejection::NoSuchMessage);
    hub.remove(ana, room.id, ben.id).await.unwrap();
    assert_eq!(hub.shown(ben, room.id, of).await.unwrap_err(), Rejection::NoSuchRoom);
}

#[tokio::test]
async fn who_was_let_in_as_somebody_else_is_what_they_are_now() {
    let Place { house, mia, .. } = place().await;
    let now = Person { role: Role::Member, ..mia.clone() };
    house.hub.meet(now.clone());
    // Recognized before, and late to connect.
    let line = house.hub.connect(mia, "session".to_owned()).unwrap();
    assert_eq!(line.actor(), now);
}
