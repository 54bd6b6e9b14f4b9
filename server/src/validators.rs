//! What a client says it has already: `If-None-Match` and `If-Range` of RFC 9110.

use axum::http::{HeaderMap, header};

/// `If-None-Match` names this tag, or whatever there is. Weak and strong are alike there.
pub fn has(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || opaque(one) == opaque(etag))
}

/// The range of bytes that is asked for, if it is one of what there is under this strong tag.
pub fn range<'a>(headers: &'a HeaderMap, etag: &str) -> Option<&'a str> {
    let get = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    get(header::RANGE).filter(|_| get(header::IF_RANGE).is_none_or(|one| one.trim() == etag))
}

fn opaque(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{has, range};

    #[test]
    fn one_of_several_tags_in_several_lines_is_enough() {
        let mut headers = HeaderMap::new();
        assert!(!has(&headers, "\"a\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("\"x\", W/\"y\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("\"a\""));
        assert!(has(&headers, "\"a\"") && has(&headers, "W/\"a\"") && has(&headers, "\"y\""));
        assert!(!has(&headers, "\"b\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        assert!(has(&headers, "\"b\""));
    }

    #[test]
    fn a_part_of_something_else_is_no_part() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-1"));
        assert_eq!(range(&headers, "\"a\""), Some("bytes=0-1"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"a\""));
        assert_eq!(range(&headers, "\"a\""), Some("bytes=0-1"));
        assert_eq!(range(&headers, "\"b\""), None);
    }
}
