//! Web Push: tells a member's browsers of a message while no page is open, or nobody looks at one.
//! Whom a message concerns and whether there is still a reason to tell them is decided in `chat`; how a note is sealed and
//! where it may go, in `outward`.

mod devices;
mod payload;
mod sending;
mod telling;

use outward::{
    Outward,
    push::{Contact, Sender, SenderKey},
};
use tokio::sync::Semaphore;

use crate::{Config, PublicUrl};

pub use devices::{REQUEST_BYTES, add, remove};
pub use telling::follow;

/// Notes on their way at once; the others wait for their turn.
const AT_ONCE: usize = 8;

/// Who answers for notes where the operator has said nothing and has no public address.
const NOBODY: &str = "https://localhost";

/// The way to the push servers of browsers' makers.
#[derive(Debug)]
pub struct Push {
    outward: Outward,
    sender: Sender,
    turns: Semaphore,
}

impl Push {
    /// Goes this way; `None`, and one warning, where no key can be made. `secret` is this place's own, for ever: browsers
    /// subscribe to what follows from it.
    pub fn open(config: &Config, outward: Outward, secret: &[u8; 32]) -> Option<Self> {
        let key = SenderKey::from_chance(secret).inspect_err(|error| tracing::warn!(%error, "no Web Push")).ok()?;
        let named = config.contact.clone();
        let page = || Contact::parse(config.public_url.as_ref().map_or(NOBODY, PublicUrl::as_str)).ok();
        let contact = named.or_else(page).or_else(|| Contact::parse(NOBODY).ok())?;
        Some(Self { outward, sender: Sender { key, contact }, turns: Semaphore::new(AT_ONCE) })
    }

    /// What browsers subscribe to.
    pub fn public_key(&self) -> String {
        self.sender.key.public_text()
    }
}
