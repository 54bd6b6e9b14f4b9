//! How long a socket may stay that belongs to nobody, and when one that belongs to somebody ends.
//! Who somebody is was decided in `auth`.

use std::time::Duration;

use protocol::CloseCode;

use crate::{
    auth::{Signed, session_end},
    socket::End,
    state::App,
};

/// Who is not signed in after this long is let go.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Done when a socket has to end whatever is said on it: a stranger's after [`PATIENCE`], a member's with their session, and
/// everybody's with the server.
pub async fn runs_out(app: &App, signed: Option<&Signed>) -> End {
    let ends = async {
        match signed {
            Some(signed) => {
                session_end(app, &signed.session).await;
                End::With(CloseCode::NotAuthenticated, "the session has ended")
            }
            None => {
                tokio::time::sleep(PATIENCE).await;
                End::With(CloseCode::NotAuthenticated, "not signed in")
            }
        }
    };
    tokio::select! {
        end = ends => end,
        () = app.closing.cancelled() => End::With(CloseCode::Restart, "the server stops"),
    }
}
