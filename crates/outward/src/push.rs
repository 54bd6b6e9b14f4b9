//! Web Push: a note for one browser, by way of its maker's server (RFC 8030), which cannot read it (RFC 8291) and knows who
//! sent it (RFC 8292). It keeps no subscriptions and decides nothing about who is told what.

mod subscription;
mod note;
mod keys;
mod seal;

use std::time::Duration;

use reqwest::{Method, header};

use crate::{
    Outward, Unreached,
    way::{retry_after, within},
};

pub use keys::{Contact, KeyError, NoContact, Sender, SenderKey};
pub use note::{LONGEST_PAYLOAD, NoTopic, Note, Payload, TooLong, Topic, Urgency};
pub use subscription::{Subscription, SubscriptionError};

/// How long a push server may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// What became of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The push server has it. Whether the browser ever gets it, nobody hears.
    Delivered,
    /// The subscription has ended: forget it.
    Gone,
    /// Not now; after this time, if the server said one.
    Later(Option<Duration>),
    /// Never in this form, with this HTTP status: the key, the contact or the note is wrong.
    Refused(u16),
}

/// Sends a note to a browser. `now` is in seconds since 1970; `chance` is 48 random bytes, new ones for every call: the note's
/// key is made of them.
///
/// # Errors
/// [`Unreached`] when the push server was not reached or must not be.
pub async fn send(
    outward: &Outward,
    from: &Sender,
    to: &Subscription,
    note: &Note<'_>,
    now: u64,
    chance: &[u8; 48],
) -> Result<Outcome, Unreached> {
    let target = to.target()?;
    let sealed = seal::seal(to, note.payload.as_bytes(), note.payload.padded(), chance)?;
    let mut request = outward
        .request(Method::POST, &target)?
        .header(header::AUTHORIZATION, from.authorization(&target.url().origin().ascii_serialization(), now)?)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::CONTENT_ENCODING, "aes128gcm")
        .header("ttl", note.ttl.as_secs())
        .header("urgency", note.urgency.as_str());
    if let Some(topic) = note.topic {
        request = request.header("topic", topic.as_str());
    }
    let response = within(PATIENCE, async { Ok(request.body(sealed).send().await?) }).await?;
    Ok(match response.status().as_u16() {
        200..=299 => Outcome::Delivered,
        404 | 410 => Outcome::Gone,
        408 | 429 | 500..=599 => Outcome::Later(retry_after(&response, now)),
        status => Outcome::Refused(status),
    })
}
