//! What is done to messages that are there: edits, deletions, reactions, pins. Each may be asked for again: what is so already
//! is fine.
//! Who may is decided in `chat`.

use axum::{
    Json,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chat::Alteration;
use protocol::{Body, Emoji, Rejection, Seq};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::entry::Entry,
    caller::{Caller, Given},
    messages::read_one,
    problem::Problem,
    room_id,
};

/// Another text for a message.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewText {
    /// The text: 1 to 8,000 characters; none only for a message with files.
    #[schema(example = "안녕하세요!")]
    pub content: String,
}

/// Gives a message of yours another text.
#[utoipa::path(patch, path = "/api/chat/rooms/{room}/messages/{id}", tag = "messages", operation_id = "editMessage", request_body = NewText,
    params(("room" = String, Path, description = "Its id"), ("id" = u64, Path, description = "The message's")),
    responses((status = 200, description = "The message as it is now", body = Entry), (status = 403, description = "It is not yours", body = Problem),
        (status = 404, description = "No such message, or not for you", body = Problem),
        (status = 422, description = "The text is empty or too long", body = Problem), (status = 429, description = "Too fast", body = Problem)))]
pub async fn edit(caller: Caller, Path((room, id)): Path<(String, String)>, Given(new): Given<NewText>) -> Result<Response, Problem> {
    let (room, of) = (room_id(&room)?, message(&id)?);
    // Whether it may be empty is known where the message is.
    let body = match Body::beside_files(&new.content) {
        Ok(body) => body,
        Err(problem) => {
            // What a room would refuse, it refuses only those who are in it.
            caller.app.hub.head(caller.person(), room).await?;
            return Err(Rejection::BadBody { problem }.into());
        }
    };
    caller.app.hub.alter(caller.person(), room, Alteration::Edit { of, body }).await?;
    Ok(Json(read_one(&caller, room, of).await?).into_response())
}

/// Deletes a message: yours, or any in a room you manage.
#[utoipa::path(delete, path = "/api/chat/rooms/{room}/messages/{id}", tag = "messages", operation_id = "deleteMessage",
    params(("room" = String, Path, description = "Its id"), ("id" = u64, Path, description = "The message's")),
    responses((status = 204, description = "Nothing of it is left"), (status = 403, description = "You may not", body = Problem),
        (status = 404, description = "No such message, or not for you", body = Problem), (status = 429, description = "Too fast", body = Problem)))]
pub async fn delete(caller: Caller, Path((room, id)): Path<(String, String)>) -> Result<StatusCode, Problem> {
    alter(&caller, &room, Alteration::Delete { of: message(&id)? }).await
}

/// Reacts to a message with an emoji.
#[utoipa::path(put, path = "/api/chat/rooms/{room}/messages/{id}/reactions/{emoji}", tag = "messages", operation_id = "react",
    params(("room" = String, Path, description = "Its id"), ("id" = u64, Path, description = "The message's"),
        ("emoji" = String, Path, description = "The emoji", example = "👍")),
    responses((status = 204, description = "It is there"), (status = 404, description = "No such message, or not for you", body = Problem),
        (status = 422, description = "Not an emoji, or the message has too many different ones", body = Problem),
        (status = 429, description = "Too fast", body = Problem)))]
pub async fn react(caller: Caller, Path((room, id, emoji)): Path<(String, String, String)>) -> Result<StatusCode, Problem> {
    reaction(&caller, &room, &id, &emoji, true).await
}

/// Takes a reaction back.
#[utoipa::path(delete, path = "/api/chat/rooms/{room}/messages/{id}/reactions/{emoji}", tag = "messages", operation_id = "takeReactionBack",
    params(("room" = String, Path, description = "Its id"), ("id" = u64, Path, description = "The message's"),
        ("emoji" = String, Path, description = "The emoji", example = "👍")),
    responses((status = 204, description = "It is not there"), (status = 404, description = "No such message, or not for you", body = Problem),
        (status = 422, description = "Not an emoji", body = Problem), (status = 429, description = "Too fast", body = Problem)))]
pub async fn take_back(caller: Caller, Path((room, id, emoji)): Path<(String, String, String)>) -> Result<StatusCode, Problem> {
    reaction(&caller, &room, &id, &emoji, false).await
}

/// Pins a message.
#[utoipa::path(put, path = "/api/chat/rooms/{room}/messages/{id}/pin", tag = "messages", operation_id = "pin",
    params(("room" = String, Path, description = "Its id"), ("id" = u64, Path, description = "The message's")),
    responses((status = 204, description = "It is pinned"), (status = 404, description = "No such message, or not for you", body = Problem),
        (status = 429, description = "Too fast", body = Problem)))]
pub async fn pin(caller: Caller, Path((room, id)): Path<(String, String)>) -> Result<StatusCode, Problem> {
    alter(&caller, &room, Alteration::Pin { of: message(&id)?, on: true }).await
}

/// Takes a pinned message down.
#[utoipa::path(delete, path = "/api/chat/rooms/{room}/messages/{id}/pin", tag = "messages", operation_id = "unpin",
    params(("room" = String, Path, description = "Its id"), ("id" = u64, Path, description = "The message's")),
    responses((status = 204, description = "It is not pinned"), (status = 404, description = "No such message, or not for you", body = Problem),
        (status = 429, description = "Too fast", body = Problem)))]
pub async fn take_down(caller: Caller, Path((room, id)): Path<(String, String)>) -> Result<StatusCode, Problem> {
    alter(&caller, &room, Alteration::Pin { of: message(&id)?, on: false }).await
}

async fn reaction(caller: &Caller, room: &str, id: &str, emoji: &str, on: bool) -> Result<StatusCode, Problem> {
    let of = message(id)?;
    let Ok(emoji) = Emoji::parse(emoji) else {
        caller.app.hub.head(caller.person(), room_id(room)?).await?;
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_an_emoji", "a reaction is one emoji"));
    };
    alter(caller, room, Alteration::React { of, emoji, on }).await
}

async fn alter(caller: &Caller, room: &str, alteration: Alteration) -> Result<StatusCode, Problem> {
    caller.app.hub.alter(caller.person(), room_id(room)?, alteration).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A message that could not be numbered like this is as little there as any other.
fn message(id: &str) -> Result<Seq, Problem> {
    id.parse().map(Seq).map_err(|_| Problem::not_found())
}
