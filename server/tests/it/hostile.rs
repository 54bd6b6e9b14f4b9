//! What somebody who means no good can send to the real binary: it gets the documented answer and no memory, and whoever talks
//! beside it notices nothing.

use std::time::Duration;

use protocol::CloseCode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    raw::{Raw, frame},
    target::{MOST_GROWTH, Target},
    wire::Wire,
};

const TEXT: u8 = 0x81;
const TEXT_BEGUN: u8 = 0x01;
const CONTINUED: u8 = 0x00;
const PING: u8 = 0x89;

impl Target {
    /// The code that an attack on a line of Ana's is answered with. She talks before, while and after it.
    async fn answers(&mut self, what: &str, attack: impl Iterator<Item = Vec<u8>>) -> Option<CloseCode> {
        self.talks().await;
        let before = self.memory();
        let raw = Raw::open(self.address, &self.ana.cookie_header()).await;
        let (code, ()) = tokio::join!(raw.endures(attack), self.talks());
        self.talks().await;
        let growth = self.memory().saturating_sub(before);
        assert!(growth < MOST_GROWTH, "{what}: {growth} KiB");
        CloseCode::from_number(code?)
    }
}

#[tokio::test]
async fn broken_frames_are_answered_with_their_codes() {
    let mut target = Target::new(&[]).await;
    let whole = |frame: Vec<u8>| std::iter::once(frame);
    assert_eq!(target.answers("bad UTF-8", whole(frame(TEXT, b"\xff\xfe"))).await, Some(CloseCode::NotUtf8));
    assert_eq!(target.answers("no mask", whole(vec![TEXT, 2, b'h', b'i'])).await, Some(CloseCode::Protocol));
    assert_eq!(target.answers("a reserved bit", whole(frame(TEXT | 0x40, b"{}"))).await, Some(CloseCode::Protocol));
    assert_eq!(target.answers("an unknown kind", whole(frame(0x83, b"{}"))).await, Some(CloseCode::Protocol));
    assert_eq!(target.answers("a long ping", whole(frame(PING, &[b'x'; 126]))).await, Some(CloseCode::Protocol));
    assert_eq!(target.answers("a ping in pieces", whole(frame(0x09, b"x"))).await, Some(CloseCode::Protocol));
    assert_eq!(target.answers("nothing to continue", whole(frame(CONTINUED, b"x"))).await, Some(CloseCode::Protocol));
    assert_eq!(target.answers("bytes", whole(frame(0x82, b"x"))).await, Some(CloseCode::Unsupported));
    let announced = [&[TEXT, 0x80 | 127], &u64::MAX.to_be_bytes()[..], &[0; 4]].concat();
    assert!(matches!(target.answers("more than there is", whole(announced)).await, Some(CloseCode::TooBig | CloseCode::Protocol)));
    assert_eq!(target.answers("too big", whole(frame(TEXT, &[b'x'; 64 * 1024 + 1]))).await, Some(CloseCode::TooBig));
}

#[tokio::test]
async fn what_never_ends_is_ended() {
    let mut target = Target::new(&[]).await;
    let begun = || std::iter::once(frame(TEXT_BEGUN, b"{"));
    let pieces = std::iter::repeat_with(|| frame(CONTINUED, &[b'x'; 2_048]));
    assert_eq!(target.answers("a message that grows", begun().chain(pieces)).await, Some(CloseCode::TooBig));
    let empty = std::iter::repeat_with(|| frame(CONTINUED, b"").repeat(1_000)).take(1_000);
    assert_eq!(target.answers("a million empty pieces", begun().chain(empty)).await, Some(CloseCode::Policy));
    let pings = std::iter::repeat_with(|| frame(PING, &[b'x'; 125]).repeat(1_000)).take(4_000);
    assert_eq!(target.answers("four million pings", pings).await, Some(CloseCode::Policy));
    let frames = std::iter::repeat_with(|| frame(TEXT, br#"{"type":"heartbeat"}"#).repeat(100));
    assert_eq!(target.answers("a flood", frames).await, Some(CloseCode::Policy));
    let nonsense = std::iter::repeat_with(|| frame(TEXT, &[b'['; 60_000]));
    assert_eq!(target.answers("deep nonsense", nonsense).await, Some(CloseCode::Policy));
}

#[tokio::test]
async fn who_does_not_say_what_they_want_is_let_go() {
    let mut target = Target::new(&[]).await;
    let before = target.memory();
    let mut silent = Vec::new();
    for half in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\nX-Endless: "] {
        for _ in 0..50 {
            let mut stream = TcpStream::connect(target.address).await.unwrap();
            stream.write_all(half.as_bytes()).await.unwrap();
            silent.push(stream);
        }
    }
    target.talks().await;
    for mut stream in silent {
        // Perhaps told why, surely ended.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    target.talks().await;
    assert!(target.memory().saturating_sub(before) < MOST_GROWTH);
}

#[tokio::test]
async fn an_address_has_so_many_lines_and_no_more() {
    let target = Target::new(&["--connections-per-address", "3"]).await;
    let cookies = target.ana.cookie_header();
    let mut first = Wire::dial(target.address, &cookies, &[]).await.unwrap();
    first.hears().await;
    let _second = Wire::dial(target.address, &cookies, &[]).await.unwrap();
    assert_eq!(Wire::dial(target.address, &cookies, &[]).await.err().unwrap(), 503);
    assert_eq!(Wire::dial(target.address, "", &[]).await.err().unwrap(), 503, "strangers count too");
    drop(first);
    // The server learns of it a moment later.
    let again = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            if let Ok(wire) = Wire::dial(target.address, &cookies, &[]).await {
                return wire;
            }
        }
    });
    again.await.unwrap().hears().await;
}
