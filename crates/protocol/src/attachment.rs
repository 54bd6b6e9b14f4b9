//! A file in a message: what it is called, how large it is, and as much of a picture as its place needs before it is there.
//! The bytes are never on the line; they are asked for by the id.

mod flat;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{FileId, name::clean};

/// Characters a file's name may have.
const NAME_CHARS: usize = 120;

/// Characters a blur may have: a picture of some pixels.
const BLUR_CHARS: usize = 1_500;

/// A file in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "flat::FlatFile")]
pub struct Attachment {
    /// Asks for its bytes, as `/files/{id}`.
    pub id: FileId,
    /// What its author called it.
    pub name: FileName,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// What it is, as the server found in its bytes.
    #[serde(flatten)]
    pub media: Media,
}

/// What a file is: how it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "flat::FlatFile")]
pub enum Media {
    /// A picture, which also has a small preview at `/files/{id}/preview`.
    Image {
        /// Pixels from left to right, as it is to be seen.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
        /// What stands in its place until it is there.
        #[serde(skip_serializing_if = "Blur::is_empty")]
        blur: Blur,
    },
    /// Something to hear.
    Audio,
    /// Something to see and hear.
    Video,
    /// Anything else: something to take with you.
    File,
}

/// A picture of some pixels: a PNG in base64, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Blur(String);

impl Blur {
    /// It is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its PNG in base64.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Blur {
    /// What cannot stand in a `data:` address, or is no small thing, is none.
    fn from(text: String) -> Self {
        let fits = text.len() <= BLUR_CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
        Self(if fits { text } else { String::new() })
    }
}

impl From<Blur> for String {
    fn from(blur: Blur) -> Self {
        blur.0
    }
}

/// What a file is called: 1 to 120 characters in one line, no path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct FileName(String);

impl FileName {
    /// Makes a name of whatever a system calls a file: folders, invisible characters and the middle of an endless name go.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = clean(last);
        let name = name.trim_start_matches(['.', ' ']);
        if name.is_empty() {
            return Self("file".to_owned());
        }
        let count = name.chars().count();
        if count <= NAME_CHARS {
            return Self(name.to_owned());
        }
        // The end says what kind of file it is.
        let end: String = name.chars().skip(count - 16).collect();
        let start: String = name.chars().take(NAME_CHARS - 17).collect();
        Self(format!("{start}…{end}"))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for FileName {
    fn from(text: String) -> Self {
        Self::of(&text)
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Blur, FileName};

    #[test]
    fn a_name_is_one_line_without_a_path() {
        for (given, name) in [
            ("보고서 최종.pdf", "보고서 최종.pdf"),
            ("C:\\Users\\ana\\a.txt", "a.txt"),
            ("../../etc/passwd", "passwd"),
            ("a\nb\u{202e}gpj.exe", "a bgpj.exe"),
            (" \t", "file"),
            ("..", "file"),
            (".env", "env"),
            (". a", "a"),
        ] {
            assert_eq!(FileName::of(given).as_str(), name, "{given:?}");
        }
        let long = FileName::of(&format!("{}.tar.gz", "가".repeat(300)));
        assert!(long.as_str().chars().count() == 120 && long.as_str().ends_with(".tar.gz"), "{long}");
        assert_eq!(FileName::of(long.as_str()), long, "cleaning twice changes nothing");
    }

    #[test]
    fn a_blur_cannot_leave_its_address() {
        assert!(Blur::from("\"><script>".to_owned()).is_empty());
        assert!(Blur::from("A".repeat(5_000)).is_empty());
        assert_eq!(Blur::from("iVBORw0KGgo=".to_owned()).as_str(), "iVBORw0KGgo=");
    }
}
