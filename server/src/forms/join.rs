//! Coming in through a join link.
//! Rooms are joined elsewhere.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
};
use protocol::Role;
use serde::Deserialize;

use super::{Answer, Problem, escape, first_run::new_account};
use crate::{
    auth::{Agent, cookie, open},
    founding,
    state::App,
};

/// What the page asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Join {
    name: String,
    display: String,
    password: String,
}

/// `POST /join/{code}`
pub async fn join(State(app): State<Arc<App>>, Agent(agent): Agent, Path(code): Path<String>, Form(form): Form<Join>) -> Answer {
    match try_join(&app, &agent, &code, &form).await {
        Ok(token) => Answer::to("/rooms").cookie(cookie(&app.config, &token)),
        Err(problem) => {
            // The code goes back as it came; it stands in the path, so it is escaped like any text.
            let path = format!("/join/{}", escape(&code));
            Answer::to(path).problem(problem).with("name", &form.name).with("display", &form.display)
        }
    }
}

async fn try_join(app: &App, agent: &str, code: &str, form: &Join) -> Result<String, Problem> {
    // Looked at first, so that a dead link costs no hashing; the store looks again when it uses the link.
    if !app.accounts.invite(code).await?.is_some_and(|invite| invite.is_open(chat::now())) {
        return Err(Problem::InviteClosed);
    }
    let new = new_account(app, &form.name, &form.display, &form.password, Role::Member, None).await?;
    let person = founding::welcome(&app.hub, app.accounts.as_ref(), &new, Some(code)).await?;
    Ok(open(app, person.id, agent).await?)
}
