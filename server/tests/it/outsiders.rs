//! A private room does not exist for those outside it: on every route the same answer as for a random id.

use reqwest::Method;

use crate::{
    house::House,
    person::{Answer, Person},
};

const NOWHERE: &str = "5eed5eed5eed5eed5eed5eed5eed5eed";

/// Everything one can do to a room.
async fn everything(person: &Person, room: &str, member: &str) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for path in [
        format!("/rooms/{room}"),
        format!("/rooms/{room}?before=3"),
        format!("/rooms/{room}/settings"),
        format!("/api/view/room?room={room}"),
        format!("/api/view/room?room={room}&before=3"),
        format!("/api/view/members?room={room}"),
    ] {
        let answer = person.gets(&path).await;
        answers.push((path.replace(room, "ID"), answer));
    }
    let long = "x".repeat(9_000);
    for (path, form) in [
        ("messages", vec![("body", "hello"), ("nonce", "0123456789abcdef0123456789abcdef")]),
        ("messages", vec![("body", ""), ("nonce", "0123456789abcdef0123456789abcdef")]),
        ("messages", vec![("body", long.as_str()), ("nonce", "0123456789abcdef0123456789abcdef")]),
        ("join", vec![]),
        ("leave", vec![]),
        ("settings", vec![("name", "Mine"), ("description", "now")]),
        ("settings", vec![("name", ""), ("description", "now")]),
        ("invite", vec![("name", "Ben")]),
        ("invite", vec![("name", "nobody")]),
        ("remove", vec![("member", member)]),
        ("remove", vec![("member", "x")]),
    ] {
        let answer = person.posts(&format!("/rooms/{room}/{path}"), &form).await;
        answers.push((format!("POST {path} {form:?}"), answer));
    }
    answers
}

/// What of an answer an outsider could compare.
fn seen(answer: &Answer, room: &str) -> String {
    answer.seen(|header| header != "date", room)
}

#[tokio::test]
async fn a_private_room_and_a_random_id_are_one_answer_on_every_route() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Board", "private").await;
    let room = room.strip_prefix("/rooms/").unwrap();
    let member = ana.id().await;
    for person in [&ben, &house.stranger()] {
        let there = everything(person, room, &member).await;
        let nowhere = everything(person, NOWHERE, &member).await;
        for ((what, there), (_, nowhere)) in there.iter().zip(&nowhere) {
            assert_eq!(seen(there, room), seen(nowhere, NOWHERE), "{what}");
        }
    }
    let rooms = ben.views("rooms").await;
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1);
    let view = ana.views(&format!("room?room={room}")).await;
    assert_eq!(view["Live"]["snapshot"]["head"], 1, "nothing happened in it");
}

#[tokio::test]
async fn a_public_room_shows_its_name_but_no_history() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Plans", "public").await;
    ana.posts(&format!("{room}/messages"), &[("body", "among us")]).await;
    let id = room.strip_prefix("/rooms/").unwrap();
    for path in
        [room.clone(), format!("{room}?before=3"), format!("/api/view/room?room={id}"), format!("/api/view/room?room={id}&before=3")]
    {
        let answer = ben.gets(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains("Plans") && !answer.body.contains("among us"), "{path}");
    }
    assert_eq!(ben.gets(&format!("/api/view/members?room={id}")).await.body, "\"not_found\"");
    let refused = ben.posts(&format!("{room}/messages"), &[("body", "me too")]).await;
    assert_eq!(refused.status, 404);
}

#[tokio::test]
async fn ids_that_are_none_are_nowhere() {
    let (_house, ana) = House::founded().await;
    for id in ["x", "%00", "..%2F..%2Fetc%2Fpasswd", "'%20OR%201=1", "%F0%9F%92%A9"] {
        assert_eq!(ana.gets(&format!("/rooms/{id}")).await.status, 404, "{id}");
        for what in ["join", "leave", "settings", "invite", "remove"] {
            let back = ana.posts(&format!("/rooms/{id}/{what}"), &[("name", "Ana"), ("member", &"0".repeat(32))]).await.leads_to();
            assert_eq!(back, "/rooms?problem=not_found", "{id} {what}");
        }
        assert_eq!(ana.posts(&format!("/rooms/{id}/messages"), &[("body", "hello")]).await.status, 404, "{id}");
    }
    let answer = ana.sends(Method::DELETE, "/rooms", &[], None).await;
    assert_eq!(answer.status, 405);
}
