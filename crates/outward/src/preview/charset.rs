//! The bytes of a page as text: in the encoding it names, which is UTF-8 unless it says another one. Never fails: what is
//! wrong becomes `�`. Korean pages of a certain age are in EUC-KR.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// How far into a page its own word about its encoding may stand.
const EARLY: usize = 1024;

/// Reads a page. `content_type` is what its server said, in small letters.
pub(super) fn text<'a>(bytes: &'a [u8], content_type: &str) -> Cow<'a, str> {
    let encoding =
        label(content_type).and_then(|label| Encoding::for_label(label.as_bytes())).or_else(|| said_inside(bytes)).unwrap_or(UTF_8);
    // A mark at the very beginning wins over both.
    encoding.decode(bytes).0
}

/// What a `meta` near the top says.
fn said_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    let early = String::from_utf8_lossy(bytes.get(..EARLY).unwrap_or(bytes)).to_ascii_lowercase();
    let encoding = early.split("<meta").skip(1).find_map(|tag| Encoding::for_label(label(tag.split('>').next()?)?.as_bytes()))?;
    // It could be read without knowing it, so it is not UTF-16.
    Some(if encoding.is_ascii_compatible() { encoding } else { UTF_8 })
}

/// The name behind `charset=`.
fn label(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("charset")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let after = after.strip_prefix(['"', '\'']).unwrap_or(after);
    after.split(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '>')).next()
}

#[cfg(test)]
mod tests {
    use super::text;

    const KOREAN: &[u8] = b"<title>\xb0\xa1</title>";

    fn page(head: &str) -> Vec<u8> {
        [head.as_bytes(), KOREAN].concat()
    }

    #[test]
    fn a_page_is_read_in_the_encoding_it_names() {
        for (head, content_type) in [
            ("", "text/html; charset=euc-kr"),
            ("", "text/html;charset=\"ks_c_5601-1987\""),
            ("<meta charset=EUC-KR>", "text/html"),
            ("<meta http-equiv=content-type content='text/html; charset=euc-kr'/>", "text/html"),
            ("<meta name=x><meta charset = \"euc-kr\">", "text/html; charset=nonsense"),
        ] {
            assert!(text(&page(head), content_type).ends_with("<title>가</title>"), "{head} {content_type}");
        }
    }

    #[test]
    fn everything_else_is_utf_8() {
        assert_eq!(text("가".as_bytes(), "text/html"), "가");
        assert_eq!(text(b"\xef\xbb\xbfa", "text/html; charset=euc-kr"), "a");
        assert_eq!(text("<meta charset=utf-16>가".as_bytes(), "text/html"), "<meta charset=utf-16>가");
        assert_eq!(text(b"a\xffb", "text/html"), "a\u{fffd}b");
        assert_eq!(text(b"charset=euc-kr \xb0\xa1", "text/html"), "charset=euc-kr \u{fffd}\u{fffd}");
    }
}
