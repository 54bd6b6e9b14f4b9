//! One delivery from its first attempt to its last. The message is read anew for each, as its bot may read it: what was deleted
//! meanwhile, or is in a room the bot has left, is delivered no more.

use std::{sync::Arc, time::Duration};

use chat::{Delivery, Hook, NewPost, Outcome};
use outward::hook::{self, Answer, Secret, delay, deliver};
use protocol::{Body, Millis, Nonce, Person, Rejection, Role};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::{Postman, payload::payload};
use crate::{logging::chain, state::App};

/// How often an answer is tried to be written where it comes too fast.
const TRIES: usize = 3;

/// What became of an attempt.
enum Attempt {
    /// It is over, one way or another.
    Over,
    /// Another one is worth it, and not before this time has passed.
    Later(Duration),
}

/// What a bot answers.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Said {
    text: Option<String>,
    content: Option<String>,
}

/// Sees to a delivery until it is over, in turns that it shares with the others of its bot. Says whose it was.
pub async fn see_to(app: Arc<App>, mut delivery: Delivery, turns: Arc<Semaphore>) -> protocol::MemberId {
    loop {
        let left = u64::try_from(delivery.due.0.saturating_sub(chat::now().0)).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(left)).await;
        let Attempt::Later(after) = attempt(&app, &delivery, &turns).await else { break };
        delivery.attempts += 1;
        let Some(wait) = delay(delivery.attempts + 1, u64::from_ne_bytes(chat::bytes())) else {
            tracing::warn!(bot = %delivery.bot, "a delivery is given up");
            break;
        };
        let wait = wait.min(app.config.hook_wait).max(after);
        delivery.due = Millis(chat::now().0.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)));
        if let Err(error) = app.bots.keep_delivery(&delivery).await {
            tracing::warn!(error = chain(&error), "how far a delivery has come was not kept");
        }
    }
    if let Err(error) = app.bots.forget_delivery(delivery.id).await {
        tracing::warn!(error = chain(&error), "a delivery was not forgotten, and will be made again");
    }
    delivery.bot
}

async fn attempt(app: &App, delivery: &Delivery, turns: &Semaphore) -> Attempt {
    let Some(postman) = &app.postman else { return Attempt::Over };
    // Waited for before anything is read: what is deleted meanwhile is not told.
    let turn = turns.acquire().await;
    let (hook, account) = match (app.bots.hook(delivery.bot).await, app.accounts.account(delivery.bot).await) {
        (Ok(Some(hook)), Ok(Some(account))) => (hook, account),
        (Ok(_), Ok(_)) => return Attempt::Over,
        _ => return Attempt::Later(Duration::ZERO),
    };
    let banned = account.banned(chat::now()).is_some();
    let (bot, Ok(secret)) = (account.person, Secret::parse(&hook.secret)) else { return Attempt::Over };
    if banned || bot.role != Role::Bot {
        return Attempt::Over;
    }
    let body = match payload(app, &bot, delivery).await {
        Ok(Some(body)) => body,
        Err(Rejection::Unavailable) => return Attempt::Later(Duration::ZERO),
        Ok(None) | Err(_) => return Attempt::Over,
    };
    let outcome = tell(postman, &hook.url, &secret, delivery, &body).await;
    drop(turn);
    let status = match &outcome {
        Ok(hook::Outcome::Accepted(_)) => Some(200),
        Ok(hook::Outcome::Gone) => Some(410),
        Ok(hook::Outcome::Later { status, .. } | hook::Outcome::Refused(status)) => Some(*status),
        Err(_) => None,
    };
    if let Err(error) = app.bots.note_outcome(bot.id, &Outcome { at: chat::now(), status }).await {
        tracing::warn!(error = chain(&error), "what came of a delivery was not noted");
    }
    match outcome {
        Ok(hook::Outcome::Accepted(answer)) => {
            write(app, &bot, delivery, &answer).await;
            Attempt::Over
        }
        Ok(hook::Outcome::Gone) => {
            forget(app, &hook).await;
            Attempt::Over
        }
        Ok(hook::Outcome::Later { after, .. }) => Attempt::Later(after.unwrap_or_default()),
        Ok(hook::Outcome::Refused(_)) => Attempt::Over,
        Err(error) if error.is_worth_retrying() => Attempt::Later(Duration::ZERO),
        Err(error) => {
            tracing::debug!(error = chain(&error), bot = %bot.id, "a bot cannot be called");
            Attempt::Over
        }
    }
}

/// Forgets an address that wants no more, unless the bot has another one by now.
async fn forget(app: &App, hook: &Hook) {
    let forgotten = match app.bots.hook(hook.bot).await {
        Ok(Some(now)) if now.secret == hook.secret => {
            app.hub.bots_desk().set(hook.bot, false);
            app.bots.remove_hook(hook.bot).await
        }
        found => found.map(drop),
    };
    if let Err(error) = forgotten {
        tracing::warn!(error = chain(&error), "an address that wants no more was not forgotten");
    }
}

async fn tell(postman: &Postman, url: &str, secret: &Secret, delivery: &Delivery, body: &str) -> Result<hook::Outcome, outward::Unreached> {
    let now = u64::try_from(chat::now().0 / 1_000).unwrap_or_default();
    deliver(&postman.outward, url, secret, hook::Delivery { id: delivery.id, now, body }).await
}

/// Writes what a bot answers, if it answers something that can be a message: once, however often it was asked.
async fn write(app: &App, bot: &Person, delivery: &Delivery, answer: &Answer) {
    let Some(body) = said(answer) else { return };
    let (nonce, reply) = (Nonce::from_bits(delivery.id), Some(delivery.seq));
    for _ in 0..TRIES {
        let post = NewPost { nonce, body: body.clone(), reply, attachments: Vec::new() };
        match app.hub.post(bot, delivery.room, post).await {
            Err(Rejection::TooFast { retry_after_ms }) => tokio::time::sleep(Duration::from_millis(retry_after_ms.into())).await,
            Err(rejection) => return tracing::debug!(%rejection, bot = %bot.id, "what a bot answered was not written"),
            Ok(_) => return,
        }
    }
}

/// The text of an answer that has one.
fn said(answer: &Answer) -> Option<Body> {
    if !answer.whole || !(answer.content_type == "application/json" || answer.content_type.ends_with("+json")) {
        return None;
    }
    let Said { text, content } = serde_json::from_str(&answer.text).ok()?;
    Body::parse(&text.or(content)?).ok()
}

#[cfg(test)]
mod tests {
    use outward::hook::Answer;
    use protocol::Body;

    use super::said;

    #[test]
    fn only_json_with_a_text_is_an_answer() {
        let answer = |content_type: &str, text: &str| said(&Answer { content_type: content_type.into(), text: text.into(), whole: true });
        let pong = Body::parse("pong").ok();
        assert_eq!(answer("application/json", r#"{"text":"pong"}"#), pong);
        assert_eq!(answer("application/vnd.bot+json", r#"{"content":"pong","more":1}"#), pong);
        for (content_type, text) in [
            ("text/html", r#"{"text":"pong"}"#),
            ("application/json", ""),
            ("application/json", "ok"),
            ("application/json", "{}"),
            ("application/json", r#"{"text":" "}"#),
            ("application/json", r#"{"text":7}"#),
        ] {
            assert_eq!(answer(content_type, text), None, "{content_type} {text}");
        }
        let cut = Answer { content_type: "application/json".into(), text: r#"{"text":"pong"}"#.into(), whole: false };
        assert_eq!(said(&cut), None, "what is not whole may mean something else");
    }
}
