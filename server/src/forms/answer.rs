//! The answer to a form: 303 to a page of ours, with what that page should say.
//! It leads nowhere else.

use std::fmt::Display;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Problem;

/// A way to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Answer {
    to: String,
    cookies: Vec<String>,
}

impl Answer {
    /// To this path, which may have a query.
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: path.into(), cookies: Vec::new() }
    }

    /// To this part of a page, if it has a name. Nothing may be added to it.
    pub fn to_place(path: String, fragment: Option<String>) -> Self {
        Self::to(match fragment {
            Some(fragment) => format!("{path}#{fragment}"),
            None => path,
        })
    }

    /// The page says that this is done.
    pub fn done(self, what: &str) -> Self {
        self.with("done", what)
    }

    /// The page says what went wrong.
    pub fn problem(self, problem: Problem) -> Self {
        let until = match problem {
            Problem::Banned(until) => until.map(|until| until.0.to_string()),
            _ => None,
        };
        self.with("problem", problem.code()).with("until", &until.unwrap_or_default())
    }

    /// The page gets this too: something harmless that was typed. Nothing is left out.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            let mark = if self.to.contains('?') { '&' } else { '?' };
            self.to = format!("{}{mark}{name}={}", self.to, escape(value));
        }
        self
    }

    /// The browser gets this cookie.
    pub fn cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let headers = response.headers_mut();
        headers.insert(header::LOCATION, HeaderValue::try_from(self.to).unwrap_or(HeaderValue::from_static("/")));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for cookie in self.cookies {
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                headers.append(header::SET_COOKIE, cookie);
            }
        }
        response
    }
}

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// This text where a URL or a header wants it percent-encoded.
pub fn escape(text: &str) -> impl Display {
    utf8_percent_encode(text, RESERVED)
}

#[cfg(test)]
mod tests {
    use super::{Answer, Problem};

    #[test]
    fn what_was_typed_comes_back_escaped() {
        let answer = Answer::to("/join/x").problem(Problem::NameTaken).with("name", "아나&b=c").with("display", "");
        assert_eq!(answer.to, "/join/x?problem=name_taken&name=%EC%95%84%EB%82%98%26b%3Dc");
    }
}
