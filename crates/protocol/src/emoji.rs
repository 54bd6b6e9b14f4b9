//! One emoji, as people react with it.
//! It knows which characters emoji are made of, not every emoji there is: what a device cannot draw it shows in pieces.

use serde::{Deserialize, Serialize};

/// Code points the longest emoji have (a family with skin tones).
const MOST_CHARS: usize = 12;

/// The text is not one emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an emoji")]
pub struct NotAnEmoji;

/// One emoji: 1 to 12 code points, all of which occur in emoji, at least one of which is a picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Emoji(String);

impl Emoji {
    /// Takes an emoji as a keyboard makes it.
    ///
    /// # Errors
    /// [`NotAnEmoji`] for everything else.
    pub fn parse(text: &str) -> Result<Self, NotAnEmoji> {
        let text = text.trim();
        let all_belong = text.chars().all(|c| is_picture(c) || joins(c));
        let keycap = text.ends_with('\u{20E3}') && text.chars().count() <= 3 && text.starts_with(|c: char| "0123456789#*".contains(c));
        let keycap = keycap && text.chars().skip(1).all(joins);
        let picture = all_belong && text.starts_with(is_picture);
        if (picture || keycap) && text.chars().count() <= MOST_CHARS { Ok(Self(text.to_owned())) } else { Err(NotAnEmoji) }
    }

    /// The emoji.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The blocks of Unicode that emoji are in.
const fn is_picture(c: char) -> bool {
    matches!(c,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21AA}' | '\u{231A}'..='\u{23FF}'
        | '\u{24C2}' | '\u{25AA}'..='\u{25FE}' | '\u{2600}'..='\u{27BF}' | '\u{2934}'..='\u{2935}' | '\u{2B05}'..='\u{2B55}'
        | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
}

/// What stands between and behind pictures: joiners, variation selectors, keycaps, the letters of subdivision flags.
const fn joins(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}')
}

impl TryFrom<String> for Emoji {
    type Error = NotAnEmoji;
    fn try_from(text: String) -> Result<Self, NotAnEmoji> {
        Self::parse(&text)
    }
}

impl From<Emoji> for String {
    fn from(emoji: Emoji) -> Self {
        emoji.0
    }
}

#[cfg(test)]
mod tests {
    use super::Emoji;

    #[test]
    fn emoji_of_all_shapes_are_taken() {
        for emoji in ["👍", "❤️", "👩🏽‍🚀", "🇰🇷", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "☕", "👨‍👩‍👧‍👦", "✅"]
        {
            assert_eq!(Emoji::parse(emoji).unwrap().as_str(), emoji);
        }
    }

    #[test]
    fn text_is_not_an_emoji() {
        for text in ["", " ", "a", "ok", "가", "1", "<b>", "\u{200D}", "\u{FE0F}", "👍a", "👍👍👍👍👍👍👍👍👍👍👍👍👍", "1a\u{20E3}"]
        {
            assert!(Emoji::parse(text).is_err(), "{text:?}");
        }
    }
}
