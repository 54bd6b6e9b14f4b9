//! Incoming webhooks: whoever knows the address writes into its room, and nowhere else, until it is revoked.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::House,
    person::{Answer, Person},
};

/// Makes a webhook and returns its path, which is shown this once.
async fn makes_a_webhook(house: &House, person: &Person, room: &str, name: &str) -> String {
    let page = format!("{room}/webhooks");
    assert_eq!(person.posts(&page, &[("name", name)]).await.leads_to(), format!("{page}?done=inlet"));
    let view = seen(person, room).await;
    let address = view["fresh"]["text"].as_str().unwrap().to_owned();
    assert_eq!(seen(person, room).await["fresh"], Value::Null, "it is shown once");
    address.strip_prefix(&format!("http://{}", house.address)).unwrap().to_owned()
}

async fn seen(person: &Person, room: &str) -> Value {
    person.views(&format!("inlets?room={}", room.strip_prefix("/rooms/").unwrap())).await
}

async fn curls(house: &House, path: &str, kind: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    house.stranger().sends(Method::POST, path, headers, Some((kind, body.as_bytes().to_vec()))).await
}

async fn messages(person: &Person, room: &str) -> Vec<String> {
    let path = format!("/api/chat{room}/messages");
    let entries: Value = serde_json::from_str(&person.gets(&path).await.body).unwrap();
    let said = |entry: &Value| format!("{}: {}", entry["displayName"].as_str().unwrap(), entry["content"].as_str().unwrap());
    entries.as_array().unwrap().iter().filter(|entry| entry["type"] == "MESSAGE").map(said).collect()
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn who_knows_the_address_writes_into_the_room() {
    let (house, ana) = House::founded().await;
    let kitchen = ana.makes_a_room("Kitchen", "private").await;
    let hook = makes_a_webhook(&house, &ana, &kitchen, "Build server").await;
    let written = curls(&house, &hook, FORM, &[], "100% done & well").await;
    assert_eq!(written.status, StatusCode::CREATED, "{}", written.body);
    let said: Value = serde_json::from_str(&written.body).unwrap();
    assert_eq!((said["roomId"].as_str(), said["id"].is_u64()), (kitchen.strip_prefix("/rooms/"), true));
    for (kind, body) in [("application/json", json!({ "text": "two" })), (FORM, json!({ "content": "three", "level": 7 }))] {
        assert_eq!(curls(&house, &hook, kind, &[], &body.to_string()).await.status, StatusCode::CREATED);
    }
    assert_eq!(messages(&ana, &kitchen).await, ["Build server: 100% done & well", "Build server: two", "Build server: three"]);
    let view = seen(&ana, &kitchen).await;
    assert_eq!((&view["inlets"][0]["bot"]["name"], view["inlets"][0]["used"].is_i64()), (&json!("buildserver"), true));

    // The address holds the secret, and nothing here keeps it.
    assert!(!view.to_string().contains(hook.strip_prefix("/hooks/").unwrap()));
    let id = view["inlets"][0]["id"].as_str().unwrap();
    let revoked = ana.posts(&format!("{kitchen}/webhooks/{id}/revoke"), &[]).await;
    assert_eq!(revoked.leads_to(), format!("{kitchen}/webhooks?done=inlet_revoked"));
    assert_eq!(curls(&house, &hook, FORM, &[], "late").await.status, StatusCode::NOT_FOUND);
    assert_eq!(messages(&ana, &kitchen).await.len(), 3);
}

#[tokio::test]
async fn an_attempt_that_is_named_happens_once() {
    let (house, ana) = House::founded().await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let hook = makes_a_webhook(&house, &ana, &kitchen, "CI").await;
    let key = [("idempotency-key", "build 66")];
    let first = curls(&house, &hook, FORM, &key, "green").await;
    assert_eq!((first.status, &first.body), (StatusCode::CREATED, &curls(&house, &hook, FORM, &key, "green").await.body));
    let other = curls(&house, &hook, FORM, &key, "red").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named = json!({ "text": "blue", "nonce": "8e03978e40d543e8bc936894a57f9324" }).to_string();
    for _ in 0..2 {
        assert_eq!(curls(&house, &hook, "application/json", &[], &named).await.status, StatusCode::CREATED);
    }
    assert_eq!(messages(&ana, &kitchen).await, ["CI: green", "CI: blue"]);
}

#[tokio::test]
async fn what_cannot_be_written_is_said_plainly() {
    let (house, ana) = House::founded().await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let hook = makes_a_webhook(&house, &ana, &kitchen, "CI").await;
    let refused = async |path: &str, kind: &str, body: &str| {
        let answer = curls(&house, path, kind, &[], body).await;
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status.as_u16(), problem["code"].as_str().unwrap().to_owned())
    };
    let nowhere = format!("/hooks/{}", "0".repeat(64));
    for (path, kind, body, status, code) in [
        (hook.as_str(), FORM, "", 422, "bad_body"),
        (&hook, FORM, &"가".repeat(8_001), 422, "bad_body"),
        (&hook, FORM, &"a".repeat(200_000), 413, "too_big"),
        (&hook, "application/json", "{}", 400, "malformed"),
        (&hook, "application/json", "text", 400, "malformed"),
        (&nowhere, FORM, "x", 404, "not_found"),
        ("/hooks/1", FORM, "x", 404, "not_found"),
    ] {
        assert_eq!(refused(path, kind, body).await, (status, code.to_owned()), "{path} {kind}");
    }
    let at_once = (0..60).map(|n| {
        let (house, hook) = (&house, &hook);
        async move { curls(house, hook, FORM, &[], &format!("{n}")).await.status }
    });
    let statuses = futures::future::join_all(at_once).await;
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS), "{statuses:?}");
}

#[tokio::test]
async fn only_who_manages_a_room_makes_webhooks_for_it() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    ben.posts(&format!("{kitchen}/join"), &[]).await;
    let page = format!("{kitchen}/webhooks");
    assert_eq!(ben.posts(&page, &[("name", "mine")]).await.leads_to(), format!("{page}?problem=not_allowed&name=mine"));
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    assert_eq!(ben.gets(&format!("/api/view/inlets?room={room}")).await.status, StatusCode::NOT_FOUND);
    makes_a_webhook(&house, &ana, &kitchen, "CI").await;
    let id = seen(&ana, &kitchen).await["inlets"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ben.posts(&format!("{page}/{id}/revoke"), &[]).await.leads_to(), format!("{page}?problem=not_allowed"));
    assert_eq!(seen(&ana, &kitchen).await["inlets"].as_array().unwrap().len(), 1);
    let attic = ben.makes_a_room("Attic", "private").await;
    let stranger = ana.posts(&format!("{attic}/webhooks"), &[("name", "spy")]).await;
    assert!(stranger.leads_to().starts_with("/rooms?problem=not_found"), "a room one is not in");
    // Two of one name are two bots.
    makes_a_webhook(&house, &ana, &kitchen, "CI").await;
    let names: Vec<Value> = seen(&ana, &kitchen).await["inlets"].as_array().unwrap().iter().map(|one| one["bot"]["name"].clone()).collect();
    assert!(names.contains(&json!("ci")) && names.contains(&json!("ci-2")), "{names:?}");
}

#[tokio::test]
async fn who_may_not_write_does_not_write_by_webhook_either() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let attic = ben.makes_a_room("Attic", "private").await;
    let hook = makes_a_webhook(&house, &ben, &attic, "Buy").await;
    let id = ben.id().await;
    let status = async |text: &str| curls(&house, &hook, FORM, &[], text).await.status;
    assert_eq!(status("this").await, StatusCode::CREATED);
    ana.posts(&format!("/people/{id}/mute"), &[("hours", "1")]).await.leads_to();
    assert_eq!(status("that").await, StatusCode::FORBIDDEN);
    ana.posts(&format!("/people/{id}/unmute"), &[]).await.leads_to();
    assert_eq!(status("those").await, StatusCode::CREATED);
    ana.posts(&format!("/people/{id}/ban"), &[("hours", "1")]).await.leads_to();
    assert_eq!(status("these").await, StatusCode::NOT_FOUND);
    ana.posts(&format!("/people/{id}/unban"), &[]).await.leads_to();
    assert_eq!(status("it is gone").await, StatusCode::NOT_FOUND, "they make another one");
}
