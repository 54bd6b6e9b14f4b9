//! Passwords: argon2id, slow on purpose, so on threads of their own and only some at a time.
//! It knows no names and keeps nothing.

use std::{num::NonZero, sync::Arc, thread};

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use tokio::sync::Semaphore;

/// Characters a new password needs.
const SHORTEST: usize = 8;

/// Characters a password may have.
const LONGEST: usize = 256;

/// Hashes and checks passwords. Each takes 19 MiB for some tens of milliseconds, so there are only as many at once as cores.
#[derive(Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// What the password of somebody unknown is compared with: checking it costs the same and never succeeds.
    nobody: String,
}

/// Why a password was not hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It can be guessed.
    #[error("the password has fewer than {SHORTEST} characters")]
    TooShort,
    /// It has no end.
    #[error("the password has more than {LONGEST} characters")]
    TooLong,
    /// The process ends, or has no memory for it.
    #[error("the password could not be hashed")]
    Failed,
}

impl Default for Passwords {
    fn default() -> Self {
        let (memory, rounds, lanes) = (Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST);
        let (salt, hash) = ("bm9ib2R5bm9ib2R5bm9ibw", "bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8");
        Self {
            permits: Arc::new(Semaphore::new(thread::available_parallelism().map_or(1, NonZero::get))),
            nobody: format!("$argon2id$v=19$m={memory},t={rounds},p={lanes}${salt}${hash}"),
        }
    }
}

impl Passwords {
    /// The hash of a new password, as a PHC string.
    ///
    /// # Errors
    /// `PasswordError` when it is too short or too long, or there is no memory left for it.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        match password.chars().take(LONGEST + 1).count() {
            ..SHORTEST => return Err(PasswordError::TooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(PasswordError::TooLong),
        }
        self.apart(move || hash(&password)).await?
    }

    /// The password is the one behind this hash; without a hash it is not, and that takes as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let right = self.apart(move || {
            PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        right.await.unwrap_or(false) && known
    }

    async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        // The permit goes along: work that nobody waits for any more still counts.
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| PasswordError::Failed)?;
        let work = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        work.await.map_err(|_| PasswordError::Failed)
    }
}

/// The hash of a password, here and now.
fn hash(password: &str) -> Result<String, PasswordError> {
    let salt = SaltString::encode_b64(&chat::bytes::<16>()).map_err(|_| PasswordError::Failed)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|_| PasswordError::Failed)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordHash;

    use super::{PasswordError, Passwords};
    #[tokio::test]
    async fn a_password_is_recognized_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("correct horse".to_owned(), Some(hash.clone())).await);
        assert!(!passwords.verify("correct horsf".to_owned(), Some(hash)).await);
        assert!(!passwords.verify("correct horse".to_owned(), None).await);
    }

    #[tokio::test]
    async fn nobody_costs_what_somebody_costs() {
        let passwords = Passwords::default();
        let somebody = passwords.hash("correct horse".to_owned()).await.unwrap();
        let (nobody, somebody) = (PasswordHash::new(&passwords.nobody).unwrap(), PasswordHash::new(&somebody).unwrap());
        assert_eq!((nobody.algorithm, nobody.version, &nobody.params), (somebody.algorithm, somebody.version, &somebody.params));
        assert_eq!(nobody.hash.unwrap().len(), somebody.hash.unwrap().len());
    }

    #[tokio::test]
    async fn a_new_password_is_neither_short_nor_endless() {
        let passwords = Passwords::default();
        assert_eq!(passwords.hash("일곱글자밖에요".to_owned()).await, Err(PasswordError::TooShort));
        assert!(passwords.hash("여덟글자는되는데".to_owned()).await.is_ok());
        assert_eq!(passwords.hash("x".repeat(257)).await, Err(PasswordError::TooLong));
    }
}
