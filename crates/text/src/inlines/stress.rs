//! Bold, italic, strike and spoilers: which marks open, which close, and what is between them.
//! CommonMark's rules, but for what they do to languages that put particles right behind a closing mark.

use super::put_back;
use crate::{
    tree::{Inline, push_inline, push_text},
    work,
};

/// How deep stressed text may stand in stressed text; what would be deeper keeps its marks.
const DEEPEST: usize = 12;

/// What a delimiter is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Star,
    Underscore,
    Tilde,
    Spoiler,
}

impl Mark {
    /// The mark that so many of a sign are, if they are one.
    pub(super) const fn of(sign: char, length: usize) -> Option<Self> {
        match (sign, length) {
            ('*', 1..=3) => Some(Self::Star),
            ('_', 1..=3) => Some(Self::Underscore),
            // A single one is a drawn-out vowel: `네~`.
            ('~', 2) => Some(Self::Tilde),
            ('|', 2) => Some(Self::Spoiler),
            _ => None,
        }
    }

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Star => "*",
            Self::Underscore => "_",
            Self::Tilde => "~",
            Self::Spoiler => "|",
        }
    }
}

/// A run of marks.
#[derive(Debug)]
pub(super) struct Delimiter {
    pub(super) mark: Mark,
    length: usize,
    opens: bool,
    closes: bool,
}

impl Delimiter {
    /// A run between two characters, or an end of the text.
    pub(super) fn between(before: Option<char>, mark: Mark, length: usize, after: Option<char>) -> Self {
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let ascii_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let sign = |c: Option<char>| !blank(c) && !word(c);
        // CommonMark lets a mark with a sign on its inner side stand beside blanks and signs only. `**"번역"**을` is bold here:
        // beside letters that are not Latin, it may stand too.
        let outside = |c: Option<char>| !ascii_word(c);
        let begins = !blank(after) && (!sign(after) || outside(before));
        let ends = !blank(before) && (!sign(before) || outside(after));
        let (opens, closes) = match mark {
            // `2*3*4` is a product.
            Mark::Star | Mark::Spoiler => (begins && !(ascii_word(before) && ascii_word(after)), ends),
            // `snake_case`, but `_번역_을`.
            Mark::Underscore => (begins && !word(before), ends && !ascii_word(after)),
            // `네~~ 좋아요~~` strikes nothing.
            Mark::Tilde => (begins && !word(before), ends),
        };
        Self { mark, length, opens, closes }
    }

    pub(super) const fn may_matter(&self) -> bool {
        self.opens || self.closes
    }
}

/// What was opened and not closed yet.
#[derive(Default)]
struct Level {
    /// What opened it, and how many of its marks are not used up. The lowest level has none.
    opened: Option<(Mark, usize)>,
    inside: Vec<Inline>,
    /// How deep what is inside stands in each other.
    depth: usize,
}

/// Takes the parts of a text in order and puts them into each other.
#[derive(Default)]
pub(super) struct Nest {
    lowest: Level,
    levels: Vec<Level>,
    /// How many levels there are that so many of a mark opened: who looks for one that is not there need not look.
    open: [[usize; 4]; 4],
}

impl Nest {
    fn top(&mut self) -> &mut Level {
        self.levels.last_mut().unwrap_or(&mut self.lowest)
    }

    pub(super) fn text(&mut self, text: &str) {
        push_text(&mut self.top().inside, text);
    }

    pub(super) fn inline(&mut self, inline: Inline) {
        push_inline(&mut self.top().inside, inline);
    }

    pub(super) fn delimiter(&mut self, delimiter: &Delimiter) {
        let Delimiter { mark, mut length, opens, closes } = *delimiter;
        while closes && length > 0 {
            let Some(used) = self.close(mark, length) else { break };
            length -= used;
        }
        // A spoiler in a spoiler hides nothing more.
        let hidden = mark == Mark::Spoiler && self.count(mark, 2) > 0;
        if length > 0 && opens && !hidden {
            self.levels.push(Level { opened: Some((mark, length)), ..Level::default() });
            self.note(mark, length, 1);
        } else {
            put_back(&mut self.top().inside, mark, length);
        }
    }

    /// Ends what was opened by a mark that fits so many of it: as many, or three, which are two and one.
    /// Says how many it used.
    fn close(&mut self, mark: Mark, length: usize) -> Option<usize> {
        let fits = |opened: usize| opened == length || opened == 3 || length == 3;
        if !(1..=3).any(|opened| fits(opened) && self.count(mark, opened) > 0) {
            return None;
        }
        let fitting = |level: &Level| level.opened.is_some_and(|(one, opened)| one == mark && fits(opened));
        let at = self.levels.iter().rposition(fitting)?;
        self.give_up_above(at + 1);
        let (_, opened) = self.levels.last()?.opened?;
        let used = opened.min(length).min(2);
        self.wrap(mark, opened, used);
        Some(used)
    }

    /// Makes one inline of the highest level.
    fn wrap(&mut self, mark: Mark, opened: usize, used: usize) {
        let Some(level) = self.levels.pop() else { return };
        self.note(mark, opened, -1);
        let depth = level.depth + 1;
        let mut inside = level.inside;
        if depth > DEEPEST {
            let mut kept = Vec::new();
            put_back(&mut kept, mark, used);
            inside.into_iter().for_each(|inline| push_inline(&mut kept, inline));
            put_back(&mut kept, mark, used);
            inside = kept;
        } else {
            inside = vec![match (mark, used) {
                (Mark::Tilde, _) => Inline::Strike(inside),
                (Mark::Spoiler, _) => Inline::Spoiler(inside),
                (_, 2) => Inline::Bold(inside),
                _ => Inline::Italic(inside),
            }];
        }
        let depth = depth.min(DEEPEST);
        if opened > used {
            self.levels.push(Level { opened: Some((mark, opened - used)), inside, depth });
            self.note(mark, opened - used, 1);
        } else {
            self.add(inside, depth);
        }
    }

    /// All levels from here were not closed: their marks are text. The lowest goes first, so that nothing moves twice.
    fn give_up_above(&mut self, lowest: usize) {
        work::did(1 + self.levels.len() - lowest);
        for Level { opened, inside, depth } in self.levels.split_off(lowest) {
            if let Some((mark, length)) = opened {
                self.note(mark, length, -1);
                put_back(&mut self.top().inside, mark, length);
            }
            self.add(inside, depth);
        }
    }

    fn add(&mut self, inside: Vec<Inline>, depth: usize) {
        let top = self.top();
        top.depth = top.depth.max(depth);
        for inline in inside {
            work::did(1);
            push_inline(&mut top.inside, inline);
        }
    }

    fn count(&self, mark: Mark, length: usize) -> usize {
        self.open.get(mark as usize).and_then(|counts| counts.get(length)).copied().unwrap_or_default()
    }

    fn note(&mut self, mark: Mark, length: usize, change: isize) {
        if let Some(count) = self.open.get_mut(mark as usize).and_then(|counts| counts.get_mut(length)) {
            *count = count.saturating_add_signed(change);
        }
    }

    /// Everything is read.
    pub(super) fn end(mut self) -> Vec<Inline> {
        self.give_up_above(0);
        self.lowest.inside
    }
}
