//! One's own profile and password.
//! The picture is in `avatar`, other people's roles are in `people`.

use std::sync::Arc;

use axum::{Form, extract::State};
use chat::{Account, ProfileChange};
use protocol::{CloseCode, DisplayName, Language, Theme};
use serde::Deserialize;

use super::{Answer, Problem, changed};
use crate::{
    auth::{ClientAddress, Refusal, Signed, recognize},
    state::App,
};

/// How long a browser remembers language and theme for pages before sign-in, in seconds.
const YEAR: u32 = 365 * 24 * 3600;

/// What the page asks for, and what stood there before.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Profile {
    display: String,
    language: String,
    theme: String,
    was_display: Option<String>,
    was_language: Option<String>,
    was_theme: Option<String>,
}

/// Two passwords.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Password {
    current: String,
    password: String,
}

/// `POST /settings/profile`
pub async fn change(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Profile>) -> Answer {
    let done = async {
        let display = changed(&form.display, form.was_display.as_ref()).map(DisplayName::parse).transpose()?;
        // A name is read like a message.
        if display.as_ref().is_some_and(|display| *display != signed.person().display) {
            app.hub.may_speak(signed.person().id).await?;
        }
        let language = changed(&form.language, form.was_language.as_ref()).map(Language::from_tag);
        let theme = changed(&form.theme, form.was_theme.as_ref()).map(|theme| Theme::from_word(theme).unwrap_or_default());
        let change = ProfileChange { display, language, theme, ..ProfileChange::default() };
        Ok::<_, Problem>(app.accounts.change_profile(signed.person().id, &change).await?)
    };
    match done.await {
        Ok(Account { person, language, theme, .. }) => {
            app.hub.meet(person);
            // The page one signs in on speaks the same language afterwards.
            let language = language.map_or_else(|| remember("lang", "", 0), |language| remember("lang", language.tag(), YEAR));
            Answer::to("/settings").done("profile").cookie(language).cookie(remember("theme", theme.word(), YEAR))
        }
        Err(problem) => Answer::to("/settings").problem(problem).with("display", &form.display),
    }
}

/// What one wants to see, and to show.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Reading {
    counted: String,
    previews: String,
    was_counted: Option<String>,
    was_previews: Option<String>,
}

/// `POST /settings/reading`: whether one is counted among those who have read, and sees previews.
pub async fn change_reading(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Reading>) -> Answer {
    let member = signed.person().id;
    let discreet = changed(&form.counted, form.was_counted.as_ref()).map(|counted| counted != "yes");
    let previews = changed(&form.previews, form.was_previews.as_ref()).map(|previews| previews == "yes");
    let change = ProfileChange { discreet, previews, ..ProfileChange::default() };
    match app.accounts.change_profile(member, &change).await {
        Ok(account) => {
            app.hub.set_discreet(member, account.discreet).await;
            Answer::to("/settings").done("reading")
        }
        Err(error) => Answer::to("/settings").problem(error.into()),
    }
}

/// `POST /settings/password`: ends all other sessions.
pub async fn change_password(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    signed: Signed,
    Form(form): Form<Password>,
) -> Answer {
    let changed = async {
        let password = Some(app.passwords.hash(form.password).await?);
        // Guessed at an open screen, it counts like guessing at the door.
        let right = recognize(&app, address, signed.person().name.as_str(), form.current).await;
        right.map_err(|refusal| if refusal == Refusal::Credentials { Problem::WrongPassword } else { refusal.into() })?;
        app.accounts.change_profile(signed.person().id, &ProfileChange { password, ..ProfileChange::default() }).await?;
        end_others(&app, &signed).await
    };
    match changed.await {
        Ok(()) => Answer::to("/settings").done("password"),
        Err(problem) => Answer::to("/settings").problem(problem),
    }
}

async fn end_others(app: &App, signed: &Signed) -> Result<(), Problem> {
    let member = signed.person().id;
    for session in app.accounts.sessions(member).await?.into_iter().filter(|session| session.id != signed.session.id) {
        if let Some(token_hash) = app.accounts.close_session(member, &session.id).await? {
            app.hub.close_session(&token_hash, CloseCode::NotAuthenticated);
        }
    }
    Ok(())
}

fn remember(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={seconds}")
}
