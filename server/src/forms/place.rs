//! What holds for the whole place, and who administers it decides: whether links in messages are looked up.
//! Whether guests may come in is decided in `guests`.

use std::sync::Arc;

use axum::{Form, extract::State};
use chat::Action;
use serde::Deserialize;

use super::{Answer, Problem};
use crate::{auth::Signed, state::App};

/// Whether links are looked up.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Previews {
    may: String,
}

/// `POST /settings/previews`
pub async fn preview_links(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Previews>) -> Answer {
    let decided = async {
        if !chat::may(Action::Administer, signed.person().role) {
            return Err(Problem::NotAllowed);
        }
        Ok(app.preview_links(form.may == "yes").await?)
    };
    match decided.await {
        Ok(()) => Answer::to("/settings").done("previews"),
        Err(problem) => Answer::to("/settings").problem(problem),
    }
}
