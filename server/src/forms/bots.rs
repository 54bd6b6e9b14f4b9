//! Making bots, their tokens, and where they want to be called: for those who administer the place.
//! A secret that was made waits in `once` for the page that shows it.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
};
use chat::{Action, Hook};
use outward::hook::Secret as Signing;
use protocol::{DisplayName, MemberId, MemberName, Person, Role};
use serde::Deserialize;

use super::{Answer, Problem};
use crate::{
    auth::{Signed, make_bot, renew_token, revoke_token},
    once::{Of, Secret},
    state::App,
};

/// Where all of this is shown.
const PAGE: &str = "/settings/bots";

/// A new bot.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Create {
    name: String,
    display: String,
}

/// Where a bot wants to be called; empty for nowhere.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Call {
    url: String,
}

/// `POST /settings/bots`
pub async fn create(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Create>) -> Answer {
    let made = async {
        allowed(signed.person())?;
        let name = MemberName::parse(form.name.trim().trim_start_matches('@'))?;
        let shown = if form.display.trim().is_empty() { name.as_str() } else { &form.display };
        let bot = make_bot(&app, name.clone(), DisplayName::parse(shown)?).await?.person.id;
        show(&app, &signed, Of::Token(bot.to_string()), renew_token(&app, bot).await?);
        Ok::<_, Problem>(())
    };
    match made.await {
        Ok(()) => Answer::to(PAGE).done("bot"),
        Err(problem) => Answer::to(PAGE).problem(problem).with("name", &form.name).with("display", &form.display),
    }
}

/// `POST /settings/bots/{bot}/token`: another one, in the place of the one there was.
pub async fn renew(State(app): State<Arc<App>>, signed: Signed, Path(bot): Path<String>) -> Answer {
    let renewed = async {
        let bot = the_bot(&app, &signed, &bot).await?;
        show(&app, &signed, Of::Token(bot.to_string()), renew_token(&app, bot).await?);
        Ok::<_, Problem>(())
    };
    answer(renewed.await, "bot_token")
}

/// `POST /settings/bots/{bot}/revoke`: its token works no more.
pub async fn revoke(State(app): State<Arc<App>>, signed: Signed, Path(bot): Path<String>) -> Answer {
    let revoked = async {
        let bot = the_bot(&app, &signed, &bot).await?;
        Ok::<_, Problem>(revoke_token(&app, bot).await?)
    };
    answer(revoked.await, "bot_revoked")
}

/// `POST /settings/bots/{bot}/hook`: with a new secret each time.
pub async fn call_at(State(app): State<Arc<App>>, signed: Signed, Path(bot): Path<String>, Form(form): Form<Call>) -> Answer {
    let set = async {
        let bot = the_bot(&app, &signed, &bot).await?;
        let url = form.url.trim();
        if url.is_empty() {
            app.hub.bots_desk().set(bot, false);
            app.bots.remove_hook(bot).await?;
            return Ok::<_, Problem>("bot_unhooked");
        }
        if !app.postman.as_ref().is_some_and(|postman| postman.may_ask(url)) {
            return Err(Problem::Address);
        }
        let secret = Signing::from_chance(&chat::bytes()).text();
        app.bots.set_hook(&Hook { bot, url: url.to_owned(), secret: secret.clone(), outcome: None }).await?;
        app.hub.bots_desk().set(bot, true);
        show(&app, &signed, Of::Hook(bot.to_string()), secret);
        Ok("bot_hooked")
    };
    match set.await {
        Ok(done) => Answer::to(PAGE).done(done),
        Err(problem) => Answer::to(PAGE).problem(problem),
    }
}

fn answer(done: Result<(), Problem>, what: &str) -> Answer {
    match done {
        Ok(()) => Answer::to(PAGE).done(what),
        Err(problem) => Answer::to(PAGE).problem(problem),
    }
}

fn show(app: &App, signed: &Signed, of: Of, text: String) {
    app.once.put(&signed.session.token_hash, Secret { of, text });
}

fn allowed(person: &Person) -> Result<(), Problem> {
    if chat::may(Action::Administer, person.role) { Ok(()) } else { Err(Problem::NotAllowed) }
}

/// A bot, for those who may see to it.
async fn the_bot(app: &App, signed: &Signed, bot: &str) -> Result<MemberId, Problem> {
    allowed(signed.person())?;
    let id: MemberId = bot.parse().map_err(|_| Problem::NoSuchMember)?;
    let account = app.accounts.account(id).await?.filter(|account| account.person.role == Role::Bot);
    account.map(|_| id).ok_or(Problem::NoSuchMember)
}
