//! Why a session ends, in the words of an ERROR frame and as the code its socket is closed with.
//! It repeats nothing of what was sent.

use std::borrow::Cow;

use protocol::{CloseCode, Language, Nonce, Rejection};
use serde::Serialize;

use super::{frame::Frame, parser::Malformed, transactions::Wrong, version::Version};
use crate::doorways::{aside::Aside, dialect::Unrecognized};

/// Something after which STOMP demands the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A short sentence.
    why: Cow<'static, str>,
    /// What the socket is closed with.
    pub code: CloseCode,
    /// A header more.
    header: Option<(&'static str, String)>,
}

impl Fault {
    /// This, and this code.
    pub const fn new(why: &'static str, code: CloseCode) -> Self {
        Self { why: Cow::Borrowed(why), code, header: None }
    }

    /// The ERROR.
    pub fn frame(&self, receipt: Option<&str>) -> Frame {
        let mut frame = Frame::new("ERROR").with("message", self.why.clone());
        if let Some(id) = receipt {
            frame = frame.with("receipt-id", id);
        }
        if let Some((name, value)) = &self.header {
            frame = frame.with(name, &**value);
        }
        frame.with_body("text/plain;charset=utf-8", format!("{}\n", self.why))
    }
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        let code = match malformed {
            Malformed::TooLarge => CloseCode::TooBig,
            _ => CloseCode::Protocol,
        };
        Self { why: malformed.to_string().into(), code, header: None }
    }
}

impl From<Wrong> for Fault {
    fn from(wrong: Wrong) -> Self {
        Self { why: wrong.to_string().into(), code: CloseCode::Policy, header: None }
    }
}

impl From<&Rejection> for Fault {
    fn from(rejection: &Rejection) -> Self {
        let code = if rejection.is_temporary() { CloseCode::TryLater } else { CloseCode::Policy };
        let header = rejection.retry_after_ms().map(|wait| ("retry-after-ms", wait.to_string()));
        Self { why: rejection.to_string().into(), code, header }
    }
}

impl From<Unrecognized> for Fault {
    fn from(why: Unrecognized) -> Self {
        match why {
            Unrecognized::Credentials => {
                Self::new("not signed in, or the name, the password or the token is wrong", CloseCode::NotAuthenticated)
            }
            Unrecognized::Banned => Self::new("banned", CloseCode::Kicked),
            Unrecognized::TooMany => Self::new("too many connections", CloseCode::TryLater),
            Unrecognized::Unavailable => Self::new("temporarily unavailable", CloseCode::TryLater),
            Unrecognized::TooFast(wait) => {
                let header = Some(("retry-after-ms", wait.as_millis().to_string()));
                Self { header, ..Self::new("too many attempts", CloseCode::TryLater) }
            }
        }
    }
}

/// A header that must be there.
pub fn missing(header: &'static str) -> Fault {
    Fault { why: format!("the header {header} is missing").into(), code: CloseCode::Protocol, header: None }
}

/// No version in common.
pub fn no_version() -> Fault {
    let known: Vec<&str> = Version::ALL.iter().rev().map(|version| version.text()).collect();
    Fault { header: Some(("version", known.join(","))), ..Fault::new("no common version of STOMP", CloseCode::Protocol) }
}

/// What a client is told before somebody else closes its connection; nothing when it may simply come back.
pub const fn of_close(code: CloseCode) -> Option<&'static str> {
    Some(match code {
        CloseCode::Normal | CloseCode::GoingAway | CloseCode::Restart => return None,
        CloseCode::Policy => "too many frames",
        CloseCode::TooBig => "the frame is too large",
        CloseCode::NotUtf8 => "the frame is not UTF-8",
        CloseCode::NotAuthenticated => "not signed in, or no longer",
        CloseCode::Kicked => "removed by a moderator",
        CloseCode::TooSlow => "not read for too long",
        CloseCode::TryLater => "too many connections",
        _ => "the connection is broken",
    })
}

/// A refusal, with what it answers and in the other spellings of two fields.
#[derive(Serialize)]
struct Refusal<'a> {
    destination: &'a str,
    receipt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u32>,
    message: &'a str,
    #[serde(flatten)]
    aside: &'a Aside,
}

/// A refusal for those who listen for them.
pub fn refusal(language: Language, destination: &str, receipt: Option<&str>, nonce: Option<Nonce>, rejection: &Rejection) -> String {
    let aside = Aside::refusal("ERROR", language, None, nonce, rejection);
    let refusal = Refusal { destination, receipt, retry_after_ms: aside.retry_after_ms, message: &aside.content, aside: &aside };
    serde_json::to_string(&refusal).unwrap_or_default()
}
