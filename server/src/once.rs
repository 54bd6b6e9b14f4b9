//! What is shown once, to the one who asked for it: a secret that was just made, between the form and the page it leads to.
//! It waits in memory for some minutes, under their session; it never stands in an address.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Who does not look within this time makes another one.
const WAITS: Duration = Duration::from_secs(300);

/// Secrets that may wait at once.
const MOST: usize = 1_000;

/// A secret, and what it is for.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// What it is for.
    pub of: Of,
    /// The secret, as it is used.
    pub text: String,
}

/// What a secret is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// The token of the bot with this id.
    Token(String),
    /// The signatures of what is delivered to the bot with this id.
    Hook(String),
    /// The inlet with this id.
    Inlet(String),
}

/// Shows no secret.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("of", &self.of).finish_non_exhaustive()
    }
}

/// The secrets that wait, each under the session of the one who made it.
#[derive(Debug, Default)]
pub struct Once(Mutex<HashMap<String, (Instant, Secret)>>);

impl Once {
    /// Lets a secret wait, in the place of any other of this session.
    pub fn put(&self, session: &str, secret: Secret) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.retain(|_, (since, _)| since.elapsed() < WAITS);
        }
        if waiting.len() < MOST {
            waiting.insert(session.to_owned(), (Instant::now(), secret));
        }
    }

    /// Takes it out, if it is one that this page shows.
    pub fn take(&self, session: &str, shows: impl FnOnce(&Of) -> bool) -> Option<Secret> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, secret) = waiting.get(session)?;
        let is_fresh = since.elapsed() < WAITS;
        if is_fresh && !shows(&secret.of) {
            return None;
        }
        waiting.remove(session).map(|(_, secret)| secret).filter(|_| is_fresh)
    }
}

#[cfg(test)]
mod tests {
    use super::{Of, Once, Secret, WAITS};

    #[tokio::test(start_paused = true)]
    async fn a_secret_is_shown_once_and_not_for_long() {
        let once = Once::default();
        let secret = || Secret { of: Of::Token("robot".to_owned()), text: "secret".to_owned() };
        let token = |of: &Of| matches!(of, Of::Token(_));
        once.put("ana", secret());
        assert_eq!(once.take("ben", token), None);
        assert_eq!(once.take("ana", |of| matches!(of, Of::Inlet(_))), None, "another page leaves it where it is");
        assert_eq!(once.take("ana", token), Some(secret()));
        assert_eq!(once.take("ana", token), None);
        once.put("ana", secret());
        tokio::time::advance(WAITS).await;
        assert_eq!(once.take("ana", token), None);
    }
}
