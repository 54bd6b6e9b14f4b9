//! Who is meant by a receiver, and which conversations somebody has: for dialects that write to one by name.
//! Direct rooms are made and found by `chat`.

use chat::{AccountError, Action, NewPost};
use protocol::{Body, MemberId, MemberName, Nonce, Person, Rejection, Visibility};

use super::dialect::Direct;
use crate::{logging::chain, state::App};

/// Writes to somebody alone, in the direct room of the two, which is made where there is none.
///
/// # Errors
/// [`Rejection::NoSuchRoom`] when nobody is meant, and everything a post can be refused for.
pub async fn tell(app: &App, actor: Person, to: &str, nonce: Nonce, body: Body) -> Result<Direct, Rejection> {
    // Whether somebody is called so is not for everybody.
    if !chat::may(Action::MakeDirect, actor.role) {
        return Err(Rejection::NotAllowed);
    }
    let found = named(app, to).await.map_err(|error| {
        tracing::error!(error = chain(&error), "a receiver was not looked up");
        Rejection::Unavailable
    })?;
    let other = found.ok_or(Rejection::NoSuchRoom)?;
    let room = app.hub.direct(&actor, std::slice::from_ref(&other)).await?;
    let position = app.hub.head(&actor, room).await?;
    app.hub.post(&actor, room, NewPost { nonce, body, reply: None, attachments: Vec::new() }).await?;
    let mut people = vec![actor];
    people.extend((other.id != people.first().map_or(other.id, |actor| actor.id)).then_some(other));
    Ok(Direct { room, position, people })
}

/// The member of this name, with an `@` or without, or of this id.
async fn named(app: &App, to: &str) -> Result<Option<Person>, AccountError> {
    let to = to.trim().trim_start_matches('@');
    if let Ok(name) = MemberName::parse(to)
        && let Some(account) = app.accounts.account_named(&name).await?
    {
        return Ok(Some(account.person));
    }
    match to.parse::<MemberId>() {
        Ok(id) => Ok(app.accounts.account(id).await?.map(|account| account.person)),
        Err(_) => Ok(None),
    }
}

/// The conversations somebody has; none when memory does not answer.
pub async fn all(app: &App, person: &Person) -> Vec<Direct> {
    let rooms = app.hub.rooms(person).await.unwrap_or_default();
    let mut found = Vec::new();
    for one in rooms.into_iter().filter(|one| one.room.visibility == Visibility::Direct) {
        let people = app.hub.cards(one.direct).await.unwrap_or_default();
        found.push(Direct { room: one.room.id, position: one.position, people });
    }
    found
}
