//! Previews of links: looks up what members link to, behind the guard, and hangs what was found below their messages.
//! Which links those are is decided in `chat`, which addresses may be asked in `outward`; no message waits for any of it.

mod looking_up;
mod following;
mod picture;

use std::sync::{Mutex, PoisonError};

use chat::{Bucket, Buckets};
use outward::Outward;
use protocol::MemberId;
use tokio::sync::Semaphore;

pub use following::follow;

/// Links that are looked up at once; the others wait for their turn.
const AT_ONCE: usize = 4;

/// Links that the whole place looks up each minute, in the long run.
const EACH_MINUTE: u32 = 120;

/// Links of one member that are looked up each minute, in the long run: so few that pages that never answer leave turns to others.
const OF_MEMBER_EACH_MINUTE: u32 = 10;

/// The way to other people's pages.
#[derive(Debug)]
pub struct Previews {
    outward: Outward,
    turns: Semaphore,
    rates: Mutex<Rates>,
}

/// How fast links are looked up.
#[derive(Debug)]
struct Rates {
    place: Bucket,
    members: Buckets<MemberId>,
}

impl Previews {
    /// Goes this way.
    pub fn new(outward: Outward) -> Self {
        let rates = Mutex::new(Rates { place: Bucket::each_minute(EACH_MINUTE), members: Buckets::default() });
        Self { outward, turns: Semaphore::new(AT_ONCE), rates }
    }

    /// Counts one of a member's links; false when it is one too many.
    fn may_look_up(&self, member: MemberId) -> bool {
        let mut rates = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        let own = rates.members.take(member, || Bucket::each_minute(OF_MEMBER_EACH_MINUTE));
        own.is_ok() && rates.place.take().is_ok()
    }
}
