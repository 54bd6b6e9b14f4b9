//! Visitors without an account: nobody until the owner lets them in, and then little more than a voice in public rooms.

use protocol::CloseCode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    doorways::socket::Socket,
    house::{House, PASSWORD},
    person::{Answer, Person},
};

async fn lets_guests_in(owner: &Person, may: &str) {
    assert_eq!(owner.posts("/invites/guests", &[("may", may)]).await.leads_to(), "/invites?done=guests");
}

async fn asks(person: &Person, method: Method, path: &str, json: Value) -> Answer {
    person.sends(method, path, &[], Some(("application/json", json.to_string().into_bytes()))).await
}

async fn plain(house: &House, query: &str) -> Socket {
    Socket::open(house.address, &format!("/ws/chat?{query}"), &[]).await
}

/// The next message, whatever is told before.
async fn message(socket: &mut Socket) -> (String, String) {
    loop {
        let frame = socket.hears_json().await;
        if frame["type"] == "MESSAGE" {
            return (frame["sender"].as_str().unwrap().to_owned(), frame["content"].as_str().unwrap().to_owned());
        }
    }
}

#[tokio::test]
async fn nobody_is_a_guest_until_the_owner_says_so() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    let visitor = house.stranger();
    assert!(!visitor.gets("/sign-in").await.body.contains("action=\"/guests\""));
    assert!(visitor.posts("/guests", &[("next", &kitchen)]).await.leads_to().starts_with("/sign-in?problem=not_allowed"));
    let mut door = plain(&house, &format!("roomId={room}&username=zoe")).await;
    door.says(json!({ "content": "hello" })).await;
    assert_eq!(door.is_closed().await.code, CloseCode::NotAuthenticated);
    assert!(ben.posts("/invites/guests", &[("may", "yes")]).await.leads_to().contains("problem=not_allowed"));

    lets_guests_in(&ana, "yes").await;
    assert!(visitor.gets("/sign-in").await.body.contains("action=\"/guests\""));
    let house = house.restarted().await;
    for person in [&ana, &visitor] {
        person.moves_to(house.address);
    }
    assert!(visitor.gets("/sign-in").await.body.contains("action=\"/guests\""), "it is remembered");
    assert_eq!(visitor.posts("/guests", &[("next", &kitchen)]).await.leads_to(), kitchen);
    lets_guests_in(&ana, "no").await;
    assert!(visitor.gets(&kitchen).await.leads_to().starts_with("/sign-in"), "and who was here goes");
}

#[tokio::test]
async fn a_guest_reads_and_writes_in_public_rooms_and_no_more() {
    let (house, ana) = House::founded().await;
    lets_guests_in(&ana, "yes").await;
    let (kitchen, attic) = (ana.makes_a_room("Kitchen", "public").await, ana.makes_a_room("Attic", "private").await);
    ana.posts(&format!("{kitchen}/messages"), &[("body", "welcome")]).await.leads_to();
    let guest = house.stranger();
    assert_eq!(guest.posts("/guests", &[("next", &kitchen)]).await.leads_to(), kitchen);
    let page = guest.gets(&kitchen).await;
    assert!(page.status == 200 && page.body.contains("welcome") && page.body.contains("data-guest"), "{}", page.body);
    let me = guest.views("visit").await["me"]["person"].clone();
    assert_eq!((&me["role"], me["name"].as_str().unwrap().starts_with("member-")), (&json!("guest"), true), "{me}");
    assert_eq!(guest.posts(&format!("{kitchen}/messages"), &[("body", "thank you")]).await.leads_to(), kitchen);
    assert!(ana.gets(&kitchen).await.body.contains("thank you"));

    assert_eq!(guest.gets(&attic).await.status, 404);
    assert_eq!(guest.gets("/people").await.status, 404);
    assert!(!guest.gets("/settings").await.body.contains("action=\"/settings/password\""));
    let made = guest.posts("/rooms", &[("name", "Mine"), ("visibility", "public")]).await;
    assert!(made.leads_to().contains("problem=not_allowed"));
    assert_eq!(asks(&guest, Method::POST, "/api/chat/rooms", json!({ "name": "Mine" })).await.status, 403);
    house.member(&ana, "Ben").await;
    let invited = guest.posts(&format!("{kitchen}/invite"), &[("name", "Ben")]).await;
    assert!(invited.leads_to().contains("problem=not_allowed"));
    let name = me["name"].as_str().unwrap();
    assert!(ana.posts(&format!("{attic}/invite"), &[("name", name)]).await.leads_to().contains("problem=not_allowed"));
    let promoted = ana.posts(&format!("/people/{}/role", me["id"].as_str().unwrap()), &[("role", "admin")]).await;
    assert!(promoted.leads_to().contains("problem=not_allowed"));
    for password in ["", PASSWORD] {
        let signed = house.stranger().posts("/sign-in", &[("name", name), ("password", password)]).await;
        assert!(signed.leads_to().contains("problem="), "a guest has no password");
    }
}

#[tokio::test]
async fn a_username_is_enough_for_a_guest_and_for_nobody_else() {
    let (house, ana) = House::founded().await;
    lets_guests_in(&ana, "yes").await;
    let kitchen = ana.makes_a_room("Kitchen", "public").await.strip_prefix("/rooms/").unwrap().to_owned();
    let attic = ana.makes_a_room("Attic", "private").await.strip_prefix("/rooms/").unwrap().to_owned();
    for round in ["hello", "hello again"] {
        let mut door = plain(&house, &format!("roomId={kitchen}&username=Zoe")).await;
        door.says(json!({ "type": "MESSAGE", "content": round, "sender": "ana" })).await;
        loop {
            let (sender, content) = message(&mut door).await;
            assert_eq!(sender, "Zoe");
            if content == round {
                break;
            }
        }
    }
    for taken in ["ana", "member-1", "two words"] {
        let mut door = plain(&house, &format!("roomId={kitchen}&username={}", crate::person::escaped(taken))).await;
        door.says(json!({ "content": "it is me" })).await;
        assert_eq!(door.is_closed().await.code, CloseCode::NotAuthenticated, "{taken}");
    }
    let mut door = plain(&house, &format!("roomId={attic}&username=zoe")).await;
    assert_eq!(door.is_closed().await.code, CloseCode::Policy);
    // Who has an account says so first, as ever.
    let token = asks(&ana, Method::POST, "/api/auth/token", json!({ "name": "ana", "password": PASSWORD })).await;
    let token: Value = serde_json::from_str(&token.body).unwrap();
    let mut door = plain(&house, &format!("roomId={kitchen}&username=ana")).await;
    door.says(json!({ "type": "AUTH", "token": token["token"] })).await;
    assert_eq!(message(&mut door).await.1, "hello");

    let mut door = plain(&house, &format!("roomId={kitchen}&username=zoe")).await;
    message(&mut door).await;
    lets_guests_in(&ana, "no").await;
    assert_eq!(door.is_closed().await.code, CloseCode::NotAuthenticated);
}

#[tokio::test]
async fn not_everybody_at_once_is_a_guest() {
    let (house, ana) = House::founded().await;
    lets_guests_in(&ana, "yes").await;
    let mut refused = false;
    for _ in 0..40 {
        refused |= house.stranger().posts("/guests", &[]).await.leads_to().contains("problem=too_fast");
    }
    assert!(refused);
}
