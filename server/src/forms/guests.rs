//! Guests: coming in as one, and whether they may.
//! What they may do then is decided where it is done.

use std::sync::Arc;

use axum::{Form, extract::State};
use chat::Action;
use protocol::RoomId;
use serde::Deserialize;

use super::{Answer, Problem, sign_in::is_local};
use crate::{
    auth::{Agent, ClientAddress, Refusal, Signed, Visitor, cookie, let_guests_in, open, welcome_guest},
    state::App,
};

/// Where somebody wants to go.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ComeIn {
    next: String,
}

/// Whether guests may come in.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct LetIn {
    may: String,
}

/// `POST /guests`: a visitor gets a name, and goes where they wanted to; who wanted to a public room is in it then.
pub async fn come_in(visitor: Visitor, ClientAddress(address): ClientAddress, Agent(agent): Agent, Form(form): Form<ComeIn>) -> Answer {
    let Visitor { app, signed, .. } = visitor;
    let next = if is_local(&form.next) { form.next.as_str() } else { "/rooms" };
    if signed.is_some() {
        return Answer::to(next);
    }
    let token = async {
        let account = welcome_guest(&app, address, None).await.map_err(|refusal| match refusal {
            Refusal::Credentials => Problem::NotAllowed,
            other => other.into(),
        })?;
        if let Some(room) = room_in(next) {
            // A room that is not there says so when it is looked at.
            let _ = app.hub.join(&account.person, room).await;
        }
        Ok::<_, Problem>(open(&app, account.person.id, &agent).await?)
    };
    match token.await {
        Ok(token) => Answer::to(next).cookie(cookie(&app.config, &token)),
        Err(problem) => Answer::to("/sign-in").problem(problem).with("next", next),
    }
}

/// `POST /invites/guests`: the owner decides.
pub async fn let_in(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<LetIn>) -> Answer {
    let decided = async {
        if !chat::may(Action::LetGuestsIn, signed.person().role) {
            return Err(Problem::NotAllowed);
        }
        Ok(let_guests_in(&app, form.may == "yes").await?)
    };
    match decided.await {
        Ok(()) => Answer::to("/invites").done("guests"),
        Err(problem) => Answer::to("/invites").problem(problem),
    }
}

fn room_in(path: &str) -> Option<RoomId> {
    path.strip_prefix("/rooms/")?.split('?').next()?.parse().ok()
}
