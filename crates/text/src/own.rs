//! What an author says in their own words: the inlines of a message outside of quotes and code.

use crate::tree::{Block, Inline};

/// Shows each of them in the order of the text, and what is inside of it where `each` says so.
pub fn own_inlines(blocks: &[Block], each: &mut dyn FnMut(&Inline) -> bool) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => inside(inlines, each),
            Block::List(items) => items.iter().for_each(|item| own_inlines(&item.blocks, each)),
            Block::Table { head, rows, .. } => std::iter::once(head).chain(rows).flatten().for_each(|cell| inside(cell, each)),
            Block::Quote(_) | Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn inside(inlines: &[Inline], each: &mut dyn FnMut(&Inline) -> bool) {
    for inline in inlines {
        let enters = each(inline);
        match inline {
            Inline::Bold(more) | Inline::Italic(more) | Inline::Strike(more) | Inline::Spoiler(more) if enters => inside(more, each),
            _ => {}
        }
    }
}
