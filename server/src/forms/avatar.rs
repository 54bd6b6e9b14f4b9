//! One's own picture, uploaded or taken away.
//! How a picture is made small is in `avatars`.

use std::sync::Arc;

use axum::extract::{Multipart, State};

use super::{Answer, Problem};
use crate::{auth::Signed, avatars, state::App};

/// `POST /settings/avatar`: multipart, with the picture as `avatar`.
pub async fn upload(State(app): State<Arc<App>>, signed: Signed, mut form: Multipart) -> Answer {
    let uploaded = async {
        while let Some(field) = form.next_field().await.map_err(|_| Problem::Image)? {
            if field.name() == Some("avatar") {
                let picture = field.bytes().await.map_err(|_| Problem::Image)?;
                let avatar = avatars::shrink(picture).await.ok_or(Problem::Image)?;
                return Ok(app.accounts.set_avatar(signed.person().id, Some(&avatar)).await?);
            }
        }
        Err(Problem::Image)
    };
    finish(&app, uploaded.await)
}

/// `POST /settings/avatar/remove`
pub async fn take(State(app): State<Arc<App>>, signed: Signed) -> Answer {
    finish(&app, app.accounts.set_avatar(signed.person().id, None).await.map_err(Problem::from))
}

fn finish(app: &App, changed: Result<chat::Account, Problem>) -> Answer {
    match changed {
        Ok(account) => {
            app.hub.meet(account.person);
            Answer::to("/settings").done("avatar")
        }
        Err(problem) => Answer::to("/settings").problem(problem),
    }
}
