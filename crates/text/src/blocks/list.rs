//! Lists: with bullets, with numbers, and of things to do.
//! A line that is not indented ends a list, because in a conversation it is meant to.

use super::{DEEPEST, Found, Place, blocks, is_blank, unindented};
use crate::{
    tree::{Block, Item, Marker},
    work,
};

/// How wide a tab is.
const TAB: usize = 4;

/// The beginning of one of a list.
struct Start<'a> {
    marker: Marker,
    /// Columns before its mark.
    indent: usize,
    /// Columns before its text, which the lines below it may have too.
    width: usize,
    text: &'a str,
}

/// Reads all of a list.
pub(super) fn read(lines: &[&str], place: Place) -> Found {
    let first = start(lines.first()?)?;
    // A year or a sum at the beginning of a line is no list, unless a list could begin there.
    let surprising = place.after_text && !matches!(first.marker, Marker::Bullet | Marker::Task { .. } | Marker::Number(1));
    if place.depth >= DEEPEST || !place.may_list || surprising || unindented(lines.first()?).is_none() {
        return None;
    }
    let numbered = is_number(first.marker);
    let is_sibling = |one: &Start<'_>| one.indent < first.indent + 2 && is_number(one.marker) == numbered;
    let below = |line: &str| columns(line).0 >= first.indent + 2;
    let mut items: Vec<(Start<'_>, Vec<&str>)> = Vec::new();
    let mut rest = lines;
    let mut taken = 0;
    while let Some(line) = rest.first() {
        work::did(line.len());
        // Blank lines belong to the list if it goes on after them.
        let blanks = rest.iter().take_while(|line| is_blank(line)).count();
        work::did(blanks);
        let Some(next) = rest.get(blanks) else { break };
        if let Some(one) = start(next).filter(&is_sibling) {
            let text = one.text;
            items.push((one, vec![text]));
        } else if let Some((one, inside)) = items.last_mut().filter(|_| below(next)) {
            inside.extend(std::iter::repeat_n("", blanks));
            inside.push(without_columns(next, one.width));
        } else {
            break;
        }
        taken += blanks + 1;
        rest = rest.get(blanks + 1..).unwrap_or_default();
    }
    let items = items.into_iter().map(|(start, inside)| Item { marker: start.marker, blocks: blocks(&inside, place.depth + 1, false) });
    Some((Block::List(items.collect()), taken))
}

/// Takes the mark of a list off a line, if there is something behind it.
fn start(line: &str) -> Option<Start<'_>> {
    let (indent, trimmed) = columns(line);
    let (number, after) = match trimmed.bytes().next()? {
        b'-' | b'*' | b'+' => (None, trimmed.get(1..)?),
        _ => number(trimmed)?,
    };
    if !after.starts_with([' ', '\t']) || is_blank(after) {
        return None;
    }
    let text = after.trim_start();
    let width = indent + (trimmed.len() - after.len()) + 1;
    let (marker, text) = match number {
        Some(number) => (Marker::Number(number), text),
        None => task(text).map_or((Marker::Bullet, text), |(done, text)| (Marker::Task { done }, text)),
    };
    Some(Start { marker, indent, width, text })
}

/// `12.` or `12)`. Longer numbers are years, and those with zeros before them are something else too.
fn number(text: &str) -> Option<(Option<u32>, &str)> {
    let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let (number, after) = text.split_at_checked(digits)?;
    let after = after.strip_prefix(['.', ')'])?;
    if digits > 3 || (digits > 1 && number.starts_with('0')) {
        return None;
    }
    Some((Some(number.parse().ok()?), after))
}

/// `[ ]` or `[x]`, a blank and something to do.
fn task(text: &str) -> Option<(bool, &str)> {
    let done = match text.get(..3)? {
        "[ ]" => false,
        "[x]" | "[X]" => true,
        _ => return None,
    };
    let after = text.get(3..)?;
    (after.starts_with([' ', '\t']) && !is_blank(after)).then(|| (done, after.trim_start()))
}

const fn is_number(marker: Marker) -> bool {
    matches!(marker, Marker::Number(_))
}

/// How many columns are blank before a line's text, and the text.
fn columns(line: &str) -> (usize, &str) {
    let text = line.trim_start_matches([' ', '\t']);
    let blanks = line.get(..line.len() - text.len()).unwrap_or_default();
    (blanks.bytes().map(|byte| if byte == b'\t' { TAB } else { 1 }).sum(), text)
}

/// A line without so many blank columns before it, or as many as it has.
fn without_columns(line: &str, most: usize) -> &str {
    let mut left = most;
    line.trim_start_matches(|c| {
        let wide = match c {
            ' ' => 1,
            '\t' => TAB,
            _ => return false,
        };
        let within = left > 0;
        left = left.saturating_sub(wide);
        within
    })
}
