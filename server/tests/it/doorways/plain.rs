//! The plain JSON socket, as the clients of chat tutorials use it.

use chat::NewPost;
use protocol::{Body, CloseCode, Nonce, RoomId};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::socket::Socket;
use crate::{
    house::{House, PASSWORD},
    person::{Person, escaped},
    wire::Wire,
};

async fn room(by: &Person, visibility: &str) -> RoomId {
    by.makes_a_room("Kitchen", visibility).await.strip_prefix("/rooms/").unwrap().parse().unwrap()
}

async fn plain(house: &House, person: &Person, query: &str) -> Socket {
    Socket::open(house.address, &format!("/ws/chat?{query}"), &[("cookie", &person.cookie_header())]).await
}

async fn token(person: &Person, name: &str) -> String {
    let json = json!({ "name": name, "password": PASSWORD }).to_string();
    let answer = person.sends(reqwest::Method::POST, "/api/auth/token", &[], Some(("application/json", json.into_bytes()))).await;
    let issued: Value = serde_json::from_str(&answer.body).unwrap();
    issued["token"].as_str().unwrap().to_owned()
}

/// What is heard next, as kind, sender and content.
async fn next(socket: &mut Socket) -> (String, String, String) {
    let frame = socket.hears_json().await;
    let text = |name: &str| frame[name].as_str().unwrap_or_default().to_owned();
    (text("type"), text("sender"), text("content"))
}

fn said(kind: &str, sender: &str, content: &str) -> (String, String, String) {
    (kind.to_owned(), sender.to_owned(), content.to_owned())
}

#[tokio::test]
async fn people_talk_through_this_door_and_every_other_once_and_in_order() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = room(&ana, "public").await;
    let mut line = Wire::open(&house, &ana).await;
    line.subscribes(kitchen, None).await;
    line.writes(kitchen, 1, "who is there?").await;
    let mut door = plain(&house, &ben, &format!("roomId={kitchen}&username=ben")).await;
    assert_eq!(next(&mut door).await, said("SYSTEM", "Ana", "Ana created the room."));
    assert_eq!(next(&mut door).await, said("MESSAGE", "Ana", "who is there?"));
    assert_eq!(next(&mut door).await, said("JOIN", "Ben", "Ben has joined."));
    line.hears_one().await;
    door.says(json!({ "type": "JOIN", "roomId": kitchen, "sender": "Ben" })).await;
    door.says("HEARTBEAT").await;
    door.says(json!({ "type": "MESSAGE", "roomId": kitchen, "sender": "somebody else", "content": "나야", "timestamp": "later" })).await;
    let frame = door.hears_json().await;
    assert_eq!((&frame["type"], &frame["sender"], &frame["content"]), (&json!("MESSAGE"), &json!("Ben"), &json!("나야")));
    assert_eq!((&frame["roomId"], &frame["id"], &frame["receiver"]), (&json!(kitchen), &json!(4), &json!("all")));
    assert!(frame["timestamp"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "{frame}");
    assert_eq!(line.hears_one().await.seq.0, 4);
    line.writes(kitchen, 2, "good").await;
    assert_eq!(next(&mut door).await, said("MESSAGE", "Ana", "good"));
    door.says(json!({ "type": "LEAVE" })).await;
    assert_eq!(door.is_closed().await.code, CloseCode::Normal);
    assert!(matches!(line.hears_one().await.what, protocol::Happened::Left { by: None, .. }));
}

#[tokio::test]
async fn since_repeats_what_was_missed_however_much_it_is() {
    let (house, ana) = House::with(|config| config.limits.rooms.posts_burst = 2_000).await.founded_by_ana().await;
    let kitchen = room(&ana, "private").await;
    let person = house.accounts.account_named(&protocol::MemberName::parse("ana").unwrap()).await.unwrap().unwrap().person;
    let mut door = plain(&house, &ana, &format!("roomId={kitchen}&username=ana")).await;
    let first = door.hears_json().await;
    drop(door);
    let posts = (0..700).map(|n| {
        let (hub, person) = (&house.hub, &person);
        async move {
            hub.post(
                person,
                kitchen,
                NewPost {
                    nonce: Nonce::from_bits(n + 1),
                    body: Body::parse(&format!("{n}")).unwrap(),
                    reply: None,
                    attachments: Vec::new(),
                },
            )
            .await
            .unwrap()
        }
    });
    futures::future::join_all(posts).await;
    let position = first["position"].as_str().unwrap();
    for since in [position, "1"] {
        let mut door = plain(&house, &ana, &format!("roomId={kitchen}&username=ana&since={since}")).await;
        for id in 2..=701 {
            let frame = door.hears_json().await;
            assert_eq!(frame["id"], json!(id), "{frame}");
        }
        door.says(json!({ "content": "now" })).await;
        let live = door.hears_json().await;
        assert_eq!((&live["content"], live["id"].as_u64().unwrap() > 701), (&json!("now"), true));
    }
    let mut door = plain(&house, &ana, &format!("roomId={kitchen}&username=ana&since=1970-01-01T00:00:00Z")).await;
    assert_eq!(door.hears_json().await["id"], json!(1), "a time finds the first entry that is not before it");
    let later = chat::now().0 + 60_000;
    let mut door = plain(&house, &ana, &format!("roomId={kitchen}&username=ana&since={later}")).await;
    door.says(json!({ "content": "only this" })).await;
    assert_eq!(next(&mut door).await, said("MESSAGE", "Ana", "only this"));
    let mut door = plain(&house, &ana, &format!("roomId={kitchen}&username=ana&since=00000000000000000000000000000001-5")).await;
    assert_eq!(door.hears_json().await["id"], json!(655), "of a log that is no more: the newest page");
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_told_by_the_close() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let attic = room(&ana, "private").await;
    let own = ana.cookie_header();
    let cases = [
        ("", own.as_str(), CloseCode::Policy, "roomId is missing"),
        ("username=ana", &own, CloseCode::Policy, "roomId is missing"),
        ("roomId=1", "", CloseCode::Policy, "username is missing"),
        ("roomId=1&username=ana", &own, CloseCode::Policy, "no such room"),
        (&format!("roomId={attic}&username=ana&since=then"), &own, CloseCode::Policy, "since is neither"),
        (&format!("roomId={attic}&username=Ben"), &own, CloseCode::NotAuthenticated, "not yours"),
        (&format!("roomId={attic}&username=nobody"), &own, CloseCode::NotAuthenticated, "not yours"),
        (&format!("roomId={attic}"), &ben.cookie_header(), CloseCode::Policy, "no such room"),
        (&format!("roomId={}", RoomId::from_bits(7)), &own, CloseCode::Policy, "no such room"),
        (&format!("roomId={attic}&username=ana&token=x"), &own, CloseCode::NotAuthenticated, "a token in the address"),
    ];
    for (query, cookies, code, reason) in cases {
        let mut door = Socket::open(house.address, &format!("/ws/chat?{query}"), &[("cookie", cookies)]).await;
        let closed = door.is_closed().await;
        assert!(closed.code == code && closed.reason.contains(reason), "{query}: {closed:?}");
    }
}

#[tokio::test]
async fn a_client_says_who_it_is_by_header_or_first_frame() {
    let (house, ana) = House::founded().await;
    let kitchen = room(&ana, "public").await;
    let token = token(&ana, "Ana").await;
    let path = format!("/ws/chat?roomId={kitchen}&username=ana");
    let mut door = Socket::open(house.address, &path, &[("authorization", &format!("Bearer {token}"))]).await;
    assert_eq!(next(&mut door).await.0, "SYSTEM");
    let mut door = Socket::open(house.address, &path, &[]).await;
    door.says("HEARTBEAT").await;
    door.says(json!({ "type": "AUTH", "token": token })).await;
    assert_eq!(next(&mut door).await.0, "SYSTEM");
    for first in [
        json!({ "type": "AUTH", "token": "x.y.z" }),
        json!({ "type": "JOIN", "sender": "ana" }),
        json!({ "type": "MESSAGE", "content": "let me in" }),
        json!("x".repeat(60_000)),
    ] {
        let mut guest = Socket::open(house.address, &path, &[]).await;
        guest.says(&first).await;
        let closed = guest.is_closed().await;
        assert!(matches!(closed.code, CloseCode::NotAuthenticated | CloseCode::TooBig), "{first}: {closed:?}");
    }
    let mut silent = Socket::open(house.address, &path, &[]).await;
    let mut other = Socket::open(house.address, "/ws/echo", &[]).await;
    other.says("here").await;
    other.hears().await;
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(11)).await;
    tokio::time::resume();
    let closed = silent.is_closed().await;
    assert!(closed.code == CloseCode::NotAuthenticated && closed.reason.starts_with("guests are not allowed here"), "{closed:?}");
}

#[tokio::test]
async fn nonsense_is_answered_and_never_fatal() {
    let (house, ana) = House::founded().await;
    let kitchen = room(&ana, "public").await;
    let mut door = plain(&house, &ana, &format!("roomId={kitchen}")).await;
    next(&mut door).await;
    for (nonsense, code) in [
        ("{".to_owned(), "malformed"),
        (json!({ "type": "LEVITATE" }).to_string(), "malformed"),
        (json!({ "content": "  " }).to_string(), "bad_body"),
        (json!({ "content": "x".repeat(8_001) }).to_string(), "bad_body"),
        (json!({ "content": "x", "roomId": RoomId::from_bits(7) }).to_string(), "no_such_room"),
        (json!({ "content": "x", "receiver": "nobody" }).to_string(), "no_such_room"),
    ] {
        door.says(&nonsense).await;
        let answer = door.hears_json().await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("SYSTEM"), &json!(code)), "{nonsense}: {answer}");
        assert!(!answer["content"].as_str().unwrap().is_empty() && !answer.to_string().contains("LEVITATE"), "{answer}");
    }
    let nonce = Nonce::from_bits(5);
    let once = json!({ "content": "once", "receiver": "all", "nonce": nonce });
    door.says(&once).await;
    assert_eq!(next(&mut door).await, said("MESSAGE", "Ana", "once"));
    door.says(&once).await;
    door.says(json!({ "content": "twice", "nonce": nonce })).await;
    let refused = door.hears_json().await;
    assert_eq!((&refused["code"], &refused["nonce"]), (&json!("nonce_reused"), &json!(nonce)));
    door.says(json!({ "content": "after" })).await;
    assert_eq!(next(&mut door).await, said("MESSAGE", "Ana", "after"), "what was sent twice was written once");
    door.sends(Message::Binary(Bytes::from_static(b"x"))).await;
    assert_eq!(door.is_closed().await.code, CloseCode::Unsupported);
}

#[tokio::test]
async fn who_is_removed_is_closed_with_4001_and_hears_no_more() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = room(&ana, "private").await;
    ana.posts(&format!("/rooms/{kitchen}/invite"), &[("name", "Ben")]).await.leads_to();
    let mut door = plain(&house, &ben, &format!("roomId={kitchen}&username=Ben")).await;
    for kind in ["SYSTEM", "JOIN"] {
        assert_eq!(next(&mut door).await.0, kind);
    }
    ana.posts(&format!("/rooms/{kitchen}/remove"), &[("member", &ben.id().await)]).await.leads_to();
    assert_eq!(door.is_closed().await.code, CloseCode::Kicked);
    let mut again = plain(&house, &ben, &format!("roomId={kitchen}&username=Ben")).await;
    assert_eq!(again.is_closed().await.code, CloseCode::Policy);
    let mut door = plain(&house, &ana, &format!("roomId={kitchen}")).await;
    next(&mut door).await;
    ana.posts("/sign-out", &[]).await.leads_to();
    assert_eq!(door.is_closed().await.code, CloseCode::NotAuthenticated);
}

#[tokio::test]
async fn who_asks_is_told_who_comes_and_goes() {
    let (house, ana) = House::with(|config| config.limits.rooms.presence_grace = std::time::Duration::ZERO).await.founded_by_ana().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = room(&ana, "public").await;
    let mut door = plain(&house, &ana, &format!("roomId={kitchen}&presence=true")).await;
    assert_eq!(next(&mut door).await.0, "SYSTEM");
    let mut other = plain(&house, &ben, &format!("roomId={kitchen}&presence=1")).await;
    let mut heard = vec![next(&mut door).await, next(&mut door).await];
    heard.sort();
    assert_eq!(heard, [said("JOIN", "Ben", "Ben has joined."), said("new", "Ben", "")]);
    assert_eq!(next(&mut other).await, said("new", "Ana", ""), "who is there is told first");
    drop(other);
    assert_eq!(next(&mut door).await, said("close", "Ben", ""));
}

#[tokio::test]
async fn a_member_has_so_many_connections_over_all_doors() {
    let (house, ana) = House::with(|config| config.limits.rooms.connections_per_member = 1).await.founded_by_ana().await;
    let kitchen = room(&ana, "public").await;
    let mut first = plain(&house, &ana, &format!("roomId={kitchen}")).await;
    next(&mut first).await;
    let mut second = plain(&house, &ana, &format!("roomId={kitchen}")).await;
    assert_eq!(second.is_closed().await.code, CloseCode::TryLater);
    first.says(json!({ "type": "TYPING" })).await;
    first.says(json!({ "content": "still here" })).await;
    assert_eq!(next(&mut first).await.2, "still here");
}

#[tokio::test]
async fn notices_are_in_the_language_of_the_place() {
    let house = House::new().await;
    let owner = house.stranger();
    let form = [("place", "한옥"), ("name", "지아"), ("password", PASSWORD), ("language", "ko")];
    assert_eq!(owner.posts("/first-run", &form).await.leads_to(), "/rooms");
    let member = house.member(&owner, "민수").await;
    let kitchen = room(&owner, "public").await;
    let mut door = plain(&house, &member, &format!("roomId={kitchen}&username={}", escaped("민수"))).await;
    assert_eq!(next(&mut door).await, said("SYSTEM", "지아", "지아님이 방을 만들었습니다."));
    assert_eq!(next(&mut door).await, said("JOIN", "민수", "민수님이 입장했습니다."));
    door.says("{").await;
    assert!(next(&mut door).await.2.contains("알아듣지 못했습니다"));
}
