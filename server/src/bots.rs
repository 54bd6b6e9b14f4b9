//! Calls bots where they want to be called: delivers the messages that call them, and writes what they answer.
//! Which message calls whom is decided in `chat`; how a delivery is signed and where it may go, in `outward`.

mod delivering;
mod following;
mod payload;

use outward::{Outward, Purpose};

pub use following::follow;

/// The way to the servers of bots.
#[derive(Debug)]
pub struct Postman {
    outward: Outward,
}

impl Postman {
    /// Goes this way.
    pub const fn new(outward: Outward) -> Self {
        Self { outward }
    }

    /// An address can be asked, as far as one can tell by its text.
    pub fn may_ask(&self, url: &str) -> bool {
        self.outward.check(url, Purpose::Tell).is_ok()
    }
}
