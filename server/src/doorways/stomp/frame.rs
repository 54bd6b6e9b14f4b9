//! One STOMP frame, and how it is written.
//! How it is read is in `parser`.

use std::fmt::Write;

use super::version::Version;

/// A frame: its command, its headers in order, its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Such as `SEND`.
    pub command: String,
    /// Names and values, without escapes. Of several with one name the first counts.
    pub headers: Vec<(String, String)>,
    /// The body; only some commands have one.
    pub body: String,
}

impl Frame {
    /// A frame without headers and body.
    pub fn new(command: &str) -> Self {
        Self { command: command.to_owned(), headers: Vec::new(), body: String::new() }
    }

    /// With one header more.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With a body of this media type.
    pub fn with_body(mut self, media_type: &str, body: impl Into<String>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.with("content-type", media_type).with("content-length", length)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// As it goes over the wire.
    pub fn text(&self, version: Version) -> String {
        let mut text = String::with_capacity(self.body.len() + 256);
        text.push_str(&self.command);
        text.push('\n');
        // The one frame without escapes: its reader does not know the version yet.
        let version = if matches!(self.command.as_str(), "CONNECTED" | "CONNECT") { Version::V10 } else { version };
        for (name, value) in &self.headers {
            let _ = writeln!(text, "{}:{}", version.escape(name), version.escape(value));
        }
        text.push('\n');
        text.push_str(&self.body);
        text.push('\0');
        text
    }
}
