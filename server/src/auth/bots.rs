//! Tokens of bots: each is a session without an end of its own, shown once and kept as its SHA-256. A bot has no password and no
//! cookie, so its token is the only way in; pages and forms are for people.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chat::{Account, AccountError, NewAccount, Session};
use protocol::{CloseCode, DisplayName, MemberId, MemberName, Role};

use super::sessions::{Signed, TOUCH_EVERY, after, find_hash, hash, hex, open_as};
use crate::state::App;

/// What every bot's token begins with, so that it is known for what it is wherever it turns up.
const PREFIX: &str = "maru_bot_";

/// How long a token works: until it is revoked.
const LIFE: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// What the session is called.
const AGENT: &str = "bot";

/// Makes the account of a bot; what it has no password for is no hash.
///
/// # Errors
/// [`AccountError::NameTaken`], [`AccountError::Unavailable`].
pub async fn make(app: &App, name: MemberName, display: DisplayName) -> Result<Account, AccountError> {
    let id = MemberId::from_bits(chat::bits());
    let account = NewAccount { id, name, display, role: Role::Bot, password: String::new(), language: None, at: chat::now() };
    app.accounts.add(&account, None).await
}

/// Gives a bot a token, in the place of any other: lines that were opened by those end.
///
/// # Errors
/// [`AccountError::Unavailable`].
pub async fn renew(app: &App, bot: MemberId) -> Result<String, AccountError> {
    let old = app.accounts.sessions(bot).await?;
    let token = format!("{PREFIX}{}", hex(&chat::bytes::<32>()));
    open_as(app, bot, AGENT, hash(&token), LIFE).await?;
    close(app, bot, old).await?;
    Ok(token)
}

/// Takes a bot's token away.
///
/// # Errors
/// [`AccountError::Unavailable`].
pub async fn revoke(app: &App, bot: MemberId) -> Result<(), AccountError> {
    close(app, bot, app.accounts.sessions(bot).await?).await
}

async fn close(app: &App, bot: MemberId, sessions: Vec<Session>) -> Result<(), AccountError> {
    for session in sessions {
        if let Some(token_hash) = app.accounts.close_session(bot, &session.id).await? {
            app.hub.close_session(&token_hash, CloseCode::NotAuthenticated);
        }
    }
    Ok(())
}

/// The secret that was made for something, and its hash.
#[must_use]
pub fn secret() -> (String, String) {
    let secret = hex(&chat::bytes::<32>());
    let hashed = hash(&secret);
    (secret, hashed)
}

/// The hash under which a secret is kept.
#[must_use]
pub fn secret_hash(secret: &str) -> String {
    hash(secret)
}

/// This is a bot's token, valid or not.
pub(super) fn is_one(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// Whose token this is.
pub(super) async fn find(app: &App, token: &str) -> Result<Option<Signed>, AccountError> {
    let found = find_hash(app, &hash(token)).await?;
    let Some(mut signed) = found.filter(|signed| signed.person().role == Role::Bot) else { return Ok(None) };
    let now = chat::now();
    if after(signed.session.seen, TOUCH_EVERY) <= now {
        signed.session.seen = now;
        app.accounts.touch_session(&signed.session.token_hash, now, signed.session.expires).await?;
    }
    Ok(Some(signed))
}

/// In front of pages and forms, which are for people.
pub async fn people_only(request: Request, next: Next) -> Response {
    if brings_a_token(request.headers()) {
        return (StatusCode::FORBIDDEN, "bots do not use pages and forms: see /api/docs\n").into_response();
    }
    next.run(request).await
}

fn brings_a_token(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::AUTHORIZATION).iter().filter_map(|value| value.to_str().ok());
    values.filter_map(|value| value.split_once(' ')).any(|(_, token)| is_one(token.trim()))
}
