//! Writing a message without JavaScript, with files or without.
//! A refused one is never lost: its text comes back in the composer, or, when it is too long for a URL, on a page of its own.
//! Files cannot come back: a browser lets nobody but its owner choose them.

use std::{sync::Arc, time::Duration};

use axum::{
    Form,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State, multipart::Field},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chat::NewPost;
use protocol::{ATTACHMENTS, Body, FileId, FileName, Nonce, Person, RoomId};
use serde::Deserialize;

use super::{
    Answer, Problem,
    draft::{Draft, page},
    escape,
    room::room_id,
};
use crate::{
    auth::Visitor,
    commands::{self, Ran},
    files::{Declared, receive},
    router::ANSWER_WITHIN,
    state::App,
};

/// A draft in a URL takes at most this many bytes: proxies refuse longer ones.
pub(super) const DRAFT_BYTES: usize = 4_000;

/// Bytes a message form may have beside its files: more than a message can, so that one that is too long is answered and not
/// lost.
pub const MESSAGE_BYTES: usize = 512 * 1024;

/// A form with files must have come this long after its head.
const FILES_WITHIN: Duration = Duration::from_secs(1_800);

/// What the composer sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Message {
    body: String,
    nonce: String,
    #[serde(skip)]
    files: Vec<FileId>,
    /// Why a file was not taken.
    #[serde(skip)]
    problem: Option<Problem>,
}

/// `POST /rooms/{room}/messages`: as a form, or as multipart with files as `files`.
pub async fn post(State(app): State<Arc<App>>, visitor: Visitor, Path(room): Path<String>, request: Request) -> Response {
    let form = match read(&app, &visitor, &room, request).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    // Without a nonce, or with half a one, this attempt gets its own: then sending twice writes twice.
    let nonce = form.nonce.parse().unwrap_or_else(|_| Nonce::from_bits(chat::bits()));
    let draft = Draft { room: room_id(&room).ok(), nonce, text: &form.body };
    let Some(signed) = &visitor.signed else { return page(&app, StatusCode::UNAUTHORIZED, &draft) };
    match try_post(&app, signed.person(), &room, nonce, &form).await {
        Ok(None) => Answer::to(format!("/rooms/{room}")).into_response(),
        Ok(Some(done)) => Answer::to(format!("/rooms/{room}")).done(done).into_response(),
        Err(Problem::NotFound) => page(&app, StatusCode::NOT_FOUND, &Draft { room: None, ..draft }),
        Err(problem) => {
            // Where there is no composer, a text cannot come back into it.
            let composer = !matches!(problem, Problem::Muted | Problem::Announcements);
            if composer && escape(&form.body).to_string().len() <= DRAFT_BYTES {
                Answer::to(format!("/rooms/{room}")).problem(problem).with("draft", &form.body).into_response()
            } else {
                page(&app, status(problem), &draft)
            }
        }
    }
}

async fn read(app: &Arc<App>, visitor: &Visitor, room: &str, mut request: Request) -> Result<Message, Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let files = kind.starts_with("multipart/form-data");
    let (most, within) = if files && visitor.signed.is_some() {
        let most = usize::try_from(app.config.limits.files.bytes).unwrap_or(usize::MAX);
        (most.saturating_mul(ATTACHMENTS).saturating_add(MESSAGE_BYTES), FILES_WITHIN)
    } else {
        (MESSAGE_BYTES, ANSWER_WITHIN)
    };
    DefaultBodyLimit::max(most).apply(&mut request);
    let read = async {
        if files {
            let form = Multipart::from_request(request, app).await.map_err(IntoResponse::into_response)?;
            read_files(app, visitor, room, form).await
        } else {
            let Form(message) = Form::from_request(request, app).await.map_err(IntoResponse::into_response)?;
            Ok(message)
        }
    };
    match tokio::time::timeout(within, read).await {
        Ok(read) => read,
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT.into_response()),
    }
}

/// Takes in the fields one by one, as they come.
async fn read_files(app: &App, visitor: &Visitor, room: &str, mut form: Multipart) -> Result<Message, Response> {
    let mut message = Message::default();
    // A client decides in which order its fields come: the nonce names the files too.
    while let Some(field) = form.next_field().await.map_err(IntoResponse::into_response)? {
        match field.name() {
            Some("body") => message.body = text(field).await?,
            Some("nonce") => message.nonce = text(field).await?,
            // A form without a chosen file sends one without a name.
            Some("files") if field.file_name().is_some_and(|name| !name.is_empty()) && message.problem.is_none() => {
                let Some(signed) = &visitor.signed else { continue };
                match take(app, signed.person(), room, &message, field).await {
                    Ok(file) => message.files.push(file),
                    Err(problem) => message.problem = Some(problem),
                }
            }
            _ => {}
        }
    }
    Ok(message)
}

/// Uploads one file: the same form sent again is the same upload.
async fn take(app: &App, person: &Person, room: &str, message: &Message, field: Field<'_>) -> Result<FileId, Problem> {
    if message.files.len() >= ATTACHMENTS {
        return Err(Problem::TooManyFiles);
    }
    let room: RoomId = room_id(room)?;
    let attempt = message.nonce.parse().map_or_else(|_| chat::bits(), |nonce: Nonce| nonce.bits());
    let id = FileId::from_bits(attempt.wrapping_add(1 + message.files.len() as u128));
    let name = FileName::of(field.file_name().unwrap_or_default());
    let declared = Declared { room, id, name, length: None };
    Ok(receive(app, person, declared, field).await?.id)
}

async fn text(mut field: Field<'_>) -> Result<String, Response> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(IntoResponse::into_response)? {
        if bytes.len() + chunk.len() > MESSAGE_BYTES {
            return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
        }
        bytes.extend(chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes it, or does what it says; then by which word the page says so. What a room would refuse, it refuses only those who are
/// in it.
async fn try_post(app: &App, person: &Person, room: &str, nonce: Nonce, form: &Message) -> Result<Option<&'static str>, Problem> {
    let room = room_id(room)?;
    let text = match commands::line(app, person, room, &form.body).await? {
        Ran::Write(text) => text,
        Ran::Done(done) => return Ok(Some(done)),
    };
    let body = if form.files.is_empty() { Body::parse(&text) } else { Body::beside_files(&text) };
    match (form.problem, body) {
        (None, Ok(body)) => {
            let post = NewPost { nonce, body, reply: None, attachments: form.files.clone() };
            app.hub.post(person, room, post).await?;
            Ok(None)
        }
        (Some(problem), _) => {
            app.hub.head(person, room).await?;
            Err(problem)
        }
        (None, Err(error)) => {
            app.hub.head(person, room).await?;
            Err(error.into())
        }
    }
}

pub(super) const fn status(problem: Problem) -> StatusCode {
    match problem {
        Problem::TooFast | Problem::Slow => StatusCode::TOO_MANY_REQUESTS,
        Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Problem::NotAllowed | Problem::Muted | Problem::Announcements => StatusCode::FORBIDDEN,
        Problem::FileTooBig | Problem::PictureTooLarge | Problem::NoRoomForFiles => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
