//! What is pushed: a few bytes, how long they are worth something, and how urgent they are.
//! What the bytes mean is between the server and its service worker.

use std::time::Duration;

/// How many bytes a payload may have: with everything around it that makes the 4,096 that every push server takes.
pub const LONGEST_PAYLOAD: usize = 3993;

/// The steps in which payloads are padded, in bytes.
const STEP: usize = 512;

/// The payload does not fit into a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payload has at most {LONGEST_PAYLOAD} bytes")]
pub struct TooLong;

/// What the browser gets: up to [`LONGEST_PAYLOAD`] bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload(Vec<u8>);

impl Payload {
    /// Takes these bytes.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn new(bytes: Vec<u8>) -> Result<Self, TooLong> {
        if bytes.len() > LONGEST_PAYLOAD { Err(TooLong) } else { Ok(Self(bytes)) }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// How long it is with the mark at its end and its padding, so that its length says little about its text.
    pub(super) fn padded(&self) -> usize {
        (self.0.len() + 1).next_multiple_of(STEP).min(LONGEST_PAYLOAD + 1)
    }
}

/// How soon a browser should be woken (RFC 8030, 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// With power and without haste.
    VeryLow,
    /// With power or a good network.
    Low,
    /// When the device is not saving its battery.
    Normal,
    /// At once.
    High,
}

impl Urgency {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::VeryLow => "very-low",
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

/// The text names no topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a topic has 1 to 32 letters, digits, - and _")]
pub struct NoTopic;

/// What a note is about, in 1 to 32 letters of base64url: a note that waits is replaced by the next one of its topic. Push
/// servers see it, so it must not be the name of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic(String);

impl Topic {
    /// Takes a topic.
    ///
    /// # Errors
    /// [`NoTopic`].
    pub fn parse(text: &str) -> Result<Self, NoTopic> {
        let fits = (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if fits { Ok(Self(text.to_owned())) } else { Err(NoTopic) }
    }

    /// The topic.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Something to tell a browser.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    /// What is told.
    pub payload: &'a Payload,
    /// How long a push server keeps it for a browser that is away, in whole seconds. Zero: now or never.
    pub ttl: Duration,
    /// How soon the browser should be woken.
    pub urgency: Urgency,
    /// What it is about, if a later note about the same makes it void.
    pub topic: Option<&'a Topic>,
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_PAYLOAD, Payload, Topic};

    #[test]
    fn lengths_are_hidden_in_steps_and_everything_fits() {
        for (length, padded) in [(0, 512), (511, 512), (512, 1024), (3583, 3584), (3584, 3994), (LONGEST_PAYLOAD, 3994)] {
            assert_eq!(Payload::new(vec![0; length]).unwrap().padded(), padded, "{length}");
        }
        assert!(Payload::new(vec![0; LONGEST_PAYLOAD + 1]).is_err());
    }

    #[test]
    fn a_topic_is_a_header() {
        assert!(Topic::parse("aZ09-_").is_ok());
        for text in ["", "a b", "a\n", "가", &"a".repeat(33)] {
            assert!(Topic::parse(text).is_err(), "{text}");
        }
    }
}
