//! What members do to one room besides writing: join, leave, name, invite, remove, say how much they want to be told.
//! Whether they may is decided in `chat`, which also makes one answer of "not there" and "not for you".

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
};
use chat::RoomChange;
use protocol::{Attention, MemberId, MemberName, RoomDescription, RoomId, RoomName, Rules};
use serde::Deserialize;

use super::{Answer, Problem, changed};
use crate::{auth::Signed, state::App};

/// What the settings page asks for, and what stood there before.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Describe {
    name: String,
    description: String,
    was_name: Option<String>,
    was_description: Option<String>,
}

/// Whom to let in.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Invite {
    name: String,
}

/// How much one wants to be told.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Attend {
    attention: String,
}

/// Who may write, and how often.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Rule {
    slow: String,
    writers: String,
}

/// Whom to remove.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Remove {
    member: String,
}

/// `POST /rooms/{room}/join`
pub async fn join(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>) -> Answer {
    let joined = async { Ok::<_, Problem>(app.hub.join(signed.person(), room_id(&room)?).await?) };
    match joined.await {
        Ok(()) => Answer::to(format!("/rooms/{room}")),
        Err(problem) => lost(problem),
    }
}

/// `POST /rooms/{room}/leave`
pub async fn leave(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>) -> Answer {
    let left = async { Ok::<_, Problem>(app.hub.leave(signed.person(), room_id(&room)?).await?) };
    match left.await {
        Ok(()) => Answer::to("/rooms"),
        Err(problem) => lost(problem),
    }
}

/// `POST /rooms/{room}/settings`
pub async fn describe(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>, Form(form): Form<Describe>) -> Answer {
    let described = async {
        let id = room_id(&room)?;
        let name = changed(&form.name, form.was_name.as_ref()).map(RoomName::parse).transpose()?;
        let description = changed(&form.description, form.was_description.as_ref()).map(RoomDescription::parse).transpose()?;
        let change = RoomChange { name, description };
        Ok(app.hub.describe(signed.person(), id, change).await?)
    };
    match described.await {
        Ok(()) => settings(&room).done("room"),
        Err(Problem::NotFound) => lost(Problem::NotFound),
        Err(problem) => settings(&room).problem(problem).with("name", &form.name).with("description", &form.description),
    }
}

/// `POST /rooms/{room}/invite`
pub async fn invite(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>, Form(form): Form<Invite>) -> Answer {
    let invited = async {
        let id = room_id(&room)?;
        // Whether somebody is called so is not for those outside.
        app.hub.head(signed.person(), id).await?;
        // A name that nobody can have is nobody's.
        let name = MemberName::parse(form.name.trim().trim_start_matches('@')).map_err(|_| Problem::NoSuchMember)?;
        let guest = app.accounts.account_named(&name).await?.ok_or(Problem::NoSuchMember)?;
        Ok(app.hub.invite(signed.person(), id, &guest.person).await?)
    };
    match invited.await {
        Ok(()) => settings(&room).done("invited"),
        Err(Problem::NotFound) => lost(Problem::NotFound),
        Err(problem) => settings(&room).problem(problem),
    }
}

/// `POST /rooms/{room}/remove`
pub async fn remove(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>, Form(form): Form<Remove>) -> Answer {
    let removed = async {
        let id = room_id(&room)?;
        let member: MemberId = form.member.parse().map_err(|_| Problem::NoSuchMember)?;
        Ok(app.hub.remove(signed.person(), id, member).await?)
    };
    match removed.await {
        Ok(()) => settings(&room).done("removed"),
        Err(Problem::NotFound) => lost(Problem::NotFound),
        Err(problem) => settings(&room).problem(problem),
    }
}

/// `POST /rooms/{room}/rules`
pub async fn rule(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>, Form(form): Form<Rule>) -> Answer {
    let ruled = async {
        let id = room_id(&room)?;
        // Who is not in the room learns nothing from what is wrong with the form.
        app.hub.head(signed.person(), id).await?;
        let slow_s = form.slow.trim().parse().map_err(|_| Problem::NotAllowed)?;
        Ok(app.hub.rule(signed.person(), id, Rules { slow_s, announcements: form.writers == "moderators" }).await?)
    };
    match ruled.await {
        Ok(()) => settings(&room).done("rules"),
        Err(Problem::NotFound) => lost(Problem::NotFound),
        Err(problem) => settings(&room).problem(problem),
    }
}

/// `POST /rooms/{room}/attention`
pub async fn attend(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>, Form(form): Form<Attend>) -> Answer {
    let attended = async {
        let attention = Attention::from_word(&form.attention).ok_or(Problem::NotAllowed)?;
        Ok(app.hub.attend(signed.person().id, room_id(&room)?, attention).await?)
    };
    match attended.await {
        Ok(()) => settings(&room).done("attention"),
        Err(Problem::NotFound) => lost(Problem::NotFound),
        Err(problem) => settings(&room).problem(problem),
    }
}

/// A room that could not be named like this is as little there as any other.
pub(super) fn room_id(room: &str) -> Result<RoomId, Problem> {
    room.parse().map_err(|_| Problem::NotFound)
}

/// There is no page of the room to go back to.
fn lost(problem: Problem) -> Answer {
    Answer::to("/rooms").problem(problem)
}

/// Only a room's id comes here: other texts were refused before.
fn settings(room: &str) -> Answer {
    match room_id(room) {
        Ok(room) => Answer::to(format!("/rooms/{room}/settings")),
        Err(_) => Answer::to("/rooms"),
    }
}
