//! STOMP: the same rooms through another door, with receipts that mean what they say, and an end for whoever breaks the rules.

use std::time::Duration;

use chat::{NewPost, NewRoom};
use protocol::{Body, CloseCode, Happened, Nonce, RoomId};
use serde_json::json;

use crate::{
    house::{House, PASSWORD},
    person::Person,
    stomp_wire::{Stomp, frame},
    wire::Wire,
};

async fn room(by: &Person, name: &str, visibility: &str) -> String {
    by.makes_a_room(name, visibility).await.strip_prefix("/rooms/").unwrap().to_owned()
}

fn topic(room: &str) -> String {
    format!("/topic/rooms.{room}")
}

#[tokio::test]
async fn both_doors_lead_to_the_same_room() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = room(&ana, "Kitchen", "public").await;
    let id: RoomId = kitchen.parse().unwrap();
    let mut wire = Wire::open(&house, &ana).await;
    wire.subscribes(id, None).await;
    let mut stomp = Stomp::open(&house, &ben).await;
    let join = json!({ "roomId": kitchen }).to_string();
    stomp.says("SEND", &[("destination", "/publish/chat/join"), ("receipt", "in")], &join).await;
    assert_eq!(stomp.hears().await.header("receipt-id"), "in");
    assert!(matches!(wire.hears_one().await.what, Happened::Joined { .. }));
    stomp.subscribes("a", &format!("/subscribe/chat/room/{kitchen}"), &[]).await;
    stomp.subscribes("b", &topic(&kitchen), &[]).await;

    stomp.writes(&kitchen, "one").await;
    let posted = wire.hears_one().await;
    assert!(matches!(&posted.what, Happened::Posted { body, .. } if body.as_str() == "one"));
    wire.writes(id, 7, "두 번째").await;
    let mut heard = Vec::new();
    for _ in 0..5 {
        let frame = stomp.hears().await;
        heard.push(match frame.command.as_str() {
            "RECEIPT" => format!("receipt {}", frame.header("receipt-id")),
            _ => {
                let told: serde_json::Value = serde_json::from_str(&frame.body).unwrap();
                assert_eq!((&told["type"], &told["roomId"], &told["content"]), (&json!("MESSAGE"), &json!(kitchen), &told["message"]));
                format!("{} {} {}", frame.header("subscription"), told["sender"].as_str().unwrap(), told["content"].as_str().unwrap())
            }
        });
    }
    heard.retain(|line| line != "receipt one");
    assert_eq!(heard, ["a Ben one", "b Ben one", "a Ana 두 번째", "b Ana 두 번째"]);
}

#[tokio::test]
async fn a_receipt_means_that_it_is_safe() {
    let (house, ana) = House::founded().await;
    let kitchen = room(&ana, "Kitchen", "private").await;
    let mut stomp = Stomp::open(&house, &ana).await;
    let nonce = "0123456789abcdef0123456789abcdef";
    let body = json!({ "chatRoomId": kitchen, "message": "once", "writer": "Eve" }).to_string();
    for attempt in ["first", "again"] {
        stomp.says("SEND", &[("destination", "/app/chat.send"), ("nonce", nonce), ("receipt", attempt)], &body).await;
        assert_eq!(stomp.hears().await.header("receipt-id"), attempt);
    }
    let (house, _) = tokio::join!(house.restarted(), stomp.is_closed());
    ana.moves_to(house.address);
    let mut stomp = Stomp::open(&house, &ana).await;
    stomp.subscribes("all", &topic(&kitchen), &[("after", "1")]).await;
    let (frame, told) = stomp.is_told().await;
    assert_eq!((&told["content"], &told["sender"]), (&json!("once"), &json!("Ana")));
    stomp.writes(&kitchen, "next").await;
    let mut texts = Vec::new();
    while texts.len() < 2 {
        let heard = stomp.hears().await;
        texts.push(if heard.command == "RECEIPT" { heard.header("receipt-id").to_owned() } else { heard.body });
    }
    assert!(texts.iter().all(|text| text.contains("next")), "sent twice, it happened once: {texts:?}");
    stomp.subscribes("later", &topic(&kitchen), &[("after", frame.header("message-id"))]).await;
    assert_eq!(stomp.is_told().await.1["content"], "next", "what one has seen is not told again");
}

#[tokio::test]
async fn one_says_who_one_is_in_four_ways_and_nobody_else_gets_in() {
    let (house, ana) = House::founded().await;
    let credentials = json!({ "name": "Ana", "password": PASSWORD }).to_string().into_bytes();
    let issued = ana.sends(reqwest::Method::POST, "/api/auth/token", &[], Some(("application/json", credentials))).await.body;
    let issued: serde_json::Value = serde_json::from_str(&issued).unwrap();
    let token = issued["token"].as_str().unwrap();
    let bearer = format!("Bearer {token}");
    let (cookie, nobody) = (ana.cookie_header(), Vec::new());
    for (upgrade, connect) in [
        (vec![("cookie", &*cookie)], nobody.clone()),
        (vec![("authorization", &*bearer)], nobody.clone()),
        (vec![], vec![("login", "ana"), ("passcode", PASSWORD)]),
        (vec![], vec![("token", token)]),
        (vec![], vec![("Authorization", &*bearer)]),
    ] {
        let mut stomp = Stomp::dial(house.address, &upgrade).await.unwrap();
        stomp.says("CONNECT", &[&[("accept-version", "1.2")], &connect[..]].concat(), "").await;
        let connected = stomp.hears().await;
        assert_eq!((connected.command.as_str(), connected.header("user-name")), ("CONNECTED", "Ana"), "{connect:?}");
        stomp.says("DISCONNECT", &[("receipt", "bye")], "").await;
        assert_eq!(stomp.hears().await.header("receipt-id"), "bye");
        assert_eq!(stomp.is_closed().await, Some(CloseCode::Normal));
    }
    for connect in [vec![], vec![("login", "ana"), ("passcode", "wrong horse")], vec![("token", "a.b.c")], vec![("login", "nobody")]] {
        let mut stomp = Stomp::dial(house.address, &[]).await.unwrap();
        stomp.says("CONNECT", &connect, "").await;
        assert_eq!(stomp.fails().await.1, CloseCode::NotAuthenticated, "{connect:?}");
    }
    assert_eq!(Stomp::dial(house.address, &[("cookie", &cookie), ("origin", "http://evil.example")]).await.err().unwrap(), 403);
}

#[tokio::test]
async fn a_session_opened_by_password_is_one_of_the_sessions_and_ends_with_its_line() {
    let (house, ana) = House::founded().await;
    let mut stomp = Stomp::dial(house.address, &[("user-agent", "a robot")]).await.unwrap();
    stomp.says("STOMP", &[("accept-version", "1.1"), ("login", "Ana"), ("passcode", PASSWORD)], "").await;
    assert_eq!(stomp.hears().await.header("version"), "1.1");
    let sessions = ana.views("settings").await["sessions"].clone();
    let other = sessions.as_array().unwrap().iter().find(|session| session["current"] == false).unwrap()["id"].clone();
    ana.posts(&format!("/settings/sessions/{}/revoke", other.as_str().unwrap()), &[]).await.leads_to();
    assert_eq!(stomp.fails().await.1, CloseCode::NotAuthenticated);
    assert_eq!(ana.views("settings").await["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn guessing_passwords_is_counted_as_everywhere() {
    let (house, _ana) = House::founded().await;
    for _ in 0..10 {
        let mut stomp = Stomp::dial(house.address, &[]).await.unwrap();
        stomp.says("CONNECT", &[("login", "ana"), ("passcode", "wrong horse")], "").await;
        stomp.fails().await;
    }
    let mut stomp = Stomp::dial(house.address, &[]).await.unwrap();
    stomp.says("CONNECT", &[("login", "ana"), ("passcode", PASSWORD)], "").await;
    let (error, code) = stomp.fails().await;
    assert_eq!((error.header("message"), code), ("too many attempts", CloseCode::TryLater));
    assert!(error.header("retry-after-ms").parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn what_breaks_the_rules_gets_an_error_and_the_end() {
    let (house, ana) = House::founded().await;
    let kitchen = room(&ana, "Kitchen", "private").await;
    let (here, big) = (topic(&kitchen), "x".repeat(5_000));
    let subscribe = |id: &'static str| frame("SUBSCRIBE", &[("id", id), ("destination", &here)], "");
    let cases = [
        ("no command", "hello\n\n\0".to_owned(), CloseCode::Protocol),
        ("no colon", "SEND\ndestination\n\n\0".to_owned(), CloseCode::Protocol),
        ("an escape", "SEND\ndestination:\\q\n\n\0".to_owned(), CloseCode::Protocol),
        ("a short body", frame("SEND", &[("content-length", "1")], "ab"), CloseCode::Protocol),
        ("a long head", format!("SEND\n{}", format!("a:{big}\n").repeat(2)), CloseCode::TooBig),
        ("a length beyond", frame("SEND", &[("content-length", "70000")], ""), CloseCode::TooBig),
        ("a long frame", "SEND\n\n".to_owned() + &"x".repeat(70_000), CloseCode::TooBig),
        ("twice", frame("CONNECT", &[], ""), CloseCode::Protocol),
        ("unknown", frame("LEVITATE", &[], ""), CloseCode::Protocol),
        ("no destination", frame("SEND", &[], "{}"), CloseCode::Protocol),
        ("no id", frame("SUBSCRIBE", &[("destination", &here)], ""), CloseCode::Protocol),
        ("an id twice", subscribe("1") + &subscribe("1"), CloseCode::Policy),
        (
            "too many",
            (0..5).map(|n| frame("SUBSCRIBE", &[("id", &n.to_string()), ("destination", &here)], "")).collect(),
            CloseCode::Policy,
        ),
        ("nowhere", frame("SUBSCRIBE", &[("id", "1"), ("destination", "/topic/rooms.5eed")], ""), CloseCode::Policy),
        ("no transaction", frame("COMMIT", &[("transaction", "t")], ""), CloseCode::Policy),
        ("nothing to ack", frame("ACK", &[("id", "9-9")], ""), CloseCode::Policy),
        ("not JSON", frame("SEND", &[("destination", "/app/chat.send")], "hello"), CloseCode::Policy),
        ("blank", frame("SEND", &[("destination", "/app/chat.send")], &json!({ "roomId": kitchen }).to_string()), CloseCode::Policy),
        ("no such destination", frame("SEND", &[("destination", "/app/x")], "{}"), CloseCode::Policy),
        ("a flood", frame("UNSUBSCRIBE", &[("id", "x")], "").repeat(300), CloseCode::Policy),
    ];
    for (what, text, code) in cases {
        let mut stomp = Stomp::open(&house, &ana).await;
        stomp.sends(&text).await;
        let (error, closed) = stomp.fails().await;
        assert_eq!(closed, code, "{what}: {error:?}");
        assert!(!error.body.contains("hello"), "what was sent is not repeated");
    }
}

#[tokio::test]
async fn strangers_have_little_room_and_little_time() {
    let (house, _ana) = House::founded().await;
    let mut silent = Stomp::dial(house.address, &[]).await.unwrap();
    for (text, code) in [
        (frame("SEND", &[], ""), CloseCode::NotAuthenticated),
        (format!("CONNECT\nlogin:{}", "x".repeat(4_096)), CloseCode::TooBig),
        (frame("CONNECT", &[("accept-version", "3.0")], ""), CloseCode::Protocol),
        (frame("CONNECT", &[("accept-version", "1.2"), ("heart-beat", "often")], ""), CloseCode::Protocol),
    ] {
        let mut stomp = Stomp::dial(house.address, &[]).await.unwrap();
        stomp.sends(&text).await;
        assert_eq!(stomp.fails().await.1, code, "{text:.40}");
    }
    let mut slow = Stomp::dial(house.address, &[]).await.unwrap();
    slow.sends("CONNECT\na:").await;
    for _ in 0..5 {
        slow.sends(&"x".repeat(1_000)).await;
    }
    assert_eq!(slow.fails().await.1, CloseCode::TooBig, "in pieces too");
    assert_eq!(silent.fails().await.1, CloseCode::NotAuthenticated, "after ten seconds");
}

#[tokio::test]
async fn who_listens_for_refusals_is_not_ended_by_them() {
    let house = House::with(|config| (config.limits.rooms.posts_per_second, config.limits.rooms.posts_burst) = (1, 2)).await;
    let ana = house.found_by("Ana").await;
    let kitchen = room(&ana, "Kitchen", "private").await;
    let mut stomp = Stomp::open(&house, &ana).await;
    stomp.subscribes("errors", "/user/queue/errors", &[]).await;
    stomp.writes("5eed5eed5eed5eed5eed5eed5eed5eed", "lost").await;
    let (_, told) = stomp.is_told().await;
    assert_eq!((&told["code"], &told["receipt"], &told["type"]), (&json!("no_such_room"), &json!("lost"), &json!("ERROR")));
    let mut written = 0;
    let refused = loop {
        stomp.writes(&kitchen, "fast").await;
        let heard = stomp.hears().await;
        match heard.command.as_str() {
            "RECEIPT" => written += 1,
            _ => break serde_json::from_str::<serde_json::Value>(&heard.body).unwrap(),
        }
    };
    assert!(written >= 2);
    assert_eq!(refused["code"], "too_fast");
    assert!(refused["retry_after_ms"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn a_private_room_is_no_room_for_outsiders() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let attic = room(&ana, "Attic", "private").await;
    let mut errors = Vec::new();
    for id in [attic.as_str(), "5eed5eed5eed5eed5eed5eed5eed5eed"] {
        for text in [
            frame("SUBSCRIBE", &[("id", "1"), ("destination", &topic(id)), ("receipt", "r")], ""),
            frame("SEND", &[("destination", "/app/chat.send"), ("receipt", "r")], &json!({ "roomId": id, "content": "x" }).to_string()),
            frame("SEND", &[("destination", "/app/chat.join"), ("receipt", "r")], &json!({ "roomId": id }).to_string()),
        ] {
            let mut stomp = Stomp::open(&house, &ben).await;
            stomp.sends(&text).await;
            let (error, code) = stomp.fails().await;
            assert_eq!((error.header("message"), error.header("receipt-id"), code), ("no such room", "r", CloseCode::Policy));
            errors.push(error.body);
        }
    }
    assert!(errors.iter().all(|error| *error == errors[0]));
}

#[tokio::test]
async fn removal_is_told_and_nothing_comes_after_it() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = room(&ana, "Kitchen", "private").await;
    let mut stomp = Stomp::open(&house, &ben).await;
    stomp.subscribes("me", "/user/queue/notify", &[]).await;
    ana.posts(&format!("/rooms/{kitchen}/invite"), &[("name", "Ben")]).await.leads_to();
    let (_, told) = stomp.is_told().await;
    assert_eq!((&told["type"], &told["roomId"], &told["content"]), (&json!("JOIN"), &json!(kitchen), &json!("Kitchen")));
    stomp.subscribes("room", &topic(&kitchen), &[]).await;
    ana.posts(&format!("/rooms/{kitchen}/remove"), &[("member", &ben.id().await)]).await.leads_to();
    ana.posts(&format!("/rooms/{kitchen}/messages"), &[("body", "secret")]).await.leads_to();
    for subscription in ["me", "room"] {
        let (frame, told) = stomp.is_told().await;
        assert_eq!((frame.header("subscription"), &told["type"]), (subscription, &json!("LEAVE")));
    }
    stomp.says("UNSUBSCRIBE", &[("id", "me"), ("receipt", "last")], "").await;
    assert_eq!(stomp.hears().await.header("receipt-id"), "last", "the secret is not heard");
}

#[tokio::test]
async fn transactions_are_sent_at_once_or_never() {
    let (house, ana) = House::founded().await;
    let kitchen = room(&ana, "Kitchen", "private").await;
    let mut stomp = Stomp::open(&house, &ana).await;
    stomp.subscribes("room", &topic(&kitchen), &[]).await;
    for (name, end) in [("t1", "ABORT"), ("t2", "COMMIT")] {
        stomp.says("BEGIN", &[("transaction", name)], "").await;
        for n in 1..=2 {
            let body = json!({ "roomId": kitchen, "content": format!("{name} {n}") }).to_string();
            stomp.says("SEND", &[("destination", "/app/chat.send"), ("transaction", name)], &body).await;
        }
        stomp.says(end, &[("transaction", name), ("receipt", end)], "").await;
    }
    let mut heard = Vec::new();
    for _ in 0..4 {
        let frame = stomp.hears().await;
        heard.push(match frame.command.as_str() {
            "RECEIPT" => frame.header("receipt-id").to_owned(),
            _ => serde_json::from_str::<serde_json::Value>(&frame.body).unwrap()["content"].as_str().unwrap().to_owned(),
        });
    }
    assert_eq!(heard[0], "ABORT");
    heard.retain(|line| line.starts_with('t'));
    assert_eq!(heard, ["t2 1", "t2 2"]);
}

/// A house where one may write as fast as one likes.
async fn fast_house() -> (House, Person, RoomId) {
    let house = House::with(|config| {
        config.limits.rooms.posts_per_second = u32::MAX;
        config.limits.rooms.posts_burst = u32::MAX;
    })
    .await;
    let ana = house.found_by("Ana").await;
    let room = room(&ana, "Kitchen", "private").await.parse().unwrap();
    (house, ana, room)
}

async fn fill(house: &House, room: RoomId, text: &str, first: u64, count: u64) {
    let ana = house.accounts.accounts().await.unwrap().remove(0).person;
    let posts = (first..first + count).map(|n| {
        let body = Body::parse(&format!("{n} {text}")).unwrap();
        house.hub.post(&ana, room, NewPost { nonce: Nonce::from_bits(u128::from(n)), body, reply: None, attachments: Vec::new() })
    });
    for posted in futures::future::join_all(posts).await {
        posted.unwrap();
    }
}

fn number(told: &serde_json::Value) -> u64 {
    told["content"].as_str().unwrap().split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_slow_reader_gets_everything_in_order() {
    let (house, ana, room) = fast_house().await;
    let long = "가".repeat(7_900);
    fill(&house, room, &long, 1, 100).await;
    let mut stomp = Stomp::open(&house, &ana).await;
    stomp.subscribes("all", &topic(&room.to_string()), &[("after", "1")]).await;
    // Far more than sockets, queues and outboxes hold: most of it overflows while nobody reads.
    for batch in 0..10 {
        fill(&house, room, &long, 101 + batch * 50, 50).await;
    }
    let mut seqs = Vec::new();
    let all = async {
        for n in 1..=600 {
            let (frame, told) = stomp.is_told().await;
            assert!(frame.header("message-id").starts_with(&room.to_string()));
            assert!(number(&told) <= 600);
            seqs.push((told["id"].as_u64().unwrap(), number(&told)));
            assert_eq!(seqs.len(), n);
        }
    };
    tokio::time::timeout(Duration::from_secs(240), all).await.unwrap();
    assert!(seqs.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0), "each once, in the order of the log");
    let mut numbers: Vec<u64> = seqs.into_iter().map(|(_, number)| number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=600).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_does_not_acknowledge_gets_no_more_until_they_do() {
    let (house, ana, room) = fast_house().await;
    fill(&house, room, "short", 1, 300).await;
    let mut stomp = Stomp::open(&house, &ana).await;
    stomp.subscribes("all", &topic(&room.to_string()), &[("after", "1"), ("ack", "client")]).await;
    let mut last = String::new();
    for _ in 0..256 {
        last = stomp.is_told().await.0.header("ack").to_owned();
    }
    stomp.says("UNSUBSCRIBE", &[("id", "other"), ("receipt", "still here")], "").await;
    assert_eq!(stomp.hears().await.header("receipt-id"), "still here", "no 257th message");
    stomp.says("ACK", &[("id", &last)], "").await;
    for _ in 0..44 {
        stomp.is_told().await;
    }
    let new = NewRoom {
        name: protocol::RoomName::parse("Attic").unwrap(),
        description: Default::default(),
        visibility: protocol::Visibility::Private,
    };
    let owner = house.accounts.accounts().await.unwrap().remove(0).person;
    let attic = house.hub.create_room(&owner, new).await.unwrap();
    stomp.subscribes("one by one", &topic(&attic.id.to_string()), &[("ack", "client-individual")]).await;
    stomp.writes(&attic.id.to_string(), "hello").await;
    let mut frames = vec![stomp.hears().await, stomp.hears().await];
    frames.retain(|frame| frame.command == "MESSAGE");
    stomp.says("NACK", &[("id", frames[0].header("ack")), ("receipt", "done")], "").await;
    assert_eq!(stomp.hears().await.header("receipt-id"), "done");
}
