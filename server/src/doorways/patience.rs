//! How long a socket may stay that belongs to nobody, and when one that belongs to somebody ends.
//! Who somebody is was decided in `auth`.

use std::{future::pending, time::Duration};

use protocol::CloseCode;
use tokio::sync::broadcast::error::RecvError;

use crate::{
    auth::{Signed, session_end_since},
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
                // Not every socket belongs to a connection of the hub, which would be told.
                let mut put_out = app.put_outs();
                let me = signed.person().id;
                let banned = async {
                    // One that was missed leaves a session that has ended.
                    while !app.hub.is_banned(me) {
                        if let Err(RecvError::Closed) = put_out.recv().await {
                            pending::<()>().await;
                        }
                    }
                };
                tokio::select! {
                    () = session_end_since(app, &signed.session) => End::With(CloseCode::NotAuthenticated, "the session has ended"),
                    () = banned => End::With(CloseCode::Kicked, "banned"),
                }
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
