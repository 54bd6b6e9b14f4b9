//! From running text to inlines. One walk over the characters finds what stands for itself and leaves the marks that
//! stress a text to `stress`; code comes before everything, addresses and names come before stress.

mod code;
mod stress;

use code::Backticks;
use stress::{Delimiter, Mark, Nest};

use crate::{
    addresses, emoji, names,
    tree::{Inline, push_text},
    work,
};

/// What can be escaped: the signs that mean something here.
const ESCAPABLE: &str = "\\`*_~|[]()<>#@:.-+!&/";

/// The one text whose backslash everybody means.
const SHRUG: &str = "¯\\_(ツ)_/¯";

/// A part of a text, in its order.
enum Part {
    Inline(Inline),
    Delimiter(Delimiter),
    /// `[`, which may begin the text of a link.
    Bracket,
}

/// Reads a text.
pub(crate) fn read(text: &str) -> Vec<Inline> {
    let mut reader =
        Reader { text, at: 0, plain: 0, parts: Vec::new(), brackets: Vec::new(), backticks: Backticks::of(text), closing: closing(text) };
    reader.walk();
    nest(reader.parts, false)
}

struct Reader<'a> {
    text: &'a str,
    /// What is read next.
    at: usize,
    /// From here to `at` it is just text.
    plain: usize,
    parts: Vec<Part>,
    /// Where in `parts` there are brackets that may begin a link.
    brackets: Vec<usize>,
    backticks: Backticks,
    /// For each `(` in order the place of its `)`, if there is no blank in between.
    closing: Vec<(usize, usize)>,
}

impl Reader<'_> {
    fn walk(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            work::did(1);
            if !self.special(c) {
                self.at += c.len_utf8();
            }
        }
        self.end_plain(self.at);
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    /// Takes what begins with this character, if it is more than text.
    fn special(&mut self, c: char) -> bool {
        match c {
            '`' => self.code(),
            '\\' => self.escaped(),
            '*' | '_' | '~' | '|' => self.delimiter(c),
            '[' => {
                self.brackets.push(self.parts.len() + usize::from(self.plain < self.at));
                self.put(Part::Bracket, 1);
                true
            }
            ']' => self.link(),
            '<' => self.bracketed_address(),
            ':' => self.emoji(),
            '@' => self.mail() || self.name(names::mention),
            '#' => self.name(names::room),
            'h' | 'H' | 'm' | 'M' => self.address(),
            '¯' if self.rest().starts_with(SHRUG) => {
                self.at += SHRUG.len();
                true
            }
            _ => false,
        }
    }

    /// Adds a part that is so many bytes of the text.
    fn put(&mut self, part: Part, length: usize) {
        self.end_plain(self.at);
        self.parts.push(part);
        self.at += length;
        self.plain = self.at;
    }

    fn end_plain(&mut self, end: usize) {
        if let Some(text) = self.text.get(self.plain..end).filter(|text| !text.is_empty()) {
            self.parts.push(Part::Inline(Inline::Text(text.to_owned())));
        }
        self.plain = end;
    }

    fn code(&mut self) -> bool {
        let (code, length) = self.backticks.span(self.text, self.at);
        match code {
            Some(code) => self.put(Part::Inline(Inline::Code(code)), length),
            None => self.at += length,
        }
        true
    }

    fn escaped(&mut self) -> bool {
        let escaped = self.rest().chars().nth(1).filter(|c| ESCAPABLE.contains(*c));
        if let Some(c) = escaped {
            self.put(Part::Inline(Inline::Text(c.to_string())), 1 + c.len_utf8());
        }
        escaped.is_some()
    }

    fn delimiter(&mut self, c: char) -> bool {
        let after = self.rest().trim_start_matches(c);
        let length = self.rest().len() - after.len();
        work::did(length);
        let delimiter = Mark::of(c, length).map(|mark| Delimiter::between(self.before(), mark, length, after.chars().next()));
        match delimiter.filter(Delimiter::may_matter) {
            Some(delimiter) => self.put(Part::Delimiter(delimiter), length),
            None => self.at += length,
        }
        true
    }

    fn emoji(&mut self) -> bool {
        let found = self.rest().get(1..).and_then(emoji::after_colon);
        if let Some((glyph, name, length)) = found {
            self.put(Part::Inline(Inline::Emoji { glyph, name }), 1 + length);
        }
        found.is_some()
    }

    fn name(&mut self, read: fn(Option<char>, &str) -> names::Found) -> bool {
        let found = self.rest().get(1..).and_then(|after| read(self.before(), after));
        let is_one = found.is_some();
        if let Some((inline, length)) = found {
            self.put(Part::Inline(inline), 1 + length);
        }
        is_one
    }

    fn address(&mut self) -> bool {
        if self.before().is_some_and(|c| c.is_ascii_alphanumeric()) {
            return false;
        }
        let found = addresses::address(self.rest()).map(str::to_owned);
        let is_one = found.is_some();
        if let Some(to) = found {
            let length = to.len();
            self.put(Part::Inline(link_to(to.clone(), to)), length);
        }
        is_one
    }

    /// `<https://…>`
    fn bracketed_address(&mut self) -> bool {
        let inside = self.rest().get(1..).unwrap_or_default();
        let found =
            addresses::address(inside).filter(|to| inside.get(to.len()..).is_some_and(|after| after.starts_with('>'))).map(str::to_owned);
        let is_one = found.is_some();
        if let Some(to) = found {
            let length = to.len() + 2;
            self.put(Part::Inline(link_to(to.clone(), to)), length);
        }
        is_one
    }

    /// A mail address: what stands before the `@` was taken for text and is part of it.
    fn mail(&mut self) -> bool {
        let found = self.text.get(self.plain..self.at).and_then(|before| addresses::mail(before, self.rest().get(1..)?));
        let Some((before, after)) = found else { return false };
        let (begin, end) = (self.at - before, self.at + 1 + after);
        let Some(mail) = self.text.get(begin..end).map(str::to_owned) else { return false };
        self.at = begin;
        self.put(Part::Inline(link_to(format!("mailto:{mail}"), mail)), end - begin);
        true
    }

    /// `](https://…)` after a bracket that is open.
    fn link(&mut self) -> bool {
        let Some(open) = self.brackets.pop() else { return false };
        let found = self.destination();
        let Some((to, length)) = found else { return false };
        self.end_plain(self.at);
        let inside = self.parts.split_off(open + 1);
        if !inside.iter().any(Part::is_seen) {
            self.parts.extend(inside);
            return false;
        }
        // The bracket itself.
        self.parts.pop();
        self.parts.push(Part::Inline(Inline::Link { to, shown: nest(inside, true) }));
        // No link stands in another.
        self.brackets.clear();
        self.at += length;
        self.plain = self.at;
        true
    }

    /// The address behind `](`, and how long it all is.
    fn destination(&self) -> Option<(String, usize)> {
        let open = self.at + 1;
        let at = self.closing.binary_search_by_key(&open, |(open, _)| *open).ok()?;
        let (_, close) = *self.closing.get(at)?;
        let to = addresses::whole_address(self.text.get(open + 1..close)?)?;
        work::did(to.len());
        Some((to.to_owned(), close + 1 - self.at))
    }
}

impl Part {
    fn is_seen(&self) -> bool {
        !matches!(self, Self::Inline(Inline::Text(text)) if text.trim().is_empty())
    }
}

fn link_to(to: String, shown: String) -> Inline {
    Inline::Link { to, shown: vec![Inline::Text(shown)] }
}

/// Where parentheses end that hold no blank, sorted by where they begin.
fn closing(text: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' => {
                open.push(pairs.len());
                pairs.push((at, None));
            }
            ')' => {
                if let Some((_, close)) = open.pop().and_then(|open| pairs.get_mut(open)) {
                    *close = Some(at);
                }
            }
            c if c.is_whitespace() => open.clear(),
            _ => {}
        }
    }
    work::did(text.len());
    pairs.into_iter().filter_map(|(open, close)| Some((open, close?))).collect()
}

/// Puts what is stressed into what stresses it. In a link, what could be followed or calls somebody is just its text.
fn nest(parts: Vec<Part>, in_link: bool) -> Vec<Inline> {
    let mut nest = Nest::default();
    for part in parts {
        work::did(1);
        match part {
            Part::Bracket => nest.text("["),
            Part::Delimiter(delimiter) if in_link && delimiter.mark == Mark::Spoiler => nest.text("||"),
            Part::Delimiter(delimiter) => nest.delimiter(&delimiter),
            Part::Inline(Inline::Link { shown, .. }) if in_link => shown.into_iter().for_each(|inline| nest.inline(inline)),
            Part::Inline(Inline::Mention(mention)) if in_link => nest.text(&format!("@{}", mention.name())),
            Part::Inline(Inline::Room(name)) if in_link => nest.text(&format!("#{name}")),
            Part::Inline(inline) => nest.inline(inline),
        }
    }
    nest.end()
}

/// The text of a delimiter that stresses nothing.
fn put_back(to: &mut Vec<Inline>, mark: Mark, count: usize) {
    for _ in 0..count {
        push_text(to, mark.sign());
    }
}
