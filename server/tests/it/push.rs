//! Web Push: a message reaches a browser that has no page open, through its maker's server, and nobody else.

mod receiver;

use std::time::{Duration, Instant};

use chat::Patience;
use protocol::{Command, RoomId, Seq};
use reqwest::{Method, StatusCode};

use self::receiver::{Receiver, subscribes_at};
use crate::{
    house::{House, PASSWORD},
    person::Person,
};

/// A place that may ask this machine, where messages may stay unread for a moment; Ana and Ben, who have a room.
async fn with_patience(unread_for: Duration, idle_for: Duration) -> (House, Person, Person, String) {
    let house = House::with(|config| {
        config.reach = vec!["127.0.0.1/32".parse().unwrap()];
        config.patience = Patience { unread_for, idle_for };
    });
    let (house, ana) = house.await.founded_by_ana().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    joins(&ben, &kitchen).await;
    (house, ana, ben, kitchen)
}

async fn place() -> (House, Person, Person, String) {
    with_patience(Duration::from_millis(100), Duration::from_secs(60)).await
}

async fn joins(person: &Person, room: &str) {
    assert_eq!(person.posts(&format!("{room}/join"), &[]).await.leads_to(), room);
}

async fn writes(person: &Person, room: &str, body: &str) {
    person.posts(&format!("{room}/messages"), &[("body", body)]).await.leads_to();
}

async fn is_on(person: &Person) -> bool {
    person.views("settings").await["push"]["is_on"].as_bool().unwrap()
}

fn id_of(room: &str) -> RoomId {
    room.strip_prefix("/rooms/").unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_message_reaches_a_browser_that_has_no_page_open() {
    let (house, ana, ben, kitchen) = place().await;
    let receiver = Receiver::new().await;
    assert!(!is_on(&ben).await);
    assert_eq!(receiver.subscribes(&ben, "/of-ben").await.status, StatusCode::NO_CONTENT);
    assert!(is_on(&ben).await && !is_on(&ana).await);
    writes(&ana, &kitchen, "@Ben the **soup** is ready").await;
    let came = receiver.hears().await;
    assert_eq!(came.path, "/of-ben");
    let room = id_of(&kitchen).to_string();
    let (told, seq) = (&came.told, came.told["seq"].as_u64().unwrap());
    assert_eq!((&told["title"], &told["body"]), (&"Ana · Kitchen".into(), &"@Ben the soup is ready".into()));
    assert_eq!((&told["room"], &told["tag"]), (&room.clone().into(), &format!("room-{room}").into()));
    assert_eq!(told["url"], format!("/rooms/{room}?at={seq}"));
    let header = |name: &str| came.headers[name].to_str().unwrap();
    assert_eq!((header("urgency"), header("ttl"), header("topic")), ("high", "86400", room.as_str()));
    let key = ben.views("settings").await["push"]["key"].as_str().unwrap().to_owned();
    assert!(header("authorization").ends_with(&format!("k={key}")), "{}", header("authorization"));

    // The device, its list and the key survive a restart.
    let house = house.restarted().await;
    [&ana, &ben].into_iter().for_each(|person| person.moves_to(house.address));
    assert_eq!(ben.views("settings").await["push"]["key"], key);
    writes(&ana, &kitchen, "come").await;
    let came = receiver.hears().await;
    assert_eq!((&came.told["body"], came.headers["urgency"].to_str().unwrap()), (&"come".into(), "normal"));

    assert_eq!(ben.sends(Method::DELETE, "/api/push", &[], None).await.status, StatusCode::NO_CONTENT);
    assert!(!is_on(&ben).await);
}

#[tokio::test]
async fn nobody_is_told_what_they_do_not_want_to_be_told() {
    let (house, ana, ben, kitchen) = with_patience(Duration::from_secs(2), Duration::from_secs(60)).await;
    let receiver = Receiver::new().await;
    receiver.subscribes(&ben, "/of-ben").await;
    receiver.subscribes(&ana, "/of-ana").await;
    let rooms = ["Own", "None", "Calls only", "Read in time", "Left"];
    let mut made = Vec::new();
    for name in rooms {
        let room = ana.makes_a_room(name, "public").await;
        joins(&ben, &room).await;
        made.push(room);
    }
    let [own, none, calls, read, left] = made.try_into().unwrap();
    for (room, attention) in [(&none, "none"), (&calls, "mentions"), (&own, "none")] {
        ben.posts(&format!("{room}/attention"), &[("attention", attention)]).await;
    }
    writes(&ana, &own, "@Ana talking to myself").await;
    writes(&ana, &none, "@Ben @room").await;
    writes(&ana, &calls, "no call").await;
    let member = ben.id().await.parse().unwrap();
    writes(&ana, &read, "@Ben read").await;
    house.hub.read(member, id_of(&read), Seq(u64::MAX)).await.unwrap();
    writes(&ana, &left, "@Ben left").await;
    ben.posts(&format!("{left}/leave"), &[]).await;
    writes(&ana, &calls, "@Ben a call").await;
    assert_eq!(receiver.hears_body().await, "@Ben a call");

    // Several in one room are told as one, and it is the last.
    writes(&ana, &kitchen, "one").await;
    writes(&ana, &kitchen, "two").await;
    assert_eq!(receiver.hears_body().await, "two");

    assert_eq!(ben.posts("/settings/attention", &[("quiet", "hour")]).await.leads_to(), "/settings?done=quiet");
    assert!(ben.views("visit").await["me"]["quiet"].is_i64());
    writes(&ana, &kitchen, "@Ben quiet").await;
    writes(&ben, &kitchen, "for Ana").await;
    assert_eq!(receiver.hears_body().await, "for Ana", "Ben is not disturbed");
    assert_eq!(ben.posts("/settings/attention", &[("quiet", "off")]).await.leads_to(), "/settings?done=attention");
    assert!(ben.views("visit").await["me"]["quiet"].is_null());
    writes(&ana, &kitchen, "@Ben loud").await;
    assert_eq!(receiver.hears_body().await, "@Ben loud");
}

#[tokio::test]
async fn who_is_active_is_told_when_they_have_stopped() {
    let idle_for = Duration::from_millis(1500);
    let (house, ana, ben, kitchen) = with_patience(Duration::from_millis(50), idle_for).await;
    let receiver = Receiver::new().await;
    receiver.subscribes(&ben, "/of-ben").await;
    let account = house.accounts.account(ben.id().await.parse().unwrap()).await.unwrap().unwrap();
    let mut line = house.hub.connect(account.person, "a session".to_owned()).unwrap();
    let acted = Instant::now();
    line.obey(Command::Typing { room: id_of(&kitchen) }.into()).await;
    writes(&ana, &kitchen, "@Ben are you there?").await;
    assert_eq!(receiver.hears_body().await, "@Ben are you there?");
    assert!(acted.elapsed() >= idle_for);
    line.obey(Command::Typing { room: id_of(&kitchen) }.into()).await;
    let acted = Instant::now();
    writes(&ana, &kitchen, "@Ben gone?").await;
    drop(line);
    assert_eq!(receiver.hears_body().await, "@Ben gone?");
    assert!(acted.elapsed() < idle_for, "a line that is gone says nothing");
}

#[tokio::test]
async fn a_subscription_that_has_ended_is_forgotten() {
    let (_house, ana, ben, kitchen) = place().await;
    let receiver = Receiver::new().await;
    receiver.subscribes(&ben, "/of-ben").await;
    receiver.says_once(410);
    writes(&ana, &kitchen, "@Ben one").await;
    assert_eq!(receiver.hears_body().await, "@Ben one");
    while is_on(&ben).await {}
    receiver.subscribes(&ana, "/of-ana").await;
    writes(&ana, &kitchen, "@Ben two").await;
    writes(&ben, &kitchen, "three").await;
    assert_eq!(receiver.hears_body().await, "three");
}

#[tokio::test]
async fn a_push_server_that_is_busy_is_asked_again() {
    let (_house, ana, ben, kitchen) = place().await;
    let receiver = Receiver::new().await;
    receiver.subscribes(&ben, "/of-ben").await;
    receiver.says_once(503);
    writes(&ana, &kitchen, "@Ben").await;
    assert_eq!((receiver.hears().await.told["seq"].clone(), is_on(&ben).await), (receiver.hears().await.told["seq"].clone(), true));
}

#[tokio::test]
async fn a_device_goes_with_its_session() {
    let (house, ana, ben, kitchen) = place().await;
    let receiver = Receiver::new().await;
    let [phone, tablet] = [house.stranger(), house.stranger()];
    for (device, path) in [(&phone, "/phone"), (&tablet, "/tablet")] {
        device.posts("/sign-in", &[("name", "Ben"), ("password", PASSWORD)]).await;
        receiver.subscribes(device, path).await;
    }
    receiver.subscribes(&ben, "/desk").await;
    writes(&ana, &kitchen, "@Ben all").await;
    let mut paths = Vec::new();
    for _ in 0..3 {
        paths.push(receiver.hears().await.path);
    }
    paths.sort_unstable();
    assert_eq!(paths, ["/desk", "/phone", "/tablet"]);

    assert_eq!(phone.posts("/sign-out", &[]).await.leads_to(), "/sign-in");
    let sessions = tablet.views("settings").await["sessions"].clone();
    let own = sessions.as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
    ben.posts(&format!("/settings/sessions/{}/revoke", own["id"].as_str().unwrap()), &[]).await;
    writes(&ana, &kitchen, "@Ben desk").await;
    assert_eq!(receiver.hears().await.path, "/desk");
    writes(&ana, &kitchen, "@Ben desk again").await;
    assert_eq!(receiver.hears().await.path, "/desk");
}

#[tokio::test]
async fn only_members_subscribe_and_only_to_what_may_be_asked() {
    let (house, ana) = House::founded().await;
    let sends = async |person: &Person, headers: &[(&str, &str)], body: &str| {
        person.sends(Method::POST, "/api/push", headers, Some(("text/plain", body.as_bytes().to_vec()))).await.status
    };
    assert_eq!(subscribes_at(&house.stranger(), "https://push.example.net/x").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(sends(&ana, &[("sec-fetch-site", "cross-site")], "{}").await, StatusCode::FORBIDDEN);
    for body in ["", "{}", "[]", r#"{"endpoint":"https://push.example.net/","keys":{"p256dh":"","auth":""}}"#] {
        assert_eq!(sends(&ana, &[], body).await, StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(sends(&ana, &[], &"x".repeat(9000)).await, StatusCode::PAYLOAD_TOO_LARGE);
    for endpoint in [
        "http://127.0.0.1:9/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://2130706433/",
        "https://push.example.net:25/",
        "file:///etc/passwd",
    ] {
        assert_eq!(subscribes_at(&ana, endpoint).await.status, StatusCode::BAD_REQUEST, "{endpoint}");
    }
    assert!(!is_on(&ana).await);
    assert_eq!(subscribes_at(&ana, "https://push.example.net/x").await.status, StatusCode::NO_CONTENT);
    assert!(is_on(&ana).await);
}
