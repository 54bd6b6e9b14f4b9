//! How often each member enters and leaves rooms by themselves, over all rooms: everybody in a room reads of each coming and going.
//! Who may come and go at all is decided in the room; whom others let in or remove is not counted.

use std::sync::{Mutex, PoisonError};

use protocol::{MemberId, Rejection};

use crate::{Bucket, Buckets};

/// The comings and goings of all members.
#[derive(Debug, Default)]
pub(crate) struct Comings(Mutex<Buckets<MemberId>>);

impl Comings {
    /// One more of this member, who may have so many each minute.
    ///
    /// # Errors
    /// [`Rejection::TooFast`].
    pub(crate) fn count(&self, member: MemberId, per_minute: u32) -> Result<(), Rejection> {
        let mut comings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        comings.take(member, || Bucket::each_minute(per_minute)).map_err(Rejection::too_fast)
    }
}
