//! `POST /hooks/{secret}`: whoever knows the address writes into its room, as the bot of that address, with nothing but a text.
//! Addresses are made and revoked in `forms/inlets`.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use chat::{Bucket, Buckets, Inlet, NewPost};
use protocol::{Body, MemberId, Nonce, Rejection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rest::{Problem, nonce};
use crate::{auth, logging::chain, state::App};

/// Bytes a request may have: the longest message fits however it is escaped.
const BODY_BYTES: usize = 128 * 1024;

/// Messages at once through one inlet; in the long run one a second.
const BURST: u32 = 30;

/// Inlets a member makes in a minute.
const MADE_A_MINUTE: u32 = 5;

/// Inlets remembered at once.
const MOST: usize = 10_000;

/// Use is noted at most this often, in milliseconds.
const TOUCH_EVERY_MS: i64 = 60_000;

/// How much came through each inlet lately.
#[derive(Debug, Default)]
pub struct Rates(Mutex<Buckets<String, MOST>>);

impl Rates {
    fn take(&self, inlet: &Inlet) -> Result<(), Rejection> {
        self.bucket(inlet.id.clone(), Bucket::new(1, BURST))
    }

    /// A member makes one more inlet: its bot stays for good.
    ///
    /// # Errors
    /// [`Rejection::TooFast`].
    pub fn make(&self, by: MemberId) -> Result<(), Rejection> {
        self.bucket(format!("by {by}"), Bucket::each_minute(MADE_A_MINUTE))
    }

    fn bucket(&self, whose: String, full: Bucket) -> Result<(), Rejection> {
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rates.take(whose, || full).map_err(Rejection::too_fast)
    }
}

/// What is to be written, where it comes as JSON.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Said {
    /// The text: 1 to 8,000 characters.
    #[schema(example = "The build is green again")]
    text: Option<String>,
    /// The same under another name.
    content: Option<String>,
    /// This attempt, as 32 hexadecimal digits: the same one with the same text is written once.
    nonce: Option<String>,
}

/// It is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// The id of the message.
    pub id: u64,
    /// The room it is in.
    pub room_id: String,
}

/// The route of this doorway.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/hooks/{secret}", post(write)).layer(DefaultBodyLimit::max(BODY_BYTES))
}

/// Writes a message by an incoming webhook: the body is the text, or JSON with `text` or `content`.
#[utoipa::path(post, path = "/hooks/{secret}", tag = "messages", operation_id = "writeByWebhook", request_body = Said, security(()),
    params(("secret" = String, Path, description = "What the address ends with"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names this attempt: a UUID, or any text of at most 255 characters")),
    responses((status = 201, description = "It is on disk", body = Written), (status = 404, description = "There is no such webhook, or no longer", body = Problem),
        (status = 422, description = "The text is empty or too long, or the key was used for another one", body = Problem),
        (status = 429, description = "Too fast", body = Problem)))]
pub async fn write(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let found = if secret.len() == 64 { app.bots.inlet(&auth::secret_hash(&secret)).await? } else { None };
    let inlet = found.ok_or(Problem::not_found())?;
    app.doorways.inlets.take(&inlet)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_big", "the request is too big"),
        _ => Problem::malformed(),
    })?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (text, named) = read(kind, &body)?;
    let nonce = match named {
        Some(nonce) => nonce,
        None => nonce(&headers)?,
    };
    let body = Body::parse(&text).map_err(|problem| Rejection::BadBody { problem })?;
    // Who made the address answers for what comes by it.
    app.hub.may_speak(inlet.by).await?;
    let bot = app.accounts.account(inlet.bot).await?.filter(|bot| bot.banned(chat::now()).is_none());
    let bot = bot.ok_or(Problem::not_found())?.person;
    let (seq, at) = app.hub.post(&bot, inlet.room, NewPost { nonce, body, reply: None, attachments: Vec::new() }).await?;
    if inlet.used.is_none_or(|used| used.0 + TOUCH_EVERY_MS <= at.0)
        && let Err(error) = app.bots.touch_inlet(&inlet.secret_hash, at).await
    {
        tracing::warn!(error = chain(&error), "the use of a webhook was not noted");
    }
    let written = Written { id: seq.0, room_id: inlet.room.to_string() };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], axum::Json(written)).into_response())
}

/// The text, and the attempt if it is named. `curl -d` says of every text that it is a form, so what it is shows its beginning.
fn read(kind: &str, body: &[u8]) -> Result<(String, Option<Nonce>), Problem> {
    let text = str::from_utf8(body).map_err(|_| Problem::malformed().detail("the text is not UTF-8"))?;
    let is_json = kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json");
    let said: Said = match serde_json::from_str(text) {
        Ok(said) if is_json || text.trim_start().starts_with('{') => said,
        Err(_) if is_json => return Err(Problem::malformed().detail("not JSON with text or content")),
        _ => return Ok((text.to_owned(), None)),
    };
    let named = said.nonce.map(|nonce| nonce.parse()).transpose();
    let named = named.map_err(|_| Problem::malformed().detail("the nonce is not 32 hexadecimal digits"))?;
    match said.text.or(said.content) {
        Some(said) => Ok((said, named)),
        None if is_json => Err(Problem::malformed().detail("not JSON with text or content")),
        None => Ok((text.to_owned(), None)),
    }
}

#[cfg(test)]
mod tests {
    use protocol::Nonce;

    use super::read;

    #[test]
    fn a_text_is_what_was_sent_and_json_what_it_says() {
        let form = "application/x-www-form-urlencoded";
        let text = |kind: &str, body: &str| read(kind, body.as_bytes()).map(|(text, _)| text).ok();
        for (kind, body, expected) in [
            (form, "a+b = 100%", Some("a+b = 100%")),
            ("", "안녕", Some("안녕")),
            ("text/plain", "{curly}", Some("{curly}")),
            (form, r#"{"text":"hi"}"#, Some("hi")),
            ("application/json; charset=utf-8", r#"{"content":"hi"}"#, Some("hi")),
            (form, r#"{"level":"high"}"#, Some(r#"{"level":"high"}"#)),
            ("application/json", r#"{"level":"high"}"#, None),
            ("application/json", "hi", None),
            ("application/json", r#""hi""#, None),
        ] {
            assert_eq!(text(kind, body).as_deref(), expected, "{kind} {body}");
        }
        assert!(read("", &[0xff]).is_err());
        let named = |nonce: &str| read("", format!(r#"{{"text":"hi","nonce":"{nonce}"}}"#).as_bytes());
        assert_eq!(named("8e03978e40d543e8bc936894a57f9324").unwrap().1.map(Nonce::bits), Some(0x8e03978e_40d543e8_bc936894_a57f9324));
        assert!(named("1").is_err());
    }
}
