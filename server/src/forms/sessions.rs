//! Ending one of one's own sessions.
//! Signing out here and now is in `sign_in`.

use std::sync::Arc;

use axum::extract::{Path, State};
use protocol::CloseCode;

use super::Answer;
use crate::{
    auth::{Signed, no_cookie},
    state::App,
};

/// `POST /settings/sessions/{session}/revoke`
pub async fn revoke(State(app): State<Arc<App>>, signed: Signed, Path(session): Path<String>) -> Answer {
    match app.accounts.close_session(signed.person().id, &session).await {
        Ok(Some(token_hash)) => {
            app.hub.close_session(&token_hash, CloseCode::NotAuthenticated);
            if session == signed.session.id {
                return Answer::to("/sign-in").cookie(no_cookie(&app.config));
            }
        }
        // It ended before: that is what was wanted.
        Ok(None) => {}
        Err(error) => return Answer::to("/settings").problem(error.into()),
    }
    Answer::to("/settings").done("session")
}
