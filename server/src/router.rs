//! Every route of the server, in one table.
//! Who may do what is said where it is done.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{assets, auth, avatars, cross_site, doorways, files, forms, headers, health, logging, page, push, socket, state::App};

/// Bytes a form may have.
const FORM_BYTES: usize = 64 * 1024;

/// An answer must be begun this long after the head of its request, or there is none.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// The table.
pub fn router(app: Arc<App>) -> Router {
    let dynamic = Router::new()
        .route("/", get(page::home))
        .route("/first-run", get(page::first_run).post(forms::found))
        .route("/sign-in", get(page::sign_in).post(forms::sign_in))
        .route("/guests", post(forms::come_as_guest))
        .route("/sign-out", post(forms::sign_out))
        .route("/join/{code}", get(page::open).post(forms::join_place))
        .route("/rooms", get(page::members).post(forms::create_room))
        .route("/rooms/new", get(page::members))
        .route("/rooms/{room}", get(page::members))
        .route("/rooms/{room}/join", post(forms::join_room))
        .route("/rooms/{room}/leave", post(forms::leave_room))
        .route("/rooms/{room}/settings", get(page::members).post(forms::describe_room))
        .route("/rooms/{room}/pins", get(page::members))
        .route("/rooms/{room}/messages/{seq}", get(page::members))
        .route("/rooms/{room}/messages/{seq}/reply", post(forms::reply_to_message).layer(DefaultBodyLimit::max(forms::MESSAGE_BYTES)))
        .route("/rooms/{room}/messages/{seq}/edit", post(forms::edit_message).layer(DefaultBodyLimit::max(forms::MESSAGE_BYTES)))
        .route("/rooms/{room}/messages/{seq}/react", post(forms::react_to_message))
        .route("/rooms/{room}/messages/{seq}/pin", post(forms::pin_message))
        .route("/rooms/{room}/messages/{seq}/unread", post(forms::mark_unread))
        .route("/rooms/{room}/messages/{seq}/forward", post(forms::forward_message))
        .route("/rooms/{room}/messages/{seq}/dismiss", post(forms::dismiss_preview))
        .route("/rooms/{room}/messages/{seq}/delete", post(forms::delete_message))
        .route("/rooms/{room}/invite", post(forms::invite_to_room))
        .route("/rooms/{room}/attention", post(forms::attend_room))
        .route("/rooms/{room}/remove", post(forms::remove_from_room))
        .route("/rooms/{room}/rules", post(forms::rule_room))
        .route("/rooms/{room}/report", get(page::members).post(forms::report))
        .route("/rooms/{room}/versions", get(page::members))
        .route("/rooms/{room}/webhooks", get(page::members).post(forms::create_inlet))
        .route("/rooms/{room}/webhooks/{inlet}/revoke", post(forms::revoke_inlet))
        .route("/settings", get(page::members))
        .route("/settings/profile", post(forms::change_profile))
        .route("/settings/reading", post(forms::change_reading))
        .route("/settings/previews", post(forms::preview_links))
        .route("/settings/password", post(forms::change_password))
        .route("/settings/avatar", post(forms::upload_avatar).layer(DefaultBodyLimit::max(avatars::UPLOAD_BYTES)))
        .route("/settings/attention", post(forms::change_attention))
        .route("/settings/avatar/remove", post(forms::take_avatar))
        .route("/settings/sessions/{session}/revoke", post(forms::revoke_session))
        .route("/settings/bots", get(page::members).post(forms::create_bot))
        .route("/settings/bots/{bot}/token", post(forms::renew_bot_token))
        .route("/settings/bots/{bot}/revoke", post(forms::revoke_bot_token))
        .route("/settings/bots/{bot}/hook", post(forms::call_bot_at))
        .route("/people", get(page::members))
        .route("/people/{member}", get(page::members))
        .route("/people/{member}/message", post(forms::message_person))
        .route("/direct", get(page::members).post(forms::message_people))
        .route("/people/{member}/role", post(forms::set_role))
        .route("/people/{member}/ban", post(forms::ban))
        .route("/people/{member}/unban", post(forms::unban))
        .route("/people/{member}/mute", post(forms::mute))
        .route("/people/{member}/unmute", post(forms::unmute))
        .route("/people/{member}/sweep", post(forms::sweep))
        .route("/moderation", get(page::members))
        .route("/moderation/audit", get(page::members))
        .route("/moderation/resolve", post(forms::resolve))
        .route("/invites", get(page::members).post(forms::create_invite))
        .route("/invites/guests", post(forms::let_guests_in))
        .route("/invites/{code}/revoke", post(forms::revoke_invite))
        .route("/api/view/{name}", get(page::view))
        .route("/api/auth/token", post(auth::issue))
        .fallback(page::anything_else)
        .layer(from_fn(auth::people_only))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    let ready_made = Router::new()
        .route("/ws/chat", get(socket::upgrade))
        .route("/api/line", get(socket::detour::open))
        .route("/api/line/{connection}", post(socket::detour::say).layer(DefaultBodyLimit::max(socket::detour::REQUEST_BYTES)))
        .route("/pkg/{build}/{*file}", get(assets::pkg))
        .route(
            "/api/push",
            post(push::add).delete(push::remove).layer(DefaultBodyLimit::max(push::REQUEST_BYTES)).layer(from_fn(auth::people_only)),
        )
        .route("/avatars/{member}", get(avatars::show))
        .route("/files/{id}", get(files::show))
        .route("/files/{id}/preview", get(files::preview))
        .route("/previews/{picture}", get(files::picture))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    // What may take long because files come with it: it has limits and time of its own.
    let slow = Router::new()
        .route("/rooms/{room}/messages", post(forms::post_message).layer(from_fn(auth::people_only)))
        .merge(doorways::uploads())
        .layer(DefaultBodyLimit::disable());
    // From here on outwards: the last one sees a request first and its answer last.
    dynamic
        .merge(ready_made)
        .merge(doorways::routes())
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn(in_time))
        .merge(slow)
        .layer(cross_site::layer(&app.config))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(headers::protect))
        .layer(from_fn(logging::request))
        .with_state(app)
}

/// Also ends a body that never comes. A socket has answered when it was upgraded, so its life is not meant.
async fn in_time(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}
