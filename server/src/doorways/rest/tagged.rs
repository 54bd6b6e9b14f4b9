//! Answers that are not sent again when nothing has changed: their tag is made from what they say.
//! They are kept by the one who asked alone.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Problem;
use crate::validators;

/// This as JSON, or 304 to somebody who has it.
pub fn tagged(headers: &HeaderMap, what: &impl Serialize) -> Response {
    let Ok(json) = serde_json::to_vec(what) else { return Problem::unavailable().into_response() };
    let digest: String = Sha256::digest(&json).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    // Weak: compressed on the way it has other bytes.
    let tag = format!("W/\"{digest}\"");
    let mut response = if validators::has(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], json).into_response()
    };
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

    use super::tagged;

    #[test]
    fn what_is_known_is_not_sent_again() {
        let first = tagged(&HeaderMap::new(), &"one");
        let mut headers = HeaderMap::new();
        let known = [HeaderValue::from_static("\"x\", W/\"y\""), first.headers()[header::ETAG].clone()];
        for value in known {
            headers.append(header::IF_NONE_MATCH, value);
        }
        assert_eq!(tagged(&headers, &"one").status(), StatusCode::NOT_MODIFIED);
        assert_eq!(tagged(&headers, &"two").status(), StatusCode::OK);
    }
}
