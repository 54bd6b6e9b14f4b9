//! Calls bots where they want to be called: delivers the messages that call them, and writes what they answer.
//! Which message calls whom is decided in `chat`; how a delivery is signed and where it may go, in `outward`.

mod delivering;
mod following;
mod payload;

use std::sync::Arc;

use outward::{Outward, Purpose, SystemNames};

use crate::{Config, logging::chain};

pub use following::follow;

/// The way to the servers of bots.
#[derive(Debug)]
pub struct Postman {
    outward: Outward,
}

impl Postman {
    /// Prepares the way; `None`, and one warning, where nobody else's server can be asked.
    pub fn open(config: &Config) -> Option<Self> {
        let outward = Outward::new(config.reach.clone(), Arc::new(SystemNames));
        let outward = outward.inspect_err(|error| tracing::warn!(error = chain(error), "no outgoing webhooks")).ok()?;
        Some(Self { outward })
    }

    /// An address can be asked, as far as one can tell by its text.
    pub fn may_ask(&self, url: &str) -> bool {
        self.outward.check(url, Purpose::Tell).is_ok()
    }
}
