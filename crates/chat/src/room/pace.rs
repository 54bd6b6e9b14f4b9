//! How often a member writes where a room is slow, and who writes at all where it is for announcements.
//! How fast anybody may write anywhere is in `permitting`.

use std::{collections::HashMap, time::Duration};

use protocol::{Happened, LogEvent, MemberId, Person, Rejection};
use tokio::time::Instant;

use super::{NewPost, Room};
use crate::{Action, clock};

/// Members remembered before those are forgotten who have waited long enough.
const MOST: usize = 1_000;

/// When members have written last.
#[derive(Debug, Default)]
pub(super) struct Pace {
    wrote: HashMap<MemberId, Instant>,
}

impl Pace {
    /// As far as these events of the log tell.
    pub(super) fn of<'a>(events: impl Iterator<Item = &'a LogEvent>) -> Self {
        let (now, at) = (Instant::now(), clock::now());
        let mut pace = Self::default();
        for event in events {
            if let Happened::Posted { author, .. } | Happened::Erased { author, .. } = event.what {
                let ago = Duration::from_millis(u64::try_from(at.0.saturating_sub(event.at.0)).unwrap_or_default());
                // A clock that began after that has seen enough.
                if let Some(then) = now.checked_sub(ago) {
                    pace.wrote.insert(author, then);
                }
            }
        }
        pace
    }

    /// A member has written.
    pub(super) fn writes(&mut self, member: MemberId, slow: Duration) {
        if self.wrote.len() > MOST {
            self.wrote.retain(|_, at| at.elapsed() < slow);
        }
        self.wrote.insert(member, Instant::now());
    }

    /// How long a member has to wait still.
    fn wait(&self, member: MemberId, slow: Duration) -> Option<Duration> {
        self.wrote.get(&member).and_then(|at| slow.checked_sub(at.elapsed())).filter(|wait| !wait.is_zero())
    }
}

impl Room {
    pub(super) fn slow(&self) -> Duration {
        Duration::from_secs(self.room.rules.slow_s.into())
    }

    /// May write a new message now. What was refused before and is in the log already is not refused: its author must hear
    /// that it arrived.
    pub(super) async fn may_say(&mut self, author: &Person, post: &NewPost) -> Result<(), Rejection> {
        let verdict = match self.around.sanctions.may_speak(author.id).await {
            Ok(()) => self.rules_allow(author, post),
            refused => refused,
        };
        match verdict {
            Err(rejection) if !self.is_known(author.id, post).await => Err(rejection),
            _ => Ok(()),
        }
    }

    fn rules_allow(&self, author: &Person, post: &NewPost) -> Result<(), Rejection> {
        let rules = self.room.rules;
        if rules.are_none() || self.permit(Action::Announce, author).is_ok() {
            return Ok(());
        }
        if rules.announcements {
            return Err(Rejection::Announcements);
        }
        let slow = self.slow();
        // One that waits to be saved has been written, too.
        let waits = self.posts.iter().any(|other| other.author == author.id && other.post.nonce != post.nonce);
        match self.pace.wait(author.id, slow).or(waits.then_some(slow)) {
            Some(wait) => Err(Rejection::Slow { retry_after_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).max(1) }),
            None => Ok(()),
        }
    }

    async fn is_known(&self, author: MemberId, post: &NewPost) -> bool {
        if self.recent.attempt(author, post.nonce).is_some() {
            return true;
        }
        let known = self.around.history.attempt(self.room.id, author, post.nonce).await;
        known.is_ok_and(|event| event.is_some())
    }

    /// May edit, react and pin.
    pub(super) async fn may_alter(&self, actor: &Person) -> Result<(), Rejection> {
        self.around.sanctions.may_speak(actor.id).await
    }
}
