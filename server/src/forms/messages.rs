//! Writing a message without JavaScript.
//! A refused one is never lost: its text comes back in the composer, or, when it is too long for a URL, on a page of its own.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chat::NewPost;
use protocol::{Body, Nonce, Person};
use serde::Deserialize;

use super::{
    Answer, Problem,
    draft::{Draft, page},
    room::room_id,
};
use crate::{auth::Visitor, state::App};

/// A draft in a URL takes at most this many bytes: proxies refuse longer ones.
const DRAFT_BYTES: usize = 4_000;

/// What the composer sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Message {
    body: String,
    nonce: String,
}

/// `POST /rooms/{room}/messages`
pub async fn post(State(app): State<Arc<App>>, visitor: Visitor, Path(room): Path<String>, Form(form): Form<Message>) -> Response {
    // Without a nonce, or with half a one, this attempt gets its own: then sending twice writes twice.
    let nonce = form.nonce.parse().unwrap_or_else(|_| Nonce::from_bits(chat::bits()));
    let draft = Draft { room: room_id(&room).ok(), nonce, text: &form.body };
    let Some(signed) = &visitor.signed else { return page(&app, StatusCode::UNAUTHORIZED, &draft) };
    match try_post(&app, signed.person(), &room, nonce, &form.body).await {
        Ok(()) => Answer::to(format!("/rooms/{room}")).into_response(),
        Err(Problem::NotFound) => page(&app, StatusCode::NOT_FOUND, &Draft { room: None, ..draft }),
        Err(problem) => {
            let mut escaped = String::new();
            super::answer::escape(&form.body, &mut escaped);
            if escaped.len() <= DRAFT_BYTES {
                Answer::to(format!("/rooms/{room}")).problem(problem).with("draft", &form.body).into_response()
            } else {
                page(&app, status(problem), &draft)
            }
        }
    }
}

async fn try_post(app: &App, person: &Person, room: &str, nonce: Nonce, body: &str) -> Result<(), Problem> {
    let room = room_id(room)?;
    let body = Body::parse(body);
    let body = match body {
        Ok(body) => body,
        // What a room would refuse, it refuses only those who are in it.
        Err(error) => return app.hub.snapshot(person, room).await.map_or_else(|rejection| Err(rejection.into()), |_| Err(error.into())),
    };
    app.hub.post(person, room, NewPost { nonce, body, reply: None }).await?;
    Ok(())
}

const fn status(problem: Problem) -> StatusCode {
    match problem {
        Problem::TooFast => StatusCode::TOO_MANY_REQUESTS,
        Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Problem::NotAllowed => StatusCode::FORBIDDEN,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
