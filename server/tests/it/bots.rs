//! Bots: made by who administers the place, put into rooms by who manages them, in through every door by a token alone.

use protocol::{CloseCode, Command, Event, RoomId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    doorways::{Script, Socket},
    house::{House, PASSWORD},
    person::Person,
    stomp_wire::Stomp,
    wire::Wire,
};

/// Makes a bot and returns its id and its token, which is shown this once.
pub async fn makes_a_bot(admin: &Person, name: &str) -> (String, String) {
    assert_eq!(admin.posts("/settings/bots", &[("name", name)]).await.leads_to(), "/settings/bots?done=bot");
    token_of(admin, name).await
}

async fn token_of(admin: &Person, name: &str) -> (String, String) {
    let view = admin.views("bots").await;
    let bot = bot_of(&view, name);
    let id = bot["person"]["id"].as_str().unwrap().to_owned();
    assert_eq!(view["fresh"]["of"]["Token"], json!(id), "{view}");
    (id, view["fresh"]["text"].as_str().unwrap().to_owned())
}

fn bot_of<'a>(view: &'a Value, name: &str) -> &'a Value {
    view["bots"].as_array().unwrap().iter().find(|bot| bot["person"]["name"] == name).unwrap()
}

/// Somebody who manages a room puts a bot into it.
pub async fn invites(person: &Person, room: &str, name: &str) {
    assert!(person.posts(&format!("{room}/invite"), &[("name", name)]).await.leads_to().ends_with("done=invited"));
}

#[tokio::test]
async fn a_bot_comes_in_by_its_token_through_every_door() {
    let (house, ana) = House::founded().await;
    let kitchen = ana.makes_a_room("Kitchen", "private").await;
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    let id: RoomId = room.parse().unwrap();
    let (_, token) = makes_a_bot(&ana, "robot").await;
    assert!(token.starts_with("maru_bot_"));
    assert_eq!(ana.views("bots").await["fresh"], Value::Null, "it is shown once");
    let bearer = format!("Bearer {token}");
    let script = Script::with(&house, &bearer);
    let path = format!("/api/chat/rooms/{room}/messages");
    assert_eq!(script.posts(&path, json!({ "content": "x" })).await.refusal(), (404, "not_found"));
    invites(&ana, &kitchen, "robot").await;

    let mut wire = Wire::dial(house.address, "", &[("authorization", &bearer)]).await.unwrap();
    assert!(matches!(wire.hears().await, Event::Welcomed { member, .. } if member.role == protocol::Role::Bot));
    wire.subscribes(id, None).await;
    assert_eq!(script.posts(&path, json!({ "content": "by REST" })).await.status, 201);
    wire.hears_one().await;
    let mut plain = Socket::open(house.address, &format!("/ws/chat?roomId={room}&username=robot&since=9"), &[]).await;
    plain.says(json!({ "type": "AUTH", "token": token })).await;
    plain.says(json!({ "content": "by plain JSON" })).await;
    wire.hears_one().await;
    let mut stomp = Stomp::dial(house.address, &[]).await.unwrap();
    stomp.says("CONNECT", &[("accept-version", "1.2"), ("host", "/"), ("token", &token)], "").await;
    assert_eq!(stomp.hears().await.header("user-name"), "robot");
    stomp.writes(room, "by STOMP").await;
    wire.hears_one().await;
    let said = script.gets(&path).await;
    assert_eq!(said.contents(), ["Ana created the room.", "robot has joined.", "by REST", "by plain JSON", "by STOMP"]);
    let members = script.gets(&format!("/api/chat/rooms/{room}/members")).await.json;
    assert!(members.as_array().unwrap().iter().any(|one| one["name"] == "robot" && one["role"] == "bot"), "{members}");

    // A new token, and no token at all, end whatever the old one opened.
    let bot = bot_of(&ana.views("bots").await, "robot")["person"]["id"].as_str().unwrap().to_owned();
    ana.posts(&format!("/settings/bots/{bot}/token"), &[]).await;
    assert_eq!(wire.is_closed().await, CloseCode::NotAuthenticated);
    assert_eq!(script.gets(&path).await.refusal(), (401, "not_signed_in"));
    let (_, second) = token_of(&ana, "robot").await;
    let script = Script::with(&house, &format!("Bearer {second}"));
    assert_eq!(script.gets(&path).await.status, 200);
    assert_eq!(ana.posts(&format!("/settings/bots/{bot}/revoke"), &[]).await.leads_to(), "/settings/bots?done=bot_revoked");
    assert_eq!(script.gets(&path).await.refusal(), (401, "not_signed_in"));
    assert_eq!(bot_of(&ana.views("bots").await, "robot")["token"], Value::Null);
}

#[tokio::test]
async fn a_bot_survives_a_restart_and_its_token_is_kept_nowhere() {
    let (house, ana) = House::founded().await;
    let (_, token) = makes_a_bot(&ana, "robot").await;
    let data = house.data();
    let house = house.restarted().await;
    let script = Script::with(&house, &format!("Bearer {token}"));
    assert_eq!(script.gets("/api/chat/rooms").await.status, 200);
    let secret = token.strip_prefix("maru_bot_").unwrap().as_bytes().to_vec();
    let mut folders = vec![data];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{} has the token", path.display());
            }
        }
    }
}

#[tokio::test]
async fn pages_forms_and_passwords_are_for_people() {
    let (house, ana) = House::founded().await;
    let (id, token) = makes_a_bot(&ana, "robot").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let bearer = format!("Bearer {token}");
    let robot = house.stranger();
    for path in ["/rooms", "/settings", "/settings/bots", "/", &kitchen, "/api/view/rooms", "/people"] {
        let answer = robot.gets_with(path, &[("authorization", &bearer)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let join = format!("{kitchen}/join");
    let write = format!("{kitchen}/messages");
    for (path, form) in
        [(join.as_str(), ("", "")), ("/rooms", ("name", "Lair")), ("/settings/profile", ("display", "x")), (&write, ("body", "x"))]
    {
        let answer = robot.posts_with(path, &[form], &[("authorization", &bearer)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    for password in ["", PASSWORD, &token] {
        assert!(robot.posts("/sign-in", &[("name", "robot"), ("password", password)]).await.leads_to().contains("problem=credentials"));
        let ask = json!({ "name": "robot", "password": password }).to_string().into_bytes();
        let answer = robot.sends(Method::POST, "/api/auth/token", &[], Some(("application/json", ask))).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let cookie = robot.gets_with("/rooms", &[("cookie", &format!("maru={token}"))]).await;
    assert!(cookie.leads_to().starts_with("/sign-in"), "a token is no cookie");

    // It stays a bot, makes no rooms, and goes into none by itself.
    assert!(ana.posts(&format!("/people/{id}/role"), &[("role", "admin")]).await.leads_to().contains("problem=not_allowed"));
    let script = Script::with(&house, &bearer);
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    assert_eq!(script.posts("/api/chat/rooms", json!({ "name": "Lair" })).await.refusal(), (403, "not_allowed"));
    assert_eq!(script.posts(&format!("/api/chat/rooms/{room}/join"), json!(null)).await.status, 404);
    let mut line = Wire::dial(house.address, "", &[("authorization", &bearer)]).await.unwrap();
    line.hears().await;
    line.says(Command::Subscribe { room: room.parse().unwrap(), after: None }).await;
    assert!(matches!(line.hears().await, Event::Rejected { .. }));
}

#[tokio::test]
async fn only_who_administers_makes_bots() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let (id, _) = makes_a_bot(&ana, "robot").await;
    assert_eq!(ben.posts("/settings/bots", &[("name", "mine")]).await.leads_to(), "/settings/bots?problem=not_allowed&name=mine");
    for path in ["token", "revoke", "hook"] {
        let answer = ben.posts(&format!("/settings/bots/{id}/{path}"), &[("url", "https://one.example")]).await;
        assert_eq!(answer.leads_to(), "/settings/bots?problem=not_allowed", "{path}");
    }
    assert_eq!(ben.gets("/api/view/bots").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ana.posts("/settings/bots", &[("name", "Ben")]).await.leads_to(), "/settings/bots?problem=name_taken&name=Ben");
    let ben_id = ben.id().await;
    let people = ana.posts(&format!("/settings/bots/{ben_id}/token"), &[]).await;
    assert_eq!(people.leads_to(), "/settings/bots?problem=no_such_member", "people have no tokens");
}
