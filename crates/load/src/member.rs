//! One member at one tab: a faithful client, which does what the browser does and writes down what it did and saw.
//! What it writes and when is told by `play`; where it may be is known from `Membership`.

mod membership;
mod outbox;
mod standing;
mod tab;
mod wire;
mod line;

use std::{net::SocketAddr, time::Duration};

use fastrand::Rng;
use protocol::{Body, MemberId, Nonce, RoomId};
use tokio::{sync::mpsc, task::JoinHandle};

pub use membership::Membership;
pub use standing::Standing;
pub use wire::{Heard, Wire};

use crate::Journal;

/// Somebody to simulate.
#[derive(Debug, Clone)]
pub struct Part {
    /// What the log calls them.
    pub tab: String,
    /// Who they are.
    pub member: MemberId,
    /// Their session, as the upgrade carries it.
    pub cookie: String,
    /// What to connect to.
    pub address: SocketAddr,
    /// What the server is called.
    pub host: String,
    /// How often they show that they are alive. A line from which nothing came for two of these is dead.
    pub heartbeat: Duration,
}

/// A message to write.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Where to.
    pub room: RoomId,
    /// The attempt, the same for every try.
    pub nonce: Nonce,
    /// The text.
    pub body: Body,
}

/// A member who is at work. Dropping it ends the work.
#[derive(Debug)]
pub struct Member {
    letters: mpsc::UnboundedSender<Letter>,
    standing: Standing,
    working: JoinHandle<()>,
}

impl Member {
    /// Sets somebody to work.
    #[must_use]
    pub fn start(part: Part, membership: Membership, journal: Journal, rng: Rng) -> Self {
        let (letters, inbox) = mpsc::unbounded_channel();
        let standing = Standing::default();
        let tab = tab::Tab::new(part.tab.clone(), part.member, membership, journal, standing.clone());
        let working = tokio::spawn(line::keep_open(part, tab, inbox, rng));
        Self { letters, standing, working }
    }

    /// Writes a message, also while there is no line.
    pub fn write(&self, letter: Letter) {
        // Nobody is there only when their work has ended, which `standing` says.
        let _ = self.letters.send(letter);
    }

    /// Ends the work, and returns when nothing is done or written down any more.
    pub async fn end(mut self) {
        self.working.abort();
        // It ends because it is told to.
        let _ = (&mut self.working).await;
    }

    /// How far they are.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.working.abort();
    }
}
