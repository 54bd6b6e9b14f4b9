//! Making and revoking the addresses by which programs write into a room, for those who manage it.
//! What comes in by them is `doorways/inlet`'s.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
};
use chat::{Account, AccountError, Action, Inlet};
use protocol::{DisplayName, MemberName};
use serde::Deserialize;

use super::{Answer, Problem, room::room_id};
use crate::{
    auth::{Signed, make_bot, secret},
    once::{Of, Secret},
    state::App,
};

/// Characters of a name that are taken over from what an inlet is called.
const NAME_CHARS: usize = 24;

/// Names that are tried before giving up.
const TRIES: u32 = 100;

/// What the page asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Create {
    name: String,
}

/// `POST /rooms/{room}/webhooks`
pub async fn create(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>, Form(form): Form<Create>) -> Answer {
    match try_create(&app, &signed, &room, &form).await {
        Ok(()) => Answer::to(page(&room)).done("inlet"),
        Err(problem) => lost(&room, problem).with("name", &form.name),
    }
}

/// `POST /rooms/{room}/webhooks/{inlet}/revoke`: its bot leaves the room too.
pub async fn revoke(State(app): State<Arc<App>>, signed: Signed, Path((room, inlet)): Path<(String, String)>) -> Answer {
    let revoked = async {
        let id = room_id(&room)?;
        app.hub.permit(signed.person(), id, Action::Connect).await?;
        let found = app.bots.inlets(id).await?.into_iter().find(|one| one.id == inlet);
        app.bots.revoke_inlet(id, &inlet).await?;
        if let Some(inlet) = found {
            app.hub.remove(signed.person(), id, inlet.bot).await?;
        }
        Ok::<_, Problem>(())
    };
    match revoked.await {
        Ok(()) => Answer::to(page(&room)).done("inlet_revoked"),
        Err(problem) => lost(&room, problem),
    }
}

async fn try_create(app: &App, signed: &Signed, room: &str, form: &Create) -> Result<(), Problem> {
    let room = room_id(room)?;
    app.hub.permit(signed.person(), room, Action::Connect).await?;
    app.hub.may_speak(signed.person().id).await?;
    app.doorways.inlets.make(signed.person().id)?;
    let bot = named(app, DisplayName::parse(&form.name)?).await?.person;
    app.hub.invite(signed.person(), room, &bot).await?;
    let (secret, secret_hash) = secret();
    let id = format!("{:032x}", chat::bits());
    let inlet = Inlet { id: id.clone(), secret_hash, room, bot: bot.id, by: signed.person().id, created: chat::now(), used: None };
    app.bots.add_inlet(&inlet).await?;
    app.once.put(&signed.session.token_hash, Secret { of: Of::Inlet(id), text: secret });
    Ok(())
}

/// A bot that is shown by this name, under the first name like it that is free.
async fn named(app: &App, display: DisplayName) -> Result<Account, Problem> {
    let base = base(display.as_str());
    for n in 1..=TRIES {
        let name = if n == 1 { base.clone() } else { format!("{base}-{n}") };
        let name = MemberName::parse(&name)?;
        match make_bot(app, name, display.clone()).await {
            Err(AccountError::NameTaken) => {}
            made => return Ok(made?),
        }
    }
    Err(Problem::NameTaken)
}

/// The letters of a name that a member's name may have.
fn base(display: &str) -> String {
    let fits = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let short: String = display.chars().filter(fits).take(NAME_CHARS).collect();
    if MemberName::parse(&short).is_ok() { short.to_lowercase() } else { "webhook".to_owned() }
}

/// Only a room's id comes here: other texts were refused before.
fn page(room: &str) -> String {
    room_id(room).map_or_else(|_| "/rooms".to_owned(), |room| format!("/rooms/{room}/webhooks"))
}

fn lost(room: &str, problem: Problem) -> Answer {
    match problem {
        Problem::NotFound => Answer::to("/rooms").problem(problem),
        problem => Answer::to(page(room)).problem(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn a_name_is_made_of_what_is_shown() {
        for (display, expected) in
            [("Build Server", "buildserver"), ("빌드 봇", "빌드봇"), ("!!!", "webhook"), ("CI / CD (main)", "cicdmain")]
        {
            assert_eq!(base(display), expected);
        }
    }
}
