//! What is being written before the caret that can be completed: `@an`, `#kit`, `:tad`, `/top`. Pure, with a table of cases as its test.
//! What it is completed to is decided by `suggestions`.

/// Something that can be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What kind of thing.
    pub kind: Kind,
    /// What was typed of it, without its sign.
    pub typed: String,
    /// How long it is with its sign, in the units of JavaScript.
    pub length: u32,
}

/// What can be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `@`: somebody.
    Member,
    /// `#`: a room.
    Room,
    /// `:`: an emoji, from two characters on.
    Emoji,
    /// `/` before everything else: a command.
    Command,
}

/// The most characters that are looked at.
const LONGEST: usize = 40;

/// What a text ends with that can be completed.
pub fn token(before_caret: &str) -> Option<Token> {
    let mut typed = Vec::new();
    let mut rest = before_caret.chars().rev();
    for c in rest.by_ref().take(LONGEST) {
        let kind = match c {
            '@' => Kind::Member,
            '#' => Kind::Room,
            ':' => Kind::Emoji,
            '/' => Kind::Command,
            c if c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+') => {
                typed.push(c);
                continue;
            }
            _ => return None,
        };
        // In the middle of a word it is an address, a time or a number.
        let inside = rest
            .next()
            .is_some_and(|before| kind == Kind::Command || before.is_alphanumeric() || matches!(before, '@' | '#' | ':' | '/' | '&' | '_'));
        if inside || (kind == Kind::Emoji && typed.len() < 2) {
            return None;
        }
        typed.reverse();
        let length = 1 + typed.iter().map(|c| c.len_utf16() as u32).sum::<u32>();
        return Some(Token { kind, typed: typed.into_iter().collect(), length });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Kind, Token, token};

    #[test]
    fn what_can_be_completed() {
        let cases = [
            ("@", Some((Kind::Member, ""))),
            ("hi @an", Some((Kind::Member, "an"))),
            ("(@ㅅㅇ", Some((Kind::Member, "ㅅㅇ"))),
            ("안녕 @서연", Some((Kind::Member, "서연"))),
            ("#", Some((Kind::Room, ""))),
            ("see #kit", Some((Kind::Room, "kit"))),
            (":ta", Some((Kind::Emoji, "ta"))),
            (":+1", Some((Kind::Emoji, "+1"))),
            (":t", None),
            ("12:30", None),
            ("ana@example", None),
            ("a#b", None),
            ("@ana ", None),
            ("::ta", None),
            ("https://x", None),
            ("/", Some((Kind::Command, ""))),
            ("/to", Some((Kind::Command, "to"))),
            ("/me @an", Some((Kind::Member, "an"))),
            ("/me ", None),
            ("//", None),
            ("and /or", None),
            ("/etc/ho", None),
            ("plain", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = token(text);
            assert_eq!(found.as_ref().map(|token| (token.kind, token.typed.as_str())), expected, "{text}");
        }
        assert_eq!(token("@𝒜서"), Some(Token { kind: Kind::Member, typed: "𝒜서".into(), length: 4 }), "as JavaScript counts");
    }
}
