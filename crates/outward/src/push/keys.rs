//! Who sends: the server's key pair, which browsers subscribe to, and how to reach the operator (RFC 8292, "VAPID").
//! Where the key is kept is somebody else's business.

use std::fmt;

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use serde::Serialize;

use crate::{Unreached, url64};

/// How long what we sign is believed, in seconds. A day is the most that is allowed.
const LIFE: u64 = 12 * 3600;

/// `{"typ":"JWT","alg":"ES256"}`, as base64url.
const HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9";

/// The text is no key that [`SenderKey::text`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no private key for Web Push")]
pub struct KeyError;

/// The server's key. Browsers subscribe to its public half, so a new key ends every subscription.
pub struct SenderKey {
    secret: [u8; 32],
    public: [u8; 65],
    pair: EcdsaKeyPair,
}

impl SenderKey {
    /// Makes a key of 32 random bytes.
    ///
    /// # Errors
    /// [`KeyError`] if nothing can be made of them, which does not happen with random ones.
    pub fn from_chance(chance: &[u8; 32]) -> Result<Self, KeyError> {
        Self::from_secret(scalar(chance).ok_or(KeyError)?)
    }

    /// Reads what [`SenderKey::text`] wrote.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::from_secret(url64::read(text).ok_or(KeyError)?)
    }

    fn from_secret(secret: [u8; 32]) -> Result<Self, KeyError> {
        let (_, public) = pair(&secret).ok_or(KeyError)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &secret, &public);
        Ok(Self { secret, public, pair: pair.map_err(|_| KeyError)? })
    }

    /// The private key as 43 letters of base64url: to be kept, and shown to nobody.
    #[must_use]
    pub fn text(&self) -> String {
        url64::write(&self.secret)
    }

    /// The public key as base64url: the browser's `applicationServerKey`.
    #[must_use]
    pub fn public_text(&self) -> String {
        url64::write(&self.public)
    }
}

impl fmt::Debug for SenderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SenderKey({})", self.public_text())
    }
}

/// The text is no contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a contact is mailto: and an address, or a page with https://")]
pub struct NoContact;

/// Where push servers can complain. Some answer 403 to a contact that cannot be real, such as `mailto:me@localhost`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact(String);

impl Contact {
    /// Takes `mailto:somebody@somewhere` or `https://…`, of up to 300 bytes.
    ///
    /// # Errors
    /// [`NoContact`].
    pub fn parse(text: &str) -> Result<Self, NoContact> {
        let named = match text.split_once(':') {
            Some(("mailto", mail)) => mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()),
            Some(("https", page)) => page.len() > 2 && page.starts_with("//"),
            _ => false,
        };
        if named && text.len() <= 300 && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoContact)
        }
    }
}

/// Who sends notes.
#[derive(Debug)]
pub struct Sender {
    /// The server's key.
    pub key: SenderKey,
    /// Where push servers can complain.
    pub contact: Contact,
}

/// What we sign.
#[derive(Serialize)]
struct Claims<'a> {
    /// The push server it is for.
    aud: &'a str,
    /// When it ends, in seconds since 1970.
    exp: u64,
    /// Who answers for it.
    sub: &'a str,
}

impl Sender {
    /// The header that proves to a push server who sends. `origin` is its scheme, host and port; `now` is in seconds.
    pub(super) fn authorization(&self, origin: &str, now: u64) -> Result<String, Unreached> {
        let claims = Claims { aud: origin, exp: now.saturating_add(LIFE), sub: &self.contact.0 };
        let claims = serde_json::to_vec(&claims).map_err(|_| Unreached::Keys)?;
        let said = format!("{HEADER}.{}", url64::write(&claims));
        let signature = self.key.pair.sign(&SystemRandom::new(), said.as_bytes()).map_err(|_| Unreached::Keys)?;
        Ok(format!("vapid t={said}.{}, k={}", url64::write(signature.as_ref()), self.key.public_text()))
    }
}

/// A private key for the curve out of random bytes. One of 2³² draws is too large a number and is replaced by its hash.
pub(super) fn scalar(chance: &[u8; 32]) -> Option<[u8; 32]> {
    let mut secret = *chance;
    for _ in 0..4 {
        if pair(&secret).is_some() {
            return Some(secret);
        }
        secret = digest(&SHA256, &secret).as_ref().try_into().ok()?;
    }
    None
}

/// Both halves of a key, if this is a private one.
pub(super) fn pair(secret: &[u8; 32]) -> Option<(PrivateKey, [u8; 65])> {
    let private = PrivateKey::from_private_key(&ECDH_P256, secret).ok()?;
    let public = private.compute_public_key().ok()?.as_ref().try_into().ok()?;
    Some((private, public))
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::{Contact, Sender, SenderKey};
    use crate::url64;

    #[test]
    fn a_key_survives_as_text() {
        let key = SenderKey::from_chance(&[7; 32]).unwrap();
        let again = SenderKey::parse(&key.text()).unwrap();
        assert_eq!((key.text().len(), key.public_text().len()), (43, 87));
        assert_eq!((again.text(), again.public_text()), (key.text(), key.public_text()));
        assert!(!format!("{key:?}").contains(&key.text()));
        for text in ["", "abc", &key.public_text(), &url64::write(&[0; 32]), &url64::write(&[255; 32])] {
            assert!(SenderKey::parse(text).is_err(), "{text}");
        }
        assert!(SenderKey::from_chance(&[255; 32]).is_ok(), "an unlucky draw is replaced");
    }

    #[test]
    fn a_push_server_can_check_who_sends() {
        const CLAIMS: &str = r#"{"aud":"https://push.example.net","exp":1700043200,"sub":"mailto:me@example.org"}"#;
        let sender = Sender { key: SenderKey::from_chance(&[7; 32]).unwrap(), contact: Contact::parse("mailto:me@example.org").unwrap() };
        let header = sender.authorization("https://push.example.net", 1_700_000_000).unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(key, sender.key.public_text());
        let (said, signature) = token.rsplit_once('.').unwrap();
        let public: [u8; 65] = url64::read(key).unwrap();
        let signature: [u8; 64] = url64::read(signature).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public).verify(said.as_bytes(), &signature).unwrap();
        let (head, claims) = said.split_once('.').unwrap();
        assert_eq!(url64::read::<27>(head).unwrap(), *br#"{"typ":"JWT","alg":"ES256"}"#);
        assert_eq!(url64::read::<{ CLAIMS.len() }>(claims).unwrap(), *CLAIMS.as_bytes());
    }

    #[test]
    fn a_contact_can_be_contacted() {
        for text in ["mailto:me@example.org", "https://example.org/imprint"] {
            assert!(Contact::parse(text).is_ok(), "{text}");
        }
        for text in ["", "me@example.org", "mailto:", "mailto:me", "http://example.org", "https://", "mailto:a b@example.org", "https:x"] {
            assert!(Contact::parse(text).is_err(), "{text}");
        }
    }
}
