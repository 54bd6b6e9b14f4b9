//! Outgoing webhooks: JSON for somebody else's server, signed so that it can tell who wrote it (the Standard Webhooks way).
//! When to send, how often and what about are decided elsewhere.

mod secret;
mod delay;

use std::time::Duration;

use reqwest::{Method, Response, header};

use crate::{
    Outward, Unreached,
    guard::{Purpose, Target},
    way::{read, retry_after, within},
};

pub use delay::{ATTEMPTS, delay};
pub use secret::{Secret, SecretError};

/// How long a server may think before it answers, and how long after that its text may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many bytes of an answer are read.
pub const LONGEST_ANSWER: usize = 64 * 1024;

/// What is delivered: the same in every attempt.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// What the receiver knows repetitions by: random, and sent as 32 hexadecimal digits.
    pub id: u128,
    /// When this attempt is made, in seconds since 1970. Receivers refuse what is minutes old.
    pub now: u64,
    /// JSON, signed and sent as it is.
    pub body: &'a str,
}

/// What the other server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its type as the server named it, in small letters and without parameters; empty if it named none.
    pub content_type: String,
    /// Its text. What is not UTF-8 became `�`. Empty if it broke off: the delivery was accepted before.
    pub text: String,
    /// Whether that is all: no answer is read beyond [`LONGEST_ANSWER`].
    pub whole: bool,
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted, and this was the answer.
    Accepted(Answer),
    /// The receiver wants nothing any more (410): switch the hook off.
    Gone,
    /// Not now, with this HTTP status; after this time, if the server said one.
    Later {
        /// 408, 425, 429 or 500 to 599.
        status: u16,
        /// What the server asks for.
        after: Option<Duration>,
    },
    /// Not accepted, with this HTTP status: the next attempt would hear the same. Redirects are not followed and end here.
    Refused(u16),
}

impl Outcome {
    /// Whether the same delivery can be accepted later.
    #[must_use]
    pub const fn is_worth_retrying(&self) -> bool {
        matches!(self, Self::Later { .. })
    }
}

/// Makes one attempt to deliver.
///
/// # Errors
/// [`Unreached`], which also knows whether another attempt is worth it.
pub async fn deliver(outward: &Outward, url: &str, secret: &Secret, delivery: Delivery<'_>) -> Result<Outcome, Unreached> {
    let target = Target::parse(url, Purpose::Tell)?;
    let id = format!("{:032x}", delivery.id);
    let request = outward
        .request(Method::POST, &target)?
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", &id)
        .header("webhook-timestamp", delivery.now)
        .header("webhook-signature", secret.sign(&id, delivery.now, delivery.body))
        .body(delivery.body.to_owned());
    let response = within(PATIENCE, async { Ok(request.send().await?) }).await?;
    Ok(match response.status().as_u16() {
        200..=299 => Outcome::Accepted(answer(response).await),
        410 => Outcome::Gone,
        status @ (408 | 425 | 429 | 500..=599) => Outcome::Later { status, after: retry_after(&response, delivery.now) },
        status => Outcome::Refused(status),
    })
}

/// Reads what was said. An answer that breaks off takes nothing back.
async fn answer(response: Response) -> Answer {
    let named = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = named.and_then(|value| value.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
    match within(PATIENCE, read(response, LONGEST_ANSWER)).await {
        Ok(read) => Answer { content_type, text: String::from_utf8_lossy(&read.bytes).into_owned(), whole: read.whole },
        Err(_) => Answer { content_type, text: String::new(), whole: false },
    }
}
