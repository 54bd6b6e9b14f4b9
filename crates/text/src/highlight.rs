//! Colors of code: comments, texts, numbers and the words of a language, found by one walk without a grammar.
//! It is wrong now and then; what it shows is always the whole code.

mod languages;

use languages::{Language, language};

use crate::{
    tree::{CodePiece, Kind},
    work,
};

/// How many characters one between single quotes may have where longer ones are no text (`'a` in Rust).
const LONGEST_CHARACTER: usize = 12;

/// Cuts code where its colors change. Joined again, the pieces are the code.
pub(crate) fn highlight(name: Option<&str>, code: &str) -> Vec<CodePiece> {
    let mut pieces = Vec::new();
    match name.map(str::to_ascii_lowercase).as_deref() {
        Some("diff" | "patch") => code.split_inclusive('\n').for_each(|line| push(&mut pieces, changed(line), line)),
        name => match name.and_then(language) {
            Some(language) => cut(language, code, &mut pieces),
            None => push(&mut pieces, None, code),
        },
    }
    work::did(code.len());
    pieces
}

/// What a line of a diff does.
fn changed(line: &str) -> Option<Kind> {
    match line.as_bytes().first()? {
        b'+' => Some(Kind::Added),
        b'-' => Some(Kind::Removed),
        b'@' => Some(Kind::Comment),
        _ => None,
    }
}

fn push(pieces: &mut Vec<CodePiece>, kind: Option<Kind>, text: &str) {
    match pieces.last_mut().filter(|piece| piece.kind == kind) {
        _ if text.is_empty() => {}
        Some(piece) => piece.text.push_str(text),
        None => pieces.push(CodePiece { kind, text: text.to_owned() }),
    }
}

fn cut(language: &Language, code: &str, pieces: &mut Vec<CodePiece>) {
    let mut at = 0;
    let mut before = None;
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = piece(language, before, rest);
        let (text, _) = rest.split_at_checked(length).unwrap_or((rest, ""));
        push(pieces, kind, text);
        before = text.chars().next_back();
        at += text.len();
    }
}

/// What code begins with, and how long that is.
fn piece(language: &Language, before: Option<char>, code: &str) -> (Option<Kind>, usize) {
    let Some(first) = code.chars().next() else { return (None, 0) };
    if let Some(length) = comment(language, before, code) {
        return (Some(Kind::Comment), length);
    }
    if language.quotes.contains(first) {
        return text(language, first, code).map_or((None, first.len_utf8()), |length| (Some(Kind::Text), length));
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    if first.is_ascii_digit() {
        let end = code.find(|c: char| !(is_part(c) || c == '.')).unwrap_or(code.len());
        return (Some(Kind::Number), end);
    }
    if is_part(first) || first == '@' {
        let after = code.get(first.len_utf8()..).unwrap_or_default();
        let end = after.find(|c: char| !is_part(c)).unwrap_or(after.len()) + first.len_utf8();
        let is_word = language.knows(code.get(..end).unwrap_or_default()) || (first == '@' && end > 1 && language.marks_with_at);
        return (is_word.then_some(Kind::Keyword), end);
    }
    (None, first.len_utf8())
}

fn comment(language: &Language, before: Option<char>, code: &str) -> Option<usize> {
    // In a shell and in YAML, a `#` inside a word is no comment.
    let begins = |mark: &str| code.starts_with(mark) && (mark != "#" || before.is_none_or(char::is_whitespace));
    if language.line_comments.iter().any(|mark| begins(mark)) {
        return Some(code.find('\n').unwrap_or(code.len()));
    }
    let (open, close) = language.block_comment.filter(|(open, _)| code.starts_with(open))?;
    Some(code.get(open.len()..)?.find(close).map_or(code.len(), |end| open.len() + end + close.len()))
}

/// How long the text is that begins with a quote, if one does.
fn text(language: &Language, quote: char, code: &str) -> Option<usize> {
    let triple = match quote {
        '"' => "\"\"\"",
        '\'' => "'''",
        _ => "```",
    };
    if language.triple_quotes && code.starts_with(triple) {
        return Some(code.get(3..)?.find(triple).map_or(code.len(), |end| end + 6));
    }
    let many_lines = quote == '`';
    let short = quote == '\'' && language.short_characters;
    let mut escaped = false;
    for (count, (at, c)) in code.char_indices().enumerate().skip(1) {
        match c {
            _ if short && count > LONGEST_CHARACTER => return None,
            '\n' if short => return None,
            '\n' if !many_lines => return Some(at),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            // `'a, 'b` holds two names and no character.
            c if c == quote => return (!short || count <= 2 || code.starts_with("'\\")).then_some(at + 1),
            _ => {}
        }
    }
    (!short).then_some(code.len())
}
