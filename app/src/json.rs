//! JSON as `app` reads it: first a tree, then the type from the tree. Whatever is read shares one parser, and a type brings no more
//! than the steps from tree to value; a parser for each type, which is what reading it directly comes to, is a good part of a download.

use std::fmt;

use leptos::{
    server::codee::{Decoder, Encoder},
    server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post},
};
use serde::{Serialize, de::DeserializeOwned};

/// How questions are answered (`api`).
pub type Json = Post<Tree>;

/// Reads a value from its text.
///
/// # Errors
/// [`NotRead`] when the text is no JSON, or says something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, NotRead> {
    let tree: serde_json::Value = serde_json::from_str(text).map_err(NotRead::from)?;
    serde_json::from_value(tree).map_err(NotRead::from)
}

/// The text of a value.
fn written<T: Serialize>(value: &T) -> Result<String, NotRead> {
    serde_json::to_string(value).map_err(NotRead::from)
}

/// JSON in UTF-8, for what pages ask and for what they are sent with.
pub struct Tree;

/// A text is not what was expected, or a value has no text.
#[derive(Debug)]
pub struct NotRead(serde_json::Error);

impl From<serde_json::Error> for NotRead {
    fn from(error: serde_json::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for NotRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ContentType for Tree {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Tree {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Tree {
    type Error = NotRead;

    fn encode(value: &T) -> Result<Bytes, NotRead> {
        written(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Tree {
    type Error = NotRead;

    fn decode(bytes: Bytes) -> Result<T, NotRead> {
        read(&String::from_utf8_lossy(&bytes))
    }
}

impl<T: Serialize> Encoder<T> for Tree {
    type Error = NotRead;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, NotRead> {
        written(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Tree {
    type Error = NotRead;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, NotRead> {
        read(text)
    }
}
