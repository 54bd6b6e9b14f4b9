//! What is done to messages that are there: asked for and told through every door.

use reqwest::Method;
use serde_json::{Value, json};

use super::{client::Script, socket::Socket, stream::Stream};
use crate::{
    house::House,
    person::{Person, escaped},
    stomp_wire::Stomp,
};

/// A public room of Ana's with two messages of hers, as 2 and 3.
async fn kitchen(ana: &Script) -> String {
    let made = ana.posts("/api/chat/rooms", json!({ "name": "Kitchen" })).await;
    let room = made.json["id"].as_str().unwrap().to_owned();
    for content in ["first", "second"] {
        ana.posts(&format!("/api/chat/rooms/{room}/messages"), json!({ "content": content })).await;
    }
    room
}

async fn plain(house: &House, person: &Person, query: &str) -> Socket {
    Socket::open(house.address, &format!("/ws/chat?{query}"), &[("cookie", &person.cookie_header())]).await
}

/// What an entry says about another one.
fn about(entry: &Value) -> (&str, u64, &str, Option<bool>) {
    let text = |name: &str| entry[name].as_str().unwrap_or_default();
    (text("type"), entry["target"].as_u64().unwrap_or_default(), text("content"), entry["on"].as_bool())
}

#[tokio::test]
async fn over_rest_messages_are_changed_and_deleted_and_reacted_to() {
    let (house, owner) = House::founded().await;
    house.member(&owner, "Ben").await;
    let (ana, ben) = (Script::of(&house, "ana").await, Script::of(&house, "ben").await);
    let room = kitchen(&ana).await;
    let message = format!("/api/chat/rooms/{room}/messages/2");
    let reaction = format!("{message}/reactions/{}", escaped("👍"));

    assert_eq!(ben.sends(Method::PATCH, &message, &[], Some(json!({ "content": "x" }))).await.refusal(), (404, "not_found"));
    ben.posts(&format!("/api/chat/rooms/{room}/join"), json!(null)).await;
    assert_eq!(ben.sends(Method::PATCH, &message, &[], Some(json!({ "content": "x" }))).await.refusal(), (403, "not_allowed"));
    assert_eq!(ben.sends(Method::DELETE, &message, &[], None).await.refusal(), (403, "not_allowed"));
    for nowhere in ["1", "99", "4", "x"] {
        let path = format!("/api/chat/rooms/{room}/messages/{nowhere}");
        let refused = ana.sends(Method::PATCH, &path, &[], Some(json!({ "content": "x" }))).await;
        assert_eq!(refused.status, 404, "{nowhere}: {refused:?}");
    }
    assert_eq!(ana.sends(Method::PATCH, &message, &[], Some(json!({ "content": " " }))).await.refusal(), (422, "bad_body"));
    assert_eq!(ben.sends(Method::PUT, &format!("{message}/reactions/ok"), &[], None).await.refusal(), (422, "not_an_emoji"));

    let edited = ana.sends(Method::PATCH, &message, &[], Some(json!({ "content": "better" }))).await;
    assert_eq!((edited.status, &edited.json["content"], &edited.json["id"]), (200, &json!("better"), &json!(2)));
    assert!(edited.json["editedAt"].is_string(), "{edited:?}");
    for method in [Method::PUT, Method::PUT] {
        assert_eq!(ben.sends(method, &reaction, &[], None).await.status, 204, "twice is once");
    }
    assert_eq!(ana.gets(&message).await.json["reactions"], json!([{ "emoji": "👍", "senders": ["Ben"] }]));
    assert_eq!(ben.sends(Method::DELETE, &reaction, &[], None).await.status, 204);
    assert_eq!(ana.gets(&message).await.json.get("reactions"), None);
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(ben.sends(method, &format!("{message}/pin"), &[], None).await.status, 204);
    }
    let answer = ben.posts(&format!("/api/chat/rooms/{room}/messages"), json!({ "content": "to this", "replyTo": 2 })).await;
    assert_eq!((answer.status, &answer.json["replyTo"]), (201, &json!(2)));
    let lost = ben.posts(&format!("/api/chat/rooms/{room}/messages"), json!({ "content": "to nothing", "replyTo": 1 })).await;
    assert_eq!(lost.refusal(), (404, "no_such_message"));

    assert_eq!(ana.sends(Method::DELETE, &message, &[], None).await.status, 204);
    assert_eq!(ana.sends(Method::DELETE, &message, &[], None).await.status, 204, "twice is once");
    assert_eq!(ana.gets(&message).await.refusal(), (404, "not_found"));
    let page = ana.gets(&format!("/api/chat/rooms/{room}/messages")).await;
    assert!(!page.json.to_string().contains("better"), "{page:?}");
    assert_eq!(page.contents(), ["Ana created the room.", "second", "Ben has joined.", "to this"], "a page holds rows as they are now");
}

#[tokio::test]
async fn every_door_tells_what_was_done_and_a_replay_tells_it_too() {
    let (house, owner) = House::founded().await;
    let ana = Script::of(&house, "ana").await;
    let room = kitchen(&ana).await;
    let events = format!("/api/chat/rooms/{room}/events");
    let mut door = plain(&house, &owner, &format!("roomId={room}&since=3")).await;
    let mut stream = Stream::open(&house, &ana, &format!("{events}?after=3"), "").await;
    let mut stomp = Stomp::open(&house, &owner).await;
    stomp.subscribes("0", &format!("/topic/rooms.{room}"), &[]).await;

    door.says(json!({ "type": "EDIT", "target": 2, "content": "better" })).await;
    let expected = [
        ("EDIT", 2, "better", None),
        ("REACTION", 3, "👍", Some(true)),
        ("REACTION", 3, "👍", Some(false)),
        ("PIN", 3, "Ana pinned a message.", Some(true)),
        ("DELETE", 2, "Ana deleted a message.", None),
    ];
    let body = |on: bool| json!({ "chatRoomId": room, "target": 3, "message": "👍", "on": on }).to_string();
    for (n, (kind, target, content, on)) in expected.into_iter().enumerate() {
        match n {
            1 | 2 => stomp.says("SEND", &[("destination", "/publish/chat/react")], &body(n == 1)).await,
            3 => door.says(json!({ "type": "PIN", "target": 3 })).await,
            4 => {
                let body = json!({ "roomId": room, "target": 2 }).to_string();
                stomp.says("SEND", &[("destination", "/app/chat.delete"), ("receipt", "deleted")], &body).await;
            }
            _ => {}
        }
        let mut frame = stomp.hears().await;
        if frame.command == "RECEIPT" {
            // It is safe, whether or not it was told already.
            assert_eq!((n, frame.header("receipt-id")), (4, "deleted"));
            frame = stomp.hears().await;
        }
        let told: Value = serde_json::from_str(&frame.body).unwrap();
        assert_eq!((about(&told), told["id"].as_u64()), ((kind, target, content, on), Some(n as u64 + 4)));
        assert!(frame.header("message-id").ends_with(&format!("-{}", n + 4)));
        assert_eq!(about(&door.hears_json().await), (kind, target, content, on));
        let told = stream.hears().await;
        assert_eq!((told.kind.as_str(), about(&told.data)), (kind.to_lowercase().as_str(), (kind, target, content, on)));
        assert!(stream.last.ends_with(&format!("-{}", n + 4)), "who comes back is not told again");
    }

    // What a replay repeats is the log: each alteration again, but of a deleted text nothing.
    let mut again = plain(&house, &owner, &format!("roomId={room}&since=1")).await;
    assert_eq!(again.hears_json().await["content"], "second");
    for (kind, target, content, on) in expected.into_iter().skip(1) {
        assert_eq!(about(&again.hears_json().await), (kind, target, content, on));
    }
    // Who begins anew gets rows as they are now.
    let mut anew = plain(&house, &owner, &format!("roomId={room}")).await;
    for content in ["Ana created the room.", "second"] {
        assert_eq!(anew.hears_json().await["content"], content);
    }
    anew.says(json!({ "type": "TYPING" })).await;
    anew.says(json!({ "content": "next" })).await;
    assert_eq!(anew.hears_json().await["content"], "next");
    let news = ana.gets(&format!("{events}?wait=0&after=3")).await;
    let kinds: Vec<&Value> = news.json["entries"].as_array().unwrap().iter().map(|entry| &entry["type"]).collect();
    assert_eq!(kinds, ["REACTION", "REACTION", "PIN", "DELETE", "MESSAGE"]);
}

#[tokio::test]
async fn what_may_not_be_done_is_refused_to_one_alone() {
    let (house, owner) = House::founded().await;
    let ben = house.member(&owner, "Ben").await;
    let ana = Script::of(&house, "ana").await;
    let room = kitchen(&ana).await;
    let mut door = plain(&house, &ben, &format!("roomId={room}&since=99")).await;
    // Two notices and two messages, because there is no such position.
    for _ in 0..4 {
        door.hears_json().await;
    }
    for (word, code) in [
        (json!({ "type": "EDIT", "target": 2, "content": "mine now" }), "not_allowed"),
        (json!({ "type": "DELETE", "target": 2 }), "not_allowed"),
        (json!({ "type": "EDIT", "target": 99, "content": "x" }), "no_such_message"),
        (json!({ "type": "REACTION", "target": 2, "content": "ok" }), "malformed"),
        (json!({ "type": "DELETE" }), "malformed"),
    ] {
        door.says(&word).await;
        let refused = door.hears_json().await;
        assert_eq!((&refused["type"], &refused["code"]), (&json!("SYSTEM"), &json!(code)), "{word}: {refused}");
    }
    let mut stomp = Stomp::open(&house, &ben).await;
    stomp.subscribes("e", "/user/queue/errors", &[]).await;
    let body = json!({ "roomId": room, "target": 2, "content": "mine" }).to_string();
    stomp.says("SEND", &[("destination", "/publish/chat/edit"), ("receipt", "r")], &body).await;
    let (_, told) = stomp.is_told().await;
    assert_eq!((&told["code"], &told["receipt"]), (&json!("not_allowed"), &json!("r")));
}
