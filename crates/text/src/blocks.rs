//! From lines to blocks. A line end is one to show, and only marks that nobody makes by chance begin anything but a paragraph.
//! What stands inside the lines is read by `inlines`.

mod fence;
mod list;
mod table;

use crate::{inlines, tree::Block, work};

/// How deep blocks may stand in each other; what would be deeper is shown as it was written.
const DEEPEST: usize = 6;

/// Where a line stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// How many blocks are around it.
    depth: usize,
    /// The line before it belongs to a paragraph.
    after_text: bool,
    /// A list may begin here.
    may_list: bool,
}

/// A block, and how many lines it took.
type Found = Option<(Block, usize)>;

/// Reads a whole text.
pub(crate) fn read(lines: &[&str]) -> Vec<Block> {
    blocks(lines, 0, true)
}

/// Reads what stands inside of `depth` blocks. In a list's own line no other list begins: `11. 21.` is a date.
fn blocks(lines: &[&str], depth: usize, list_first: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut rest = lines;
    while let [line, after @ ..] = rest {
        work::did(1 + line.len());
        let first = rest.len() == lines.len();
        let place = Place { depth, after_text: !paragraph.is_empty(), may_list: list_first || !first };
        if let Some((block, taken)) = block(rest, place) {
            end_paragraph(&mut paragraph, &mut blocks);
            blocks.push(block);
            rest = rest.get(taken..).unwrap_or_default();
        } else {
            if is_blank(line) {
                end_paragraph(&mut paragraph, &mut blocks);
            } else {
                paragraph.push(line);
            }
            rest = after;
        }
    }
    end_paragraph(&mut paragraph, &mut blocks);
    blocks
}

fn end_paragraph(lines: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    if !lines.is_empty() {
        blocks.push(Block::Paragraph(inlines::read(&lines.join("\n"))));
        lines.clear();
    }
}

/// What begins with the first of these lines, if it is not just text.
fn block(lines: &[&str], place: Place) -> Found {
    let line = unindented(lines.first()?)?;
    match line.bytes().next()? {
        b'`' | b'~' => fence::read(lines),
        b'#' => heading(line),
        b'>' => quote(lines, place),
        b'-' if is_rule(line) => Some((Block::Rule, 1)),
        b'-' | b'*' | b'+' | b'0'..=b'9' => list::read(lines, place),
        _ => None,
    }
    .or_else(|| table::read(lines))
}

/// `# …`, up to six of them and a blank.
fn heading(line: &str) -> Found {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with([' ', '\t']) && !is_blank(text)).then(|| (Block::Heading(inlines::read(text.trim())), 1))
}

fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// Lines that begin with `>` and a blank. Faces like `>_<` do not.
fn quote(lines: &[&str], place: Place) -> Found {
    if place.depth >= DEEPEST {
        return None;
    }
    let inside: Vec<&str> = lines.iter().map_while(|line| quoted(line)).collect();
    work::did(inside.iter().map(|line| line.len()).sum());
    (!inside.iter().all(|line| is_blank(line))).then(|| (Block::Quote(blocks(&inside, place.depth + 1, true)), inside.len()))
}

/// A line without the mark of a quote.
fn quoted(line: &str) -> Option<&str> {
    let text = unindented(line)?.strip_prefix('>')?;
    match text.chars().next() {
        None | Some('>') => Some(text),
        Some(' ' | '\t') => text.get(1..),
        Some(_) => None,
    }
}

/// A line without up to three blanks before it; with more, nothing begins there.
fn unindented(line: &str) -> Option<&str> {
    let text = line.trim_start_matches(' ');
    (line.len() - text.len() <= 3).then_some(text)
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}
