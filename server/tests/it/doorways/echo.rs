//! RFC 6455 at the echo, byte for byte: what every other socket of this server does with frames, seen from outside.

use crate::{
    house::House,
    raw::{Raw, frame, masked},
};

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const TEXT_BEGUN: u8 = 0x01;
const BINARY_BEGUN: u8 = 0x02;
const CONTINUED: u8 = 0x00;
const FINISHED: u8 = 0x80;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// A word of many bytes a letter.
const WORD: &str = "κόσμε 마루 🏡";

async fn echo(house: &House, cookies: &str) -> Raw {
    Raw::open_at(house.address, "/ws/echo", cookies).await
}

/// What comes back to these bytes: so many frames.
async fn answers(house: &House, cookies: &str, bytes: &[Vec<u8>], count: usize) -> Vec<(u8, Vec<u8>)> {
    let mut raw = echo(house, cookies).await;
    raw.says(&bytes.concat()).await;
    let mut frames = Vec::new();
    for _ in 0..count {
        frames.push(raw.hears().await.unwrap());
    }
    frames
}

/// The code that these bytes are answered with, and nothing before it.
async fn closes(house: &House, cookies: &str, bytes: &[Vec<u8>]) -> Option<u16> {
    let mut raw = echo(house, cookies).await;
    raw.says(&bytes.concat()).await;
    raw.closed_with().await
}

#[tokio::test]
async fn messages_of_every_length_come_back_whole() {
    let (house, ana) = House::founded().await;
    let cookies = ana.cookie_header();
    for length in [0, 1, 124, 125, 126, 127, 128, 255, 256, 65_535, 65_536] {
        for (first, letter) in [(TEXT, b'*'), (BINARY, 0xfe)] {
            let payload = vec![letter; length];
            assert_eq!(answers(&house, &cookies, &[frame(first, &payload)], 1).await, [(first, payload)], "{length}");
        }
    }
}

#[tokio::test]
async fn a_mask_is_taken_off() {
    let (house, ana) = House::founded().await;
    for payload in [&b""[..], b"a", b"masked, all of it"] {
        let sent = masked(TEXT, payload, [0x37, 0xfa, 0x21, 0x3d]);
        assert_eq!(answers(&house, &ana.cookie_header(), &[sent], 1).await, [(TEXT, payload.to_vec())]);
    }
}

#[tokio::test]
async fn bytes_may_come_one_by_one() {
    let (house, ana) = House::founded().await;
    let mut raw = echo(&house, &ana.cookie_header()).await;
    for byte in [frame(TEXT, WORD.as_bytes()), frame(PING, b"?"), frame(BINARY, &[7; 130])].concat() {
        raw.says(&[byte]).await;
    }
    assert_eq!(raw.hears().await, Some((TEXT, WORD.into())));
    assert_eq!(raw.hears().await, Some((PONG, b"?".to_vec())));
    assert_eq!(raw.hears().await, Some((BINARY, vec![7; 130])));
}

#[tokio::test]
async fn pieces_become_one_message_and_controls_go_between() {
    let (house, ana) = House::founded().await;
    let cookies = ana.cookie_header();
    for (begun, whole) in [(TEXT_BEGUN, TEXT), (BINARY_BEGUN, BINARY)] {
        let pieces = [frame(begun, b"one "), frame(CONTINUED, b""), frame(CONTINUED, b"two "), frame(FINISHED, b"three")];
        assert_eq!(answers(&house, &cookies, &pieces, 1).await, [(whole, b"one two three".to_vec())]);
        let [first, second, third, last] = pieces;
        let between = [first, frame(PING, b"a"), second, frame(PONG, b"nobody asked"), third, frame(PING, b""), last];
        let expected = [(PONG, b"a".to_vec()), (PONG, Vec::new()), (whole, b"one two three".to_vec())];
        assert_eq!(answers(&house, &cookies, &between, 3).await, expected);
    }
}

#[tokio::test]
async fn pings_are_answered_with_what_they_carry() {
    let (house, ana) = House::founded().await;
    let cookies = ana.cookie_header();
    for payload in [vec![], b"Hello".to_vec(), vec![0, 0xff, 0xfe], vec![0xfe; 125]] {
        assert_eq!(answers(&house, &cookies, &[frame(PING, &payload)], 1).await, [(PONG, payload)]);
    }
    let ten: Vec<Vec<u8>> = (0..10).map(|n| frame(PING, &[n])).collect();
    let expected: Vec<_> = (0..10).map(|n| (PONG, vec![n])).collect();
    assert_eq!(answers(&house, &cookies, &ten, 10).await, expected, "in their order");
    let unasked = [frame(PONG, b"x"), frame(TEXT, b"y")];
    assert_eq!(answers(&house, &cookies, &unasked, 1).await, [(TEXT, b"y".to_vec())], "a pong nobody asked for is nothing");
}

#[tokio::test]
async fn letters_may_be_cut_anywhere() {
    let (house, ana) = House::founded().await;
    let word = WORD.as_bytes();
    for at in 0..=word.len() {
        let pieces = [frame(TEXT_BEGUN, &word[..at]), frame(FINISHED, &word[at..])];
        assert_eq!(answers(&house, &ana.cookie_header(), &pieces, 1).await, [(TEXT, word.to_vec())], "{at}");
    }
    let mut bytes: Vec<Vec<u8>> = word.iter().map(|byte| frame(CONTINUED, &[*byte])).collect();
    bytes.insert(0, frame(TEXT_BEGUN, b""));
    bytes.push(frame(FINISHED, b""));
    assert_eq!(answers(&house, &ana.cookie_header(), &bytes, 1).await, [(TEXT, word.to_vec())]);
}

#[tokio::test]
async fn what_is_not_utf_8_is_no_text() {
    let (house, ana) = House::founded().await;
    let cookies = ana.cookie_header();
    for bad in [
        &b"\xff"[..],
        b"\x80",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
        b"cut short \xf0\x9f\x8f",
    ] {
        assert_eq!(closes(&house, &cookies, &[frame(TEXT, bad)]).await, Some(1007), "{bad:x?}");
        let middle = bad.len() / 2;
        let pieces = [frame(TEXT_BEGUN, &bad[..middle]), frame(FINISHED, &bad[middle..])];
        assert_eq!(closes(&house, &cookies, &pieces).await, Some(1007), "in pieces {bad:x?}");
        assert_eq!(answers(&house, &cookies, &[frame(BINARY, bad)], 1).await, [(BINARY, bad.to_vec())], "as bytes it is fine");
    }
    for good in
        ["\u{0}", "\u{7f}", "\u{80}", "\u{7ff}", "\u{800}", "\u{d7ff}", "\u{e000}", "\u{ffff}", "\u{10000}", "\u{10ffff}", "\u{feff}"]
    {
        assert_eq!(answers(&house, &cookies, &[frame(TEXT, good.as_bytes())], 1).await, [(TEXT, good.into())], "{good:?}");
    }
}

#[tokio::test]
async fn what_the_standard_keeps_for_later_is_refused() {
    let (house, ana) = House::founded().await;
    let cookies = ana.cookie_header();
    for bits in [0x40, 0x20, 0x10, 0x50, 0x70] {
        for first in [TEXT, BINARY, PING, CLOSE] {
            assert_eq!(closes(&house, &cookies, &[frame(first | bits, b"")]).await, Some(1002), "{first:x} {bits:x}");
        }
    }
    for kind in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        assert_eq!(closes(&house, &cookies, &[frame(0x80 | kind, b"x")]).await, Some(1002), "{kind}");
    }
}

#[tokio::test]
async fn frames_in_a_wrong_order_are_refused() {
    let (house, ana) = House::founded().await;
    let cookies = ana.cookie_header();
    for wrong in [
        vec![frame(CONTINUED, b"nothing was begun")],
        vec![frame(FINISHED, b"nothing was begun")],
        vec![frame(TEXT_BEGUN, b"a"), frame(TEXT, b"not continued")],
        vec![frame(TEXT_BEGUN, b"a"), frame(BINARY_BEGUN, b"not continued")],
        vec![frame(0x08, b"")],
        vec![frame(0x09, b"a ping in pieces")],
        vec![frame(0x0a, b"a pong in pieces")],
        vec![frame(PING, &[b'x'; 126])],
        vec![frame(PONG, &[b'x'; 126])],
        vec![frame(CLOSE, &[&[3, 232], &[b'x'; 124][..]].concat())],
        vec![vec![TEXT, 4, b'b', b'a', b'r', b'e']],
    ] {
        assert_eq!(closes(&house, &cookies, &wrong).await, Some(1002), "{wrong:x?}");
    }
    let mut raw = echo(&house, &cookies).await;
    raw.says(&[frame(TEXT, b"said"), frame(FINISHED, b"nothing was begun")].concat()).await;
    assert_eq!(raw.hears().await, Some((TEXT, b"said".to_vec())), "what was right before is answered");
    assert_eq!(raw.closed_with().await, Some(1002));
}

#[tokio::test]
async fn a_close_is_answered_and_nothing_follows_it() {
    let (house, ana) = House::founded().await;
    let cookies = ana.cookie_header();
    let code = |code: u16, reason: &[u8]| frame(CLOSE, &[&code.to_be_bytes(), reason].concat());
    for valid in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] {
        assert_eq!(closes(&house, &cookies, &[code(valid, b"bye")]).await, Some(valid), "{valid}");
    }
    assert_eq!(closes(&house, &cookies, &[frame(CLOSE, b"")]).await, None, "without a code the answer has none");
    for invalid in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        assert_eq!(closes(&house, &cookies, &[code(invalid, b"")]).await, Some(1002), "{invalid}");
    }
    assert_eq!(closes(&house, &cookies, &[frame(CLOSE, &[3])]).await, Some(1002), "half a code");
    assert_eq!(closes(&house, &cookies, &[code(1000, b"\xff")]).await, Some(1007), "a reason is text");
    assert_eq!(closes(&house, &cookies, &[code(1000, &[b'x'; 123])]).await, Some(1000), "the longest reason");
    let after = [code(1000, b""), frame(PING, b"too late"), frame(TEXT, b"too late")];
    assert_eq!(closes(&house, &cookies, &after).await, Some(1000));
    let unfinished = [frame(TEXT_BEGUN, b"never"), code(1000, b"")];
    assert_eq!(closes(&house, &cookies, &unfinished).await, Some(1000), "what was begun is not said");
}
