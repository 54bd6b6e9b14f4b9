//! A message as one line without marks: for quotes, notifications, titles and the ears of those who cannot see.
//! It is never read as markup again.

use crate::{
    parse,
    tree::{Block, Inline, Item, Marker},
};

/// What stands where a spoiler is: as long for a short one as for a long one.
const HIDDEN: &str = "▒▒▒";

/// The text of a message in one line, blanks made single. Spoilers stay hidden, and emoji are emoji.
#[must_use]
pub fn plain(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    in_blocks(&parse(body).blocks, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn in_blocks(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => in_inlines(inlines, text),
            Block::Quote(blocks) => in_blocks(blocks, text),
            Block::List(items) => items.iter().for_each(|item| in_item(item, text)),
            Block::Code { pieces, .. } => pieces.iter().for_each(|piece| text.push_str(&piece.text)),
            Block::Table { head, rows, .. } => {
                for cell in std::iter::once(head).chain(rows).flatten() {
                    in_inlines(cell, text);
                    text.push(' ');
                }
            }
            Block::Rule => text.push('–'),
        }
        text.push(' ');
    }
}

fn in_item(item: &Item, text: &mut String) {
    match item.marker {
        Marker::Bullet => text.push('•'),
        Marker::Task { done } => text.push(if done { '☑' } else { '☐' }),
        Marker::Number(number) => {
            text.push_str(&number.to_string());
            text.push('.');
        }
    }
    text.push(' ');
    in_blocks(&item.blocks, text);
}

fn in_inlines(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(one) | Inline::Code(one) => text.push_str(one),
            Inline::Bold(inside) | Inline::Italic(inside) | Inline::Strike(inside) | Inline::Link { shown: inside, .. } => {
                in_inlines(inside, text)
            }
            Inline::Spoiler(_) => text.push_str(HIDDEN),
            Inline::Emoji { glyph, .. } => text.push_str(glyph),
            Inline::Mention(mention) => {
                text.push('@');
                text.push_str(mention.name());
            }
            Inline::Room(name) => {
                text.push('#');
                text.push_str(name);
            }
        }
    }
}
