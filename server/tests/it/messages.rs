//! Writing without JavaScript.

use chat::NewPost;
use protocol::{Body, Nonce};

use crate::house::House;

const NONCE: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn a_message_is_written_once_however_often_it_is_sent() {
    let (_house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let messages = format!("{room}/messages");
    for _ in 0..2 {
        assert_eq!(ana.posts(&messages, &[("body", "안녕 <b>"), ("nonce", NONCE)]).await.leads_to(), room);
    }
    assert_eq!(ana.posts(&messages, &[("body", "second")]).await.leads_to(), room);
    let view = ana.views(&format!("room?room={}", room.strip_prefix("/rooms/").unwrap())).await;
    let bodies: Vec<&str> =
        view["Live"]["snapshot"]["page"]["rows"].as_array().unwrap().iter().filter_map(|row| row["body"].as_str()).collect();
    assert_eq!(bodies, ["안녕 <b>", "second"]);
    let page = ana.gets(&room).await.body;
    assert!(page.contains("안녕 &lt;b&gt;"));
    let attempt = |page: &str| page.split_once("name=\"nonce\" value=\"").unwrap().1[..32].parse::<Nonce>().unwrap();
    assert_ne!(attempt(&page), attempt(&ana.gets(&room).await.body), "each page is an attempt of its own");
}

#[tokio::test]
async fn a_refused_message_comes_back_with_its_text() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let messages = format!("{room}/messages");
    assert_eq!(ana.posts(&messages, &[("body", "  ")]).await.leads_to(), format!("{room}?problem=body&draft=%20%20"));

    let long = "가".repeat(8_001);
    let page = ana.posts(&messages, &[("body", &long), ("nonce", NONCE)]).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains(&long) && page.body.contains(NONCE) && page.body.contains(&messages));
    assert!(page.header("content-security-policy").contains("form-action 'self'"));

    // Somebody as fast as that by another way leaves nothing for the form, sooner or later.
    let account = house.accounts.account(ana.id().await.parse().unwrap()).await.unwrap().unwrap();
    let id = room.strip_prefix("/rooms/").unwrap().parse().unwrap();
    let one =
        || NewPost { nonce: Nonce::from_bits(chat::bits()), body: Body::parse("flood").unwrap(), reply: None, attachments: Vec::new() };
    let flood = async {
        loop {
            let many = (0..100).map(|_| house.hub.post(&account.person, id, one()));
            futures::future::join_all(many).await;
        }
    };
    let refused = async {
        loop {
            let answer = ana.posts(&messages, &[("body", "one more")]).await.leads_to();
            if answer != room {
                return answer;
            }
        }
    };
    let answer = tokio::select! {
        answer = refused => answer,
        () = flood => String::new(),
    };
    assert_eq!(answer, format!("{room}?problem=too_fast&draft=one%20more"));
}

#[tokio::test]
async fn nothing_is_lost_at_a_closed_door() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "private").await;
    let messages = format!("{room}/messages");
    let text = "</textarea><script>alert(1)</script>";
    let page = house.stranger().posts(&messages, &[("body", text)]).await;
    assert_eq!(page.status, 401);
    assert!(page.body.contains("&lt;/textarea&gt;&lt;script&gt;") && !page.body.contains("<script>"));
    let ben = house.member(&ana, "Ben").await;
    let page = ben.posts(&messages, &[("body", "let me in")]).await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("let me in") && !page.body.contains(&room));
}

#[tokio::test]
async fn a_form_without_end_is_refused() {
    let (_house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let endless = "x".repeat(600 * 1024);
    assert_eq!(ana.posts(&format!("{room}/messages"), &[("body", &endless)]).await.status, 413);
    assert_eq!(ana.posts("/rooms", &[("name", &endless)]).await.status, 413);
}
