//! Comings and goings: now and then somebody leaves a room or is removed from it, and comes back a little later.
//! It asks over HTTP, as people do, until the server has said that it is so, and tells the tabs what they could not miss.

use std::time::Duration;

use fastrand::Rng;
use protocol::RoomId;
use tokio::{sync::watch, task::JoinHandle, time::sleep};

use crate::{Journal, LoadError, What, member::Membership, place::Account, stage::Stage};

/// Between one departure and the next, in milliseconds, on average.
const EVERY_MS: u64 = 2_000;
/// A server that is being restarted is asked again after this time.
const AGAIN: Duration = Duration::from_millis(300);
/// So often.
const ATTEMPTS: u32 = 400;

/// The work of letting people go and come. It ends with everybody back in every room.
#[derive(Debug)]
pub struct Comings {
    stop: watch::Sender<bool>,
    working: JoinHandle<Result<(), LoadError>>,
}

impl Comings {
    /// Begins. `memberships` are those of the stage's members, in the same order.
    #[must_use]
    pub fn start(stage: Stage, memberships: Vec<Membership>, journal: Journal, rng: Rng) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, working: tokio::spawn(work(stage, memberships, journal, rng, stopped)) }
    }

    /// Stops when everybody is back.
    ///
    /// # Errors
    /// [`LoadError`] when somebody could not come or go.
    pub async fn finish(self) -> Result<(), LoadError> {
        let _ = self.stop.send(true);
        self.working.await.unwrap_or_else(|error| Err(LoadError::Unfit(format!("comings and goings ended: {error}"))))
    }
}

async fn work(
    stage: Stage,
    memberships: Vec<Membership>,
    journal: Journal,
    mut rng: Rng,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), LoadError> {
    loop {
        let wait = Duration::from_millis(rng.u64(..=2 * EVERY_MS));
        tokio::select! { () = sleep(wait) => {} _ = stopped.wait_for(|stop| *stop) => return Ok(()) }
        let picked = (rng.choice(stage.members.iter().zip(&memberships)), rng.choice(&stage.rooms));
        let (Some((member, membership)), Some((room, public))) = picked else { return Ok(()) };
        membership.set(*room, false);
        go(&stage, member, *room, rng.bool()).await?;
        journal.record(What::Gone { member: member.id, room: *room });
        sleep(Duration::from_millis(rng.u64(..=3_000))).await;
        journal.record(What::Coming { member: member.id, room: *room });
        insist(|| stage.let_in(member, *room, *public)).await?;
        membership.set(*room, true);
    }
}

/// Out of the room, by themselves or by the owner. Once they are out, leaving again is refused, and that is an answer too:
/// the first attempt may have been heard by a server that was killed before it could say so.
async fn go(stage: &Stage, member: &Account, room: RoomId, removed: bool) -> Result<(), LoadError> {
    insist(|| async move {
        if removed {
            return stage.place.remove(&stage.owner, room, member).await;
        }
        match stage.place.leave(member, room).await {
            Err(LoadError::Refused { answer, .. }) if answer.contains("not_found") => Ok(()),
            other => other,
        }
    })
    .await
}

/// Asks until it is so.
async fn insist<F: Future<Output = Result<(), LoadError>>>(ask: impl Fn() -> F) -> Result<(), LoadError> {
    let mut attempt = 0;
    loop {
        match ask().await {
            Err(error) if attempt == ATTEMPTS => return Err(error),
            Ok(()) => return Ok(()),
            Err(_) => {}
        }
        attempt += 1;
        sleep(AGAIN).await;
    }
}
