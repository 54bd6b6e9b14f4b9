//! Five people on five doors in one room: whatever each speaks, all see the same, once and in the same order.

use futures::future::join_all;
use protocol::{Body, ClientFrame, Command, Event, Happened, Nonce, RoomId};
use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::{client::Script, socket::Socket, stream::Stream};
use crate::{house::House, person::Person, stomp_wire::Stomp, wire::Wire};

/// Messages that each of them writes.
const EACH: usize = 200;

/// All of them together.
const ALL: usize = 5 * EACH;

/// What somebody saw: numbers and texts, in order.
type Seen = Vec<(u64, String)>;

/// A place where nobody is too fast, a public room in it, and five people who are in that room.
async fn company() -> (House, RoomId, Vec<Person>) {
    let house = House::with(|config| {
        config.limits.rooms.posts_burst = 2 * u32::try_from(ALL).unwrap();
        config.limits.frames_per_second = 10_000;
    });
    let (house, ana) = house.await.founded_by_ana().await;
    let path = ana.makes_a_room("Kitchen", "public").await;
    let mut people = vec![ana];
    for name in ["Ben", "Cho", "Dan", "Eun"] {
        let person = house.member(&people[0], name).await;
        person.posts(&format!("{path}/join"), &[]).await.leads_to();
        people.push(person);
    }
    (house, path.strip_prefix("/rooms/").unwrap().parse().unwrap(), people)
}

fn text(name: &str, n: usize) -> String {
    format!("{name} {n}")
}

/// Takes an entry of the plain dialect, if it is a message.
fn take(entry: &Value, seen: &mut Seen) {
    if entry["type"] == "MESSAGE" {
        seen.push((entry["id"].as_u64().unwrap(), entry["content"].as_str().unwrap().to_owned()));
    }
}

/// One has to write: as many as one has written oneself were seen.
fn has_seen(seen: &Seen, name: &str, n: usize) -> bool {
    let own = text(name, n);
    seen.iter().rev().any(|(_, content)| *content == own)
}

async fn by_the_line(house: &House, person: &Person, room: RoomId) -> Seen {
    let mut line = Wire::open(house, person).await;
    let Event::Snapshot { snapshot, .. } = line.subscribes(room, None).await else { panic!() };
    let mut seen = Seen::new();
    let see = |what: &Happened, seq: u64, seen: &mut Seen| {
        if let Happened::Posted { body, .. } = what {
            seen.push((seq, body.as_str().to_owned()));
        }
    };
    snapshot.page.rows.iter().for_each(|row| see(&row.event.what, row.seq().0, &mut seen));
    for n in 0..=EACH {
        if n < EACH {
            let nonce = Nonce::from_bits(u128::MAX - n as u128);
            let command = Command::Post { room, nonce, body: Body::parse(&text("line", n)).unwrap(), reply: None, attachments: Vec::new() };
            line.sends(Message::text(serde_json::to_string(&ClientFrame::from(command)).unwrap())).await;
        }
        while if n < EACH { !has_seen(&seen, "line", n) } else { seen.len() < ALL } {
            match line.hears().await {
                Event::Appended { events, .. } => events.iter().for_each(|event| see(&event.what, event.seq.0, &mut seen)),
                Event::Acknowledged { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }
    seen
}

async fn by_plain_json(house: &House, person: &Person, room: RoomId) -> Seen {
    let cookie = person.cookie_header();
    let mut door = Socket::open(house.address, &format!("/ws/chat?roomId={room}&since=1"), &[("cookie", &cookie)]).await;
    let mut seen = Seen::new();
    for n in 0..=EACH {
        if n < EACH {
            door.says(json!({ "content": text("plain", n) })).await;
        }
        while if n < EACH { !has_seen(&seen, "plain", n) } else { seen.len() < ALL } {
            take(&door.hears_json().await, &mut seen);
        }
    }
    seen
}

async fn by_stomp(house: &House, person: &Person, room: RoomId) -> Seen {
    let mut stomp = Stomp::open(house, person).await;
    stomp.subscribes("0", &format!("/topic/rooms.{room}"), &[("after", "1")]).await;
    let mut seen = Seen::new();
    for n in 0..=EACH {
        if n < EACH {
            stomp.writes(&room.to_string(), &text("stomp", n)).await;
        }
        while if n < EACH { !has_seen(&seen, "stomp", n) } else { seen.len() < ALL } {
            let heard = stomp.hears().await;
            if heard.command == "MESSAGE" {
                take(&serde_json::from_str(&heard.body).unwrap(), &mut seen);
            }
        }
    }
    seen
}

async fn by_sockjs(person: &Person, room: RoomId) -> Seen {
    let path = "/sockjs/chat/000/together";
    let sends = |what: &'static str, body: String| async move {
        person.sends(Method::POST, &format!("{path}/{what}"), &[], Some(("text/plain", body.into_bytes()))).await.body
    };
    let says = |word: Value| sends("xhr_send", json!([word.to_string()]).to_string());
    assert_eq!(sends("xhr", String::new()).await, "o\n");
    says(json!({ "type": "JOIN", "roomId": room, "since": 1 })).await;
    let mut seen = Seen::new();
    for n in 0..=EACH {
        if n < EACH {
            says(json!({ "content": text("sockjs", n) })).await;
        }
        while if n < EACH { !has_seen(&seen, "sockjs", n) } else { seen.len() < ALL } {
            let frame = sends("xhr", String::new()).await;
            let Some(texts) = frame.strip_prefix('a') else { continue };
            let texts: Vec<String> = serde_json::from_str(texts).unwrap();
            texts.iter().filter_map(|text| serde_json::from_str(text).ok()).for_each(|entry| take(&entry, &mut seen));
        }
    }
    seen
}

async fn by_rest_and_events(house: &House, room: RoomId) -> Seen {
    let script = Script::of(house, "eun").await;
    let mut stream = Stream::open(house, &script, &format!("/api/chat/rooms/{room}/events?after=1"), "").await;
    let mut seen = Seen::new();
    for n in 0..=EACH {
        if n < EACH {
            let written = script.posts(&format!("/api/chat/rooms/{room}/messages"), json!({ "content": text("rest", n) })).await;
            assert_eq!(written.status, 201, "{written:?}");
        }
        while if n < EACH { !has_seen(&seen, "rest", n) } else { seen.len() < ALL } {
            take(&stream.hears().await.data, &mut seen);
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_messages_by_five_doors_are_one_conversation() {
    let (house, room, people) = company().await;
    let doors: [std::pin::Pin<Box<dyn Future<Output = Seen> + Send>>; 5] = [
        Box::pin(by_the_line(&house, &people[0], room)),
        Box::pin(by_plain_json(&house, &people[1], room)),
        Box::pin(by_stomp(&house, &people[2], room)),
        Box::pin(by_sockjs(&people[3], room)),
        Box::pin(by_rest_and_events(&house, room)),
    ];
    let seen = join_all(doors).await;
    let first = &seen[0];
    assert_eq!(first.len(), ALL);
    assert!(first.windows(2).all(|pair| pair[0].0 < pair[1].0), "in the order of the log");
    for name in ["line", "plain", "stomp", "sockjs", "rest"] {
        let own: Vec<&String> = first.iter().map(|(_, content)| content).filter(|content| content.starts_with(name)).collect();
        let written: Vec<String> = (0..EACH).map(|n| text(name, n)).collect();
        assert!(own.into_iter().eq(&written), "{name}: each once, in the order they were written");
    }
    for other in &seen[1..] {
        assert_eq!(other, first, "everybody sees the same");
    }
}
