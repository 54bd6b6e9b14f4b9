//! The answer for one file: validators, encodings, ranges, and how long it may be kept.
//! HEAD is answered like GET; the router drops the body.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    File,
    negotiate::{Encoding, choose},
    range::{Part, part},
};
use crate::validators;

/// How long a client may keep a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Its URL never means anything else.
    ForEver,
    /// As long as it asks each time whether it is current.
    Ask,
}

/// The answer for this file to a request with these headers.
pub fn with(file: &File, headers: &HeaderMap, keep: Keep) -> Response {
    // Parts are parts of the plain body: a client that asks for one wants to put it together.
    let wants_part = headers.contains_key(header::RANGE);
    let encoding = if wants_part { Encoding::Plain } else { choose(headers, file.brotli.is_some(), file.gzip.is_some()) };
    let etag = match encoding.name() {
        Some(name) => format!("\"{}-{name}\"", file.digest),
        None => format!("\"{}\"", file.digest),
    };
    let kept = match keep {
        Keep::ForEver => "public, max-age=31536000, immutable",
        Keep::Ask => "no-cache",
    };
    let mut response = if validators::has(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(file, encoding, validators::range(headers, &etag))
    };
    let head = response.headers_mut();
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        head.insert(header::ETAG, etag);
    }
    response
}

fn body(file: &File, encoding: Encoding, range: Option<&str>) -> Response {
    let bytes = match encoding {
        Encoding::Plain => Some(&file.plain),
        Encoding::Gzip => file.gzip.as_ref(),
        Encoding::Brotli => file.brotli.as_ref(),
    };
    let bytes = bytes.unwrap_or(&file.plain).clone();
    let length = bytes.len();
    let (status, bytes, span) = match range.map_or(Part::Whole, |range| part(range, length)) {
        Part::Whole => (StatusCode::OK, bytes, None),
        Part::From(first, last) => (StatusCode::PARTIAL_CONTENT, bytes.slice(first..=last), Some(format!("bytes {first}-{last}/{length}"))),
        Part::Nowhere => (StatusCode::RANGE_NOT_SATISFIABLE, bytes.slice(..0), Some(format!("bytes */{length}"))),
    };
    let mut response = (status, Body::from(bytes)).into_response();
    let head = response.headers_mut();
    head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    if let Some(name) = encoding.name() {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    if let Some(span) = span.and_then(|span| HeaderValue::try_from(span).ok()) {
        head.insert(header::CONTENT_RANGE, span);
    }
    response
}
