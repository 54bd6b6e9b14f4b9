//! What a receiver and we share, so that the receiver can check who wrote.
//! It is shown to the hook's owner in the way every library for Standard Webhooks reads.

use std::fmt;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::{Engine, engine::general_purpose::STANDARD};

const PREFIX: &str = "whsec_";

/// The text is no secret of 24 to 64 bytes in base64, with or without `whsec_` before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no secret for webhooks")]
pub struct SecretError;

/// A shared secret of 24 to 64 bytes.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Makes a secret of 32 random bytes.
    #[must_use]
    pub fn from_chance(chance: &[u8; 32]) -> Self {
        Self(chance.to_vec())
    }

    /// Reads a secret.
    ///
    /// # Errors
    /// [`SecretError`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX).unwrap_or(text)).map_err(|_| SecretError)?;
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(SecretError) }
    }

    /// The secret as it is kept and shown to the hook's owner: `whsec_` and base64.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// The signature of one attempt, as it stands in `webhook-signature`.
    pub(super) fn sign(&self, id: &str, timestamp: u64, body: &str) -> String {
        let tag = sign(&Key::new(HMAC_SHA256, &self.0), format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(tag))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    /// The example in the documentation of Standard Webhooks' libraries.
    #[test]
    fn the_known_example_has_the_known_signature() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_survives_as_text_and_shows_nowhere_else() {
        let secret = Secret::from_chance(&[3; 32]);
        assert_eq!(Secret::parse(&secret.text()).unwrap().text(), secret.text());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for text in ["", "whsec_", "whsec_AAAA", "not base64!", &format!("whsec_{}", "A".repeat(88))] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
    }
}
