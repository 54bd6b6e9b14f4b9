//! What a bot is told when it is called: the message as every door shows it, and where it stands.

use chat::Delivery;
use protocol::{Person, Rejection};
use serde::Serialize;

use crate::{
    doorways::{Entry, Scribe},
    state::App,
};

/// A call.
#[derive(Serialize)]
struct Call<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: &'a str,
    data: Called<'a>,
}

/// Who is called, and by what.
#[derive(Serialize)]
struct Called<'a> {
    bot: Named<'a>,
    room: Named<'a>,
    message: &'a Entry,
}

/// Somebody or something with a name.
#[derive(Serialize)]
struct Named<'a> {
    id: String,
    name: &'a str,
}

/// The call as JSON; nothing when the message is there no more.
///
/// # Errors
/// [`Rejection`] when the bot may not read it, or memory does not answer.
pub async fn payload(app: &App, bot: &Person, delivery: &Delivery) -> Result<Option<String>, Rejection> {
    let (snapshot, _) = app.hub.snapshot(bot, delivery.room).await?;
    let (position, page) = app.hub.rows(bot, delivery.room, delivery.seq.back(1), delivery.seq).await?;
    let mut scribe = Scribe::new(delivery.room, app.language().await);
    scribe.meet(page.people);
    let Some(message) = page.rows.iter().find_map(|row| scribe.row(position.epoch, row)) else { return Ok(None) };
    let call = Call {
        kind: "message.called",
        timestamp: &message.timestamp,
        data: Called {
            bot: Named { id: bot.id.to_string(), name: bot.name.as_str() },
            room: Named { id: delivery.room.to_string(), name: snapshot.room.name.as_str() },
            message: &message,
        },
    };
    // Nothing of ours fails to become JSON.
    Ok(serde_json::to_string(&call).ok())
}
