//! The examples of `docs/doorways.md`, as they are copied and pasted.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

use super::{client::Script, socket::Socket};
use crate::{house::House, person::Person};

const PAGE: &str = include_str!("../../../../docs/doorways.md");

/// A fenced block: its language and its text.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let fenced = PAGE.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).collect()
}

/// Fields whose values are others every time.
fn differs(field: &str) -> bool {
    matches!(field, "id" | "roomId" | "senderId" | "timestamp" | "createdAt" | "position")
}

/// Has the same fields, and in those that do not differ every time the same values.
fn is_like(told: &Value, documented: &Value) -> bool {
    match (told, documented) {
        (Value::Object(told), Value::Object(documented)) => {
            told.keys().eq(documented.keys())
                && told.iter().all(|(name, value)| match &documented[name] {
                    Value::String(text) if differs(name) => value.as_str().is_some_and(|told| told.len() == text.len()),
                    other => is_like(value, other),
                })
        }
        (Value::Array(told), Value::Array(documented)) => {
            told.len() == documented.len() && told.iter().zip(documented).all(|(told, documented)| is_like(told, documented))
        }
        (told, documented) => told == documented,
    }
}

#[tokio::test]
async fn the_commands_do_what_stands_beside_them() {
    let (house, _ana) = House::founded().await;
    // Streams have no end of their own.
    let mut script = "set -e\ncurl() { command curl --max-time 3 \"$@\" || [ $? = 28 ]; }\n".to_owned();
    let mut expected = Vec::new();
    let blocks = blocks();
    for (n, (language, text)) in blocks.iter().enumerate() {
        if *language == "sh" {
            script.push_str(&text.replace("https://chat.example.org", &format!("http://{}", house.address)));
            script.push_str("printf '\\n----\\n'\n");
            expected.push(blocks.get(n + 1).filter(|(language, _)| *language != "sh"));
        }
    }
    let output = Command::new("bash").args(["-c", &script]).stdin(Stdio::null()).output().await.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let told: Vec<&str> = told.split("\n----\n").collect();
    assert_eq!(told.len(), expected.len() + 1);
    assert!(expected.len() >= 7, "the page has lost its examples");
    for (told, expected) in told.iter().zip(expected) {
        match expected {
            Some(("json", text)) => {
                let (told, text): (Value, Value) = (serde_json::from_str(told).expect(told), serde_json::from_str(text).unwrap());
                assert!(is_like(&told, &text), "the page says\n{text}\nbut it is\n{told}");
            }
            Some(("text", text)) => {
                for (told, text) in told.lines().zip(text.lines()) {
                    let steady = |line: &str| {
                        if line.starts_with("id: ") { line.split('-').next_back().unwrap().to_owned() } else { line.to_owned() }
                    };
                    assert!(steady(told).starts_with(&steady(text)), "the page says\n{text}\nbut it is\n{told}");
                }
            }
            _ => assert!(told.is_empty(), "{told}"),
        }
    }
}

/// Runs the client of the page in a room of Ana's, cuts it off once, and writes something meanwhile.
async fn runs(house: &House, ana: &Person) -> Vec<String> {
    let script = Script::of(house, "ana").await;
    let room = script.posts("/api/chat/rooms", json!({ "name": "Kitchen" })).await.json["id"].as_str().unwrap().to_owned();
    let client = blocks().into_iter().find(|(language, text)| *language == "js" && text.contains("class ChatClient")).unwrap().1;
    // A browser sends the cookie by itself.
    let around = format!(
        "const Bare = WebSocket; globalThis.WebSocket = function (url) {{ return new Bare(url, {{ headers: {{ cookie: {cookie:?} }} }}) }};\n\
         {client}\n\
         const heard = []\n\
         const client = new ChatClient('ws://{address}', '{room}', 'ana', async (frame) => {{\n\
           heard.push(frame.content); console.log(frame.content)\n\
           if (frame.content === 'Ana created the room.') client.send('first')\n\
           if (frame.content === 'first') {{\n\
             const socket = client.socket; socket.onmessage = null; socket.close(3000)\n\
             await fetch('http://{address}/api/chat/rooms/{room}/messages', {{ method: 'POST', body: '{{\"content\":\"meanwhile\"}}',\n\
               headers: {{ 'content-type': 'application/json', authorization: '{bearer}' }} }})\n\
           }}\n\
           if (frame.content === 'meanwhile') client.send('last')\n\
           if (frame.content === 'last') process.exit(0)\n\
         }})\n",
        cookie = ana.cookie_header(),
        address = house.address,
        bearer = script.bearer(),
    );
    let mut node = Command::new("node")
        .args(["--no-warnings", "--experimental-websocket", "-e", &around])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(node.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        said.push(line);
    }
    said
}

#[tokio::test]
async fn the_client_that_talks_to_one_does() {
    let house = House::with(|config| config.limits.rooms.presence_grace = std::time::Duration::ZERO).await;
    let (house, ana) = house.founded_by_ana().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    let of_ben = Socket::open(house.address, &format!("/ws/chat?roomId={room}&direct=1"), &[("cookie", &ben.cookie_header())]).await;
    let client = blocks().into_iter().find(|(language, text)| *language == "js" && text.contains("receiver: 'ben'")).unwrap().1;
    let around = format!(
        "const Bare = WebSocket; globalThis.WebSocket = function (url) {{ return new Bare(url, {{ headers: {{ cookie: {cookie:?} }} }}) }};\n\
         const [origin, room, log] = ['ws://{address}', '{room}', (line) => console.log(line)]\n{client}",
        cookie = ana.cookie_header(),
        address = house.address,
    );
    let mut node = Command::new("node")
        .args(["--no-warnings", "--experimental-websocket", "-e", &around])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(node.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    // What the room has told before, and in which order the rest comes, is not what this is about.
    while said.len() < 2 {
        let line = lines.next_line().await.unwrap().unwrap();
        said.extend(["Ben is here", "Ana to Ben: psst"].contains(&line.as_str()).then_some(line));
    }
    said.sort();
    assert_eq!(said, ["Ana to Ben: psst", "Ben is here"]);
    drop(of_ben);
    assert_eq!(lines.next_line().await.unwrap().unwrap(), "Ben has gone");
}

#[tokio::test]
async fn the_client_of_the_page_reconnects_and_misses_nothing() {
    let (house, ana) = House::founded().await;
    assert_eq!(runs(&house, &ana).await, ["Ana created the room.", "first", "meanwhile", "last"]);
}
