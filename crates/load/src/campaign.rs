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

/// What the server has to bear.
#[derive(Debug, Clone, Copy, Default)]
pub struct Harm {
    /// It is killed every few seconds.
    pub kill: bool,
    /// They write until it was killed so many times.
    pub kills: Option<u32>,
    /// They write until so many messages were acknowledged.
    pub acknowledged: Option<u64>,
    /// Its database keeps so little of what was written lately in memory, in KiB: the less, the more often that is a file.
    pub memtable_kib: Option<u32>,
}

impl Harm {
    /// How often it is killed at most.
    fn most_kills(&self) -> u32 {
        self.kills.unwrap_or(if self.kill { u32::MAX } else { 0 })
    }

    /// What was asked for has been reached, as far as a number was asked for.
    fn is_enough(&self, counts: &Counts) -> bool {
        counts.killed >= u64::from(self.kills.unwrap_or_default()) && counts.acked >= self.acknowledged.unwrap_or_default()
    }

    /// There is something to reach, and it ends the writing.
    const fn has_a_goal(&self) -> bool {
        self.kills.is_some() || self.acknowledged.is_some()
    }
}

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
    /// The time was over before there were as many kills and acknowledgements as were asked for.
    pub fell_short: bool,
    /// What the server wrote that speaks of a fault of its own.
    pub complaints: Vec<String>,
}

impl Outcome {
    /// Everything is as it was promised. Complaints of the server are shown, and break no promise.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.verdict.holds() && self.restless.is_none() && !self.fell_short
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
        if self.fell_short {
            text.push_str("The time was over before there were as many kills and acknowledgements as were asked for.\n");
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

/// Carries one out below this folder.
///
/// # Errors
/// [`LoadError`] when there is nothing to judge.
pub async fn campaign(maru: &Path, folder: &Path, size: Size, plan: Plan, harm: Harm) -> Result<Outcome, LoadError> {
    let mut server = Maru::new(maru, folder).await?;
    if let Some(kib) = harm.memtable_kib {
        server.set("MARU_MEMTABLE_KIB", &kib.to_string());
    }
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
    let killer = Killer::start(server, harm.most_kills(), journal.clone(), rng);
    let enough = || {
        let counts = journal.counts();
        let reached = harm.has_a_goal() && harm.is_enough(&counts) && (harm.kills.is_none() || killer.is_done());
        // A server that does not start again is not worth writing to.
        reached || (killer.is_done() && counts.killed < u64::from(harm.most_kills()))
    };
    let written = play.write(size.time, enough).await;
    let mut server = killer.finish().await?;
    let restless = match written {
        Ok(()) => play.settle().await.err(),
        Err(error) => Some(error),
    };
    journal.close()?;
    let complaints = complaints(&server)?;
    server.stop().await?;
    let verdict = check::check(&journal::read(&log)?);
    let counts = journal.counts();
    Ok(Outcome { verdict, restless, log, counts, fell_short: !harm.is_enough(&counts), complaints })
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
    time.clamp(Duration::from_secs(120), Duration::from_secs(900))
}
