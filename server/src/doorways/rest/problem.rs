//! Why a request was not done, as RFC 9457 has it.
//! Nothing from inside the server stands in it.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chat::AccountError;
use protocol::{ATTACHMENTS, Rejection};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::time::written;
use crate::logging::chain;

/// Seconds after which something may work that did not for want of a disk.
const TRY_AGAIN_S: u64 = 5;

/// A problem (RFC 9457), sent as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `about:blank`: the code says what it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is wrong, in English.
    pub title: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong, for programs.
    pub code: &'static str,
    /// What exactly, if there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What there may be at most, where the problem is too much of something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<u64>,
    /// Try again after so many milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

impl Problem {
    /// A problem.
    pub const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { kind: "about:blank", title, status: status.as_u16(), code, detail: None, most: None, retry_after_ms: None }
    }

    /// With more to say.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// It does not exist, or not for you.
    pub const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "it does not exist, or not for you")
    }

    /// The request cannot be read.
    pub const fn malformed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "the request cannot be read")
    }

    /// It may work later.
    pub const fn unavailable() -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "temporarily unavailable");
        problem.retry_after_ms = Some(TRY_AGAIN_S * 1_000);
        problem
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        const INVALID: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
        const TOO_BIG: StatusCode = StatusCode::PAYLOAD_TOO_LARGE;
        match rejection {
            Rejection::NoSuchRoom => Self::not_found(),
            Rejection::NoSuchFile => Self::new(INVALID, "no_such_file", "a file does not wait for a message of yours"),
            Rejection::TooManyFiles => {
                Self { most: Some(ATTACHMENTS as u64), ..Self::new(INVALID, "too_many_files", "too many files for one message") }
            }
            Rejection::FileTooBig { most } => Self { most: Some(most), ..Self::new(TOO_BIG, "file_too_big", "the file is too big") },
            Rejection::PictureTooLarge { most } => {
                Self { most: Some(most), ..Self::new(TOO_BIG, "picture_too_large", "the picture has too many pixels") }
            }
            Rejection::NoRoomForFiles { most } => {
                Self { most: Some(most), ..Self::new(TOO_BIG, "no_room_for_files", "your files take too much room") }
            }
            Rejection::NotAllowed => Self::new(StatusCode::FORBIDDEN, "not_allowed", "you may not do that"),
            Rejection::Muted { until } => {
                let problem = Self::new(StatusCode::FORBIDDEN, "muted", "you may read, but not write");
                match until {
                    Some(until) => problem.detail(format!("until {}", written(until))),
                    None => problem,
                }
            }
            Rejection::Slow { retry_after_ms } => Self {
                retry_after_ms: Some(retry_after_ms.into()),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "slow", "a while must pass between two messages here")
            },
            Rejection::Announcements => Self::new(StatusCode::FORBIDDEN, "announcements", "only moderators write here"),
            Rejection::BadBody { problem } => Self::new(INVALID, "bad_body", "the text is no message").detail(problem.to_string()),
            Rejection::BadName { problem } => Self::new(INVALID, "bad_name", "the name cannot be used").detail(problem.to_string()),
            Rejection::NameTaken => Self::new(StatusCode::CONFLICT, "name_taken", "the name is taken"),
            Rejection::NonceReused => Self::new(INVALID, "key_reused", "the Idempotency-Key was used for another message"),
            Rejection::TooFast { retry_after_ms } => Self {
                retry_after_ms: Some(retry_after_ms.into()),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_fast", "too much in too little time")
            },
            Rejection::Malformed { detail } => Self::malformed().detail(detail),
            Rejection::NoSuchMessage => Self::new(StatusCode::NOT_FOUND, "no_such_message", "there is no such message in this room"),
            Rejection::TooManyReactions => {
                Self::new(INVALID, "too_many_reactions", "the message has as many different reactions as it can carry")
            }
            Rejection::Unavailable => Self::unavailable(),
        }
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        tracing::error!(error = chain(&error), "a request was not done");
        Self::unavailable()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = self.retry_after_ms.map(|wait| wait.div_ceil(1_000).max(1));
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = wait {
            headers.insert(header::RETRY_AFTER, wait.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
