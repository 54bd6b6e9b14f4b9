//! Names in running text: `@ana`, `@here`, `@room`, and rooms as `#kitchen`.
//! Whether anything has such a name is not known here; `known` helps those who know.

use crate::{own::own_inlines, parse, tree::Inline, work};

/// How many characters of a name are read: the longest there is, and what a language may put behind it.
const LONGEST: usize = 72;

/// A name that was found, and how much of the text it is.
pub(crate) type Found = Option<(Inline, usize)>;

/// Who is called by an `@`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Mention {
    /// Somebody, by the name as it was written. It may have more at its end than the name: `서연님`; see [`known`].
    Member(String),
    /// `@here`: all who are online.
    Here,
    /// `@room`: all who are in the room.
    Room,
}

impl Mention {
    /// The name without the `@`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Member(name) => name,
            Self::Here => "here",
            Self::Room => "room",
        }
    }
}

/// Who is called in a message, each once, in the order of the text. Quoted calls and those in code call nobody.
pub fn mentions(body: &str) -> impl Iterator<Item = Mention> {
    let mut found = Vec::new();
    own_inlines(&parse(body).blocks, &mut |inline| {
        match inline {
            Inline::Mention(mention) if !found.contains(mention) => found.push(mention.clone()),
            _ => {}
        }
        true
    });
    found.into_iter()
}

/// How much of a written name is a name that `is_one` knows: all of it, or what is left without the Hangul at its end, which
/// may be a title or a particle (`@서연님께`). The longest is taken.
pub fn known(written: &str, is_one: impl Fn(&str) -> bool) -> Option<&str> {
    let mut name = written;
    loop {
        if is_one(name) {
            return Some(name);
        }
        name = name.strip_suffix(|c| matches!(c, '가'..='힣')).filter(|rest| !rest.is_empty())?;
    }
}

/// The form in which a written name and a real one are compared: small letters and digits, `.`, `-` and `_`, because a name with
/// blanks in it is written without them.
#[must_use]
pub fn folded(name: &str) -> String {
    name.chars().filter(|c| is_part(*c)).flat_map(char::to_lowercase).collect()
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// The name that a text begins with. What ends a sentence does not end a name.
fn name(text: &str) -> &str {
    let end = text.char_indices().take(LONGEST).find(|(_, c)| !is_part(*c)).map(|(at, _)| at);
    let end = end.or_else(|| text.char_indices().nth(LONGEST).map(|(at, _)| at)).unwrap_or(text.len());
    work::did(end);
    text.get(..end).unwrap_or_default().trim_end_matches(['.', '-', '_'])
}

/// What an `@` calls that has this text behind it, and how much of the text that is.
pub(crate) fn mention(before: Option<char>, after: &str) -> Found {
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '/' | '_')) {
        return None;
    }
    let name = name(after);
    let everyone = [("here", Mention::Here), ("room", Mention::Room)].into_iter().find(|(word, _)| {
        let (begin, rest) = name.split_at_checked(word.len()).unwrap_or_default();
        begin.eq_ignore_ascii_case(word) && !rest.starts_with(|c: char| c.is_ascii())
    });
    if let Some((word, mention)) = everyone {
        return Some((Inline::Mention(mention), word.len()));
    }
    name.starts_with(char::is_alphanumeric).then(|| (Inline::Mention(Mention::Member(name.to_owned())), name.len()))
}

/// The room that a `#` names that has this text behind it, and how much of the text that is.
pub(crate) fn room(before: Option<char>, after: &str) -> Found {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '#' | '&' | '/' | '_' | '.' | '-')) {
        return None;
    }
    let name = name(after);
    name.starts_with(char::is_alphanumeric).then(|| (Inline::Room(name.to_owned()), name.len()))
}
