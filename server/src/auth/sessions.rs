//! Sessions: who has a token is the member it was given to, until it is unused for thirty days or revoked.
//! Only the SHA-256 of a token is kept; the token itself is in the browser alone.

use std::{fmt::Write, time::Duration};

use axum::http::{HeaderMap, header};
use chat::{Account, AccountError, Session};
use protocol::{MemberId, Millis, Person};
use sha2::{Digest, Sha256};

use super::guests::may_stay;
use crate::{Config, state::App};

/// A session ends when it was not used for this long.
const LIFE: Duration = Duration::from_secs(30 * 24 * 3600);

/// The session of a line that was opened by name and password ends after this long; its client opens another.
const LINE_LIFE: Duration = Duration::from_secs(24 * 3600);

/// Use is noted at most this often.
pub(super) const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);

/// A session that should have ended is looked at again after this long.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The end of one that lasts longer than this is waited for in parts.
const A_DAY: Duration = Duration::from_secs(24 * 3600);

/// Browsers keep cookies for 400 days at most. The cookie outlives its session: only the server decides when that ends.
const COOKIE_SECONDS: u32 = 400 * 24 * 3600;

/// Characters of a user agent that are kept.
const AGENT_CHARS: usize = 200;

/// Somebody who is signed in, and by which session.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Whose session it is.
    pub account: Account,
    /// The session.
    pub session: Session,
}

impl Signed {
    /// What others see of them.
    #[must_use]
    pub const fn person(&self) -> &Person {
        &self.account.person
    }
}

/// Opens a session and returns its token.
///
/// # Errors
/// [`AccountError::Unavailable`] when it could not be kept.
pub async fn open(app: &App, member: MemberId, agent: &str) -> Result<String, AccountError> {
    let token = hex(&chat::bytes::<32>());
    open_as(app, member, agent, hash(&token), LIFE).await?;
    Ok(token)
}

/// Opens a session for a line that was opened by name and password: nobody holds its token, and it ends with the line.
///
/// # Errors
/// [`AccountError::Unavailable`] when it could not be kept.
pub async fn open_own(app: &App, member: MemberId, agent: &str) -> Result<Session, AccountError> {
    open_as(app, member, agent, hash(&hex(&chat::bytes::<32>())), LINE_LIFE).await
}

/// Ends a session of [`open_own`].
pub async fn close_own(app: &App, session: &Session) {
    if let Err(error) = app.accounts.close_session(session.member, &session.id).await {
        tracing::warn!(error = crate::logging::chain(&error), "the session of a line was not closed");
    }
}

/// Opens a session under this hash.
pub(super) async fn open_as(app: &App, member: MemberId, agent: &str, token_hash: String, life: Duration) -> Result<Session, AccountError> {
    let now = chat::now();
    let session = Session {
        id: hex(&chat::bytes::<16>()),
        token_hash,
        member,
        agent: agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS).collect(),
        created: now,
        seen: now,
        expires: after(now, life),
    };
    app.accounts.open_session(&session).await?;
    Ok(session)
}

/// Whose token this is, if it is anybody's.
pub(super) async fn find(app: &App, token: &str) -> Result<Option<Signed>, AccountError> {
    if token.len() != 64 {
        return Ok(None);
    }
    let Some(mut signed) = find_hash(app, &hash(token)).await? else { return Ok(None) };
    let now = chat::now();
    if after(signed.session.seen, TOUCH_EVERY) <= now {
        (signed.session.seen, signed.session.expires) = (now, after(now, LIFE));
        app.accounts.touch_session(&signed.session.token_hash, now, signed.session.expires).await?;
    }
    Ok(Some(signed))
}

/// The session with this hash, if it has not ended.
pub(super) async fn find_hash(app: &App, token_hash: &str) -> Result<Option<Signed>, AccountError> {
    let found = app.accounts.session(token_hash).await?;
    let found = found.map(|(session, account)| Signed { account, session }).filter(|signed| chat::now() < signed.session.expires);
    match found {
        Some(signed) if signed.account.banned(chat::now()).is_some() || !may_stay(app, &signed.account).await? => Ok(None),
        found => Ok(found),
    }
}

/// Done when this session has ended by itself; use by other ways makes it last longer.
pub async fn session_end(app: &App, session: &Session) {
    let mut expires = session.expires;
    loop {
        let left = u64::try_from(expires.0.saturating_sub(chat::now().0)).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(left).clamp(LOOK_AGAIN, A_DAY)).await;
        // Boxed: every open line waits here, and hardly ever comes this far.
        match Box::pin(find_hash(app, &session.token_hash)).await {
            Ok(Some(signed)) => expires = signed.session.expires,
            Ok(None) => return,
            Err(error) => tracing::warn!(error = crate::logging::chain(&error), "a session could not be read"),
        }
    }
}

/// The same for a session that was read a while ago: it may have ended since.
pub async fn session_end_since(app: &App, session: &Session) {
    if !matches!(find_hash(app, &session.token_hash).await, Ok(None)) {
        session_end(app, session).await;
    }
}

/// The `Set-Cookie` that gives a browser its token.
#[must_use]
pub fn cookie(config: &Config, token: &str) -> String {
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}{}", name(config), secure(config))
}

/// The `Set-Cookie` that takes it away.
#[must_use]
pub fn no_cookie(config: &Config) -> String {
    format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", name(config), secure(config))
}

/// The token in a request's cookie.
#[must_use]
pub fn token_of<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    read_cookie(headers, name(config))
}

/// The value of a cookie.
#[must_use]
pub fn read_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A browser takes a `__Host-` cookie only over TLS and only from this very host.
fn name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-maru" } else { "maru" }
}

fn secure(config: &Config) -> &'static str {
    if config.is_https() { "; Secure" } else { "" }
}

/// The SHA-256 of a token, in hex.
pub(super) fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// This much later.
pub(super) fn after(at: Millis, time: Duration) -> Millis {
    Millis(at.0.saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

    use super::{hash, read_cookie};

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xmaru=1; maru2=2;maru=3"));
        headers.append(COOKIE, HeaderValue::from_static("lang=ko"));
        assert_eq!(read_cookie(&headers, "maru"), Some("3"));
        assert_eq!(read_cookie(&headers, "lang"), Some("ko"));
        assert_eq!(read_cookie(&headers, "ru"), None);
    }

    #[test]
    fn a_hash_is_sha_256_in_hex() {
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
