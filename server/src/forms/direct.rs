//! Writing to somebody alone, or to some people: leads to the direct room of them, which is made where there is none.
//! What is written there is posted like everywhere.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
};
use protocol::{MemberId, Person};

use super::{Answer, Problem};
use crate::{auth::Signed, state::App};

/// `POST /people/{member}/message`
pub async fn with_one(State(app): State<Arc<App>>, signed: Signed, Path(member): Path<String>) -> Answer {
    match open(&app, signed.person(), [member].iter()).await {
        Ok(to) => to,
        Err(problem) => Answer::to("/people").problem(problem),
    }
}

/// `POST /direct`, with a field `member` for each of the others.
pub async fn with_some(State(app): State<Arc<App>>, signed: Signed, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let members: Vec<String> = fields.into_iter().filter(|(name, _)| name == "member").map(|(_, id)| id).collect();
    if members.is_empty() {
        return Answer::to("/direct").problem(Problem::Nobody);
    }
    match open(&app, signed.person(), members.iter()).await {
        Ok(to) => to,
        Err(problem) => Answer::to("/direct").problem(problem),
    }
}

async fn open(app: &App, me: &Person, members: impl Iterator<Item = &String>) -> Result<Answer, Problem> {
    let ids = members.map(|id| id.parse::<MemberId>().map_err(|_| Problem::NoSuchMember)).collect::<Result<Vec<_>, _>>()?;
    if ids.len() > protocol::DIRECT_MEMBERS {
        return Err(Problem::TooMany);
    }
    let people = app.accounts.people(&ids).await?;
    if ids.iter().any(|id| !people.iter().any(|person| person.id == *id)) {
        return Err(Problem::NoSuchMember);
    }
    let others: Vec<Person> = people.into_iter().filter(|person| person.id != me.id).collect();
    if others.len() >= protocol::DIRECT_MEMBERS {
        return Err(Problem::TooMany);
    }
    let room = app.hub.direct(me, &others).await?;
    Ok(Answer::to(format!("/rooms/{room}")))
}
