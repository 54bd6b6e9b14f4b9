//! Addresses in running text: `http://` and `https://` become links, everything else stays text.
//! Nothing else is ever a link, so nothing else can be clicked.

/// A run of a message's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Just text, line ends included.
    Text(&'a str),
    /// An address, to be shown as it was written.
    Link(&'a str),
}

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Cuts a text into plain runs and links. Joined again, the pieces are the text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = next_scheme(rest) {
        let (before, from) = rest.split_at(start);
        let (link, after) = from.split_at(link_length(from));
        if SCHEMES.contains(&link) {
            // A scheme alone leads nowhere.
            let (text, after) = rest.split_at(start + link.len());
            pieces.push(Piece::Text(text));
            rest = after;
            continue;
        }
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Where the next address begins; one glued to a word before it is no address.
fn next_scheme(text: &str) -> Option<usize> {
    let begins = |at: &usize| !text.get(..*at).and_then(|before| before.chars().next_back()).is_some_and(|c| c.is_ascii_alphanumeric());
    SCHEMES.iter().flat_map(|scheme| text.match_indices(scheme)).map(|(at, _)| at).filter(begins).min()
}

/// How much of a text that begins with an address belongs to it: up to a blank, without the punctuation of the sentence
/// around it, and without a closing bracket that was not opened inside.
fn link_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(text.len());
    let mut link = text.get(..end).unwrap_or(text);
    while let Some(last) = link.chars().next_back() {
        let unopened = |open, close| last == close && link.matches(open).count() < link.matches(close).count();
        let trailing = matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '。' | '」' | '』' | '”' | '’');
        if trailing || unopened('(', ')') || unopened('[', ']') || unopened('{', '}') {
            link = link.get(..link.len() - last.len_utf8()).unwrap_or_default();
        } else {
            break;
        }
    }
    link.len()
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    fn links(text: &str) -> Vec<&str> {
        let all = pieces(text);
        let joined: String = all
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) | Piece::Link(text) => *text,
            })
            .collect();
        assert_eq!(joined, text, "nothing is lost");
        all.into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(link) => Some(link),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_in_sentences() {
        assert_eq!(links("see https://a.example/x."), ["https://a.example/x"]);
        assert_eq!(links("(http://a.example/b_(c)) and https://b.example!"), ["http://a.example/b_(c)", "https://b.example"]);
        assert_eq!(links("여기 https://마루.example/방?가=나 보세요"), ["https://마루.example/방?가=나"]);
    }

    #[test]
    fn nothing_else_is_a_link() {
        for text in ["javascript:alert(1)", "data:text/html,x", "xhttps://a", "https://", "http:// https://", "//a.example", "file:///etc"]
        {
            assert!(links(text).is_empty(), "{text}");
        }
    }
}
