//! In and out.
//! Accounts are made elsewhere.

use std::sync::Arc;

use axum::{Form, extract::State};
use protocol::CloseCode;
use serde::Deserialize;

use super::{Answer, Problem};
use crate::{
    auth::{Agent, ClientAddress, Visitor, cookie, no_cookie, open, recognize},
    state::App,
};

/// What the page asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct SignIn {
    name: String,
    password: String,
    next: String,
}

/// `POST /sign-in`
pub async fn sign_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Agent(agent): Agent,
    Form(form): Form<SignIn>,
) -> Answer {
    let token = async {
        let account = recognize(&app, address, &form.name, form.password).await?;
        Ok::<_, Problem>(open(&app, account.person.id, &agent).await?)
    };
    match token.await {
        Ok(token) => Answer::to(if is_local(&form.next) { &form.next } else { "/rooms" }).cookie(cookie(&app.config, &token)),
        Err(problem) => {
            let next = if is_local(&form.next) { form.next.as_str() } else { "" };
            Answer::to("/sign-in").problem(problem).with("name", &form.name).with("next", next)
        }
    }
}

/// `POST /sign-out`
pub async fn sign_out(visitor: Visitor) -> Answer {
    let Visitor { app, signed, .. } = visitor;
    if let Some(signed) = signed {
        if let Err(error) = app.accounts.close_session(signed.account.person.id, &signed.session.id).await {
            return Answer::to("/rooms").problem(error.into());
        }
        app.hub.close_session(&signed.session.token_hash, CloseCode::NotAuthenticated);
    }
    Answer::to("/sign-in").cookie(no_cookie(&app.config))
}

/// A path of this place: a link that leads elsewhere must not look like one of ours.
#[must_use]
pub fn is_local(path: &str) -> bool {
    let clean = |c: char| c.is_ascii_graphic() && c != '\\';
    path.starts_with('/') && !path.starts_with("//") && path.len() <= 512 && path.chars().all(clean)
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_paths_of_this_place_are_followed() {
        assert!(is_local("/rooms/00ff?before=3"));
        for path in
            ["", "rooms", "//evil.example", "/\\evil.example", "\\\\evil", "https://evil.example", "/a\nb", "/\t/evil.example", "/가"]
        {
            assert!(!is_local(path), "{path}");
        }
    }
}
