//! The tree of a message: what there is to show, each part once.
//! It says what things are, not how they look.

use crate::{emoji::is_emoji_text, names::Mention};

/// How many emoji a message may consist of to be shown large.
const MOST_LARGE: usize = 12;

/// A message as it was meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// It is what its author does, not what they say: `/me waves`.
    pub action: bool,
}

/// Something that has lines to itself. Blocks stand at most six deep in each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text. A line end in it is one to show.
    Paragraph(Vec<Inline>),
    /// `# …`: a line that stands out. All levels are one.
    Heading(Vec<Inline>),
    /// `> …`: somebody else's words.
    Quote(Vec<Block>),
    /// `- …` or `1. …`
    List(Vec<Item>),
    /// Between fences of three backticks or tildes.
    Code {
        /// The word after the opening fence, as it was written.
        language: Option<String>,
        /// The text, cut where its colors change. Joined again, it is the text without its last line end.
        pieces: Vec<CodePiece>,
    },
    /// Rows of cells under a row of heads. A row may have fewer or more cells than there are heads.
    Table {
        /// One for each column.
        aligns: Vec<Align>,
        /// The cells of the first row.
        head: Vec<Vec<Inline>>,
        /// The cells of all others.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// `---`
    Rule,
}

/// One of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What stands before it.
    pub marker: Marker,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// What stands before one of a list. All of one list are either numbers or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// `-`
    Bullet,
    /// `- [ ]`, and with an x when it is done.
    Task {
        /// There is an x.
        done: bool,
    },
    /// `1.`: the number that was written, 0 to 999.
    Number(u32),
}

/// To which side the cells of a column lean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// Where text begins.
    #[default]
    Start,
    /// `:-:`
    Center,
    /// `-:`
    End,
}

/// A run of code of one color.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePiece {
    /// What it is; none for names and signs.
    pub kind: Option<Kind>,
    /// The text, line ends included.
    pub text: String,
}

/// What a run of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word of the language.
    Keyword,
    /// A text between quotes.
    Text,
    /// A number.
    Number,
    /// What is said to people.
    Comment,
    /// A line that a diff adds.
    Added,
    /// A line that a diff takes away.
    Removed,
}

/// A part of running text. Inlines stand at most twelve deep in each other, and no link or spoiler inside its like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Just text, line ends included.
    Text(String),
    /// `**…**`
    Bold(Vec<Inline>),
    /// `*…*` or `_…_`
    Italic(Vec<Inline>),
    /// `~~…~~`
    Strike(Vec<Inline>),
    /// `||…||`: shown to those who ask for it.
    Spoiler(Vec<Inline>),
    /// Between backticks.
    Code(String),
    /// Something one can follow. What is shown holds only text, emoji, code and the four ways to stress them.
    Link {
        /// The address: it begins with `http://`, `https://` or `mailto:` and has no blanks in it.
        to: String,
        /// What stands there.
        shown: Vec<Inline>,
    },
    /// `:name:` of an emoji.
    Emoji {
        /// The emoji.
        glyph: &'static str,
        /// Its name without the colons.
        name: &'static str,
    },
    /// `@name`: who is called. Whether there is such a member is not known here.
    Mention(Mention),
    /// `#name`: a room. Whether there is one is not known here.
    Room(String),
}

impl Tree {
    /// There is nothing here but a few emoji: they are shown large.
    #[must_use]
    pub fn is_only_emoji(&self) -> bool {
        let (false, [Block::Paragraph(inlines)]) = (self.action, self.blocks.as_slice()) else { return false };
        let count = inlines.iter().try_fold(0, |count, inline| match inline {
            Inline::Emoji { .. } => Some(count + 1),
            Inline::Text(text) => Some(count + is_emoji_text(text)?),
            _ => None,
        });
        count.is_some_and(|count| (1..=MOST_LARGE).contains(&count))
    }
}

/// Adds text behind what is there; two texts never stand side by side.
pub(crate) fn push_text(to: &mut Vec<Inline>, text: &str) {
    match to.last_mut() {
        _ if text.is_empty() => {}
        Some(Inline::Text(before)) => before.push_str(text),
        _ => to.push(Inline::Text(text.to_owned())),
    }
}

/// Adds what is there to what stands before it.
pub(crate) fn push_inline(to: &mut Vec<Inline>, inline: Inline) {
    match inline {
        Inline::Text(text) => push_text(to, &text),
        inline => to.push(inline),
    }
}
