//! Members who do not want to be counted among those who have read a message, and in return see no such counts.
//! What they have read is kept all the same, for themselves.

use std::{
    collections::HashSet,
    sync::{PoisonError, RwLock},
};

use protocol::MemberId;

/// The discreet members of the place.
#[derive(Debug, Default)]
pub(crate) struct Discreet(RwLock<HashSet<MemberId>>);

impl Discreet {
    /// A member is discreet from now on, or no more; false when it was so already.
    pub(crate) fn set(&self, member: MemberId, discreet: bool) -> bool {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if discreet { all.insert(member) } else { all.remove(&member) }
    }

    /// The member is discreet.
    pub(crate) fn has(&self, member: MemberId) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&member)
    }
}
