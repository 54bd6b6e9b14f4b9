//! The line: two people talk, outsiders hear nothing, broken frames are answered, restarts lose nothing.

use protocol::{Body, CloseCode, Command, Event, Happened, Nonce, Position, Rejection, RoomId, Seq};
use tokio_tungstenite::tungstenite::{Bytes, Message, http::StatusCode};

use crate::{house::House, person::Person, wire::Wire};

async fn room(by: &Person, name: &str, visibility: &str) -> RoomId {
    by.makes_a_room(name, visibility).await.strip_prefix("/rooms/").unwrap().parse().unwrap()
}

fn position(event: &Event) -> Position {
    match event {
        Event::Snapshot { snapshot, .. } => snapshot.position(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn two_people_talk() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = room(&ana, "Kitchen", "public").await;
    ben.posts(&format!("/rooms/{kitchen}/join"), &[]).await.leads_to();
    let (mut a, mut b) = (Wire::open(&house, &ana).await, Wire::open(&house, &ben).await);
    a.subscribes(kitchen, None).await;
    b.subscribes(kitchen, None).await;
    let hello = a.writes(kitchen, 1, "hello").await;
    assert_eq!(b.hears_one().await, hello);
    b.writes(kitchen, 2, "안녕하세요").await;
    assert!(matches!(a.hears_one().await.what, Happened::Posted { body, .. } if body.as_str() == "안녕하세요"));
    b.says(Command::Typing { room: kitchen }).await;
    assert!(matches!(a.hears().await, Event::Typed { member, .. } if member.name.as_str() == "Ben"));
}

#[tokio::test]
async fn a_line_goes_on_where_it_was_after_a_restart() {
    let (house, ana) = House::founded().await;
    let kitchen = room(&ana, "Kitchen", "private").await;
    let mut wire = Wire::open(&house, &ana).await;
    let start = position(&wire.subscribes(kitchen, None).await);
    let first = wire.writes(kitchen, 1, "before").await;
    let second = wire.writes(kitchen, 2, "also before").await;
    let (house, code) = tokio::join!(house.restarted(), wire.is_closed());
    assert_eq!(code, CloseCode::Restart);
    ana.moves_to(house.address);
    let mut wire = Wire::open(&house, &ana).await;
    let Event::Resumed { events, .. } = wire.subscribes(kitchen, Some(start)).await else { panic!() };
    assert_eq!(events, [first.clone(), second]);
    wire.says(Command::Post {
        room: kitchen,
        nonce: Nonce::from_bits(1),
        body: Body::parse("before").unwrap(),
        reply: None,
        attachments: Vec::new(),
    })
    .await;
    assert!(matches!(wire.hears().await, Event::Acknowledged { seq, .. } if seq == first.seq), "sent again, it happened once");
    let third = wire.writes(kitchen, 3, "after").await;
    assert_eq!(third.seq, Seq(first.seq.0 + 2));
}

#[tokio::test]
async fn a_private_room_is_no_room_for_outsiders() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let attic = room(&ana, "Attic", "private").await;
    let mut wire = Wire::open(&house, &ben).await;
    for id in [attic, RoomId::from_bits(7)] {
        let nonce = Nonce::from_bits(1);
        for command in [
            Command::Subscribe { room: id, after: None },
            Command::Post { room: id, nonce, body: Body::parse("x").unwrap(), reply: None, attachments: Vec::new() },
            Command::Fetch { room: id, after: Seq(0), upto: Seq(9) },
            Command::Page { room: id, before: Seq(9) },
        ] {
            wire.says(command).await;
            let Event::Rejected { rejection, .. } = wire.hears().await else { panic!() };
            assert_eq!(rejection, Rejection::NoSuchRoom);
        }
        wire.says(Command::Typing { room: id }).await;
        wire.says(Command::Heartbeat { heads: vec![protocol::Head { room: id, epoch: protocol::Epoch::from_bits(1), seq: Seq(1) }] }).await;
        assert_eq!(wire.hears().await, Event::Heartbeat { heads: vec![] });
    }
}

#[tokio::test]
async fn bad_frames_are_answered_and_the_line_stays() {
    let (house, ana) = House::founded().await;
    let mut wire = Wire::open(&house, &ana).await;
    for (frame, id) in [
        ("{", None),
        ("[]", None),
        (r#"{"id":7,"type":"levitate"}"#, Some(7)),
        (r#"{"id":8,"type":"post","room":"x","nonce":"y","body":"z"}"#, Some(8)),
        (r#"{"id":9,"type":"post"}"#, Some(9)),
    ] {
        wire.sends(Message::text(frame)).await;
        let Event::Rejected { id: answered, rejection: Rejection::Malformed { detail }, .. } = wire.hears().await else {
            panic!("{frame}")
        };
        assert_eq!(answered, id, "{frame}");
        assert!(!detail.contains("levitate"), "what was sent is not repeated");
    }
    wire.says(Command::Heartbeat { heads: vec![] }).await;
    assert_eq!(wire.hears().await, Event::Heartbeat { heads: vec![] });
}

#[tokio::test]
async fn what_breaks_the_rules_closes_with_its_code() {
    let (house, ana) = House::founded().await;
    let cases = [
        (Message::Binary(Bytes::from_static(b"x")), CloseCode::Unsupported),
        (Message::text("x".repeat(protocol::FRAME_BYTES + 1)), CloseCode::TooBig),
    ];
    for (frame, code) in cases {
        let mut wire = Wire::open(&house, &ana).await;
        wire.sends(frame).await;
        assert_eq!(wire.is_closed().await, code);
    }
    let mut flood = Wire::open(&house, &ana).await;
    for _ in 0..400 {
        flood.says(Command::Heartbeat { heads: vec![] }).await;
    }
    assert_eq!(flood.is_closed().await, CloseCode::Policy);
}

#[tokio::test]
async fn only_members_of_the_place_and_only_its_own_pages_get_a_line() {
    let (house, ana) = House::founded().await;
    let mut stranger = Wire::dial(house.address, "", &[]).await.unwrap();
    assert_eq!(stranger.is_closed().await, CloseCode::NotAuthenticated);
    let own = format!("http://{}", house.address);
    assert!(Wire::dial(house.address, &ana.cookie_header(), &[("origin", &own)]).await.is_ok());
    for origin in foreign(&house.address.to_string()) {
        let refused = Wire::dial(house.address, &ana.cookie_header(), &[("origin", &origin)]).await;
        assert_eq!(refused.err(), Some(StatusCode::FORBIDDEN), "{origin}");
    }
    let twice = Wire::dial(house.address, &ana.cookie_header(), &[("origin", &format!("{own}, {own}"))]).await;
    assert_eq!(twice.err(), Some(StatusCode::FORBIDDEN));
}

/// What a page elsewhere could call itself so that a careless comparison takes it for ours.
fn foreign(own: &str) -> Vec<String> {
    let (host, port) = own.split_once(':').unwrap();
    let spellings = [
        "null",
        "",
        " ",
        "*",
        "http://",
        "http:///",
        "file://",
        "about:blank",
        "data:,",
        "http://evil.example",
        "https://evil.example",
        "http://OWN.evil.example",
        "http://evil.example.OWN",
        "http://evil.example/OWN",
        "http://evil.example?OWN",
        "http://evil.example#OWN",
        "http://OWN@evil.example",
        "http://evil.example@OWN",
        "http://user@OWN",
        "http://OWN/",
        "http://OWN/path",
        "http://OWN?",
        "http://OWN#",
        "http://OWN.",
        "http://OWN:80",
        "http://OWN0",
        "http://OWN,http://evil.example",
        "http://OWN http://evil.example",
        "http://evil.example http://OWN",
        "HTTP://OWN",
        "Http://OWN",
        "https://OWN",
        "ws://OWN",
        "wss://OWN",
        "ftp://OWN",
        "//OWN",
        "OWN",
        "http:OWN",
        "http:/OWN",
        "http:///OWN",
        "http://HOST",
        "http://HOST:80",
        "http://HOST.:PORT",
        "http://localhost:PORT",
        "http://0.0.0.0:PORT",
        "http://[::1]:PORT",
        "http://[::ffff:HOST]:PORT",
        "http://2130706433:PORT",
        "http://0x7f.1:PORT",
        "http://127.1:PORT",
        "http://127.0.0.1:0PORT",
    ];
    spellings.iter().map(|spelling| spelling.replace("OWN", own).replace("HOST", host).replace("PORT", port)).collect()
}

#[tokio::test]
async fn signing_out_ends_the_lines_of_that_browser() {
    let (house, ana) = House::founded().await;
    let mut wire = Wire::open(&house, &ana).await;
    ana.posts("/sign-out", &[]).await.leads_to();
    assert_eq!(wire.is_closed().await, CloseCode::NotAuthenticated);
}

#[tokio::test]
async fn removal_is_told_and_nothing_comes_after_it() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let kitchen = room(&ana, "Kitchen", "private").await;
    let path = format!("/rooms/{kitchen}");
    let (mut a, mut b) = (Wire::open(&house, &ana).await, Wire::open(&house, &ben).await);
    ana.posts(&format!("{path}/invite"), &[("name", "Ben")]).await.leads_to();
    let Event::Entered { room, position } = b.hears().await else { panic!() };
    assert_eq!(room.id, kitchen);
    b.subscribes(kitchen, Some(position)).await;
    a.subscribes(kitchen, None).await;
    ana.posts(&format!("{path}/remove"), &[("member", &ben.id().await)]).await.leads_to();
    assert!(matches!(a.hears_one().await.what, Happened::Left { by: Some(_), .. }));
    a.writes(kitchen, 1, "secret").await;
    assert!(matches!(b.hears().await, Event::Exited { room, by: Some(_) } if room == kitchen));
    b.says(Command::Subscribe { room: kitchen, after: None }).await;
    let Event::Rejected { rejection, .. } = b.hears().await else { panic!("the refusal is the next thing heard") };
    assert_eq!(rejection, Rejection::NoSuchRoom);
}
