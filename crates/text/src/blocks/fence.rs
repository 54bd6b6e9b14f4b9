//! Code between fences.
//! How it is colored is known by `highlight`.

use super::{Found, is_blank, unindented};
use crate::{highlight::highlight, tree::Block, work};

/// How long the name of a language may be.
const LONGEST_NAME: usize = 24;

/// The fence that opens, taken apart.
struct Fence<'a> {
    mark: char,
    length: usize,
    /// Blanks before it, which its lines have too.
    indent: usize,
    /// What stands behind it.
    after: &'a str,
}

/// Reads a fence, the lines below it and the fence that ends them; if none does, all lines belong to it.
pub(super) fn read(lines: &[&str]) -> Found {
    let fence = opening(lines.first()?)?;
    let mut code = Vec::new();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '.' | '-' | '_');
    let name = fence.after.trim();
    let language = (!name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(is_name)).then(|| name.to_owned());
    if language.is_none() && !is_blank(name) {
        // Whoever begins to write right behind the fence means it to be seen.
        code.push(fence.after);
    }
    let mut taken = 1;
    for line in lines.get(1..)? {
        work::did(line.len());
        taken += 1;
        match fence.ending(line) {
            Some("") => return Some((block(language, &code), taken)),
            Some(last) => {
                code.push(last);
                return Some((block(language, &code), taken));
            }
            None => code.push(fence.without_indent(line)),
        }
    }
    (!code.is_empty()).then(|| (block(language, &code), taken))
}

fn block(language: Option<String>, code: &[&str]) -> Block {
    let pieces = highlight(language.as_deref(), &code.join("\n"));
    Block::Code { language, pieces }
}

fn opening(line: &str) -> Option<Fence<'_>> {
    let text = unindented(line)?;
    let mark = text.chars().next()?;
    let after = text.trim_start_matches(mark);
    let length = text.len() - after.len();
    // With backticks behind it, it is code in a line.
    let opens = length >= 3 && !(mark == '`' && after.contains('`'));
    opens.then_some(Fence { mark, length, indent: line.len() - text.len(), after })
}

impl Fence<'_> {
    /// What stands in a line before the fence that ends the code. Many put it right behind their last word.
    fn ending<'a>(&self, line: &'a str) -> Option<&'a str> {
        let line = line.trim_end();
        let before = line.trim_end_matches(self.mark);
        let length = line.len() - before.len();
        if is_blank(before) {
            (length >= self.length).then_some("")
        } else {
            (length == self.length && self.mark == '`').then(|| self.without_indent(before))
        }
    }

    fn without_indent<'a>(&self, line: &'a str) -> &'a str {
        let blanks = line.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
        line.get(blanks..).unwrap_or_default()
    }
}
