//! What somebody does by a line that begins with `/`, for the form without scripts and for the composer alike.
//! What such a line means is read by `text`; whether somebody may is decided where it is always decided.

use chat::{ProfileChange, RoomChange};
use protocol::{DisplayName, MemberName, Person, RoomDescription, RoomId};
use text::{Slash, slash};

use crate::{forms::Problem, state::App};

/// What came of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// It is a message with this text, and nothing was done.
    Write(String),
    /// It is done; by this word pages say so.
    Done(&'static str),
}

/// What a line comes to that was meant for a room: a text to be written there, or something that is done now.
///
/// # Errors
/// [`Problem`]; in a room one is not in, there is no such room.
pub async fn line(app: &App, actor: &Person, room: RoomId, line: &str) -> Result<Ran, Problem> {
    match slash(line) {
        Slash::Write(text) => Ok(Ran::Write(text)),
        command => {
            app.hub.head(actor, room).await?;
            run(app, actor, room, command).await
        }
    }
}

async fn run(app: &App, actor: &Person, room: RoomId, slash: Slash) -> Result<Ran, Problem> {
    match slash {
        Slash::Write(text) => Ok(Ran::Write(text)),
        Slash::Nick(name) => nick(app, actor, &name).await,
        Slash::Topic(text) => topic(app, actor, room, &text).await,
        Slash::Invite(name) => invite(app, actor, room, &name).await,
        Slash::Bare(_) => Err(Problem::BareCommand),
        Slash::Unknown(_) => Err(Problem::UnknownCommand),
    }
}

async fn nick(app: &App, actor: &Person, name: &str) -> Result<Ran, Problem> {
    let display = Some(DisplayName::parse(name)?);
    // A name is read like a message.
    app.hub.may_speak(actor.id).await?;
    let account = app.accounts.change_profile(actor.id, &ProfileChange { display, ..ProfileChange::default() }).await?;
    app.hub.meet(account.person);
    Ok(Ran::Done("profile"))
}

async fn topic(app: &App, actor: &Person, room: RoomId, text: &str) -> Result<Ran, Problem> {
    let description = Some(RoomDescription::parse(text)?);
    app.hub.describe(actor, room, RoomChange { description, ..RoomChange::default() }).await?;
    Ok(Ran::Done("room"))
}

async fn invite(app: &App, actor: &Person, room: RoomId, name: &str) -> Result<Ran, Problem> {
    // A name that nobody can have is nobody's.
    let name = MemberName::parse(name).map_err(|_| Problem::NoSuchMember)?;
    let guest = app.accounts.account_named(&name).await?.ok_or(Problem::NoSuchMember)?;
    app.hub.invite(actor, room, &guest.person).await?;
    Ok(Ran::Done("invited"))
}
