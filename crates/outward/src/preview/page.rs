//! Reads the tags of a page for what it says about itself. The tokenizer is that of a browser; there is no tree, no script and
//! no style. It does not decide which of the things said is the better one.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind::{Rawtext, Rcdata, ScriptData},
    },
};

/// The names under which `meta` says something that is kept. `title` is the page's own.
const KEPT: [&str; 15] = [
    "og:title",
    "og:description",
    "og:site_name",
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "og:image:width",
    "og:image:height",
    "twitter:title",
    "twitter:description",
    "twitter:image",
    "twitter:image:src",
    "description",
    "application-name",
    "title",
];

/// How many bytes the tokenizer gets at once.
const PIECE: usize = 4096;

/// How many bytes may pass without a whole token. The tokenizer compares each attribute of a tag with all before it: a tag of
/// half a megabyte would keep it busy for seconds.
const LONGEST_TOKEN: usize = 16 * 1024;

/// How many bytes of the page's title are kept.
const LONGEST_TITLE: usize = 4096;

/// What a page said, in its own words. Whatever is said twice, the first time counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    texts: BTreeMap<&'static str, String>,
    /// Where it says it belongs.
    pub canonical: Option<String>,
    /// From where its links are to be read.
    pub base: Option<String>,
    /// It wants to be found by nobody who was not given its address, by what it says to robots.
    pub unlisted: bool,
}

impl Said {
    /// The first of these that was said.
    pub(super) fn first(&self, names: &[&'static str]) -> Option<&str> {
        names.iter().find_map(|name| self.texts.get(name)).map(String::as_str)
    }

    fn keep(&mut self, name: &str, text: &str) {
        if let Some(name) = KEPT.into_iter().find(|kept| kept.eq_ignore_ascii_case(name))
            && !text.trim().is_empty()
        {
            self.texts.entry(name).or_insert_with(|| text.to_owned());
        }
    }
}

/// Reads a page, or the beginning of one.
pub(super) fn said(html: &str) -> Said {
    let tokenizer = Tokenizer::new(Ears::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    let (mut rest, mut silent) = (html, 0);
    while !rest.is_empty() && silent < LONGEST_TOKEN {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE.min(rest.len())));
        input.push_back(StrTendril::from_slice(piece));
        // Nothing here asks the tokenizer to pause, so it always takes all.
        let _ = tokenizer.feed(&input);
        silent = if tokenizer.sink.heard.take() { 0 } else { silent + piece.len() };
        rest = after;
    }
    tokenizer.sink.end_title();
    tokenizer.sink.said.take()
}

/// Listens to the tokenizer.
#[derive(Default)]
struct Ears {
    said: RefCell<Said>,
    /// The text of the title that is open.
    title: RefCell<Option<String>>,
    /// Something came since the last look.
    heard: Cell<bool>,
}

impl TokenSink for Ears {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                self.heard.set(true);
                match (tag.kind, &*tag.name) {
                    (TagKind::EndTag, "title") => self.end_title(),
                    (TagKind::EndTag, _) => {}
                    (TagKind::StartTag, name) => return self.start(name, &tag),
                }
            }
            Token::CharacterTokens(text) => {
                self.heard.set(true);
                if let Some(title) = self.title.borrow_mut().as_mut() {
                    let room = text.floor_char_boundary(LONGEST_TITLE.saturating_sub(title.len()));
                    title.push_str(text.get(..room).unwrap_or_default());
                }
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::NullCharacterToken | Token::EOFToken => self.heard.set(true),
            // Said in the middle of a tag, so it is no sign that one has ended.
            Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl Ears {
    /// Takes what a tag says, and tells the tokenizer what stands behind it.
    fn start(&self, name: &str, tag: &Tag) -> TokenSinkResult<()> {
        match name {
            "meta" => {
                if let (Some(name), Some(content)) = (value(tag, "property").or_else(|| value(tag, "name")), value(tag, "content")) {
                    let mut said = self.said.borrow_mut();
                    said.unlisted |= name.trim().eq_ignore_ascii_case("robots") && is_unlisted(content);
                    said.keep(name.trim(), content);
                }
            }
            "link" => {
                let canonical =
                    value(tag, "rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case("canonical")));
                if let (true, Some(href)) = (canonical, value(tag, "href")) {
                    self.said.borrow_mut().canonical.get_or_insert_with(|| href.to_owned());
                }
            }
            "base" => {
                if let Some(href) = value(tag, "href") {
                    self.said.borrow_mut().base.get_or_insert_with(|| href.to_owned());
                }
            }
            "title" => {
                *self.title.borrow_mut() = Some(String::new());
                return TokenSinkResult::RawData(Rcdata);
            }
            "textarea" => return TokenSinkResult::RawData(Rcdata),
            "script" => return TokenSinkResult::RawData(ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => return TokenSinkResult::RawData(Rawtext),
            "plaintext" => return TokenSinkResult::Plaintext,
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn end_title(&self) {
        if let Some(title) = self.title.take() {
            self.said.borrow_mut().keep("title", &title);
        }
    }
}

/// What is said to robots keeps a page out of lists.
pub(super) fn is_unlisted(said: &str) -> bool {
    said.split(',').any(|word| {
        // The name of a robot may stand before it; how large a picture may be shown is about something else.
        let word = word.rsplit_once(':').filter(|(name, _)| !name.trim_end().ends_with("-preview")).map_or(word, |(_, word)| word);
        ["noindex", "none"].iter().any(|no| word.trim().eq_ignore_ascii_case(no))
    })
}

/// What an attribute says.
fn value<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

#[cfg(test)]
mod tests {
    use super::{Said, said};

    #[test]
    fn tags_inside_of_scripts_comments_and_texts_say_nothing() {
        let html = r#"<script>"<meta property='og:title' content='1'>"</script><style><title>2</title></style>
            <!-- <title>3</title> --><textarea><title>4</title></textarea><iframe><title>5</title></iframe>
            <noscript><meta name=description content="6"></noscript><p title="<title>7</title>"><title>8</title>"#;
        let said = said(html);
        assert_eq!((said.first(&["og:title"]), said.first(&["title"]), said.first(&["description"])), (None, Some("8"), Some("6")));
    }

    #[test]
    fn the_first_that_says_something_counts() {
        let said = said(
            "<title> </title><title>a</title><title>b</title><meta property=og:title content=''><meta name=OG:Title content=c>\
             <meta property=og:title content=d><meta property=unknown content=e><meta content=f>",
        );
        assert_eq!((said.first(&["title"]), said.first(&["og:title"])), (Some("a"), Some("c")));
    }

    #[test]
    fn a_page_that_wants_to_be_in_no_list_is_heard() {
        for (html, unlisted) in [
            ("<meta name=robots content='noindex, nofollow'>", true),
            ("<meta name=ROBOTS content=None>", true),
            ("<meta name=robots content=index><meta name=robots content=noindex>", true),
            ("<meta name=robots content='nofollow, noarchive'>", false),
            ("<meta name=robots content='index, max-image-preview:none'>", false),
            ("<meta name=robots content='otherbot: noindex'>", true),
            ("<meta name=description content=noindex>", false),
        ] {
            assert_eq!(said(html).unlisted, unlisted, "{html}");
        }
    }

    #[test]
    fn what_is_broken_is_read_as_far_as_it_goes() {
        for html in ["", "<", "<!", "<meta", "<meta property=og:title content=", "\0<\0>", "</title>", "&", "<![CDATA["] {
            assert_eq!(said(html), Said::default(), "{html:?}");
        }
        assert_eq!(said("<title>half a ti").first(&["title"]), Some("half a ti"));
        assert_eq!(said(&format!("<title>{}", "가".repeat(200_000))).first(&["title"]).map(str::len), Some(4095));
    }

    #[test]
    fn a_monstrous_tag_ends_the_reading() {
        let mut html = "<title>a</title><meta ".to_owned();
        for number in 0..100_000 {
            html.push_str(&format!("a{number} "));
        }
        html.push_str("><meta property=og:title content=b>");
        let said = said(&html);
        assert_eq!((said.first(&["title"]), said.first(&["og:title"])), (Some("a"), None));
    }
}
