//! Notifications: to one person everywhere, to a room, to all, to those who administer.

use protocol::CloseCode;
use serde_json::{Value, json};

use super::{client::Script, socket::Socket, stream::Stream};
use crate::{house::House, person::Person};

async fn device(house: &House, person: &Person, name: &str, device: &str) -> Socket {
    let mut socket = Socket::open(house.address, "/ws/notify", &[("cookie", &person.cookie_header())]).await;
    socket.says(json!({ "type": "INIT", "userId": name, "device": device })).await;
    let ready = socket.hears_json().await;
    assert_eq!((&ready["type"], &ready["device"]), (&json!("READY"), &json!(device)), "{ready}");
    socket
}

async fn hears(socket: &mut Socket) -> String {
    let news = socket.hears_json().await;
    assert_eq!(news["type"], "NOTIFICATION", "{news}");
    news["content"].as_str().unwrap().to_owned()
}

async fn tells(script: &Script, to: Value, content: &str) -> u64 {
    let sent = script.posts("/api/notifications", json!({ "to": to, "content": content })).await;
    assert_eq!(sent.status, 202, "{sent:?}");
    sent.json["sessions"].as_u64().unwrap()
}

#[tokio::test]
async fn news_reach_those_they_are_for_on_all_their_devices() {
    let (house, owner) = House::founded().await;
    let (bens, cleo) = (house.member(&owner, "Ben").await, house.member(&owner, "Cleo").await);
    let (ana, ben) = (Script::of(&house, "ana").await, Script::of(&house, "ben").await);
    let mut phone = device(&house, &bens, "ben", "phone").await;
    let mut desk = device(&house, &bens, &bens.id().await, "desk").await;
    let mut feed = Stream::open(&house, &ben, "/api/notifications/events?device=feed", "").await;
    let mut cleos = device(&house, &cleo, "Cleo", "phone").await;
    let mut owners = device(&house, &owner, "ana", "desk").await;
    assert_eq!(tells(&ana, json!({ "user": "ben" }), "for Ben").await, 3);
    assert_eq!(tells(&ana, json!("admins"), "for admins").await, 1);
    assert_eq!(tells(&ana, json!("all"), "for all").await, 5);
    assert_eq!(tells(&ben, json!({ "user": "Ben" }), "note to self").await, 3);
    for bens in [&mut phone, &mut desk] {
        for content in ["for Ben", "for all", "note to self"] {
            assert_eq!(hears(bens).await, content);
        }
    }
    for content in ["for Ben", "for all", "note to self"] {
        assert_eq!(feed.hears().await.data["content"], content);
    }
    assert_eq!(hears(&mut cleos).await, "for all");
    assert_eq!((hears(&mut owners).await, hears(&mut owners).await), ("for admins".to_owned(), "for all".to_owned()));
    let room = ana.posts("/api/chat/rooms", json!({ "name": "Kitchen" })).await.json["id"].as_str().unwrap().to_owned();
    ben.posts(&format!("/api/chat/rooms/{room}/join"), json!(null)).await;
    let entered = phone.hears_json().await;
    assert_eq!((&entered["type"], &entered["roomId"], &entered["name"]), (&json!("ROOM_ENTERED"), &json!(room), &json!("Kitchen")));
    assert_eq!(tells(&ana, json!({ "room": room }), "for the kitchen").await, 4);
    assert_eq!(hears(&mut phone).await, "for the kitchen");
    for (to, refusal) in [
        (json!("all"), (403, "not_allowed")),
        (json!("admins"), (403, "not_allowed")),
        (json!({ "user": "cleo" }), (403, "not_allowed")),
        (json!({ "room": room }), (403, "not_allowed")),
        (json!("nobody"), (400, "malformed")),
    ] {
        assert_eq!(ben.posts("/api/notifications", json!({ "to": to, "content": "x" })).await.refusal(), refusal, "{to}");
    }
    assert_eq!(ana.posts("/api/notifications", json!({ "to": "all", "content": " " })).await.refusal(), (422, "bad_body"));
    assert_eq!(
        ana.posts("/api/notifications", json!({ "to": { "user": "dan" }, "content": "x" })).await.refusal(),
        (422, "no_such_member")
    );
}

#[tokio::test]
async fn a_session_is_pending_until_it_says_whose_it_is() {
    let (house, owner) = House::founded().await;
    let bens = house.member(&owner, "Ben").await;
    let ben = Script::of(&house, "ben").await;
    let token = ben.bearer().strip_prefix("Bearer ").unwrap().to_owned();
    let mut pending = Socket::open(house.address, "/ws/notify", &[]).await;
    let mut phone = device(&house, &bens, "ben", "phone").await;
    phone.says(json!({ "type": "STATUS", "status": "away" })).await;
    phone.says("HEARTBEAT").await;
    phone.says(json!({ "type": "SESSIONS" })).await;
    let own = phone.hears_json().await;
    assert_eq!(own["sessions"].as_array().unwrap().len(), 1, "others are not their business: {own}");
    let ana = Script::of(&house, "ana").await;
    let mut all = ana.gets("/api/notifications/sessions").await.json;
    while all.as_array().unwrap().len() < 2 {
        // The server has not yet seen that the socket is open.
        all = ana.gets("/api/notifications/sessions").await.json;
    }
    let seen = |status: &str| all.as_array().unwrap().iter().find(|one| one["status"] == status).unwrap().clone();
    assert_eq!((&seen("pending")["name"], &seen("pending")["device"]), (&json!(null), &json!(null)));
    let away = seen("away");
    assert_eq!((&away["name"], &away["role"], &away["device"]), (&json!("Ben"), &json!("member"), &json!("phone")));
    pending.says(json!({ "type": "INIT", "userId": "ben", "device": "script", "token": token })).await;
    assert_eq!(pending.hears_json().await["name"], "Ben");
    pending.says("{").await;
    assert_eq!(pending.hears_json().await, json!({ "type": "ERROR", "code": "malformed" }));
    for (first, code) in [
        (json!({ "type": "INIT", "userId": "ben", "device": "x" }), CloseCode::NotAuthenticated),
        (json!({ "type": "INIT", "userId": "ana", "token": token }), CloseCode::NotAuthenticated),
        (json!({ "type": "INIT", "token": token }), CloseCode::Policy),
        (json!({ "type": "INIT", "userId": "ben", "token": "x" }), CloseCode::NotAuthenticated),
        (json!({ "type": "SESSIONS" }), CloseCode::Policy),
        (json!("x".repeat(5_000)), CloseCode::TooBig),
    ] {
        let mut wrong = Socket::open(house.address, "/ws/notify", &[]).await;
        wrong.says(&first).await;
        assert_eq!(wrong.is_closed().await.code, code, "{first}");
    }
    let mut told = Socket::open(house.address, &format!("/ws/notify?token={token}"), &[]).await;
    assert!(told.is_closed().await.reason.contains("ends in logs"));
    bens.posts("/sign-out", &[]).await.leads_to();
    assert_eq!(phone.is_closed().await.code, CloseCode::NotAuthenticated);
}
