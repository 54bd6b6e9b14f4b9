//! `GET /ws/notify`: pending until `INIT` says for whom and on which device, within ten seconds; then it is told.
//! Whoever says it must be signed in, by cookie, by header, or by a token in that first frame.

use std::sync::Arc;

use axum::{extract::Request, response::Response};
use protocol::{CloseCode, Person};
use serde::Deserialize;
use serde_json::json;

use super::{
    mailbox::Mailbox,
    sessions::{Listed, Status, views},
};
use crate::{
    auth::{ClientAddress, Signed, Visitor, by_token},
    doorways::{
        address::has_token,
        patience::{self, PATIENCE},
    },
    logging::chain,
    socket::{Door, End, Said, enter},
    state::App,
};

/// What is said beside each ping.
const HEARTBEAT: &str = "HEARTBEAT";

/// Bytes a client may say at once: there is not much to say.
const MOST_BYTES: usize = 4 * 1024;

const PENDING_TOO_LONG: End = End::With(CloseCode::NotAuthenticated, "INIT did not come in time");
const NOT_SIGNED_IN: End = End::With(CloseCode::NotAuthenticated, "not signed in");

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase", rename_all = "UPPERCASE")]
enum Word {
    Init {
        #[serde(default)]
        user_id: String,
        #[serde(default)]
        device: String,
        token: Option<String>,
    },
    Status {
        status: Status,
    },
    Sessions,
    Heartbeat,
}

/// Opens one.
pub async fn open(visitor: Visitor, ClientAddress(address): ClientAddress, request: Request) -> Response {
    let query_token = has_token(request.uri().query().unwrap_or_default());
    let app = visitor.app.clone();
    enter(&app, address, request, move |mut door| async move {
        let end = if query_token {
            End::With(CloseCode::NotAuthenticated, "a token in the address ends in logs: send it as a header or in INIT")
        } else {
            talk(&visitor.app, visitor.signed, &mut door).await
        };
        door.close(end).await;
    })
}

async fn talk(app: &Arc<App>, signed: Option<Signed>, door: &mut Door) -> End {
    let sessions = Arc::clone(&app.doorways.sessions);
    let listed = Listed { number: sessions.open(), sessions };
    let begun = tokio::select! {
        begun = init(app, signed, listed, door) => begun,
        () = tokio::time::sleep(PATIENCE) => Err(PENDING_TOO_LONG),
        () = app.closing.cancelled() => Err(End::With(CloseCode::Restart, "the server stops")),
    };
    let (signed, mut mailbox) = match begun {
        Ok(begun) => begun,
        Err(end) => return end,
    };
    door.beats_with(HEARTBEAT);
    tokio::select! {
        Err(end) = tell(app, signed.person(), &mut mailbox, door) => end,
        end = patience::runs_out(app, Some(&signed)) => end,
    }
}

async fn init(app: &App, signed: Option<Signed>, listed: Listed, door: &mut Door) -> Result<(Signed, Mailbox), End> {
    let (user_id, device, token) = loop {
        match heard(door.next().await?)? {
            Some(Word::Init { user_id, device, token }) => break (user_id, device, token),
            Some(Word::Heartbeat) => {}
            _ => return Err(End::With(CloseCode::Policy, "the first frame is INIT")),
        }
    };
    let signed = match (signed, token) {
        (Some(signed), _) => signed,
        (None, Some(token)) => {
            let signed = by_token(app, &token).await.map_err(|error| {
                tracing::error!(error = chain(&error), "a token could not be read");
                End::from(CloseCode::Fault)
            })?;
            signed.ok_or(NOT_SIGNED_IN)?
        }
        (None, None) => return Err(NOT_SIGNED_IN),
    };
    if user_id.is_empty() {
        return Err(End::With(CloseCode::Policy, "userId is missing"));
    }
    if !is(signed.person(), &user_id) {
        return Err(End::With(CloseCode::NotAuthenticated, "this userId is not yours"));
    }
    let mailbox = Mailbox::new(app, listed, &signed, &device)?;
    let Person { id, name, role, .. } = signed.person();
    door.put(
        json!({ "type": "READY", "session": mailbox.number(), "userId": id, "name": name, "role": role, "device": device }).to_string(),
    );
    door.flush().await?;
    Ok((signed, mailbox))
}

async fn tell(app: &App, person: &Person, mailbox: &mut Mailbox, door: &mut Door) -> Result<(), End> {
    loop {
        tokio::select! {
            news = mailbox.next() => door.put(news?),
            said = door.next() => match heard(said?)? {
                Some(Word::Status { status: Status::Pending } | Word::Init { .. }) | None => {
                    door.put(json!({ "type": "ERROR", "code": "malformed" }).to_string());
                }
                Some(Word::Status { status }) => app.doorways.sessions.set_status(mailbox.number(), status),
                Some(Word::Sessions) => {
                    let reader = app.hub.cards([person.id]).await.ok().and_then(|mut cards| cards.pop());
                    let sessions = views(app, reader.as_ref().unwrap_or(person)).await.map_err(|_| End::from(CloseCode::Fault))?;
                    door.put(json!({ "type": "SESSIONS", "sessions": sessions }).to_string());
                }
                Some(Word::Heartbeat) => {}
            },
        }
        door.flush().await?;
    }
}

/// What was said; none when it makes no sense.
fn heard(said: Said) -> Result<Option<Word>, End> {
    match said {
        Said::Text(text) if text.len() > MOST_BYTES => Err(CloseCode::TooBig.into()),
        Said::Text(text) if text.trim() == HEARTBEAT => Ok(Some(Word::Heartbeat)),
        Said::Text(text) => Ok(serde_json::from_str(&text).ok()),
        Said::Binary(_) => Err(CloseCode::Unsupported.into()),
    }
}

/// The id or the name is theirs.
fn is(person: &Person, user_id: &str) -> bool {
    person.id.to_string() == user_id || protocol::MemberName::parse(user_id).is_ok_and(|name| name.folded() == person.name.folded())
}
