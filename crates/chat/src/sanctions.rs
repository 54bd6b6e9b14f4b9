//! Who is muted, and who was banned since the server began: known to all rooms at once, without asking memory each time.
//! What is remembered is behind [`Moderation`](crate::Moderation); here is only what holds now.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use protocol::{MemberId, Millis, Rejection, Sanction};
use tokio::sync::OnceCell;

use crate::{Accounts, clock, hub::unavailable};

/// Until when; `None` for good.
type Ends = HashMap<MemberId, Option<Millis>>;

/// What holds now.
pub(crate) struct Sanctions {
    accounts: Arc<dyn Accounts>,
    /// Read once, when somebody writes for the first time.
    muted: OnceCell<Mutex<Ends>>,
    /// Earlier bans need not be known: they have left no session.
    banned: Mutex<Ends>,
}

impl Sanctions {
    pub(crate) fn new(accounts: Arc<dyn Accounts>) -> Self {
        Self { accounts, muted: OnceCell::new(), banned: Mutex::default() }
    }

    /// May write, as far as mutes are concerned.
    ///
    /// # Errors
    /// [`Rejection::Muted`]; [`Rejection::Unavailable`] when memory does not answer.
    pub(crate) async fn may_speak(&self, member: MemberId) -> Result<(), Rejection> {
        match holding(self.muted().await?, member) {
            Some(until) => Err(Rejection::Muted { until }),
            None => Ok(()),
        }
    }

    /// A member is muted from now on, or no more.
    pub(crate) async fn set_mute(&self, member: MemberId, mute: Option<&Sanction>) {
        // What was never read will be read as it is now.
        if let Some(muted) = self.muted.get() {
            set(muted, member, mute);
        } else if let Ok(muted) = self.muted().await {
            set(muted, member, mute);
        }
    }

    /// A member is banned from now on, or no more.
    pub(crate) fn set_ban(&self, member: MemberId, ban: Option<&Sanction>) {
        set(&self.banned, member, ban);
    }

    /// The member was banned while something of theirs was still on its way.
    pub(crate) fn is_banned(&self, member: MemberId) -> bool {
        holding(&self.banned, member).is_some()
    }

    async fn muted(&self) -> Result<&Mutex<Ends>, Rejection> {
        let read = || async {
            let accounts = self.accounts.accounts().await?;
            let muted = accounts.into_iter().filter_map(|account| Some((account.person.id, account.mute?.until)));
            Ok::<_, crate::AccountError>(Mutex::new(muted.collect()))
        };
        self.muted.get_or_try_init(read).await.map_err(|error| unavailable("read who is muted", &error))
    }
}

/// Until when it holds, if it does; what is over is forgotten.
fn holding(ends: &Mutex<Ends>, member: MemberId) -> Option<Option<Millis>> {
    let mut ends = ends.lock().unwrap_or_else(PoisonError::into_inner);
    let until = *ends.get(&member)?;
    if until.is_some_and(|until| until <= clock::now()) {
        ends.remove(&member);
        return None;
    }
    Some(until)
}

fn set(ends: &Mutex<Ends>, member: MemberId, sanction: Option<&Sanction>) {
    let mut ends = ends.lock().unwrap_or_else(PoisonError::into_inner);
    match sanction {
        Some(sanction) => drop(ends.insert(member, sanction.until)),
        None => drop(ends.remove(&member)),
    }
}
