//! What happens in a room over plain HTTP.

use chat::NewPost;
use protocol::{Body, Nonce};
use reqwest::Method;
use serde_json::json;

use super::{client::Script, stream::Stream};
use crate::house::House;

async fn room(script: &Script) -> String {
    let made = script.posts("/api/chat/rooms", json!({ "name": "Kitchen" })).await;
    format!("/api/chat/rooms/{}", made.json["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_stream_goes_on_where_it_was() {
    let (house, _owner) = House::founded().await;
    let ana = Script::of(&house, "ana").await;
    let room = room(&ana).await;
    let (events, messages) = (format!("{room}/events"), format!("{room}/messages"));
    let mut stream = Stream::open(&house, &ana, &events, "").await;
    assert_eq!(stream.hears().await.data["content"], "Ana created the room.");
    let written = ana.posts(&messages, json!({ "content": "one" })).await;
    let told = stream.hears().await;
    assert_eq!((told.kind.as_str(), &told.data), ("", &written.json), "as it was written");
    assert_eq!(stream.last, written.json["position"].as_str().unwrap());
    let last = stream.last.clone();
    drop(stream);
    for content in ["two", "three"] {
        ana.posts(&messages, json!({ "content": content })).await;
    }
    let mut stream = Stream::open(&house, &ana, &format!("{events}?after=1"), &last).await;
    assert_eq!(stream.hears().await.data["content"], "two", "what the browser remembers wins over the address");
    assert_eq!(stream.hears().await.data["content"], "three");
    let mut other = Stream::open(&house, &ana, &format!("{events}?after=1"), "").await;
    for content in ["one", "two", "three"] {
        assert_eq!(other.hears().await.data["content"], content);
    }
    let mut void = Stream::open(&house, &ana, &events, "00000000000000000000000000000001-7").await;
    assert_eq!(void.hears().await.kind, "reset");
    assert_eq!(void.hears().await.data["id"], 1);
    let (_house, ends) = tokio::join!(house.restarted(), stream.next());
    let ends = ends.unwrap();
    assert_eq!((ends.kind.as_str(), &ends.data["code"]), ("close", &json!(1012)));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_tells_who_comes_and_ends_with_the_membership() {
    let (house, owner) = House::with(|config| config.limits.rooms.presence_grace = std::time::Duration::ZERO).await.founded_by_ana().await;
    let bens = house.member(&owner, "Ben").await;
    let (ana, ben) = (Script::of(&house, "ana").await, Script::of(&house, "ben").await);
    let room = room(&ana).await;
    ben.posts(&format!("{room}/join"), json!(null)).await;
    let mut stream = Stream::open(&house, &ana, &format!("{room}/events?presence=true"), "").await;
    assert_eq!((stream.hears().await.data["type"].clone(), stream.hears().await.data["type"].clone()), (json!("SYSTEM"), json!("JOIN")));
    let mut bens_stream = Stream::open(&house, &ben, &format!("{room}/events?after=99&presence=true"), "").await;
    let came = stream.hears().await;
    assert_eq!((came.kind.as_str(), &came.data["type"], &came.data["sender"]), ("presence", &json!("new"), &json!("Ben")));
    assert_eq!(bens_stream.hears().await.data["sender"], "Ana", "who is there already");
    ana.sends(Method::DELETE, &format!("{room}/members/{}", bens.id().await), &[], None).await;
    let end = loop {
        let told = bens_stream.hears().await;
        if told.kind == "close" {
            break told;
        }
        assert!(told.kind == "reset" || told.data["id"].as_u64().is_some_and(|id| id <= 2), "{told:?}");
    };
    assert_eq!(end.data["code"], 4001);
    assert!(bens_stream.next().await.is_none());
}

#[tokio::test]
async fn a_long_answer_comes_when_there_is_something() {
    let (house, owner) = House::with(|config| config.limits.rooms.posts_burst = 2_000).await.founded_by_ana().await;
    let ana = Script::of(&house, "ana").await;
    let room = room(&ana).await;
    let newest = ana.gets(&format!("{room}/events?wait=0")).await;
    assert_eq!((newest.json["entries"].as_array().unwrap().len(), &newest.json["reset"]), (1, &json!(false)));
    let position = newest.json["position"].as_str().unwrap().to_owned();
    let nothing = ana.gets(&format!("{room}/events?wait=0&after={position}")).await;
    assert_eq!(nothing.json, json!({ "entries": [], "position": position, "reset": false }));
    let path = format!("{room}/events?wait=30&after={position}");
    let (waiting, _) =
        tokio::join!(ana.gets(&path), async { ana.posts(&format!("{room}/messages"), json!({ "content": "at last" })).await });
    assert_eq!(waiting.json["entries"][0]["content"], "at last");
    let person = house.accounts.account_named(&protocol::MemberName::parse("ana").unwrap()).await.unwrap().unwrap().person;
    let id = room.rsplit('/').next().unwrap().parse().unwrap();
    let posts = (0..700).map(|n| {
        let (hub, person) = (&house.hub, &person);
        async move {
            hub.post(
                person,
                id,
                NewPost {
                    nonce: Nonce::from_bits(n + 1),
                    body: Body::parse(&n.to_string()).unwrap(),
                    reply: None,
                    attachments: Vec::new(),
                },
            )
            .await
            .unwrap()
        }
    });
    futures::future::join_all(posts).await;
    let (mut after, mut seen) = (position, Vec::new());
    while seen.len() < 701 {
        let news = ana.gets(&format!("{room}/events?wait=0&after={after}")).await;
        seen.extend(news.json["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_u64().unwrap()));
        after = news.json["position"].as_str().unwrap().to_owned();
    }
    assert_eq!(seen, (2..=702).collect::<Vec<u64>>(), "answer by answer nothing is missing");
    let path = format!("{room}/events?wait=30&after={after}");
    let (ends, ()) = tokio::join!(ana.gets(&path), async {
        let sessions = owner.views("settings").await["sessions"].clone();
        let other =
            sessions.as_array().unwrap().iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
        owner.posts(&format!("/settings/sessions/{other}/revoke"), &[]).await;
    });
    assert_eq!(ends.refusal(), (401, "not_signed_in"));
}
