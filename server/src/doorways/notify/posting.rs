//! `POST /api/notifications`: tells something to whoever of an audience listens now.
//! Everybody may tell themselves something, owners of a room those in it, and who administers the place anybody.

use axum::{Json, http::StatusCode};
use protocol::{Body, MemberId, MemberName, Rejection, RoomRole};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use utoipa::ToSchema;

use super::super::{
    rest::{Caller, Given, Problem, room_id},
    time::written,
};

/// Whom it is for.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Everybody.
    All,
    /// Those who administer the place.
    Admins,
    /// One person, by name, on all their devices.
    User(String),
    /// Those who are in a room, by its id.
    Room(String),
}

/// A notification to be sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewNotification {
    /// Whom it is for: `"all"`, `"admins"`, `{"user": name}` or `{"room": id}`.
    pub to: Audience,
    /// The text: 1 to 8,000 characters.
    pub content: String,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Sent {
    /// How many sessions were told.
    pub sessions: usize,
}

/// Whom it reaches.
enum Reach {
    Everybody,
    These(HashSet<MemberId>),
}

/// Tells everybody of the audience who listens now. It is kept nowhere.
#[utoipa::path(post, path = "/api/notifications", tag = "notifications", operation_id = "notify", request_body = NewNotification,
    responses((status = 202, description = "Told", body = Sent), (status = 403, description = "You may not", body = Problem),
        (status = 404, description = "You are not in such a room", body = Problem), (status = 422, description = "An empty or endless text, or nobody's name", body = Problem),
        (status = 429, description = "Too fast", body = Problem)))]
pub async fn post(caller: Caller, Given(new): Given<NewNotification>) -> Result<(StatusCode, Json<Sent>), Problem> {
    let reach = reach(&caller, &new.to).await?;
    let body = Body::parse(&new.content).map_err(|problem| Rejection::BadBody { problem })?;
    caller.app.hub.may_speak(caller.person().id).await?;
    let sessions = &caller.app.doorways.sessions;
    if !sessions.may_send(caller.person().id) {
        return Err(Rejection::TooFast { retry_after_ms: 1_000 }.into());
    }
    let news = json!({
        "type": "NOTIFICATION",
        "id": format!("{:032x}", chat::bits()),
        "to": new.to,
        "sender": caller.person().name,
        "content": body,
        "timestamp": written(chat::now()),
    });
    let told = sessions.tell(&news.to_string().into(), |member| match &reach {
        Reach::Everybody => true,
        Reach::These(members) => members.contains(&member),
    });
    Ok((StatusCode::ACCEPTED, Json(Sent { sessions: told })))
}

async fn reach(caller: &Caller, to: &Audience) -> Result<Reach, Problem> {
    let me = caller.person();
    let administers = chat::may(chat::Action::Administer, me.role);
    let allowed = |may: bool| if may { Ok(()) } else { Err(Problem::from(Rejection::NotAllowed)) };
    match to {
        Audience::All => allowed(administers).map(|()| Reach::Everybody),
        Audience::Admins => {
            allowed(administers)?;
            // As they are now, not as they were when they began to listen.
            let accounts = caller.app.accounts.accounts().await?;
            let admins =
                accounts.into_iter().map(|account| account.person).filter(|person| chat::may(chat::Action::Administer, person.role));
            Ok(Reach::These(admins.map(|person| person.id).collect()))
        }
        Audience::User(name) => {
            let nobody = || Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_such_member", "nobody here has that name");
            let name = MemberName::parse(name).map_err(|_| nobody())?;
            let own = name.folded() == me.name.folded();
            allowed(own || administers)?;
            let account = caller.app.accounts.account_named(&name).await?.ok_or_else(nobody)?;
            Ok(Reach::These(HashSet::from([account.person.id])))
        }
        Audience::Room(room) => {
            let members = caller.app.hub.members(me, room_id(room)?).await?;
            let owner = |member: &chat::Member| member.person.id == me.id && member.role == RoomRole::Owner;
            allowed(administers || members.iter().any(owner))?;
            Ok(Reach::These(members.into_iter().map(|member| member.person.id).collect()))
        }
    }
}
