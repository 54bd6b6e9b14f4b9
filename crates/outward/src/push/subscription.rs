//! Where one browser wants to be told, and the keys only it can read with.
//! Whose browser it is, is not written here.

use std::fmt;

use aws_lc_rs::agreement::{ECDH_P256, ParsedPublicKey, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::{
    guard::{Purpose, Refused, Target},
    url64,
};

/// Why what a browser gave is no subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubscriptionError {
    /// Its endpoint is no address that may be asked.
    #[error("the endpoint of the subscription is refused")]
    Endpoint(#[source] Refused),
    /// `p256dh` is no point of P-256, in 65 bytes.
    #[error("the key of the subscription is none")]
    Key,
    /// `auth` has not 16 bytes.
    #[error("the secret of the subscription is none")]
    Auth,
}

/// A browser's subscription. As JSON it is what `PushSubscription.toJSON()` gives. The endpoint is a secret: who has it can
/// tell the browser's maker to deliver.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Json", into = "Json")]
pub struct Subscription {
    endpoint: String,
    key: [u8; 65],
    auth: [u8; 16],
}

impl Subscription {
    /// Reads the three texts of a subscription; both keys are base64url.
    ///
    /// # Errors
    /// [`SubscriptionError`].
    pub fn parse(endpoint: &str, p256dh: &str, auth: &str) -> Result<Self, SubscriptionError> {
        Target::parse(endpoint, Purpose::Tell).map_err(SubscriptionError::Endpoint)?;
        let key: [u8; 65] = url64::read(p256dh).ok_or(SubscriptionError::Key)?;
        ParsedPublicKey::try_from(&UnparsedPublicKey::new(&ECDH_P256, key)).map_err(|_| SubscriptionError::Key)?;
        Ok(Self { endpoint: endpoint.to_owned(), key, auth: url64::read(auth).ok_or(SubscriptionError::Auth)? })
    }

    /// Where notes for this browser go, as the browser wrote it: what tells two subscriptions apart.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The browser's public key, as base64url.
    #[must_use]
    pub fn p256dh(&self) -> String {
        url64::write(&self.key)
    }

    /// The secret shared with the browser, as base64url.
    #[must_use]
    pub fn auth(&self) -> String {
        url64::write(&self.auth)
    }

    pub(super) fn target(&self) -> Result<Target, Refused> {
        Target::parse(&self.endpoint, Purpose::Tell)
    }

    pub(super) const fn key_bytes(&self) -> &[u8; 65] {
        &self.key
    }

    pub(super) const fn auth_bytes(&self) -> &[u8; 16] {
        &self.auth
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription(…)")
    }
}

/// A subscription as browsers write it; what else they write is skipped.
#[derive(Serialize, Deserialize)]
struct Json {
    endpoint: String,
    keys: Keys,
}

#[derive(Serialize, Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

impl TryFrom<Json> for Subscription {
    type Error = SubscriptionError;
    fn try_from(json: Json) -> Result<Self, SubscriptionError> {
        Self::parse(&json.endpoint, &json.keys.p256dh, &json.keys.auth)
    }
}

impl From<Subscription> for Json {
    fn from(subscription: Subscription) -> Self {
        let keys = Keys { p256dh: subscription.p256dh(), auth: subscription.auth() };
        Self { endpoint: subscription.endpoint, keys }
    }
}

#[cfg(test)]
mod tests {
    use super::{Subscription, SubscriptionError};
    use crate::guard::Refused;

    const KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const PLACE: &str = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV";

    #[test]
    fn what_a_browser_gives_is_read_and_written_back() {
        let json = format!(r#"{{"endpoint":"{PLACE}","expirationTime":null,"keys":{{"p256dh":"{KEY}","auth":"{AUTH}"}}}}"#);
        let subscription: Subscription = serde_json::from_str(&json).unwrap();
        assert_eq!(subscription.endpoint(), PLACE);
        let json = format!(r#"{{"endpoint":"{PLACE}","keys":{{"p256dh":"{KEY}","auth":"{AUTH}"}}}}"#);
        assert_eq!(serde_json::to_string(&subscription).unwrap(), json);
        assert_eq!(Subscription::parse(PLACE, &format!("{KEY}="), &format!("{AUTH}==")).unwrap(), subscription);
        assert_eq!(format!("{subscription:?}"), "Subscription(…)");
    }

    #[test]
    fn what_is_no_subscription_is_refused() {
        let other = |endpoint: &str, key: &str, auth: &str| Subscription::parse(endpoint, key, auth).unwrap_err();
        assert_eq!(other("ftp://push.example.net/", KEY, AUTH), SubscriptionError::Endpoint(Refused::Scheme));
        assert_eq!(other("https://a:b@push.example.net/", KEY, AUTH), SubscriptionError::Endpoint(Refused::Credentials));
        assert_eq!(other(PLACE, &KEY[1..], AUTH), SubscriptionError::Key);
        assert_eq!(other(PLACE, &KEY.replace("iw4", "iw8"), AUTH), SubscriptionError::Key, "not on the curve");
        assert_eq!(other(PLACE, &KEY.repeat(9), AUTH), SubscriptionError::Key);
        assert_eq!(other(PLACE, KEY, &AUTH[2..]), SubscriptionError::Auth);
        assert_eq!(other(PLACE, KEY, "BTBZMqHH6r4Tts7J/aSIgg"), SubscriptionError::Auth, "another base64");
    }
}
