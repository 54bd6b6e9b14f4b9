//! `maru-load run`: members at work in a place that is open already.

use std::{path::Path, time::Duration};

use fastrand::Rng;

use crate::{Journal, LoadError, place::Place, play::Play, report, stage::Stage};

pub use crate::play::Plan;

/// How many, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Members who write and read.
    pub members: u32,
    /// Rooms; everybody is in all of them.
    pub rooms: u32,
    /// How long they write.
    pub time: Duration,
}

/// Runs against the server at this address, as its owner, and writes the log.
///
/// # Errors
/// [`LoadError`] when the run could not be made or did not come to rest; the log then shows how far it came.
pub async fn run(url: &str, owner: &str, password: &str, size: Size, plan: Plan, log: &Path) -> Result<(), LoadError> {
    let place = Place::at(url)?;
    report::note("signing in and making members and rooms");
    let owner = place.sign_in(owner, password).await?;
    let journal = Journal::create(log)?;
    // Names must be new at every run against the same server, whatever the seed is.
    let stage = Stage::build(place, owner, size.members, size.rooms, &mut Rng::new()).await?;
    let mut play = Play::begin(stage, plan, journal).await?;
    play.write(size.time, || false).await?;
    play.settle().await
}
