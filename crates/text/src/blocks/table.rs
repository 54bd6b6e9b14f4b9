//! Tables: a row of heads, a row of dashes, rows of cells.
//! Nothing is filled up: a short row stays short, so that a table is never larger than its text.

use super::Found;
use crate::{
    inlines,
    tree::{Align, Block, Inline},
    work,
};

/// How many columns a table may have.
const MOST_COLUMNS: usize = 32;

/// Reads a table, to the first line without a cell.
pub(super) fn read(lines: &[&str]) -> Found {
    let [head, dashes, below @ ..] = lines else { return None };
    if !head.contains('|') || !dashes.contains('|') {
        return None;
    }
    work::did(head.len() + dashes.len());
    let aligns: Vec<Align> = cells(dashes).iter().map(|cell| align(cell)).collect::<Option<_>>()?;
    let head = cells(head);
    if head.len() != aligns.len() || aligns.len() > MOST_COLUMNS {
        return None;
    }
    let rows: Vec<_> = below.iter().take_while(|line| line.contains('|')).map(|line| row(&cells(line))).collect();
    let taken = 2 + rows.len();
    Some((Block::Table { aligns, head: row(&head), rows }, taken))
}

fn row(cells: &[String]) -> Vec<Vec<Inline>> {
    cells.iter().map(|cell| inlines::read(cell)).collect()
}

/// `---`, with colons on the sides it leans to.
fn align(cell: &str) -> Option<Align> {
    let dashes = cell.trim_matches(':');
    if dashes.is_empty() || !dashes.bytes().all(|byte| byte == b'-') {
        return None;
    }
    Some(match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Align::Center,
        (false, true) => Align::End,
        _ => Align::Start,
    })
}

/// The texts between the bars of a line, without those at its ends. `\|` is a bar in a text.
fn cells(line: &str) -> Vec<String> {
    work::did(line.len());
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let text = match c {
            '|' if chars.peek().is_none() => break,
            '|' => {
                cells.push(String::new());
                continue;
            }
            '\\' => chars.next_if_eq(&'|').unwrap_or(c),
            c => c,
        };
        if let Some(cell) = cells.last_mut() {
            cell.push(text);
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
