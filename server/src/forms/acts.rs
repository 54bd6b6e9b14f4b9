//! What members do to one message without JavaScript: answer, edit, react, pin, mark as unread, forward, delete, take a preview
//! away. The page with these forms is `app/src/pages/message.rs`.
//! Whether they may is decided in `chat`.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chat::{Alteration, NewPost};
use protocol::{Body, Emoji, Happened, Nonce, Page, Person, RoomId, Seq, permalink};
use serde::Deserialize;

use super::{
    Answer, Problem,
    draft::{Draft, page},
    escape,
    messages::{DRAFT_BYTES, status},
    room::room_id,
};
use crate::{
    auth::{Signed, Visitor},
    commands::{self, Ran},
    state::App,
};

/// A text, and the attempt it belongs to.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Text {
    body: String,
    nonce: String,
}

/// An emoji.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct React {
    emoji: String,
}

/// Yes or no.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Pin {
    on: String,
}

/// A link of the message.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Dismiss {
    link: String,
}

/// Another room, and the attempt.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Forward {
    to: String,
    nonce: String,
}

/// Which message, as the URL names it.
type Which = Path<(String, String)>;

/// `POST /rooms/{room}/messages/{seq}/reply`
pub async fn reply(State(app): State<Arc<App>>, visitor: Visitor, Path(which): Which, Form(form): Form<Text>) -> Response {
    let draft = Draft { room: room_id(&which.0).ok(), nonce: attempt(&form.nonce), text: &form.body };
    let Some(signed) = &visitor.signed else { return page(&app, StatusCode::UNAUTHORIZED, &draft) };
    let replied = async {
        let (room, seq) = place(&which)?;
        let text = match commands::line(&app, signed.person(), room, &form.body).await? {
            Ran::Write(text) => text,
            Ran::Done(done) => return Ok(Answer::to(format!("/rooms/{room}")).done(done)),
        };
        let post = NewPost { nonce: draft.nonce, body: Body::parse(&text)?, reply: Some(seq), attachments: Vec::new() };
        app.hub.post(signed.person(), room, post).await?;
        Ok(Answer::to(format!("/rooms/{room}")))
    };
    replied.await.map_or_else(|problem| given_back(&app, &which, problem, "reply", &draft), IntoResponse::into_response)
}

/// `POST /rooms/{room}/messages/{seq}/edit`
pub async fn edit(State(app): State<Arc<App>>, visitor: Visitor, Path(which): Which, Form(form): Form<Text>) -> Response {
    // Sent again from the page that keeps it, it would be another message.
    let draft = Draft { room: None, nonce: attempt(&form.nonce), text: &form.body };
    let Some(signed) = &visitor.signed else { return page(&app, StatusCode::UNAUTHORIZED, &draft) };
    let edited = async {
        let (room, of) = place(&which)?;
        let body = Body::beside_files(&form.body)?;
        done(&app, signed.person(), room, of, Alteration::Edit { of, body }).await
    };
    edited.await.map_or_else(|problem| given_back(&app, &which, problem, "body", &draft), IntoResponse::into_response)
}

/// `POST /rooms/{room}/messages/{seq}/react`: reacts, or takes it back.
pub async fn react(State(app): State<Arc<App>>, signed: Signed, Path(which): Which, Form(form): Form<React>) -> Answer {
    let reacted = async {
        let (room, of) = place(&which)?;
        let emoji = Emoji::parse(form.emoji.trim()).map_err(|_| Problem::Emoji)?;
        let (_, Page { rows, .. }, _) = app.hub.message(signed.person(), room, of).await?;
        let me = signed.person().id;
        let mine = rows.iter().flat_map(|row| &row.reactions).any(|one| one.emoji == emoji && one.by.contains(&me));
        done(&app, signed.person(), room, of, Alteration::React { of, emoji, on: !mine }).await
    };
    reacted.await.unwrap_or_else(|problem| refused(&which, problem))
}

/// `POST /rooms/{room}/messages/{seq}/pin`
pub async fn pin(State(app): State<Arc<App>>, signed: Signed, Path(which): Which, Form(form): Form<Pin>) -> Answer {
    let pinned = async {
        let (room, of) = place(&which)?;
        done(&app, signed.person(), room, of, Alteration::Pin { of, on: form.on == "yes" }).await
    };
    pinned.await.unwrap_or_else(|problem| refused(&which, problem))
}

/// `POST /rooms/{room}/messages/{seq}/delete`
pub async fn delete(State(app): State<Arc<App>>, signed: Signed, Path(which): Which) -> Answer {
    let deleted = async {
        let (room, of) = place(&which)?;
        done(&app, signed.person(), room, of, Alteration::Delete { of }).await
    };
    deleted.await.unwrap_or_else(|problem| refused(&which, problem))
}

/// `POST /rooms/{room}/messages/{seq}/dismiss`: takes the preview of a link away.
pub async fn dismiss(State(app): State<Arc<App>>, signed: Signed, Path(which): Which, Form(form): Form<Dismiss>) -> Answer {
    let dismissed = async {
        let (room, of) = place(&which)?;
        done(&app, signed.person(), room, of, Alteration::Dismiss { of, link: form.link }).await
    };
    dismissed.await.unwrap_or_else(|problem| refused(&which, problem))
}

/// `POST /rooms/{room}/messages/{seq}/unread`
pub async fn unread(State(app): State<Arc<App>>, signed: Signed, Path(which): Which) -> Answer {
    let marked = async {
        let (room, seq) = place(&which)?;
        app.hub.mark_unread(signed.person().id, room, seq).await?;
        Ok(Answer::to("/rooms").done("unread"))
    };
    marked.await.unwrap_or_else(|problem| refused(&which, problem))
}

/// `POST /rooms/{room}/messages/{seq}/forward`: a message in another room that links to this one.
pub async fn forward(visitor: Visitor, signed: Signed, Path(which): Which, Form(form): Form<Forward>) -> Answer {
    let app = &visitor.app;
    let forwarded = async {
        let (room, seq) = place(&which)?;
        let to = room_id(&form.to)?;
        // Only what one may read can be shown to others.
        let (_, Page { rows, .. }, _) = app.hub.message(signed.person(), room, seq).await?;
        let row = rows.first().filter(|row| matches!(row.event.what, Happened::Posted { .. })).ok_or(Problem::NotFound)?;
        let link = format!("{}{}", visitor.origin, permalink(room, seq, row.nonce()));
        let post = NewPost { nonce: attempt(&form.nonce), body: Body::parse(&link)?, reply: None, attachments: Vec::new() };
        app.hub.post(signed.person(), to, post).await?;
        Ok(Answer::to(format!("/rooms/{to}")))
    };
    forwarded.await.unwrap_or_else(|problem| refused(&which, problem))
}

/// Alters a message, and leads back to where it stands.
async fn done(app: &App, actor: &Person, room: RoomId, of: Seq, alteration: Alteration) -> Result<Answer, Problem> {
    app.hub.alter(actor, room, alteration).await?;
    let (_, Page { rows, .. }, _) = app.hub.message(actor, room, of).await?;
    Ok(Answer::to_place(format!("/rooms/{room}?at={of}"), rows.first().and_then(|row| row.nonce()).map(|nonce| format!("m-{nonce}"))))
}

/// What cannot be named is as little there as any other.
fn place((room, seq): &(String, String)) -> Result<(RoomId, Seq), Problem> {
    Ok((room_id(room)?, Seq(seq.parse().map_err(|_| Problem::NotFound)?)))
}

/// Without a nonce, an attempt gets its own: then sending twice writes twice.
fn attempt(nonce: &str) -> Nonce {
    nonce.parse().unwrap_or_else(|_| Nonce::from_bits(chat::bits()))
}

/// Back to the message, or to the rooms where there is none.
fn refused(which: &(String, String), problem: Problem) -> Answer {
    match place(which) {
        Ok((room, seq)) if problem != Problem::NotFound => Answer::to(format!("/rooms/{room}/messages/{seq}")).problem(problem),
        _ => Answer::to("/rooms").problem(Problem::NotFound),
    }
}

/// The same, and what was typed comes back to where it was; on a page of its own where that is not there, or a URL cannot carry it.
fn given_back(app: &App, which: &(String, String), problem: Problem, name: &str, draft: &Draft<'_>) -> Response {
    match problem {
        Problem::NotFound => page(app, StatusCode::NOT_FOUND, &Draft { room: None, ..*draft }),
        problem if escape(draft.text).to_string().len() <= DRAFT_BYTES => refused(which, problem).with(name, draft.text).into_response(),
        problem => page(app, status(problem), draft),
    }
}
