//! The example bot of `crates/protocol/examples/bot.rs`, as somebody runs it.

use std::{path::PathBuf, process::Stdio};

use protocol::Happened;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::client::Script;
use crate::{
    bots::{invites, makes_a_bot},
    house::House,
    wire::Wire,
};

/// Built by `cargo test`, beside the tests.
fn binary() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples/bot")
}

/// Runs it until it listens.
async fn runs(house: &House, token: &str, room: &str) -> Child {
    let mut command = Command::new(binary());
    command.env("MARU_URL", format!("http://{}", house.address)).env("MARU_TOKEN", token).env("MARU_ROOM", room);
    let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    assert_eq!(said.next_line().await.unwrap().unwrap(), "listening in Kitchen");
    tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
    child
}

#[tokio::test]
async fn the_example_answers() {
    let (house, ana) = House::founded().await;
    house.member(&ana, "Robot").await;
    let robot = Script::of(&house, "robot").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    robot.posts(&format!("/api/chat/rooms/{room}/join"), json!(null)).await;
    let mut line = Wire::open(&house, &ana).await;
    let room_id = room.parse().unwrap();
    line.subscribes(room_id, None).await;
    let _bot = runs(&house, robot.bearer().strip_prefix("Bearer ").unwrap(), room).await;
    line.writes(room_id, 1, "hello").await;
    let asked = line.writes(room_id, 2, "!ping").await.seq;
    let answer = line.hears_one().await;
    assert!(matches!(&answer.what, Happened::Posted { body, reply, .. } if body.as_str() == "pong" && *reply == Some(asked)), "{answer:?}");
}

#[tokio::test]
async fn the_example_answers_with_the_token_of_a_bot() {
    let (house, ana) = House::founded().await;
    let kitchen = ana.makes_a_room("Kitchen", "private").await;
    let (_, token) = makes_a_bot(&ana, "robot").await;
    invites(&ana, &kitchen, "robot").await;
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    let mut line = Wire::open(&house, &ana).await;
    let room_id = room.parse().unwrap();
    line.subscribes(room_id, None).await;
    let _bot = runs(&house, &token, room).await;
    let asked = line.writes(room_id, 1, "!ping").await.seq;
    let answer = line.hears_one().await;
    assert!(matches!(&answer.what, Happened::Posted { body, reply, .. } if body.as_str() == "pong" && *reply == Some(asked)), "{answer:?}");
}
