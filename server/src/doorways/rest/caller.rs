//! Who calls, what they ask for and what they give; whatever is wrong with that is a [`Problem`].
//! Pages and forms have their own ways, which lead people to sign in.

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use protocol::Person;
use serde::de::DeserializeOwned;

use super::{
    super::address::{asked, has_token},
    Problem,
};
use crate::{
    auth::{Signed, Visitor},
    state::App,
};

/// A member, by session or token.
pub struct Caller {
    /// What all routes share.
    pub app: Arc<App>,
    /// Who it is.
    pub signed: Signed,
}

impl Caller {
    /// Their card.
    pub const fn person(&self) -> &Person {
        self.signed.person()
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if has_token(parts.uri.query().unwrap_or_default()) {
            let problem = Problem::new(StatusCode::BAD_REQUEST, "token_in_address", "a token in the address ends in logs");
            return Err(problem.detail("Send it as a header: Authorization: Bearer …"));
        }
        let visitor = Visitor::from_request_parts(parts, app).await.map_err(|_| Problem::unavailable())?;
        let signed = visitor.signed.ok_or(Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", "not signed in"))?;
        Ok(Self { app: visitor.app, signed })
    }
}

/// What the query asks for.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        asked(parts.uri.query().unwrap_or_default()).map(Self).ok_or(Problem::malformed())
    }
}

/// The JSON that was sent.
pub struct Given<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        match Json::from_request(request, app).await {
            Ok(Json(given)) => Ok(Self(given)),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "send application/json"))
            }
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_big", "the request is too big"))
            }
            Err(_) => Err(Problem::malformed()),
        }
    }
}
