//! The first run: the owner's account, the name of the place, and the first room.
//! It exists only while there is no account.

use std::sync::Arc;

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use chat::{AccountError, NewAccount, Place};
use protocol::{DisplayName, Language, MemberId, MemberName, PlaceName, Role};
use serde::Deserialize;

use super::{Answer, Problem};
use crate::{
    auth::{Agent, cookie, open},
    founding,
    state::App,
};

/// What the page asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct FirstRun {
    place: String,
    name: String,
    display: String,
    password: String,
    language: String,
}

/// `POST /first-run`
pub async fn found(State(app): State<Arc<App>>, Agent(agent): Agent, Form(form): Form<FirstRun>) -> Response {
    match try_found(&app, &agent, &form).await {
        Ok(Some(token)) => Answer::to("/rooms").cookie(cookie(&app.config, &token)).into_response(),
        Ok(None) => Answer::to("/sign-in").into_response(),
        Err(problem) => {
            let again = Answer::to("/first-run").problem(problem).with("place", &form.place).with("name", &form.name);
            again.with("display", &form.display).with("language", &form.language).into_response()
        }
    }
}

/// The owner's token, or nothing when the place is founded already.
async fn try_found(app: &App, agent: &str, form: &FirstRun) -> Result<Option<String>, Problem> {
    if app.place().await?.is_some() {
        return Ok(None);
    }
    let language = Language::from_tag(&form.language);
    let place = Place { name: PlaceName::parse(&form.place)?, language: language.unwrap_or_default(), guests: false, previews: true };
    let new = new_account(app, &form.name, &form.display, &form.password, Role::Owner, language).await?;
    match founding::found(&app.hub, app.accounts.as_ref(), &place, &new).await {
        Ok(owner) => Ok(Some(open(app, owner.id, agent).await?)),
        Err(AccountError::Founded) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Checks what somebody typed about themselves and hashes the password.
pub(super) async fn new_account(
    app: &App,
    name: &str,
    display: &str,
    password: &str,
    role: Role,
    language: Option<Language>,
) -> Result<NewAccount, Problem> {
    let name = MemberName::parse(name)?;
    let display = DisplayName::parse(if display.trim().is_empty() { name.as_str() } else { display })?;
    let password = app.passwords.hash(password.to_owned()).await?;
    Ok(NewAccount { id: MemberId::from_bits(chat::bits()), name, display, role, password, language, at: chat::now() })
}
