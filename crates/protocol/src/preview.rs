//! What a linked page says about itself, as it hangs below a message: words of strangers, and a picture made anew.
//! Who asks the page, and whether it may be asked, is not known here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Blur;

/// Hexadecimal digits of a picture's id.
const ID_DIGITS: usize = 64;

/// What a linked page says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPreview {
    /// The address as it stands in the message.
    pub link: String,
    /// Where it led in the end.
    pub url: String,
    /// What the page is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the page is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the page says it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<PreviewPicture>,
}

impl LinkPreview {
    /// Roughly how many bytes it has on the wire.
    #[must_use]
    pub fn weight(&self) -> usize {
        let texts = [&self.title, &self.description, &self.site].into_iter().flatten().map(String::len).sum::<usize>();
        200 + self.link.len() + self.url.len() + texts + self.picture.as_ref().map_or(0, |picture| 140 + picture.blur.as_str().len())
    }
}

/// The picture of a linked page, as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewPicture {
    /// Asks for its bytes, as `/previews/{id}`.
    pub id: PictureId,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// What stands in its place until it is there.
    #[serde(default, skip_serializing_if = "Blur::is_empty")]
    pub blur: Blur,
}

/// The name of a picture's bytes: their SHA-256 as 64 lower hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PictureId(String);

/// The text was not 64 lower hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture is named by 64 hexadecimal digits")]
pub struct NotAPicture;

impl PictureId {
    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PictureId {
    type Error = NotAPicture;
    fn try_from(text: String) -> Result<Self, NotAPicture> {
        let fits = text.len() == ID_DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if fits { Ok(Self(text)) } else { Err(NotAPicture) }
    }
}

impl From<PictureId> for String {
    fn from(id: PictureId) -> Self {
        id.0
    }
}

impl fmt::Display for PictureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PictureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PictureId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{NotAPicture, PictureId};

    #[test]
    fn a_picture_is_named_by_its_digest() {
        let digits = "0123456789abcdef".repeat(4);
        assert_eq!(PictureId::try_from(digits.clone()).unwrap().as_str(), digits);
        for text in ["", "ab", &"g".repeat(64), &"A".repeat(64), &"../".repeat(22)] {
            assert_eq!(PictureId::try_from(text.to_owned()), Err(NotAPicture), "{text}");
        }
    }
}
