//! `maru-load campaign`: a server of our own on fresh data, a run through bad lines while it is killed again and again,
//! and the proof afterwards.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use fastrand::Rng;

use crate::{
    Journal, LoadError, Maru,
    check::{self, Verdict},
    journal::{self, Counts},
    killer::Killer,
    place::Place,
    play::Play,
    report,
    run::{Plan, Size},
    stage::Stage,
};

/// The owner of the place it makes.
const OWNER: &str = "owner";
/// And their password; the place lives for minutes and listens on loopback only.
const PASSWORD: &str = "nothing to hide";

/// What came of a campaign.
#[derive(Debug)]
pub struct Outcome {
    /// What the checker says.
    pub verdict: Verdict,
    /// Why the run did not come to rest, if it did not.
    pub restless: Option<LoadError>,
    /// The log it is about.
    pub log: PathBuf,
    /// How often things happened.
    pub counts: Counts,
    /// What the server wrote that speaks of a fault of its own.
    pub complaints: Vec<String>,
}

impl Outcome {
    /// Everything is as it was promised. Complaints of the server are shown, and break no promise.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.verdict.holds() && self.restless.is_none()
    }

    /// The outcome for people.
    #[must_use]
    pub fn report(&self) -> String {
        let Counts { written, sent, acked, shown, opened, restarted, overflowed, cut, killed, gone } = self.counts;
        let mut text = self.verdict.report();
        let _ = writeln!(
            text,
            "\n{written} messages written, sent {sent} times, acknowledged {acked} times, shown {shown} times; {opened} lines opened, \
             {restarted} snapshots, {overflowed} overflows, {cut} cuts, {killed} kills and stops, {gone} departures."
        );
        if let Some(error) = &self.restless {
            let _ = writeln!(text, "The run did not come to rest: {error}");
        }
        if !self.complaints.is_empty() {
            let _ = writeln!(text, "The server complained {} times, first so:", self.complaints.len());
        }
        for line in self.complaints.iter().take(5) {
            let _ = writeln!(text, "  {line}");
        }
        text
    }
}

/// Carries one out below this folder. `kill` also kills the server every few seconds.
///
/// # Errors
/// [`LoadError`] when there is nothing to judge.
pub async fn campaign(maru: &Path, folder: &Path, size: Size, plan: Plan, kill: bool) -> Result<Outcome, LoadError> {
    let mut server = Maru::new(maru, folder).await?;
    report::note("starting the server");
    server.start().await?;
    let place = Place::at(&server.url())?;
    let owner = place.found(OWNER, PASSWORD).await?;
    let log = folder.join("log.jsonl");
    let journal = Journal::create(&log)?;
    let mut rng = Rng::with_seed(plan.seed.wrapping_add(1));
    report::note("making members and rooms");
    let stage = Stage::build(place, owner, size.members, size.rooms, &mut rng).await?;
    let mut play = Play::begin(stage, plan, journal.clone()).await?;
    let (written, server) = if kill {
        let killer = Killer::start(server, journal.clone(), rng);
        let written = play.write(size.time).await;
        (written, killer.finish().await?)
    } else {
        (play.write(size.time).await, server)
    };
    let restless = match written {
        Ok(()) => play.settle().await.err(),
        Err(error) => Some(error),
    };
    journal.close()?;
    let complaints = complaints(&server)?;
    let mut server = server;
    server.stop().await?;
    let verdict = check::check(&journal::read(&log)?);
    Ok(Outcome { verdict, restless, log, counts: journal.counts(), complaints })
}

/// Lines in the server's output that tell of a fault.
fn complaints(server: &Maru) -> Result<Vec<String>, LoadError> {
    let path = server.output();
    let text = std::fs::read(&path).map_err(|source| LoadError::File { operation: "read", path, source })?;
    let text = String::from_utf8_lossy(&text);
    let lines = text.lines().filter(|line| line.contains("panicked") || line.contains("ERROR"));
    Ok(lines.map(str::to_owned).collect())
}

/// A default time for its parts, so that a campaign of some minutes is one long run.
#[must_use]
pub fn patience(time: Duration) -> Duration {
    time.max(Duration::from_secs(120))
}
