//! Rooms, messages and members over plain HTTP.

use protocol::{Happened, RoomId};
use reqwest::Method;
use serde_json::json;

use super::client::Script;
use crate::{house::House, wire::Wire};

#[tokio::test]
async fn a_room_is_made_found_joined_and_left() {
    let (house, ana) = House::founded().await;
    house.member(&ana, "Ben").await;
    let (ana, ben) = (Script::of(&house, "ana").await, Script::of(&house, "ben").await);
    let made = ana.posts("/api/chat/rooms", json!({ "name": "Kitchen", "description": "What to cook" })).await;
    assert_eq!(made.status, 201);
    let (id, path) = (made.json["id"].as_str().unwrap(), made.header("location"));
    assert_eq!(path, format!("/api/chat/rooms/{id}"));
    assert_eq!((&made.json["createdBy"], &made.json["participants"], &made.json["joined"]), (&json!("Ana"), &json!(1), &json!(true)));
    assert_eq!(
        (&made.json["name"], &made.json["description"], &made.json["visibility"]),
        (&json!("Kitchen"), &json!("What to cook"), &json!("public"))
    );
    assert!(made.json["createdAt"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
    let secret =
        ana.posts("/api/chat/rooms", json!({ "name": "Attic", "visibility": "private" })).await.json["id"].as_str().unwrap().to_owned();
    let found = ben.gets("/api/chat/rooms").await;
    let named = |name: &str| found.json.as_array().unwrap().iter().find(|room| room["name"] == name).map(|room| room["joined"].clone());
    assert_eq!((named("Kitchen"), named("Attic")), (Some(json!(false)), None));
    assert_eq!(ben.gets(path).await.json["createdBy"], "Ana");
    let joined = ben.posts(&format!("{path}/join"), json!(null)).await;
    assert_eq!((joined.status, &joined.json["participants"], &joined.json["joined"]), (200, &json!(2), &json!(true)));
    assert_eq!(ben.posts(&format!("{path}/join"), json!(null)).await.status, 200, "in it already is fine");
    assert_eq!(ben.posts(&format!("{path}/leave"), json!(null)).await.status, 204);
    for (method, path) in [
        (Method::POST, format!("{path}/leave")),
        (Method::POST, format!("/api/chat/rooms/{secret}/join")),
        (Method::GET, format!("/api/chat/rooms/{secret}")),
        (Method::GET, format!("/api/chat/rooms/{secret}/messages")),
        (Method::GET, format!("/api/chat/rooms/{secret}/events")),
        (Method::GET, format!("/api/chat/rooms/{}/members", RoomId::from_bits(7))),
        (Method::GET, "/api/chat/rooms/kitchen".to_owned()),
        (Method::GET, "/api/chat/nothing".to_owned()),
    ] {
        assert_eq!(ben.sends(method, &path, &[], None).await.refusal(), (404, "not_found"), "{path}");
    }
    for (wrong, refusal) in [
        (json!({ "name": " " }), (422, "bad_name")),
        (json!({ "name": "x".repeat(200) }), (422, "bad_name")),
        (json!({ "name": "x", "visibility": "secret" }), (400, "malformed")),
        (json!({ "description": "x" }), (400, "malformed")),
        (json!([]), (400, "malformed")),
    ] {
        assert_eq!(ana.posts("/api/chat/rooms", wrong).await.refusal(), refusal);
    }
    assert_eq!(ana.sends(Method::DELETE, path, &[], None).await.refusal(), (405, "method_not_allowed"));
}

#[tokio::test]
async fn a_message_is_written_once_and_seen_through_every_door() {
    let (house, owner) = House::founded().await;
    let ana = Script::of(&house, "ana").await;
    let room = ana.posts("/api/chat/rooms", json!({ "name": "Kitchen" })).await.json["id"].as_str().unwrap().to_owned();
    let messages = format!("/api/chat/rooms/{room}/messages");
    let mut line = Wire::open(&house, &owner).await;
    line.subscribes(room.parse().unwrap(), None).await;
    let key = [("idempotency-key", "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"")];
    let hello = json!({ "content": "hello" });
    let first = ana.sends(Method::POST, &messages, &key, Some(hello.clone())).await;
    assert_eq!((first.status, &first.json["id"], &first.json["content"]), (201, &json!(2), &json!("hello")));
    let again = ana.sends(Method::POST, &messages, &key, Some(hello)).await;
    assert_eq!((again.status, &again.json), (201, &first.json));
    let other = ana.sends(Method::POST, &messages, &key, Some(json!({ "content": "bye" }))).await;
    assert_eq!(other.refusal(), (422, "key_reused"));
    let event = line.hears_one().await;
    assert!(matches!(&event.what, Happened::Posted { body, .. } if body.as_str() == "hello"));
    line.writes(room.parse().unwrap(), 9, "안녕").await;
    let read = ana.gets(&messages).await;
    assert_eq!(read.contents(), ["Ana created the room.", "hello", "안녕"]);
    assert_eq!(read.json[1], first.json, "the same when it is written and when it is read");
    assert_eq!(ana.gets(first.header("location")).await.json, first.json);
    for (wrong, refusal) in [
        (json!({ "content": "" }), (422, "bad_body")),
        (json!({ "content": "x".repeat(8_001) }), (422, "bad_body")),
        (json!({ "text": "x" }), (422, "bad_body")),
        (json!({ "content": 1 }), (400, "malformed")),
    ] {
        assert_eq!(ana.posts(&messages, wrong).await.refusal(), refusal);
    }
    let long = ana.posts(&messages, json!({ "content": "x".repeat(200_000) })).await;
    assert_eq!(long.refusal(), (413, "too_big"));
    let form = ana.sends(Method::POST, &messages, &[("content-type", "text/plain")], None).await;
    assert_eq!(form.refusal(), (415, "not_json"));
}

#[tokio::test]
async fn too_fast_is_told_with_a_time() {
    let (house, _owner) =
        House::with(|config| (config.limits.rooms.posts_per_second, config.limits.rooms.posts_burst) = (1, 1)).await.founded_by_ana().await;
    let ana = Script::of(&house, "ana").await;
    let room = ana.posts("/api/chat/rooms", json!({ "name": "Kitchen" })).await.json["id"].as_str().unwrap().to_owned();
    let messages = format!("/api/chat/rooms/{room}/messages");
    let mut refused = None;
    for n in 0..50 {
        let reply = ana.posts(&messages, json!({ "content": n.to_string() })).await;
        if reply.status != 201 {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("one a second is the most");
    assert_eq!((refused.refusal(), refused.header("retry-after")), ((429, "too_fast"), "1"));
    assert!(refused.json["retryAfterMs"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn pages_lead_to_each_other_without_holes() {
    let (house, _owner) = House::with(|config| config.limits.rooms.posts_burst = 200).await.founded_by_ana().await;
    let ana = Script::of(&house, "ana").await;
    let room = ana.posts("/api/chat/rooms", json!({ "name": "Kitchen" })).await.json["id"].as_str().unwrap().to_owned();
    let messages = format!("/api/chat/rooms/{room}/messages");
    for n in 2..=25 {
        ana.posts(&messages, json!({ "content": n.to_string() })).await;
    }
    let ids =
        |reply: &super::client::Reply| reply.json.as_array().unwrap().iter().map(|entry| entry["id"].as_u64().unwrap()).collect::<Vec<_>>();
    let (mut path, mut seen) = (format!("{messages}?limit=10"), Vec::new());
    loop {
        let page = ana.gets(&path).await;
        seen.splice(0..0, ids(&page));
        match page.link("prev") {
            Some(older) => path = older,
            None => break,
        }
    }
    assert_eq!(seen, (1..=25).collect::<Vec<u64>>());
    let (mut path, mut seen) = (format!("{messages}?limit=10&after=0"), Vec::new());
    loop {
        let page = ana.gets(&path).await;
        seen.extend(ids(&page));
        match page.link("next") {
            Some(newer) => path = newer,
            None => break,
        }
    }
    assert_eq!(seen, (1..=25).collect::<Vec<u64>>());
    assert_eq!(ids(&ana.gets(&format!("{messages}?limit=5&around=12")).await), [10, 11, 12, 13, 14]);
    assert_eq!(ids(&ana.gets(&format!("{messages}?limit=3&before=4")).await), [1, 2, 3]);
    assert_eq!(ids(&ana.gets(&format!("{messages}?after=99")).await), [] as [u64; 0]);
    let twelfth = ana.gets(&format!("{messages}/12")).await;
    let (time, position) = (twelfth.json["timestamp"].as_str().unwrap(), twelfth.json["position"].as_str().unwrap());
    assert_eq!(ids(&ana.gets(&format!("{messages}?since={position}&limit=2")).await), [13, 14]);
    assert!(ids(&ana.gets(&format!("{messages}?since={time}")).await).contains(&12), "what has that very time is among it");
    for wrong in ["before=x", "before=1&after=2", "since=then", "limit=-1"] {
        assert_eq!(ana.gets(&format!("{messages}?{wrong}")).await.refusal(), (400, "malformed"), "{wrong}");
    }
    let page = ana.gets(&format!("{messages}?limit=10&before=21")).await;
    let tag = [("if-none-match", page.header("etag"))];
    let known = ana.sends(Method::GET, &format!("{messages}?limit=10&before=21"), &tag, None).await;
    assert_eq!((known.status, known.link("next")), (304, page.link("next")));
    assert_eq!(ana.sends(Method::GET, &messages, &tag, None).await.status, 200);
}

#[tokio::test]
async fn members_are_let_in_seen_and_put_out() {
    let (house, owner) = House::founded().await;
    let bens = house.member(&owner, "Ben").await;
    let (ana, ben) = (Script::of(&house, "ana").await, Script::of(&house, "ben").await);
    let room =
        ana.posts("/api/chat/rooms", json!({ "name": "Attic", "visibility": "private" })).await.json["id"].as_str().unwrap().to_owned();
    let members = format!("/api/chat/rooms/{room}/members");
    assert_eq!(ben.posts(&members, json!({ "name": "ben" })).await.refusal(), (404, "not_found"));
    assert_eq!(ana.posts(&members, json!({ "name": "nobody" })).await.refusal(), (422, "no_such_member"));
    assert_eq!(ana.posts(&members, json!({ "name": "@ben" })).await.status, 204);
    let mut line = Wire::open(&house, &bens).await;
    line.subscribes(room.parse().unwrap(), None).await;
    let all = ben.gets(&members).await;
    assert_eq!((&all.json[0]["name"], &all.json[0]["roomRole"], &all.json[0]["role"]), (&json!("Ana"), &json!("owner"), &json!("owner")));
    let online = ben.gets(&format!("{members}?online=true")).await;
    assert_eq!((online.json.as_array().unwrap().len(), &online.json[0]["name"]), (1, &json!("Ben")));
    let id = |n: usize| all.json[n]["id"].as_str().unwrap().to_owned();
    let put_out = |script: Script, id: String| {
        let path = format!("{members}/{id}");
        async move { script.sends(Method::DELETE, &path, &[], None).await }
    };
    assert_eq!(put_out(Script::of(&house, "ben").await, id(0)).await.refusal(), (403, "not_allowed"));
    assert_eq!(put_out(ana, id(1)).await.status, 204);
    assert_eq!(ben.gets(&members).await.refusal(), (404, "not_found"));
}

#[tokio::test]
async fn only_members_and_no_tokens_in_addresses() {
    let (house, owner) = House::founded().await;
    let ana = Script::of(&house, "ana").await;
    let stranger = house.stranger();
    for path in ["/api/chat/rooms", "/api/chat/rooms/x/messages", "/api/chat/rooms/x/events", "/api/notifications/events"] {
        let answer = stranger.gets(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, "Bearer"), "{path}");
        assert_eq!(ana.gets(&format!("{path}?token=x")).await.refusal(), (400, "token_in_address"), "{path}");
    }
    assert_eq!(owner.gets("/api/chat/rooms").await.status, 200, "a browser's session counts too");
    let body = || Some(("application/json", br#"{"name":"Trap"}"#.to_vec()));
    let elsewhere = owner.sends(Method::POST, "/api/chat/rooms", &[("origin", "https://evil.example")], body()).await;
    assert_eq!(elsewhere.status, 403, "pages of other websites do nothing here");
    assert_eq!(owner.sends(Method::POST, "/api/chat/rooms", &[("sec-fetch-site", "same-origin")], body()).await.status, 201);
}

#[tokio::test]
async fn the_description_is_whole() {
    let (house, _ana) = House::founded().await;
    let stranger = house.stranger();
    let answer = stranger.gets("/api/openapi.json").await;
    let document: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{document}");
    let mut names = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            names.push(operation["operationId"].as_str().unwrap().to_owned());
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            for name in path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
                assert!(parameters.iter().any(|one| one["name"] == name && one["in"] == "path"), "{method} {path}: {name}");
            }
        }
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), count), (24, 24), "every operation has a name of its own");
    let mut references = Vec::new();
    collect(&document, &mut references);
    for reference in references {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
    let page = stranger.gets("/api/docs").await;
    assert!(page.status == 200 && names.iter().all(|name| page.body.contains(&format!("id=\"{name}\""))), "{}", page.body);
    assert!(!page.body.contains("<script"));
}

/// All that this refers to.
fn collect(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            into.extend(fields.get("$ref").and_then(|path| path.as_str()).map(str::to_owned));
            fields.values().for_each(|field| collect(field, into));
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        _ => {}
    }
}
