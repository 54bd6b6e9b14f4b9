//! Commands as the composer has them, a line that begins with `/`: what is done by `/nick`, `/topic` and `/invite`.
//! Lines that only write are messages, and are written where messages are.

use axum::{Json, extract::Path, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    caller::{Caller, Given},
    problem::Problem,
    room_id,
};
use crate::{
    commands::{self, Ran},
    forms,
};

/// A line to be done.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Line {
    /// `/nick NAME`, `/topic TEXT` or `/invite @name`.
    #[schema(example = "/topic What to cook")]
    pub command: String,
}

/// It is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Done {
    /// `profile`, `room` or `invited`.
    pub done: &'static str,
}

/// Does what a command says.
#[utoipa::path(post, path = "/api/chat/rooms/{room}/commands", tag = "rooms", operation_id = "runCommand", request_body = Line,
    params(("room" = String, Path, description = "Its id")),
    responses((status = 200, description = "It is done", body = Done), (status = 403, description = "You may not do that, or not now", body = Problem),
        (status = 404, description = "You are not in such a room", body = Problem),
        (status = 422, description = "There is no such command, it lacks what must follow it, or that cannot be used", body = Problem)))]
pub async fn post(caller: Caller, Path(room): Path<String>, Given(line): Given<Line>) -> Result<Json<Done>, Problem> {
    let room = room_id(&room)?;
    caller.app.hub.head(caller.person(), room).await?;
    match commands::line(&caller.app, caller.person(), room, &line.command).await? {
        Ran::Done(done) => Ok(Json(Done { done })),
        Ran::Write(_) => Err(forms::Problem::UnknownCommand.into()),
    }
}

impl From<forms::Problem> for Problem {
    fn from(problem: forms::Problem) -> Self {
        let invalid = |title| Self::new(StatusCode::UNPROCESSABLE_ENTITY, problem.code(), title);
        match problem {
            forms::Problem::NotFound => Self::not_found(),
            forms::Problem::Unavailable => Self::unavailable(),
            forms::Problem::Muted => Self::new(StatusCode::FORBIDDEN, problem.code(), "you may read, but not write"),
            forms::Problem::NotAllowed => Self::new(StatusCode::FORBIDDEN, "not_allowed", "you may not do that"),
            forms::Problem::TooFast => Self::new(StatusCode::TOO_MANY_REQUESTS, "too_fast", "too much in too little time"),
            forms::Problem::UnknownCommand => invalid("there is no such command"),
            forms::Problem::BareCommand => invalid("something must follow the command"),
            forms::Problem::NoSuchMember => invalid("nobody has that name"),
            _ => invalid("what follows the command cannot be used"),
        }
    }
}
