//! Making and revoking join links.
//! Who comes through one is in `join`.

use std::{fmt::Write, sync::Arc};

use axum::{
    Form,
    extract::{Path, State},
};
use chat::{Action, Invite};
use protocol::{Measure, Millis, Reason};
use serde::Deserialize;

use super::{Answer, Problem, moderation::act};
use crate::{auth::Signed, state::App};

const DAY_MS: i64 = 24 * 3600 * 1_000;

/// What the page asks for; empty means no end.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Create {
    days: String,
    uses: String,
}

/// `POST /invites`
pub async fn create(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Create>) -> Answer {
    match try_create(&app, &signed, &form).await {
        Ok(()) => Answer::to("/invites").done("invite"),
        Err(problem) => Answer::to("/invites").problem(problem),
    }
}

/// `POST /invites/{code}/revoke`
pub async fn revoke(State(app): State<Arc<App>>, signed: Signed, Path(code): Path<String>) -> Answer {
    let revoked = async {
        allowed(&signed)?;
        Ok::<_, Problem>(app.accounts.revoke_invite(&code, Some(&act(&signed, Measure::Unlinked, Reason::default()))).await?)
    };
    match revoked.await {
        Ok(()) => Answer::to("/invites").done("invite"),
        Err(problem) => Answer::to("/invites").problem(problem),
    }
}

async fn try_create(app: &App, signed: &Signed, form: &Create) -> Result<(), Problem> {
    allowed(signed)?;
    let days: Option<u16> = number(&form.days)?;
    let uses: Option<u16> = number(&form.uses)?;
    let created = chat::now();
    let expires = days.map(|days| Millis(created.0.saturating_add(i64::from(days) * DAY_MS)));
    // 128 bits: nobody guesses one, so guessing needs no counting.
    let code = chat::bytes::<16>().iter().fold(String::new(), |mut code, byte| {
        let _ = write!(code, "{byte:02x}");
        code
    });
    let invite = Invite { code, by: signed.person().id, created, expires, uses_left: uses.map(u32::from), used: 0 };
    Ok(app.accounts.add_invite(&invite, Some(&act(signed, Measure::Linked, Reason::default()))).await?)
}

fn allowed(signed: &Signed) -> Result<(), Problem> {
    if chat::may(Action::Administer, signed.person().role) { Ok(()) } else { Err(Problem::NotAllowed) }
}

/// A number above zero, or none. The page offers no others, so a wrong one has no words of its own.
fn number(text: &str) -> Result<Option<u16>, Problem> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().ok().filter(|number| *number > 0).map(Some).ok_or(Problem::NotAllowed),
    }
}
