//! A browser says where it wants to be told, or that it does not any more.
//! That is the one change that is no form: only a script can ask a browser for its subscription.

use std::sync::Arc;

use crate::{auth::Visitor, logging::chain, state::App};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chat::Device;
use outward::{Purpose, push::Subscription};

/// Bytes a subscription may have as JSON.
pub const REQUEST_BYTES: usize = 8 * 1024;

/// `POST /api/push`: the subscription as `PushSubscription.toJSON()` gives it. It lasts as long as the session.
pub async fn add(State(app): State<Arc<App>>, visitor: Visitor, body: Bytes) -> Response {
    let Some(signed) = visitor.signed else { return StatusCode::UNAUTHORIZED.into_response() };
    let Some(push) = &app.push else { return refused(StatusCode::SERVICE_UNAVAILABLE, "no Web Push here") };
    let Ok(subscription) = serde_json::from_slice::<Subscription>(&body) else {
        return refused(StatusCode::BAD_REQUEST, "this is no subscription");
    };
    if push.outward.check(subscription.endpoint(), Purpose::Tell).is_err() {
        return refused(StatusCode::BAD_REQUEST, "this push server is not asked");
    }
    let member = signed.person().id;
    let device = Device {
        session: signed.session.token_hash,
        member,
        endpoint: subscription.endpoint().to_owned(),
        key: subscription.p256dh(),
        secret: subscription.auth(),
        at: chat::now(),
    };
    match app.devices.add_device(&device).await {
        Ok(()) => {
            app.hub.desk().set(member, true);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => unavailable(&error),
    }
}

/// `DELETE /api/push`: the browser that asks is not told any more.
pub async fn remove(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let Some(signed) = visitor.signed else { return StatusCode::UNAUTHORIZED.into_response() };
    match app.devices.remove_device(&signed.session.token_hash).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => unavailable(&error),
    }
}

fn refused(status: StatusCode, why: &'static str) -> Response {
    (status, Json(serde_json::json!({ "problem": why }))).into_response()
}

fn unavailable(error: &chat::AccountError) -> Response {
    tracing::error!(error = chain(error), "a device was not changed");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
