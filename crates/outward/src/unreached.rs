//! Why a stranger gave no answer that can be used.
//! What a stranger answered, also when it is a refusal, is no error: each kind of request has its own outcome for that.

use std::{error::Error, time::Duration};

use crate::guard::{Refused, refusal};

/// Why there is no answer. Nothing of the address but its host is ever shown: some addresses are secrets.
#[derive(Debug, thiserror::Error)]
pub enum Unreached {
    /// The address, or one that it led to, must not be reached.
    #[error("cannot ask: the address is refused")]
    Refused(#[from] Refused),
    /// It was sent on more often than it may be.
    #[error("cannot follow: too many redirects")]
    TooManyRedirects,
    /// Not everything was done in this time.
    #[error("cannot finish: no whole answer within {0:?}")]
    TimedOut(Duration),
    /// More came than may come.
    #[error("cannot read: the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The answer is packed in a way that was not asked for, or the packing is broken.
    #[error("cannot unpack the answer")]
    Packed,
    /// The name is unknown, nobody is there, or what they say is not HTTP.
    #[error("cannot talk to the other server")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
    /// A key was refused by the library that computes with it. Never with keys that were read by this crate.
    #[error("cannot encrypt or sign")]
    Keys,
}

impl Unreached {
    /// Whether the same request can be more lucky later.
    #[must_use]
    pub const fn is_worth_retrying(&self) -> bool {
        matches!(self, Self::TimedOut(_) | Self::Failed(_))
    }
}

impl From<reqwest::Error> for Unreached {
    fn from(error: reqwest::Error) -> Self {
        match refusal(&error) {
            Some(refused) => Self::Refused(refused),
            None => Self::Failed(Box::new(error.without_url())),
        }
    }
}
