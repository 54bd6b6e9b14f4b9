//! The three patterns: one side speaks, the other side speaks, both do.

use protocol::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Message, http::StatusCode};

use super::socket::{Closed, Socket};
use crate::{
    house::House,
    raw::{Raw, frame},
};

#[tokio::test]
async fn an_echo_says_the_same_as_the_same() {
    let (house, ana) = House::founded().await;
    let mut echo = Socket::open(house.address, "/ws/echo", &[("cookie", &ana.cookie_header())]).await;
    for message in [
        Message::text("안녕하세요"),
        Message::text(""),
        Message::text("HEARTBEAT"),
        Message::Binary(Bytes::from_static(b"\xff\x00\xfe")),
        Message::Binary(Bytes::new()),
        Message::text("x".repeat(protocol::FRAME_BYTES)),
    ] {
        echo.sends(message.clone()).await;
        assert_eq!(echo.hears().await, message);
    }
    echo.sends(Message::Binary(vec![0; protocol::FRAME_BYTES + 1].into())).await;
    assert_eq!(echo.is_closed().await.code, CloseCode::TooBig);
}

#[tokio::test]
async fn the_time_comes_at_once_and_every_second_and_listens_to_nothing() {
    let (house, _ana) = House::founded().await;
    let mut time = Socket::open(house.address, "/ws/time", &[]).await;
    let mut before = jiff::Timestamp::MIN;
    for _ in 0..2 {
        let said = time.hears().await.into_text().unwrap();
        let at: jiff::Timestamp = said.parse().unwrap();
        assert!(at > before && said.len() == "2026-11-21T12:30:00.000Z".len(), "{said}");
        before = at;
    }
    time.says("what time is it?").await;
    assert_eq!(time.is_closed().await.code, CloseCode::Unsupported);
}

#[tokio::test]
async fn a_sink_only_listens() {
    let (house, ana) = House::founded().await;
    let mut sink = Socket::open(house.address, "/ws/sink", &[("cookie", &ana.cookie_header())]).await;
    for n in 0..3 {
        sink.says(n).await;
    }
    sink.sends(Message::Binary(vec![0; protocol::FRAME_BYTES + 1].into())).await;
    assert_eq!(sink.is_closed().await.code, CloseCode::TooBig, "the first word it says is the last");
}

#[tokio::test]
async fn pages_of_other_websites_get_no_socket() {
    let (house, _ana) = House::founded().await;
    for path in ["/ws/echo", "/ws/sink", "/ws/time", "/ws/notify", "/ws/chat?roomId=x&username=y"] {
        let refused = Socket::dial(house.address, path, &[("origin", "https://evil.example")]).await;
        assert_eq!(refused.err(), Some(StatusCode::FORBIDDEN), "{path}");
    }
}

#[tokio::test]
async fn the_end_of_the_server_is_told() {
    let (house, ana) = House::founded().await;
    let mut echo = Socket::open(house.address, "/ws/echo", &[("cookie", &ana.cookie_header())]).await;
    let (_house, closed) = tokio::join!(house.restarted(), echo.is_closed());
    assert_eq!(closed, Closed { code: CloseCode::Restart, reason: "the server stops".to_owned() });
}

#[tokio::test]
async fn a_stranger_may_stay_for_a_while() {
    let house = House::new().await;
    let mut echo = Raw::open_at(house.address, "/ws/echo", "").await;
    echo.says(&frame(0x81, b"here")).await;
    assert_eq!(echo.hears().await, Some((0x81, b"here".to_vec())), "so its time is running");
    // The system's own clock goes on while sockets are read, so tokio's is only put forward.
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(11)).await;
    tokio::time::resume();
    assert_eq!(echo.closed_with().await, Some(4401));
}
