//! Words of strangers, made fit to stand in a line of ours: on one line, without tricks, and not too long.
//! They stay text: nothing is escaped here, because nothing is ever read as markup.

/// The text without control characters and direction marks, with single blanks, and with at most so many characters. `None`
/// when nothing is left.
pub(super) fn clean(text: &str, most: usize) -> Option<String> {
    let mut cleaned = String::new();
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let mut word = word.chars().filter(|c| !is_trick(*c)).peekable();
        if word.peek().is_none() {
            continue;
        }
        if count > 0 {
            cleaned.push(' ');
            count += 1;
        }
        for c in word {
            cleaned.push(c);
            count += 1;
            if count > most {
                return Some(cut(&cleaned, most));
            }
        }
    }
    (!cleaned.is_empty()).then_some(cleaned)
}

/// A text that is too long, with a sign that it went on.
fn cut(text: &str, most: usize) -> String {
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    // Not behind a blank, and not behind what joins two characters to one.
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200d}' | '\u{fe0f}')))
}

/// Characters that change what others look like or where they stand, or that nobody sees. Joiners stay: emoji and some
/// scripts are made with them.
const fn is_trick(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn lines_and_blanks_become_one_blank() {
        assert_eq!(clean("  a \r\n\t b\u{a0}\u{3000}c\u{2028}d\0e\u{1b}[0m ", 99).as_deref(), Some("a b c d e [0m"));
        assert_eq!(clean(" \n\u{200b}\u{202e} ", 99), None);
    }

    #[test]
    fn direction_marks_go_and_joiners_stay() {
        assert_eq!(clean("a\u{202e}b\u{2066}c\u{200f} d\u{feff}", 99).as_deref(), Some("abc d"));
        assert_eq!(clean("👩\u{200d}💻 می\u{200c}خواهم", 99).as_deref(), Some("👩\u{200d}💻 می\u{200c}خواهم"));
    }

    #[test]
    fn what_is_too_long_is_cut_at_a_character() {
        assert_eq!(clean("가나다라", 4).as_deref(), Some("가나다라"));
        assert_eq!(clean("가나다라마", 4).as_deref(), Some("가나다…"));
        assert_eq!(clean("가나 다라마", 4).as_deref(), Some("가나…"));
        assert_eq!(clean(&"a ".repeat(1 << 18), 400).unwrap().chars().count(), 400);
    }
}
