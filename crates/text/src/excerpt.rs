//! A few words of a message, for where there is one line of room.

use crate::plain;

/// Characters of a message that are told to somebody who looks elsewhere.
const TOLD: usize = 160;

/// The beginning of a line: at most so many characters, and `…` where more were left out.
#[must_use]
pub fn excerpt(line: &str, most: usize) -> String {
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line.to_owned(),
    }
}

/// What a message says, in short; of one without text, what its files are called.
#[must_use]
pub fn told<'a>(body: &str, files: impl Iterator<Item = &'a str>) -> String {
    let whole = match plain(body) {
        text if text.is_empty() => files.collect::<Vec<_>>().join(", "),
        text => text,
    };
    excerpt(&whole, TOLD)
}

#[cfg(test)]
mod tests {
    use super::{excerpt, told};

    #[test]
    fn only_the_beginning_of_a_long_line_is_left() {
        assert_eq!(excerpt("soup", 4), "soup");
        assert_eq!(excerpt(&"가".repeat(5), 4), "가가가가…");
        assert_eq!(excerpt("hot soup", 4), "hot…");
    }

    #[test]
    fn a_message_without_text_is_told_by_its_files() {
        assert_eq!(told("**soup**", ["a.png"].into_iter()), "soup");
        assert_eq!(told("", ["a.png", "b.png"].into_iter()), "a.png, b.png");
        assert_eq!(told(&"가".repeat(8000), std::iter::empty()).chars().count(), 161);
    }
}
