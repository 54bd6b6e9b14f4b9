//! The text of a message: bounded, never blank unless there are files beside it, otherwise exactly what its author wrote.
//! What the text means (Markdown, links) is read by the crate `text`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::BODY_CHARS;

/// Why a text is not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyError {
    /// Only blanks.
    #[error("the message is empty")]
    Empty,
    /// More than [`BODY_CHARS`] characters.
    #[error("the message is longer than {BODY_CHARS} characters")]
    TooLong,
}

/// The text of one message: at most [`BODY_CHARS`] characters, `\n` as the only line end, no other control characters but tabs.
/// Empty beside files alone: whether there are any is known where a message is accepted. Copies share the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Body(Arc<str>);

impl Body {
    /// Takes what somebody wrote: line ends become `\n`, control characters and blank ends go.
    ///
    /// # Errors
    /// [`BodyError`] when nothing is left or too much is there.
    pub fn parse(text: &str) -> Result<Self, BodyError> {
        let body = Self::beside_files(text)?;
        if body.is_empty() { Err(BodyError::Empty) } else { Ok(body) }
    }

    /// The same for a message with files, which may say nothing.
    ///
    /// # Errors
    /// [`BodyError::TooLong`].
    pub fn beside_files(text: &str) -> Result<Self, BodyError> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        // Leading blanks of the first line may be the indentation of code; blank lines before it are nothing.
        let text = text.trim_end().trim_start_matches('\n');
        if text.trim().is_empty() {
            Ok(Self("".into()))
        } else if text.chars().count() > BODY_CHARS {
            Err(BodyError::TooLong)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// It says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Body {
    type Error = BodyError;
    fn try_from(text: String) -> Result<Self, BodyError> {
        Self::beside_files(&text)
    }
}

impl From<Body> for String {
    fn from(body: Body) -> Self {
        body.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, BodyError};
    use crate::BODY_CHARS;

    #[test]
    fn a_body_is_what_was_written() {
        assert_eq!(Body::parse("  a\r\nb \n").unwrap().as_str(), "  a\nb");
        assert_eq!(Body::parse("안녕\u{0}하세요").unwrap().as_str(), "안녕하세요");
    }

    #[test]
    fn blank_and_endless_bodies_are_refused() {
        assert_eq!(Body::parse(" \n\t"), Err(BodyError::Empty));
        assert_eq!(Body::parse(&"가".repeat(BODY_CHARS + 1)), Err(BodyError::TooLong));
        assert!(Body::parse(&"가".repeat(BODY_CHARS)).is_ok());
    }

    #[test]
    fn beside_files_one_may_say_nothing() {
        assert!(Body::beside_files(" \n").unwrap().is_empty());
        assert_eq!(Body::beside_files("b"), Body::parse("b"));
        assert_eq!(Body::beside_files(&"가".repeat(BODY_CHARS + 1)), Err(BodyError::TooLong));
    }
}
