//! What words mean: the text of a message read as a tree that can be shown, searched for names, or told in one line.
//! Pure, bounded and the same on both sides; it makes no HTML and touches no DOM.

mod tree;
mod blocks;
mod inlines;
mod addresses;
mod own;
mod names;
mod finding;
mod emoji;
mod shortcodes;
mod highlight;
mod links;
mod plain;
mod excerpt;
mod slash;
mod work;

pub use emoji::{emoji, shortcodes};
pub use excerpt::{excerpt, told};
pub use finding::{Fit, best, fit};
pub use links::links;
pub use names::{Mention, folded, known, mentions};
pub use plain::plain;
pub use slash::{Command, Slash, action, slash};
pub use tree::{Align, Block, CodePiece, Inline, Item, Kind, Marker, Tree};

/// Reads a message. Every text is one: what is no markup is shown as it was written, and nothing fails.
/// The work grows with the length of the text and with nothing else.
#[must_use]
pub fn parse(body: &str) -> Tree {
    let (said, action) = action(body).map_or((body, false), |done| (done, true));
    let lines: Vec<&str> = said.lines().collect();
    Tree { blocks: blocks::read(&lines), action }
}
