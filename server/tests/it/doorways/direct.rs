//! Messages by receiver: from the plain socket and by STOMP into the room of the two, and what both then hear; and who comes
//! and goes.

use protocol::CloseCode;
use serde_json::{Value, json};

use super::{client::Script, socket::Socket};
use crate::{house::House, person::Person, stomp_wire::Stomp};

async fn plain(house: &House, person: &Person, query: &str) -> Socket {
    Socket::open(house.address, &format!("/ws/chat?{query}"), &[("cookie", &person.cookie_header())]).await
}

/// The next frame of this type.
async fn next(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let frame = socket.hears_json().await;
        if frame["type"] == kind {
            return frame;
        }
    }
}

async fn kitchen(ana: &Person, others: &[&Person]) -> String {
    let room = ana.makes_a_room("Kitchen", "public").await;
    for other in others {
        other.posts(&format!("{room}/join"), &[]).await;
    }
    room.strip_prefix("/rooms/").unwrap().to_owned()
}

/// Hears messages up to the one with this text; what it is, and the texts before it.
async fn until(socket: &mut Socket, text: &str) -> (Value, Vec<String>) {
    let mut before = Vec::new();
    loop {
        let frame = next(socket, "MESSAGE").await;
        if frame["content"] == text {
            return (frame, before);
        }
        before.push(frame["content"].as_str().unwrap().to_owned());
    }
}

#[tokio::test]
async fn a_frame_for_one_goes_to_the_two_and_to_nobody_else() {
    let (house, ana) = House::founded().await;
    let (ben, cho) = (house.member(&ana, "Ben").await, house.member(&ana, "Cho").await);
    let kitchen = kitchen(&ana, &[&ben, &cho]).await;
    let mut of_ana = plain(&house, &ana, &format!("roomId={kitchen}")).await;
    let mut of_ben = plain(&house, &ben, &format!("roomId={kitchen}&direct=1")).await;
    let mut of_cho = plain(&house, &cho, &format!("roomId={kitchen}&direct=1")).await;
    for (socket, name) in [(&mut of_ana, "ana"), (&mut of_ben, "ben"), (&mut of_cho, "cho")] {
        socket.says(json!({ "content": name })).await;
        until(socket, name).await;
    }
    let nonce = "8e03978e40d543e8bc936894a57f9324";
    for _ in 0..2 {
        of_ana.says(json!({ "type": "MESSAGE", "receiver": "ben", "content": "psst", "nonce": nonce })).await;
    }
    let mut heard = Vec::new();
    for socket in [&mut of_ana, &mut of_ben] {
        let (frame, _) = until(socket, "psst").await;
        assert_eq!((&frame["sender"], &frame["receiver"]), (&json!("Ana"), &json!("Ben")));
        assert_ne!(frame["roomId"], json!(kitchen));
        heard.push((frame["roomId"].clone(), frame["id"].clone()));
    }
    assert_eq!(heard[0], heard[1]);
    // An answer, by id, and then something for all.
    of_ben.says(json!({ "receiver": ana.id().await, "content": "yes?" })).await;
    let (answer, before) = until(&mut of_ana, "yes?").await;
    assert_eq!((&answer["receiver"], &answer["roomId"]), (&json!("Ana"), &heard[0].0));
    assert!(!before.contains(&"psst".to_owned()), "what was sent twice was written once");
    of_ana.says(json!({ "receiver": "all", "content": "for all" })).await;
    for socket in [&mut of_ana, &mut of_ben, &mut of_cho] {
        let (frame, before) = until(socket, "for all").await;
        assert_eq!((&frame["roomId"], &frame["receiver"]), (&json!(kitchen), &json!("all")));
        assert!(!before.contains(&"psst".to_owned()), "{before:?}");
    }
    of_ana.says(json!({ "receiver": "nobody", "content": "x" })).await;
    assert_eq!(next(&mut of_ana, "SYSTEM").await["code"], "no_such_room");
    let of_cho = Script::of(&house, "Cho").await;
    let rooms = of_cho.gets("/api/chat/rooms").await.json;
    assert!(rooms.as_array().unwrap().iter().all(|room| room["visibility"] != "direct"), "{rooms}");
}

#[tokio::test]
async fn who_leaves_the_room_of_a_socket_is_let_go_whatever_else_it_hears() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = kitchen(&ana, &[&ben]).await;
    let mut of_ben = plain(&house, &ben, &format!("roomId={kitchen}&direct=1")).await;
    of_ben.says(json!({ "receiver": "Ana", "content": "bye" })).await;
    until(&mut of_ben, "bye").await;
    of_ben.says(json!({ "type": "LEAVE" })).await;
    assert_eq!(of_ben.is_closed().await.code, CloseCode::Normal);
}

#[tokio::test]
async fn stomp_sends_to_one_and_hears_who_comes_and_goes() {
    let (house, ana) = House::with(|config| config.limits.rooms.presence_grace = std::time::Duration::ZERO).await.founded_by_ana().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = kitchen(&ana, &[&ben]).await;
    let mut stomp = Stomp::open(&house, &ana).await;
    stomp.subscribes("n", "/user/queue/notify", &[]).await;
    stomp.subscribes("p", &format!("/topic/rooms.{kitchen}.presence"), &[]).await;
    let door = plain(&house, &ben, &format!("roomId={kitchen}")).await;
    let (heard, told) = stomp.is_told().await;
    assert_eq!((heard.header("subscription"), &told["type"], &told["sender"]), ("p", &json!("new"), &json!("Ben")));
    drop(door);
    let (heard, told) = stomp.is_told().await;
    assert_eq!((heard.header("subscription"), &told["type"], &told["roomId"]), ("p", &json!("close"), &json!(kitchen)));

    let body = json!({ "receiver": "@ben", "message": "psst" }).to_string();
    stomp.says("SEND", &[("destination", "/app/chat.send"), ("receipt", "done")], &body).await;
    assert_eq!(stomp.hears().await.header("receipt-id"), "done");
    let (heard, told) = stomp.is_told().await;
    assert_eq!((heard.header("subscription"), &told["type"]), ("n", &json!("JOIN")));
    let room = told["roomId"].as_str().unwrap();
    let said = Script::of(&house, "Ben").await.gets(&format!("/api/chat/rooms/{room}/messages")).await;
    assert_eq!(said.contents().last(), Some(&"psst"));
    // What is said in the room itself is no presence.
    stomp.writes(&kitchen, "hello").await;
    assert_eq!(stomp.hears().await.header("receipt-id"), "hello");
}
