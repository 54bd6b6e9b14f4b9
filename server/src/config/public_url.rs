//! The address of a website without any path: an origin, as browsers write it.
//! Kept exactly in that spelling, so that comparing is comparing bytes.

use std::{fmt, str::FromStr};

use axum::http::Uri;
use serde::Deserialize;

/// An origin such as `https://chat.example.org` or `http://127.0.0.1:3000`: lower case, no default port, no slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(String);

/// The text is not the address of a website.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("give http:// or https://, a host and perhaps a port, and nothing after it")]
pub struct UrlError;

impl PublicUrl {
    /// The origin, byte for byte as a browser sends it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// It is reached over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for PublicUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let text = text.strip_suffix('/').unwrap_or(text);
        let uri: Uri = text.parse().map_err(|_| UrlError)?;
        let (scheme, authority) = (uri.scheme_str().ok_or(UrlError)?, uri.authority().ok_or(UrlError)?);
        let default = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(UrlError),
        };
        if authority.host().is_empty()
            || authority.as_str().contains('@')
            || uri.query().is_some()
            || text.ends_with('/')
            || uri.path() != "/"
        {
            return Err(UrlError);
        }
        let authority = authority.as_str().to_ascii_lowercase();
        Ok(Self(format!("{scheme}://{}", authority.strip_suffix(default).unwrap_or(&authority))))
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = UrlError;
    fn try_from(text: String) -> Result<Self, UrlError> {
        text.parse()
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (given, written) in [
            ("https://Chat.Example.org/", "https://chat.example.org"),
            ("https://chat.example.org:443", "https://chat.example.org"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(given.parse::<PublicUrl>().unwrap().as_str(), written);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for given in
            ["", "chat.example.org", "ftp://a.b", "https://", "https://a.b/chat", "https://a.b?x", "https://u@a.b", "https://a.b//"]
        {
            assert!(given.parse::<PublicUrl>().is_err(), "{given}");
        }
    }
}
