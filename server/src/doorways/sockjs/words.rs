//! The frames of SockJS: what a server says around the texts it carries, and how a client sends texts.
//! How frames are put into HTTP answers is in `transport`.

use protocol::CloseCode;
use serde::Deserialize;

/// The session is open.
pub const OPEN: &str = "o";

/// The session lives.
pub const HEARTBEAT: &str = "h";

/// Somebody else receives for this session.
pub const RECEIVED_ELSEWHERE: &str = "c[2010,\"Another connection still open\"]";

/// Texts.
pub fn messages(texts: &[String]) -> String {
    let list = serde_json::to_string(texts).unwrap_or_default();
    // The stock client decodes percent signs of event streams once more, and script is no place for some others.
    // All of them can stand only inside of strings, where JSON has another spelling for them.
    let mut frame = String::with_capacity(list.len() + 16);
    frame.push('a');
    for c in list.chars() {
        match c {
            '%' => frame.push_str("\\u0025"),
            '<' => frame.push_str("\\u003c"),
            '\u{2028}' => frame.push_str("\\u2028"),
            '\u{2029}' => frame.push_str("\\u2029"),
            c => frame.push(c),
        }
    }
    frame
}

/// The session is closed.
pub fn close(code: CloseCode) -> String {
    let why = match code {
        CloseCode::Normal => "Normal closure",
        CloseCode::GoingAway => "Gone away",
        CloseCode::NotAuthenticated => "Not signed in",
        CloseCode::Policy => "Against the rules of this server",
        CloseCode::TooBig => "Too large",
        CloseCode::Restart => "The server restarts",
        CloseCode::TryLater => "Try again later",
        CloseCode::TooSlow => "Not read for too long",
        _ => "Closed",
    };
    format!("c[{},\"{why}\"]", code.number())
}

/// The texts of a client: an array, or a single one; `None` when it is neither.
pub fn read(json: &str) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Sent {
        Many(Vec<String>),
        One(String),
    }
    match serde_json::from_str(json).ok()? {
        Sent::Many(texts) => Some(texts),
        Sent::One(text) => Some(vec![text]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use protocol::CloseCode;

    use super::{close, messages, read};

    #[test]
    fn frames_are_as_the_protocol_has_them() {
        assert_eq!(messages(&["x".to_owned(), "\0\n\"".to_owned()]), r#"a["x","\u0000\n\""]"#);
        assert_eq!(close(CloseCode::Normal), r#"c[1000,"Normal closure"]"#);
        assert_eq!(read(r#"["a","b"]"#).unwrap(), ["a", "b"]);
        assert_eq!(read(r#""a""#).unwrap(), ["a"]);
        for nonsense in ["", "[", "[1]", "{}", "[\"a", "[[\"a\"]]"] {
            assert!(read(nonsense).is_none(), "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_is_heard_and_can_stand_anywhere(texts in prop::collection::vec(".*", 0..5)) {
            let frame = messages(&texts);
            let unsafe_in_scripts = ['\n', '\r', '<', '%', '\u{2028}', '\u{2029}'];
            prop_assert!(!frame.contains(unsafe_in_scripts));
            prop_assert_eq!(read(frame.strip_prefix('a').unwrap()), Some(texts));
        }
    }
}
