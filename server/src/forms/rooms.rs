//! Making a room.
//! What happens to rooms that are there is in `room`.

use std::sync::Arc;

use axum::{Form, extract::State};
use chat::NewRoom;
use protocol::{Person, Room, RoomDescription, RoomName, Visibility};
use serde::Deserialize;

use super::{Answer, Problem};
use crate::{auth::Signed, state::App};

/// What the page asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Create {
    name: String,
    description: String,
    visibility: String,
}

/// `POST /rooms`
pub async fn create(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Create>) -> Answer {
    match try_create(&app, signed.person(), &form).await {
        Ok(room) => Answer::to(format!("/rooms/{}", room.id)),
        Err(problem) => {
            let again = Answer::to("/rooms/new").problem(problem).with("name", &form.name);
            again.with("description", &form.description).with("visibility", &form.visibility)
        }
    }
}

async fn try_create(app: &App, person: &Person, form: &Create) -> Result<Room, Problem> {
    let new = NewRoom {
        name: RoomName::parse(&form.name)?,
        description: RoomDescription::parse(&form.description)?,
        // What nobody asked to be public is not.
        visibility: Visibility::from_word(&form.visibility).unwrap_or(Visibility::Private),
    };
    Ok(app.hub.create_room(person, new).await?)
}
