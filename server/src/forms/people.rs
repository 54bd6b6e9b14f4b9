//! Who may do what in the whole place; the owner decides.
//! Roles in one room are in `room`.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State},
};
use chat::ProfileChange;
use protocol::{MemberId, Role};
use serde::Deserialize;

use super::{Answer, Problem};
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
        if signed.person().role != Role::Owner {
            return Err(Problem::NotAllowed);
        }
        let member: MemberId = member.parse().map_err(|_| Problem::NoSuchMember)?;
        let role = Role::from_word(&form.role).filter(|role| *role != Role::Guest).ok_or(Problem::NotAllowed)?;
        // A guest has no password, and would be nobody's member.
        if app.accounts.account(member).await?.is_some_and(|account| account.person.role == Role::Guest) {
            return Err(Problem::NotAllowed);
        }
        Ok(app.accounts.change_profile(member, &ProfileChange { role: Some(role), ..ProfileChange::default() }).await?)
    };
    match changed.await {
        Ok(account) => {
            app.hub.meet(account.person);
            Answer::to("/people").done("role")
        }
        Err(problem) => Answer::to("/people").problem(problem),
    }
}
