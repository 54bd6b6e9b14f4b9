//! Lines that begin with `/`: by the form without scripts, by the composer, and what other doors make of them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{doorways::Script, house::House, person::Person};

/// Writes by the form; where that leads.
async fn writes(person: &Person, room: &str, body: &str) -> String {
    person.posts(&format!("{room}/messages"), &[("body", body)]).await.leads_to()
}

async fn entries(script: &Script, room: &str) -> Vec<Value> {
    script.gets(&format!("/api/chat{room}/messages")).await.json.as_array().unwrap().clone()
}

#[tokio::test]
async fn the_form_does_what_a_line_says() {
    let (house, ana) = House::founded().await;
    house.member(&ana, "Ben").await;
    let kitchen = ana.makes_a_room("Kitchen", "private").await;
    for (line, leads_to) in [
        ("/nick Ana Kim", format!("{kitchen}?done=profile")),
        ("/topic What to cook", format!("{kitchen}?done=room")),
        ("/invite @Ben", format!("{kitchen}?done=invited")),
        ("/me waves", kitchen.clone()),
        ("/shrug", kitchen.clone()),
        ("//dance", kitchen.clone()),
        ("/dance now", format!("{kitchen}?problem=unknown_command&draft=%2Fdance%20now")),
        ("/nick", format!("{kitchen}?problem=bare_command&draft=%2Fnick")),
        ("/invite nobody", format!("{kitchen}?problem=no_such_member&draft=%2Finvite%20nobody")),
    ] {
        assert_eq!(writes(&ana, &kitchen, line).await, leads_to, "{line}");
    }
    let script = Script::of(&house, "ana").await;
    let entries = entries(&script, &kitchen).await;
    let said: Vec<&str> = entries.iter().map(|entry| entry["content"].as_str().unwrap()).collect();
    assert_eq!(
        said,
        [
            "Ana Kim created the room.",
            "Ana Kim described the room: What to cook",
            "Ben has joined.",
            "* Ana Kim waves",
            "¯\\_(ツ)_/¯",
            "/dance"
        ]
    );
    assert_eq!((&entries[3]["action"], entries[4].get("action")), (&json!("waves"), None));
}

#[tokio::test]
async fn the_composer_has_commands_done_and_learns_why_not() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let script = Script::of(&house, "ana").await;
    let path = format!("/api/chat{kitchen}/commands");
    let runs = async |script: &Script, line: &str| script.posts(&path, json!({ "command": line })).await;
    assert_eq!(runs(&script, "/topic Soup").await.json, json!({ "done": "room" }));
    assert_eq!(runs(&script, "/topic").await.json, json!({ "done": "room" }), "nothing takes it away");
    assert_eq!(runs(&script, "/nick 아나").await.json, json!({ "done": "profile" }));
    assert_eq!(ana.views("visit").await["me"]["person"]["display"], "아나");
    for (line, refusal) in [
        ("/dance", (422, "unknown_command")),
        ("/me waves", (422, "unknown_command")),
        ("hello", (422, "unknown_command")),
        ("/invite", (422, "bare_command")),
        ("/invite @nobody", (422, "no_such_member")),
        (&format!("/nick {}", "x".repeat(65)), (422, "name_too_long")),
    ] {
        assert_eq!(runs(&script, line).await.refusal(), refusal, "{line}");
    }
    let of_ben = Script::of(&house, "Ben").await;
    assert_eq!(runs(&of_ben, "/nick B").await.refusal(), (404, "not_found"), "where one is not, nothing is done");
    ben.posts(&format!("{kitchen}/join"), &[]).await;
    assert_eq!(runs(&of_ben, "/topic mine").await.refusal(), (403, "not_allowed"));
}

#[tokio::test]
async fn other_doors_write_what_they_are_given_and_show_what_is_done() {
    let (house, ana) = House::founded().await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let script = Script::of(&house, "ana").await;
    let path = format!("/api/chat{kitchen}/messages");
    let nick = script.posts(&path, json!({ "content": "/nick nobody" })).await;
    assert_eq!((nick.status, &nick.json["content"]), (201, &json!("/nick nobody")), "a program that wants that has other ways");
    let waves = script.posts(&path, json!({ "content": "/me waves" })).await.json;
    assert_eq!((&waves["content"], &waves["action"]), (&json!("* Ana waves"), &json!("waves")));
    let one = script.gets(&format!("{path}/{}", waves["id"])).await.json;
    assert_eq!((&one["content"], &one["action"]), (&waves["content"], &waves["action"]));
    let edited = script.sends(Method::PATCH, &format!("{path}/{}", waves["id"]), &[], Some(json!({ "content": "/me bows" }))).await.json;
    assert_eq!((&edited["content"], &edited["action"]), (&json!("* Ana bows"), &json!("bows")));
    let page = ana.gets(&kitchen).await.body;
    assert!(page.contains("is-action") && !page.contains("/me bows</p>"), "on the page it is what is done");
}
