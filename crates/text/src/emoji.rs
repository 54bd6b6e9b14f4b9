//! Emoji: by their short names, and as they are recognized in a text.
//! The names are a table of its own, `shortcodes`.

use crate::shortcodes::SHORTCODES;

/// The emoji of a short name (`tada`), and the name as the table has it.
#[must_use]
pub fn emoji(name: &str) -> Option<(&'static str, &'static str)> {
    let at = SHORTCODES.binary_search_by(|(one, _)| (*one).cmp(name)).ok()?;
    SHORTCODES.get(at).map(|(name, glyph)| (*glyph, *name))
}

/// All short names with their emoji, in the order of the alphabet.
#[must_use]
pub const fn shortcodes() -> &'static [(&'static str, &'static str)] {
    SHORTCODES
}

/// The emoji that a text begins with after its colon, its name, and how much of the text that is with the second colon.
pub(crate) fn after_colon(text: &str) -> Option<(&'static str, &'static str, usize)> {
    const LONGEST: usize = 32;
    let end = text
        .bytes()
        .take(LONGEST)
        .position(|byte| !(byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'+' | b'-')))?;
    crate::work::did(end);
    let (name, after) = text.split_at_checked(end)?;
    let (glyph, name) = after.starts_with(':').then(|| emoji(name)).flatten()?;
    Some((glyph, name, end + 1))
}

/// How many emoji a text holds that holds nothing else but blanks.
pub(crate) fn is_emoji_text(text: &str) -> Option<usize> {
    let mut count = 0;
    let mut joined = false;
    let mut half_flag = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let continues = std::mem::take(&mut joined);
        match c {
            '\u{200D}' if count > 0 => joined = true,
            // Shows the one before in color, in a skin, or as the flag of a region.
            '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' if count > 0 => {}
            '\u{1F1E6}'..='\u{1F1FF}' => {
                count += usize::from(!half_flag);
                half_flag = !half_flag;
                continue;
            }
            '0'..='9' | '#' | '*' => {
                chars.next_if_eq(&'\u{FE0F}');
                chars.next_if_eq(&'\u{20E3}')?;
                count += 1;
            }
            // As a sign of a text they are letters, unless they are told to be emoji.
            '©' | '®' | '™' | '‼' | '⁉' | 'ℹ' | '↔'..='↪' => {
                chars.next_if_eq(&'\u{FE0F}')?;
                count += 1;
            }
            '\u{231A}'..='\u{23FF}'
            | '\u{25AA}'..='\u{27BF}'
            | '\u{2934}'..='\u{2935}'
            | '\u{2B05}'..='\u{2B55}'
            | '〰'
            | '〽'
            | '㊗'
            | '㊙'
            | '\u{1F004}'..='\u{1FAFF}' => count += usize::from(!continues),
            c if c.is_whitespace() => {}
            _ => return None,
        }
        half_flag = false;
    }
    Some(count)
}
