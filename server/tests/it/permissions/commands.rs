//! Every command over the line, and the other doorways, for rooms one is not in and for those who are banned.

use chat::{Alteration, now};
use protocol::{Body, CloseCode, Command, Emoji, Event, Nonce, Position, Rejection, Role, RoomId, Seq};
use serde_json::json;

use super::{NOWHERE, Somebody, Stage};
use crate::{
    doorways::{client::Script, socket::Socket, stream::Stream},
    house::{House, PASSWORD},
    person::Person,
    stomp_wire::Stomp,
    wire::Wire,
};

/// Every command about a room, and whether it is answered when there is no such room.
fn commands(room: RoomId) -> Vec<(Command, bool)> {
    let (of, body) = (Seq(2), Body::parse("hello").unwrap());
    let nonce = Nonce::from_bits(7);
    let emoji = Emoji::parse("👍").unwrap();
    let alterations = [
        Alteration::Edit { of, body: body.clone() },
        Alteration::Delete { of },
        Alteration::React { of, emoji, on: true },
        Alteration::Pin { of, on: true },
        Alteration::Dismiss { of, link: "https://example.org/".to_owned() },
    ];
    let mut all: Vec<(Command, bool)> = alterations.map(|alteration| (alteration.command(room), true)).into();
    all.extend([
        (Command::Subscribe { room, after: None }, true),
        (Command::Unsubscribe { room }, false),
        (Command::Post { room, nonce, body, reply: None, attachments: Vec::new() }, true),
        (Command::Read { room, seq: of }, false),
        (Command::MarkUnread { room, seq: of }, true),
        (Command::Fetch { room, after: Seq(0), upto: of }, true),
        (Command::Page { room, before: Seq(3) }, true),
        (Command::Typing { room }, false),
        (Command::Away { away: false }, false),
        (Command::Heartbeat { heads: Vec::new() }, false),
    ]);
    all
}

/// No wildcard: a new command does not compile here until somebody has thought of it above.
const fn number(command: &Command) -> usize {
    match command {
        Command::Subscribe { .. } => 0,
        Command::Unsubscribe { .. } => 1,
        Command::Post { .. } => 2,
        Command::Edit { .. } => 3,
        Command::Delete { .. } => 4,
        Command::React { .. } => 5,
        Command::Pin { .. } => 6,
        Command::Read { .. } => 7,
        Command::MarkUnread { .. } => 8,
        Command::Fetch { .. } => 9,
        Command::Page { .. } => 10,
        Command::Typing { .. } => 11,
        Command::Heartbeat { .. } => 12,
        Command::Dismiss { .. } => 13,
        Command::Away { .. } => 14,
    }
}

#[test]
fn every_command_is_named_here() {
    let mut named: Vec<usize> = commands(RoomId::from_bits(1)).iter().map(|(command, _)| number(command)).collect();
    named.sort_unstable();
    assert_eq!(named, (0..15).collect::<Vec<_>>());
}

/// Over the line every room one is not in is no room, whatever is asked.
async fn over_the_line(stage: &Stage, rooms: &[&str]) {
    for Somebody { role, person, .. } in &stage.everybody {
        let mut wire = Wire::open(&stage.house, person).await;
        for room in rooms {
            for (command, answered) in commands(room.parse().unwrap()) {
                let what = format!("{role:?} {command:?}");
                wire.says(command).await;
                if answered {
                    match wire.hears().await {
                        Event::Rejected { rejection, .. } => assert_eq!(rejection, Rejection::NoSuchRoom, "{what}"),
                        other => panic!("{what}: {other:?}"),
                    }
                }
            }
            // What is never answered has said nothing; only the heartbeat has come.
            assert!(matches!(wire.hears().await, Event::Heartbeat { heads } if heads.is_empty()), "{role:?}");
        }
    }
}

/// The other doorways: a private room is no room.
async fn over_the_doorways(stage: &Stage) {
    let room = &stage.private;
    for Somebody { role, person, .. } in &stage.everybody {
        let cookie = person.cookie_header();
        for room in [room.as_str(), NOWHERE] {
            let mut plain = Socket::open(stage.house.address, &format!("/ws/chat?roomId={room}"), &[("cookie", &cookie)]).await;
            assert_eq!(plain.is_closed().await.code, CloseCode::Policy, "{role:?}");
            let mut stomp = Stomp::open(&stage.house, person).await;
            stomp.says("SUBSCRIBE", &[("id", "room"), ("destination", &format!("/topic/rooms.{room}"))], "").await;
            let (error, _) = stomp.fails().await;
            assert_eq!(error.header("message"), "no such room", "{role:?}");
        }
        if *role != Role::Guest {
            let script = Script::of(&stage.house, role.word()).await;
            for query in ["", "?wait=0"] {
                assert_eq!(script.gets(&format!("/api/chat/rooms/{room}/events{query}")).await.refusal(), (404, "not_found"), "{role:?}");
            }
        }
    }
}

/// Whoever is in neither of the rooms finds none, over any line.
pub async fn outsiders_find_no_room(stage: &Stage) {
    over_the_line(stage, &[NOWHERE, &stage.private, &stage.public]).await;
    over_the_doorways(stage).await;
}

/// Everything a member can have open.
struct Open {
    wire: Wire,
    plain: Socket,
    stomp: Stomp,
    notify: Socket,
    echo: Socket,
    sink: Socket,
    time: Socket,
    events: Stream,
    feed: Stream,
}

async fn open(house: &House, person: &Person, name: &str, room: &str) -> Open {
    let cookie = person.cookie_header();
    let headers = [("cookie", cookie.as_str())];
    let mut wire = Wire::open(house, person).await;
    wire.subscribes(room.parse().unwrap(), None::<Position>).await;
    let mut notify = Socket::open(house.address, "/ws/notify", &headers).await;
    notify.says(json!({ "type": "INIT", "userId": name, "device": "desk" })).await;
    assert_eq!(notify.hears_json().await["type"], "READY");
    let mut plain = Socket::open(house.address, &format!("/ws/chat?roomId={room}"), &headers).await;
    plain.hears_json().await;
    let script = Script::of(house, name).await;
    Open {
        wire,
        plain,
        stomp: Stomp::open(house, person).await,
        notify,
        echo: Socket::open(house.address, "/ws/echo", &headers).await,
        sink: Socket::open(house.address, "/ws/sink", &headers).await,
        time: Socket::open(house.address, "/ws/time", &headers).await,
        events: Stream::open(house, &script, &format!("/api/chat/rooms/{room}/events"), "").await,
        feed: Stream::open(house, &script, "/api/notifications/events?device=feed", "").await,
    }
}

async fn says_goodbye(stream: &mut Stream) -> u64 {
    loop {
        let told = stream.hears().await;
        if told.kind == "close" {
            return told.data["code"].as_u64().unwrap();
        }
    }
}

#[tokio::test]
async fn a_ban_ends_everything_that_is_open_within_a_second() {
    let (house, ana) = House::founded().await;
    let (ben, other, mia) = (house.member(&ana, "Ben").await, house.member(&ana, "Other").await, house.member(&ana, "Mia").await);
    ana.posts(&format!("/people/{}/role", mia.id().await), &[("role", "moderator")]).await.leads_to();
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    for person in [&ben, &other] {
        person.posts(&format!("{kitchen}/join"), &[]).await.leads_to();
    }
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    let mut bens = open(&house, &ben, "Ben", room).await;
    let mut others = open(&house, &other, "Other", room).await;
    let id = ben.id().await;
    let began = now();
    assert_eq!(
        mia.posts(&format!("/people/{id}/ban"), &[("hours", "24"), ("reason", "ads")]).await.leads_to(),
        format!("/people/{id}?done=banned")
    );
    let ends = async {
        assert_eq!(bens.wire.is_closed().await, CloseCode::Kicked, "the line");
        assert_eq!(bens.plain.is_closed().await.code, CloseCode::Kicked, "plain JSON");
        assert_eq!(bens.stomp.is_closed().await, Some(CloseCode::Kicked), "STOMP");
        for (name, socket) in [("notify", &mut bens.notify), ("echo", &mut bens.echo), ("sink", &mut bens.sink), ("time", &mut bens.time)] {
            assert_eq!(socket.is_closed().await.code, CloseCode::Kicked, "{name}");
        }
        assert_eq!((says_goodbye(&mut bens.events).await, says_goodbye(&mut bens.feed).await), (4001, 4001));
    };
    tokio::time::timeout(std::time::Duration::from_secs(1), ends).await.expect("within a second");
    assert!(now().0 - began.0 < 60_000);
    others.echo.says("still here").await;
    assert_eq!(others.echo.hears().await.into_text().unwrap().as_str(), "still here", "nobody else goes");
    others.wire.says(Command::Heartbeat { heads: Vec::new() }).await;
    while !matches!(others.wire.hears().await, Event::Heartbeat { .. }) {}

    // And there is no way back in.
    assert_eq!(ben.gets("/rooms").await.leads_to(), "/sign-in?next=%2Frooms");
    let back = ben.posts("/sign-in", &[("name", "Ben"), ("password", "wrong password")]).await.leads_to();
    assert!(back.starts_with("/sign-in?problem=credentials"), "only who knows the password learns of it: {back}");
    let back = ben.posts("/sign-in", &[("name", "Ben"), ("password", PASSWORD)]).await.leads_to();
    let until: i64 = back.split("until=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
    assert!((until - began.0 - 86_400_000).abs() < 60_000, "{back}");
    let page = house.stranger().gets(&back).await;
    assert!(page.body.contains("Your account is closed until"), "{}", page.body);
    let link = ana.makes_a_join_link(&[]).await;
    let joined = ben.posts(&link, &[("name", "Ben"), ("password", PASSWORD)]).await.leads_to();
    assert!(joined.contains("problem=name_taken"), "{joined}");
    let json = json!({ "name": "Ben", "password": PASSWORD }).to_string();
    let token = ben.sends(reqwest::Method::POST, "/api/auth/token", &[], Some(("application/json", json.into_bytes()))).await;
    assert_eq!(token.status, 403);
    assert!(token.body.contains("\"code\":\"banned\"") && token.body.contains("\"until\":\""), "{}", token.body);
    let mut stomp = Stomp::dial(house.address, &[]).await.unwrap();
    stomp.says("CONNECT", &[("accept-version", "1.2"), ("host", "/"), ("login", "Ben"), ("passcode", PASSWORD)], "").await;
    assert_eq!(stomp.fails().await.1, CloseCode::Kicked);
    assert_eq!(mia.posts(&format!("/people/{id}/unban"), &[]).await.leads_to(), format!("/people/{id}?done=unbanned"));
    assert_eq!(ben.posts("/sign-in", &[("name", "Ben"), ("password", PASSWORD)]).await.leads_to(), "/rooms");
}

#[tokio::test]
async fn who_is_banned_opens_nothing() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let id = ben.id().await;
    ana.posts(&format!("/people/{id}/ban"), &[]).await.leads_to();
    let cookie = ben.cookie_header();
    let mut wire = Wire::dial(house.address, &cookie, &[]).await.unwrap();
    assert_eq!(wire.is_closed().await, CloseCode::NotAuthenticated);
    let mut stomp = Stomp::dial(house.address, &[("cookie", &cookie)]).await.unwrap();
    stomp.says("CONNECT", &[("accept-version", "1.2"), ("host", "/")], "").await;
    assert_eq!(stomp.fails().await.1, CloseCode::NotAuthenticated);
    assert_eq!(ben.gets(&format!("/api/chat{kitchen}/events")).await.status, 401);
    let line = ben.gets("/api/line").await;
    assert!(line.body.contains("4401"), "{}", line.body);
    let house = house.restarted().await;
    ben.moves_to(house.address);
    let back = ben.posts("/sign-in", &[("name", "Ben"), ("password", PASSWORD)]).await.leads_to();
    assert!(back.starts_with("/sign-in?problem=banned") && !back.contains("until="), "for good, also after a restart: {back}");
}
