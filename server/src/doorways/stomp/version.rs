//! The versions of STOMP, and how each writes what a header may not hold as it is.
//! Which one is spoken is agreed in `session`.

use std::borrow::Cow;

/// A version of STOMP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 1.0: no escapes, no heart-beats.
    V10,
    /// 1.1
    V11,
    /// 1.2
    V12,
}

impl Version {
    /// All of them, the best first.
    pub const ALL: [Self; 3] = [Self::V12, Self::V11, Self::V10];

    /// As it stands in a header.
    pub const fn text(self) -> &'static str {
        match self {
            Self::V10 => "1.0",
            Self::V11 => "1.1",
            Self::V12 => "1.2",
        }
    }

    /// The best one in a list such as `1.0,1.2`; a client without a list speaks 1.0.
    pub fn agree(list: Option<&str>) -> Option<Self> {
        let Some(list) = list else { return Some(Self::V10) };
        Self::ALL.into_iter().find(|version| list.split(',').any(|one| one.trim() == version.text()))
    }

    /// A text as it stands in a header.
    pub fn escape(self, text: &str) -> Cow<'_, str> {
        if self == Self::V10 || !text.contains(['\\', '\n', ':', '\r']) {
            return Cow::Borrowed(text);
        }
        let mut escaped = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            match c {
                '\\' => escaped.push_str("\\\\"),
                '\n' => escaped.push_str("\\n"),
                ':' => escaped.push_str("\\c"),
                '\r' if self == Self::V12 => escaped.push_str("\\r"),
                c => escaped.push(c),
            }
        }
        Cow::Owned(escaped)
    }

    /// The text that stands in a header; `None` when an escape means nothing.
    pub fn unescape(self, text: &str) -> Option<String> {
        if self == Self::V10 || !text.contains('\\') {
            return Some(text.to_owned());
        }
        let mut plain = String::with_capacity(text.len());
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            plain.push(match c {
                '\\' => match chars.next()? {
                    '\\' => '\\',
                    'n' => '\n',
                    'c' => ':',
                    'r' if self == Self::V12 => '\r',
                    _ => return None,
                },
                c => c,
            });
        }
        Some(plain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Version;

    #[test]
    fn the_best_common_version_is_agreed() {
        assert_eq!(Version::agree(None), Some(Version::V10));
        assert_eq!(Version::agree(Some("1.0,1.1, 1.2")), Some(Version::V12));
        assert_eq!(Version::agree(Some("1.1")), Some(Version::V11));
        assert_eq!(Version::agree(Some("2.0,1.3")), None);
    }

    #[test]
    fn escapes_that_mean_nothing_are_refused() {
        for text in ["\\t", "\\", "a\\x"] {
            assert_eq!(Version::V12.unescape(text), None, "{text}");
        }
        assert_eq!(Version::V11.unescape("\\r"), None, "only 1.2 knows it");
        assert_eq!(Version::V10.unescape("\\t").as_deref(), Some("\\t"));
    }

    proptest! {
        #[test]
        fn what_was_escaped_comes_back(text in ".*") {
            for version in [Version::V11, Version::V12] {
                let escaped = version.escape(&text);
                prop_assert!(!escaped.contains(['\n', ':']));
                prop_assert_eq!(version.unescape(&escaped), Some(text.clone()));
            }
        }
    }
}
