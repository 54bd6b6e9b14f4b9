//! What somebody who means no good can send through the other doors to the real binary: it gets its answer and no memory, and
//! whoever talks beside it notices nothing.

use protocol::CloseCode;
use reqwest::Method;
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    person::Person,
    stomp_wire::{Stomp, frame},
    target::{MOST_GROWTH, Target},
};

impl Target {
    async fn stomp(&self) -> Stomp {
        let mut stomp = Stomp::dial(self.address, &[("cookie", &self.ana.cookie_header())]).await.unwrap();
        stomp.says("CONNECT", &[("accept-version", "1.2")], "").await;
        assert_eq!(stomp.hears().await.command, "CONNECTED");
        stomp
    }
}

#[tokio::test]
async fn frames_that_never_end_and_floods_of_them_cost_nothing() {
    let mut target = Target::new(&[]).await;
    target.talks().await;
    let before = target.memory();
    for (piece, code) in [
        ("x".repeat(4_000), CloseCode::TooBig),
        ("a:b\n".repeat(1_000), CloseCode::Protocol),
        (frame("BEGIN", &[("transaction", "t")], ""), CloseCode::Policy),
        (frame("UNSUBSCRIBE", &[("id", "nothing")], "").repeat(1_000), CloseCode::Policy),
        ("SEND\n".repeat(1_000), CloseCode::Protocol),
    ] {
        let mut stomp = target.stomp().await;
        if piece.starts_with('x') {
            stomp.sends("SEND\n\n").await;
        }
        let attack = async {
            for _ in 0..40 {
                stomp.attacks(&piece).await;
            }
            stomp.fails().await.1
        };
        // The server may end it while we still speak, so only what it says counts.
        let (closed, ()) = tokio::join!(attack, target.talks());
        assert_eq!(closed, code, "{piece:.20}");
    }
    let growth = target.memory().saturating_sub(before);
    assert!(growth < MOST_GROWTH, "{growth} KiB");
}

#[tokio::test]
async fn half_a_handshake_and_half_a_session_are_let_go() {
    let mut target = Target::new(&[]).await;
    target.talks().await;
    let before = target.memory();
    let stranger = Person::new(target.address);
    let (mut silent, mut unfinished) = (Vec::new(), Vec::new());
    for n in 0..60 {
        let mut stomp = Stomp::dial(target.address, &[]).await.unwrap();
        stomp.sends("CONNECT\nlogin:").await;
        silent.push(stomp);
        let opened = stranger.sends(Method::POST, &format!("/stomp-chat/0/half{n}/xhr"), &[], None).await;
        assert_eq!(opened.body, "o\n");
        // Who announces a body and never sends it.
        let mut post = TcpStream::connect(target.address).await.unwrap();
        let head = format!("POST /stomp-chat/0/half{n}/xhr_send HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n[\"");
        post.write_all(head.as_bytes()).await.unwrap();
        unfinished.push(post);
    }
    target.talks().await;
    let large = json!(["x".repeat(60_000)]).to_string().into_bytes();
    stranger.sends(Method::POST, "/stomp-chat/0/large/xhr", &[], None).await;
    let sent = stranger.sends(Method::POST, "/stomp-chat/0/large/xhr_send", &[], Some(("text/plain", large))).await;
    assert_eq!(sent.status, 204);
    let told = stranger.sends(Method::POST, "/stomp-chat/0/large/xhr", &[], None).await.body;
    assert!(told.starts_with("a[\"ERROR"), "{told}");
    for mut stomp in silent {
        assert_eq!(stomp.fails().await.1, CloseCode::NotAuthenticated);
    }
    target.talks().await;
    let gone = stranger.sends(Method::POST, "/stomp-chat/0/half0/xhr_send", &[], Some(("text/plain", b"[\"\"]".to_vec()))).await;
    assert_eq!(gone.status, 404);
    let growth = target.memory().saturating_sub(before);
    assert!(growth < MOST_GROWTH, "{growth} KiB");
}
