//! Tokens for other clients.

use reqwest::Method;
use serde_json::Value;

use crate::{
    house::{House, PASSWORD},
    person::{Answer, Person},
};

async fn asks(person: &Person, name: &str, password: &str) -> Answer {
    let json = serde_json::json!({ "name": name, "password": password }).to_string();
    person.sends(Method::POST, "/api/auth/token", &[], Some(("application/json", json.into_bytes()))).await
}

fn token(answer: &Answer) -> String {
    let issued: Value = serde_json::from_str(&answer.body).unwrap();
    format!("Bearer {}", issued["token"].as_str().unwrap())
}

#[tokio::test]
async fn a_token_speaks_for_its_member_until_it_is_revoked() {
    let (house, ana) = House::founded().await;
    let robot = house.stranger();
    let answer = asks(&robot, "ana", PASSWORD).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
    let issued: Value = serde_json::from_str(&answer.body).unwrap();
    let expires: jiff::Timestamp = issued["expiresAt"].as_str().unwrap().parse().unwrap();
    let left = expires.as_millisecond() - chat::now().0;
    assert!((0..=3_600_000).contains(&left), "{left}");
    assert_eq!(issued["token"].as_str().unwrap().split('.').count(), 3);

    let bearer = token(&answer);
    let visit = robot.gets_with("/api/view/visit", &[("authorization", &bearer)]).await.body;
    assert!(visit.contains("\"Ana\""), "{visit}");
    assert!(robot.gets("/api/view/visit").await.body.contains("\"me\":null"), "no cookie came with it");
    for forged in [format!("{bearer}x"), bearer.replace("Bearer ", ""), bearer.replace("Bearer", "Basic"), "Bearer a.b.c".to_owned()] {
        let visit = robot.gets_with("/api/view/visit", &[("authorization", &forged)]).await.body;
        assert!(visit.contains("\"me\":null"), "{forged}");
    }

    let sessions = ana.views("settings").await["sessions"].clone();
    let other = sessions.as_array().unwrap().iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    ana.posts(&format!("/settings/sessions/{other}/revoke"), &[]).await;
    assert!(robot.gets_with("/api/view/visit", &[("authorization", &bearer)]).await.body.contains("\"me\":null"));
}

#[tokio::test]
async fn a_token_survives_a_restart_but_no_new_password() {
    let (house, ana) = House::founded().await;
    let robot = house.stranger();
    let bearer = token(&asks(&robot, "Ana", PASSWORD).await);
    let house = house.restarted().await;
    robot.moves_to(house.address);
    ana.moves_to(house.address);
    assert!(robot.gets_with("/api/view/visit", &[("authorization", &bearer)]).await.body.contains("\"Ana\""));
    ana.posts("/settings/password", &[("current", PASSWORD), ("password", "battery staple")]).await;
    assert!(robot.gets_with("/api/view/visit", &[("authorization", &bearer)]).await.body.contains("\"me\":null"));
}

#[tokio::test]
async fn wrong_credentials_are_a_problem() {
    let (house, _ana) = House::founded().await;
    let robot = house.stranger();
    let (password, name) = (asks(&robot, "Ana", "wrong horse").await, asks(&robot, "Eve", "wrong horse").await);
    for answer in [&password, &name] {
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (401, "application/problem+json"));
    }
    assert_eq!(password.body, name.body);
    let malformed = robot.sends(Method::POST, "/api/auth/token", &[], Some(("application/json", b"{".to_vec()))).await;
    assert_eq!(malformed.status, 400);
}
