//! Addresses in running text: `http://`, `https://`, `mailto:` and mail addresses become links, everything else stays text.
//! Nothing else is ever a link, so nothing else can be clicked.

use crate::work;

const MAIL: &str = "mailto:";
const SCHEMES: [&str; 3] = ["https://", "http://", MAIL];

/// How long the part of a mail address before its `@` may be.
const LONGEST_MAILBOX: usize = 64;

/// What Korean puts right behind a word. Behind an address it belongs to the sentence, unless a whole word of Hangul is there.
const PARTICLES: [&str; 34] = [
    "을",
    "를",
    "이",
    "가",
    "은",
    "는",
    "에",
    "의",
    "로",
    "으로",
    "와",
    "과",
    "도",
    "만",
    "에서",
    "에는",
    "에도",
    "에서는",
    "로는",
    "부터",
    "까지",
    "에게",
    "보다",
    "처럼",
    "이나",
    "나",
    "이랑",
    "랑",
    "하고",
    "입니다",
    "이에요",
    "예요",
    "이고",
    "라고",
];

/// The address that this text begins with, as long as it is.
pub(crate) fn address(text: &str) -> Option<&str> {
    let (scheme, after) = without_scheme(text)?;
    if !begins_host(after) || (after.starts_with('[') && scheme == MAIL) {
        return None;
    }
    // Looked at first, so that what is none costs no more than a mailbox.
    if scheme == MAIL && !after.chars().take(LONGEST_MAILBOX + 1).take_while(|c| !ends(*c)).any(|c| c == '@') {
        return None;
    }
    text.get(..scheme.len() + length(after))
}

/// The address of a link that names its own: all of it, or none.
pub(crate) fn whole_address(text: &str) -> Option<&str> {
    let (_, after) = without_scheme(text)?;
    (begins_host(after) && !after.contains(ends)).then_some(text)
}

/// The scheme that this text begins with, in our spelling, and what follows it.
fn without_scheme(text: &str) -> Option<(&'static str, &str)> {
    SCHEMES.into_iter().find_map(|scheme| {
        let (begin, after) = text.split_at_checked(scheme.len())?;
        begin.eq_ignore_ascii_case(scheme).then_some((scheme, after))
    })
}

/// A host begins here: a name, or the number of one in brackets (IPv6). Other brackets would only look like one.
fn begins_host(text: &str) -> bool {
    /// The longest number there is, with a zone's worth of room.
    const LONGEST: usize = 46;
    match text.strip_prefix('[') {
        Some(inside) => {
            let number = inside.bytes().take(LONGEST).position(|byte| byte == b']').and_then(|end| inside.get(..end));
            number.is_some_and(|number| {
                number.contains(':') && number.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
            })
        }
        None => text.starts_with(char::is_alphanumeric),
    }
}

/// A mail address around an `@`, given as what stands before and behind it: how much of each belongs to it.
pub(crate) fn mail(before: &str, after: &str) -> Option<(usize, usize)> {
    let mailbox = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let box_length = before.chars().rev().take(LONGEST_MAILBOX + 1).take_while(|c| mailbox(*c)).count();
    let host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let host_length = after.chars().take_while(|c| host(*c)).count();
    work::did(box_length + host_length);
    // All of it is ASCII: characters are bytes.
    let name = before.get(before.len().checked_sub(box_length)?..)?;
    let host = after.get(..host_length)?.trim_end_matches(['.', '-']);
    let (domain, top) = host.rsplit_once('.')?;
    let plausible = box_length <= LONGEST_MAILBOX
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && domain.starts_with(|c: char| c.is_ascii_alphanumeric())
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !host.contains("..");
    plausible.then_some((box_length, host.len()))
}

/// What no address holds: blanks, what is not seen, and the marks that people put around addresses.
fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// How much of a text belongs to an address: up to a blank or to a bracket that was not opened inside, without the
/// punctuation and the particle of the sentence around it.
fn length(text: &str) -> usize {
    let mut open = Vec::new();
    let mut length = text.len();
    for (at, c) in text.char_indices() {
        work::did(1);
        let closed = match c {
            '(' => {
                open.push(')');
                true
            }
            '[' => {
                open.push(']');
                true
            }
            '{' => {
                open.push('}');
                true
            }
            ')' | ']' | '}' => open.pop() == Some(c),
            c => !ends(c),
        };
        if !closed {
            length = at;
            break;
        }
    }
    let link = text.get(..length).unwrap_or(text);
    let link =
        link.trim_end_matches(['.', ',', ':', ';', '!', '?', '\'', '*', '_', '~', '…', '。', '、', '」', '』', '”', '’', '(', '[', '{']);
    without_particle(link).len()
}

fn without_particle(link: &str) -> &str {
    let hangul = |c: char| matches!(c, '가'..='힣');
    let word = link.trim_end_matches(hangul);
    let particle = link.get(word.len()..).unwrap_or_default();
    let glued = word.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | ')'));
    // Right behind a slash stands the name of a page.
    if glued && !word.ends_with('/') && PARTICLES.contains(&particle) { word } else { link }
}
