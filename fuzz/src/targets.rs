//! What strangers can send, as plain functions over bytes: each must return, whatever the bytes are. libFuzzer calls them
//! (`make fuzz`), and `crates/chat/tests/it/corpus.rs` replays the corpus through them in every `make test`.
//! They open no socket and need no server.

use protocol::{BODY_CHARS, Body, ClientFrame, Command, Event, Timeline};

use super::meter::Meter;

/// A target: its name, which is that of its corpus too, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 5] =
    [("client_frame", client_frame), ("server_frame", server_frame), ("body", body), ("words", words), ("fragments", fragments)];

/// A frame of a client, as the server's reader decodes it. What is understood means the same when it is said again.
pub fn client_frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(frame) = serde_json::from_str::<ClientFrame>(text) else { return };
    if let Command::Post { body, .. } = &frame.command {
        assert!(body.as_str().chars().count() <= BODY_CHARS);
    }
    let again = serde_json::to_string(&frame).expect("a frame becomes JSON");
    assert_eq!(serde_json::from_str::<ClientFrame>(&again).expect("what was written can be read"), frame);
}

/// Frames of a server, one a line, as a browser decodes them, and what its timeline does with them.
pub fn server_frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut timeline: Option<Timeline> = None;
    for line in text.lines() {
        let Ok(event) = serde_json::from_str::<Event>(line) else { continue };
        let again = serde_json::to_string(&event).expect("an event becomes JSON");
        assert_eq!(serde_json::from_str::<Event>(&again).expect("what was written can be read"), event);
        match (event, &mut timeline) {
            (Event::Snapshot { snapshot, .. } | Event::Reset { snapshot, .. }, Some(timeline)) => timeline.reset(snapshot),
            (Event::Snapshot { snapshot, .. } | Event::Reset { snapshot, .. }, none) => *none = Some(Timeline::new(snapshot)),
            (Event::Resumed { events, .. } | Event::Appended { events, .. }, Some(timeline)) => {
                let before = timeline.position().seq;
                timeline.apply(&events);
                assert!(timeline.position().seq >= before);
            }
            (Event::Page { before, page, .. }, Some(timeline)) => timeline.prepend(before, page),
            _ => {}
        }
    }
}

/// What somebody typed. A body is a body already, also through JSON.
pub fn body(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(body) = Body::parse(text) else { return };
    assert_eq!(Body::parse(body.as_str()).as_ref(), Ok(&body), "what was cleaned is clean");
    let json = serde_json::to_string(&body).expect("a body becomes JSON");
    assert_eq!(serde_json::from_str::<Body>(&json).expect("what was written can be read"), body);
}

/// What a message's text is shown as: whatever it is, it is read to its end, and nothing else than the usual ways leads away.
pub fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let tree = text::parse(text);
    assert_eq!(text::parse(text), tree, "the same text is the same tree");
    assert!(!text::plain(text).contains('\n'), "a line is one line");
    assert!(text::mentions(text).count() <= text.len());
}

/// The headers of WebSocket frames: wherever a stream is cut into reads, it means the same.
pub fn fragments(bytes: &[u8]) {
    let mut whole = Meter::default();
    let whole = whole.see(bytes);
    let mut pieces = Meter::default();
    let cut = bytes.first().map_or(1, |first| usize::from(*first % 7) + 1);
    assert_eq!(bytes.chunks(cut).try_for_each(|some| pieces.see(some)), whole);
}
