//! `GET /ws/chat` without our sub-protocol: one room over one socket, a JSON object a message, as chat tutorials write them.
//! Coming in is coming into the room; going away is not leaving it. How words are read is in `plain/words`.

mod conversation;
mod words;

use std::net::IpAddr;

use axum::{extract::Request, response::Response};
use protocol::{CloseCode, MemberName, Rejection, RoomId};
use serde::Deserialize;

use self::{conversation::Conversation, words::Word};
use super::{
    address::{asked, has_token},
    patience::{self, PATIENCE},
    since::Since,
};
use crate::{
    auth::{Signed, Visitor, by_token},
    logging::chain,
    socket::{Door, End, Said, enter},
    state::App,
};

/// Bytes a stranger may say at once.
const STRANGERS_BYTES: usize = 4 * 1024;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wish {
    room_id: String,
    username: String,
    since: String,
    presence: String,
}

const NO_GUESTS: End = End::With(CloseCode::NotAuthenticated, "guests are not allowed here: sign in, or say AUTH with a token first");
const NO_QUERY_TOKEN: End =
    End::With(CloseCode::NotAuthenticated, "a token in the address ends in logs: send it as a header or as the first frame");

/// Opens one.
pub fn open(visitor: Visitor, address: IpAddr, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let app = visitor.app.clone();
    enter(&app, address, request, |mut door| async move {
        let end = talk(visitor, &query, &mut door).await;
        door.close(end).await;
    })
}

async fn talk(visitor: Visitor, query: &str, door: &mut Door) -> End {
    let begun = tokio::select! {
        begun = begin(visitor, query, door) => begun,
        () = tokio::time::sleep(PATIENCE) => return NO_GUESTS,
    };
    let (app, signed, mut conversation) = match begun {
        Ok(begun) => begun,
        Err(end) => return end,
    };
    door.beats_with(words::HEARTBEAT);
    tokio::select! {
        end = conversation.hold(door) => end,
        end = patience::runs_out(&app, Some(&signed)) => end,
    }
}

/// Finds out who wants to talk where, and lets them in.
async fn begin(visitor: Visitor, query: &str, door: &mut Door) -> Result<(std::sync::Arc<App>, Signed, Conversation), End> {
    if has_token(query) {
        return Err(NO_QUERY_TOKEN);
    }
    let policy = |reason| End::With(CloseCode::Policy, reason);
    let wish: Wish = asked(query).ok_or(policy("the address cannot be read"))?;
    if wish.room_id.is_empty() {
        return Err(policy("roomId is missing"));
    }
    if wish.username.is_empty() && visitor.signed.is_none() {
        return Err(policy("username is missing"));
    }
    let since: Option<Since> = if wish.since.is_empty() {
        None
    } else {
        Some(wish.since.parse().map_err(|_| policy("since is neither an id, nor a position, nor a time"))?)
    };
    let Visitor { app, signed, .. } = visitor;
    let signed = match signed {
        Some(signed) => signed,
        None => authenticate(&app, door).await?,
    };
    let own = |name: &str| MemberName::parse(name).is_ok_and(|name| name.folded() == signed.person().name.folded());
    if !wish.username.is_empty() && !own(&wish.username) {
        return Err(End::With(CloseCode::NotAuthenticated, "this username is not yours"));
    }
    let room: RoomId = wish.room_id.parse().map_err(|_| policy("no such room"))?;
    app.hub.join(signed.person(), room).await.map_err(refused)?;
    let after = match since {
        None => None,
        Some(since) => Some(since.position(&app, signed.person(), room).await.map_err(refused)?),
    };
    let conversation = Conversation::new(&app, &signed, room, after, is_yes(&wish.presence)).await?;
    Ok((app, signed, conversation))
}

/// Waits for the token of a stranger.
async fn authenticate(app: &App, door: &mut Door) -> Result<Signed, End> {
    loop {
        let Said::Text(text) = door.next().await? else { return Err(NO_GUESTS) };
        if text.len() > STRANGERS_BYTES {
            return Err(CloseCode::TooBig.into());
        }
        match Word::read(&text) {
            Ok(Word::Heartbeat) => {}
            Ok(Word::Authenticate(token)) => {
                let signed = by_token(app, &token).await.map_err(|error| {
                    tracing::error!(error = chain(&error), "a token could not be read");
                    End::from(CloseCode::Fault)
                })?;
                return signed.ok_or(End::With(CloseCode::NotAuthenticated, "the token is not valid, or no longer"));
            }
            _ => return Err(NO_GUESTS),
        }
    }
}

fn refused(rejection: Rejection) -> End {
    match rejection {
        Rejection::Unavailable => End::With(CloseCode::Fault, "temporarily unavailable"),
        _ => End::With(CloseCode::Policy, "no such room"),
    }
}

fn is_yes(word: &str) -> bool {
    matches!(word, "1" | "true" | "yes")
}
