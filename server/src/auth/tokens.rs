//! Tokens for other clients: a JWT that lives for an hour and belongs to a session of its own, so that it can be seen in the
//! list of sessions, revoked there, and never outlives a change of password.
//! Browsers do not use them.

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chat::AccountError;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use protocol::{MemberId, Millis};
use serde::{Deserialize, Serialize};

use super::{
    Agent, ClientAddress, Refusal, Signed, bots, recognize,
    sessions::{find_hash, hash, hex, open_as},
};
use crate::state::App;

/// How long a token works.
const LIFE: Duration = Duration::from_secs(3600);

/// Signs and checks tokens.
pub struct Tokens {
    sign: EncodingKey,
    check: DecodingKey,
}

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The member.
    sub: String,
    /// What finds the session.
    jti: String,
    /// When it was made, in seconds.
    iat: i64,
    /// When it ends, in seconds.
    exp: i64,
}

/// Who wants a token.
#[derive(Deserialize)]
pub struct Ask {
    name: String,
    password: String,
}

/// The answer to [`Ask`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Issued {
    token: String,
    /// RFC 3339, UTC.
    expires_at: String,
}

impl Tokens {
    /// Tokens signed with this secret.
    #[must_use]
    pub fn new(secret: [u8; 32]) -> Self {
        Self { sign: EncodingKey::from_secret(&secret), check: DecodingKey::from_secret(&secret) }
    }

    fn sign(&self, member: MemberId, jti: String, from: Millis, to: Millis) -> Option<String> {
        let claims = Claims { sub: member.to_string(), jti, iat: from.0 / 1_000, exp: to.0 / 1_000 };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.sign).ok()
    }

    fn read(&self, token: &str) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.leeway = 0;
        jsonwebtoken::decode(token, &self.check, &rules).ok().map(|token| token.claims)
    }
}

/// Shows no key.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// `POST /api/auth/token`: a name and a password for a token.
pub async fn issue(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Agent(agent): Agent,
    Json(ask): Json<Ask>,
) -> Result<Response, Response> {
    let account = recognize(&app, address, &ask.name, ask.password).await.map_err(refuse)?;
    let (member, jti) = (account.person.id, hex(&chat::bytes::<32>()));
    let session = open_as(&app, member, &agent, session_hash(&jti), LIFE).await.map_err(|error| refuse(error.into()))?;
    let token = app.tokens.sign(member, jti, session.created, session.expires);
    let expires_at = jiff::Timestamp::from_millisecond(session.expires.0 / 1_000 * 1_000).ok();
    let (Some(token), Some(expires_at)) = (token, expires_at) else { return Err(refuse(Refusal::Unavailable)) };
    let issued = Issued { token, expires_at: expires_at.to_string() };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(issued)).into_response())
}

/// Whose token stands in `Authorization: Bearer …`.
///
/// # Errors
/// [`AccountError::Unavailable`] when memory does not answer.
pub async fn bearer(app: &App, headers: &HeaderMap) -> Result<Option<Signed>, AccountError> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else { return Ok(None) };
    by_token(app, token.trim()).await
}

/// Whose token this is: a member's for an hour, or a bot's.
///
/// # Errors
/// [`AccountError::Unavailable`] when memory does not answer.
pub async fn by_token(app: &App, token: &str) -> Result<Option<Signed>, AccountError> {
    if bots::is_one(token) {
        return bots::find(app, token).await;
    }
    let Some(claims) = app.tokens.read(token) else { return Ok(None) };
    Ok(find_hash(app, &session_hash(&claims.jti)).await?.filter(|signed| signed.person().id.to_string() == claims.sub))
}

/// Not the hash of a cookie's token: what a client has as `jti` is no cookie.
fn session_hash(jti: &str) -> String {
    hash(&format!("bearer {jti}"))
}

/// RFC 9457.
fn refuse(refusal: Refusal) -> Response {
    let (status, title) = match refusal {
        Refusal::Credentials => (StatusCode::UNAUTHORIZED, "the name or the password is wrong"),
        Refusal::TooFast(_) => (StatusCode::TOO_MANY_REQUESTS, "too many attempts"),
        Refusal::Banned(_) => (StatusCode::FORBIDDEN, "banned"),
        Refusal::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "temporarily unavailable"),
    };
    let mut problem = serde_json::json!({ "type": "about:blank", "title": title, "status": status.as_u16() });
    if let (Refusal::Banned(until), Some(members)) = (refusal, problem.as_object_mut()) {
        members.insert("code".to_owned(), "banned".into());
        let until = until.and_then(|until| jiff::Timestamp::from_millisecond(until.0).ok());
        members.extend(until.map(|until| ("until".to_owned(), until.to_string().into())));
    }
    let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response();
    if let Refusal::TooFast(wait) = refusal {
        response.headers_mut().insert(header::RETRY_AFTER, wait.as_secs().saturating_add(1).into());
    }
    response
}

#[cfg(test)]
mod tests {
    use protocol::{MemberId, Millis};

    use super::Tokens;

    #[test]
    fn only_an_unaltered_token_of_ours_is_read() {
        let (ours, theirs) = (Tokens::new([1; 32]), Tokens::new([2; 32]));
        let ana = MemberId::from_bits(7);
        let (now, later) = (chat::now(), Millis(chat::now().0 + 60_000));
        let token = ours.sign(ana, "one".to_owned(), now, later).unwrap();
        assert_eq!(ours.read(&token).unwrap().sub, ana.to_string());
        assert!(theirs.read(&token).is_none());
        assert!(ours.read(&ours.sign(ana, "old".to_owned(), Millis(0), Millis(now.0 - 2_000)).unwrap()).is_none());
        let (_, rest) = token.split_once('.').unwrap();
        let (claims, _) = rest.split_once('.').unwrap();
        assert!(ours.read(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.")).is_none(), "alg none");
    }
}
