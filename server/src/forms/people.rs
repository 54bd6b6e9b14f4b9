//! What somebody is in the whole place.
//! Roles in one room are in `room`.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
};
use chat::{Action, ProfileChange};
use protocol::{Measure, MemberId, Reason, Role};
use serde::Deserialize;

use super::{Answer, Problem, moderation::act};
use crate::{auth::Signed, state::App};

/// The new role.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct SetRole {
    role: String,
}

/// `POST /people/{member}/role`
pub async fn set_role(State(app): State<Arc<App>>, signed: Signed, Path(member): Path<String>, Form(form): Form<SetRole>) -> Answer {
    let changed = async {
        if !chat::may(Action::Administer, signed.person().role) {
            return Err(Problem::NotAllowed);
        }
        let member: MemberId = member.parse().map_err(|_| Problem::NoSuchMember)?;
        let to = Role::from_word(&form.role).ok_or(Problem::NotAllowed)?;
        let of = app.accounts.account(member).await?.ok_or(Problem::NoSuchMember)?.person.role;
        if !chat::may(Action::Appoint { of, to }, signed.person().role) {
            return Err(Problem::NotAllowed);
        }
        let act = (of != to).then(|| act(&signed, Measure::Appointed { member, from: of, to }, Reason::default()));
        Ok(app.accounts.change_profile(member, &ProfileChange { role: Some(to), act, ..ProfileChange::default() }).await?)
    };
    match changed.await {
        Ok(account) => {
            app.hub.meet(account.person);
            Answer::to("/people").done("role")
        }
        Err(problem) => Answer::to("/people").problem(problem),
    }
}
