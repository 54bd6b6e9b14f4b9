//! Outgoing webhooks: a bot is called at its address, signed, as often as it takes, and what it answers is written once.

mod receiver;

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use self::receiver::Receiver;
use crate::{
    bots::{invites, makes_a_bot},
    house::House,
    person::Person,
};

/// A place that may ask this machine, and asks again within a second; Ana, her room, and in it a bot that is called at this
/// receiver.
async fn place(receiver: &mut Receiver) -> (House, Person, String, String) {
    let house = House::with(|config| {
        config.reach = vec!["127.0.0.1/32".parse().unwrap()];
        config.hook_wait = Duration::from_secs(1);
    });
    let (house, ana) = house.await.founded_by_ana().await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let (bot, _) = makes_a_bot(&ana, "robot").await;
    invites(&ana, &kitchen, "robot").await;
    let secret = hooks(&ana, &bot, &receiver.address()).await;
    receiver.knows(&secret);
    (house, ana, kitchen, bot)
}

/// Sets where a bot is called, and returns the secret, which is shown this once.
async fn hooks(admin: &Person, bot: &str, url: &str) -> String {
    let answer = admin.posts(&format!("/settings/bots/{bot}/hook"), &[("url", url)]).await;
    assert_eq!(answer.leads_to(), "/settings/bots?done=bot_hooked");
    let view = admin.views("bots").await;
    assert_eq!(view["fresh"]["of"]["Hook"], json!(bot));
    view["fresh"]["text"].as_str().unwrap().to_owned()
}

async fn writes(person: &Person, room: &str, body: &str) {
    person.posts(&format!("{room}/messages"), &[("body", body)]).await.leads_to();
}

/// The messages of a room, once there are so many.
async fn messages(person: &Person, room: &str, count: usize) -> Vec<Value> {
    loop {
        let path = format!("/api/chat{room}/events?wait=5&after=0");
        let answer: Value = serde_json::from_str(&person.gets(&path).await.body).unwrap();
        let entries = answer["entries"].as_array().unwrap();
        let found: Vec<Value> = entries.iter().filter(|entry| entry["type"] == "MESSAGE").cloned().collect();
        if found.len() >= count {
            return found;
        }
        tokio::task::yield_now().await;
    }
}

async fn outcome(person: &Person) -> Value {
    person.views("bots").await["bots"][0]["hook"]["outcome"][1].clone()
}

/// What a receiver hears, up to a message with this text.
async fn hears_upto(receiver: &mut Receiver, last: &str) -> Vec<String> {
    let mut heard = Vec::new();
    while heard.last().is_none_or(|text| text != last) {
        heard.push(receiver.hears().await.told["data"]["message"]["content"].as_str().unwrap().to_owned());
    }
    heard
}

#[tokio::test]
async fn a_bot_that_is_called_is_told_and_answers() {
    let mut receiver = Receiver::new().await;
    let (_house, ana, kitchen, bot) = place(&mut receiver).await;
    receiver.answers(200, json!({ "text": "pong" }));
    writes(&ana, &kitchen, "not for it").await;
    writes(&ana, &kitchen, "@robot **ping**").await;
    let came = receiver.hears().await;
    let data = &came.told["data"];
    assert_eq!((&came.told["type"], &data["bot"]), (&json!("message.called"), &json!({ "id": bot, "name": "robot" })));
    assert_eq!((&data["room"]["name"], &data["message"]["content"]), (&json!("Kitchen"), &json!("@robot **ping**")));
    assert_eq!(data["message"]["sender"], "Ana");
    let said = messages(&ana, &kitchen, 3).await;
    let last = said.last().unwrap();
    assert_eq!((&last["content"], &last["sender"], &last["replyTo"]), (&json!("pong"), &json!("robot"), &data["message"]["id"]));
    assert_eq!(outcome(&ana).await, 200);

    // To it alone every message is for it; what it says itself calls nobody.
    let alone = ana.posts(&format!("/people/{bot}/message"), &[]).await.leads_to();
    receiver.answers(204, Value::Null);
    writes(&ana, &alone, "just you").await;
    assert_eq!(receiver.hears().await.told["data"]["message"]["content"], "just you");
    assert!(receiver.is_quiet().await);
}

#[tokio::test]
async fn what_was_not_taken_is_told_again_under_the_same_name_and_answered_once() {
    let mut receiver = Receiver::new().await;
    let (house, ana, kitchen, _) = place(&mut receiver).await;
    receiver.answers(503, Value::Null);
    receiver.answers(500, Value::Null);
    receiver.answers(200, json!({ "text": "at last" }));
    writes(&ana, &kitchen, "@robot ping").await;
    let came = [receiver.hears().await, receiver.hears().await, receiver.hears().await];
    assert!(came.iter().all(|one| one.id == came[0].id && one.told == came[0].told));
    assert_eq!(messages(&ana, &kitchen, 2).await.last().unwrap()["content"], "at last");

    // What is not delivered survives a restart.
    receiver.goes_away().await;
    writes(&ana, &kitchen, "@robot still there?").await;
    while outcome(&ana).await != Value::Null {
        tokio::task::yield_now().await;
    }
    let house = house.restarted().await;
    ana.moves_to(house.address);
    receiver.answers(200, json!({ "content": "yes" }));
    receiver.comes_back().await;
    assert_eq!(receiver.hears().await.told["data"]["message"]["content"], "@robot still there?");
    assert_eq!(messages(&ana, &kitchen, 4).await.last().unwrap()["content"], "yes");
}

#[tokio::test]
async fn a_receiver_that_refuses_is_not_asked_again_and_one_that_is_gone_never() {
    let mut receiver = Receiver::new().await;
    let (_house, ana, kitchen, _) = place(&mut receiver).await;
    receiver.answers(404, json!({ "text": "no answer" }));
    receiver.answers(410, Value::Null);
    writes(&ana, &kitchen, "@robot one").await;
    assert_eq!(receiver.hears().await.told["data"]["message"]["content"], "@robot one");
    writes(&ana, &kitchen, "@robot two").await;
    assert_eq!(receiver.hears().await.told["data"]["message"]["content"], "@robot two");
    while ana.views("bots").await["bots"][0]["hook"] != Value::Null {
        tokio::task::yield_now().await;
    }
    writes(&ana, &kitchen, "@robot three").await;
    assert!(receiver.is_quiet().await);
    assert_eq!(messages(&ana, &kitchen, 3).await.len(), 3);
}

#[tokio::test]
async fn nothing_is_told_of_what_is_gone() {
    let mut receiver = Receiver::new().await;
    let (_house, ana, kitchen, _) = place(&mut receiver).await;
    receiver.goes_away().await;
    writes(&ana, &kitchen, "@robot a secret").await;
    let id = messages(&ana, &kitchen, 1).await[0]["id"].as_u64().unwrap();
    let deleted = ana.sends(reqwest::Method::DELETE, &format!("/api/chat{kitchen}/messages/{id}"), &[], None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    receiver.answers(204, Value::Null);
    receiver.comes_back().await;
    writes(&ana, &kitchen, "@robot hello").await;
    assert_eq!(receiver.hears().await.told["data"]["message"]["content"], "@robot hello");
    assert!(receiver.is_quiet().await);
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_keeps_only_its_own_bot_waiting() {
    let (mut silent, mut other) = (Receiver::new().await, Receiver::new().await);
    let (_house, ana, kitchen, robot) = place(&mut silent).await;
    let (second, _) = makes_a_bot(&ana, "second").await;
    invites(&ana, &kitchen, "second").await;
    other.knows(&hooks(&ana, &second, &other.address()).await);
    let silence = silent.is_silent().await;
    for n in 1..=12 {
        writes(&ana, &kitchen, &format!("@robot {n}")).await;
    }
    silent.hears().await;
    writes(&ana, &kitchen, "@second hello").await;
    assert_eq!(other.hears().await.told["data"]["message"]["content"], "@second hello");
    let view = ana.views("bots").await;
    let bot = view["bots"].as_array().unwrap().iter().find(|bot| bot["person"]["id"] == *robot).unwrap();
    assert_eq!(bot["hook"]["outcome"], Value::Null, "none of its calls is over");

    // What is deleted while it waits for its turn is not told.
    let said = messages(&ana, &kitchen, 13).await;
    let id = said.iter().find(|entry| entry["content"] == "@robot 12").unwrap()["id"].as_u64().unwrap();
    let deleted = ana.sends(reqwest::Method::DELETE, &format!("/api/chat{kitchen}/messages/{id}"), &[], None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    drop(silence);
    writes(&ana, &kitchen, "@robot over").await;
    let heard = hears_upto(&mut silent, "@robot over").await;
    assert!(!heard.iter().any(|text| text == "@robot 12"), "{heard:?}");
}

#[tokio::test]
async fn only_addresses_that_may_be_asked_are_taken() {
    let (_house, ana) = House::founded().await;
    let (bot, _) = makes_a_bot(&ana, "robot").await;
    for url in ["nonsense", "http://127.0.0.1:9999/", "https://127.0.0.1/", "ftp://one.example", "https://a:b@one.example"] {
        let answer = ana.posts(&format!("/settings/bots/{bot}/hook"), &[("url", url)]).await;
        assert_eq!(answer.leads_to(), "/settings/bots?problem=address", "{url}");
    }
    hooks(&ana, &bot, "https://one.example/hook").await;
    assert_eq!(ana.views("bots").await["bots"][0]["hook"]["url"], "https://one.example/hook");
    let off = ana.posts(&format!("/settings/bots/{bot}/hook"), &[("url", "")]).await;
    assert_eq!(off.leads_to(), "/settings/bots?done=bot_unhooked");
    assert_eq!(ana.views("bots").await["bots"][0]["hook"], Value::Null);
}
