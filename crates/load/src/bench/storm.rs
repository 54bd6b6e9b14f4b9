//! A storm: every line of one large room breaks while messages flow, and all come back; the second time the server was killed
//! meanwhile. Each line must get what it missed, once and in order, and the question is how soon.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::TryStreamExt;
use hdrhistogram::Histogram;
use protocol::{Command, Position, RoomId};
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::{sleep, sleep_until},
};

use super::{
    MOST_LINES, Machine, Options, Row,
    crowd::{histogram, holds, micros, open, seqs, subscribe, words},
    fan_out::post,
    ground::{Door, Ground},
    machine::Watch,
    wire::Wire,
};
use crate::LoadError;

/// Messages flow at this distance.
const GAP: Duration = Duration::from_millis(50);
/// They flow for so long before and after.
const CALM: Duration = Duration::from_secs(2);
/// So long nobody has a line.
const CUT: Duration = Duration::from_secs(2);
/// A line waits up to so long before it comes back, as browsers do at first.
const SPREAD_MS: u64 = 1_000;
/// So long is waited for everybody.
const PATIENCE: Duration = Duration::from_secs(60);

/// One can have a line.
#[derive(Debug, Clone, Copy)]
struct Clear {
    /// Since then.
    since: Instant,
    /// Whoever has this seq has missed nothing.
    head: u64,
}

/// Whether one can have a line.
type Sky = Option<Clear>;

/// What all of them saw.
#[derive(Debug)]
struct Seen {
    /// Microseconds from when one could have a line to when nothing was missing any more.
    caught_up: Histogram<u64>,
    /// Microseconds from asking for what was missed to having it.
    replay: Histogram<u64>,
    /// Seqs that were not the next one, and answers that began anew.
    wrong: u64,
    /// Lines that came to nothing on the way back.
    refused: u64,
}

/// Measures it.
///
/// # Errors
/// [`LoadError`] when it could not be set up.
pub async fn measure(options: &Options, machine: &Machine) -> Result<Vec<Row>, LoadError> {
    let lines = options.lines(MOST_LINES, machine);
    let mut rows = Vec::new();
    for killed in [false, true] {
        rows.push(storm(lines, killed, options, machine).await?);
    }
    Ok(rows)
}

async fn storm(lines: usize, killed: bool, options: &Options, machine: &Machine) -> Result<Row, LoadError> {
    let mut ground = Ground::open(&options.maru, machine).await?;
    let room = ground.room("Storm").await?;
    let seen = Seen { caught_up: histogram()?, replay: histogram()?, wrong: 0, refused: 0 };
    let seen = Arc::new(Mutex::new(seen));
    let (sky, _) = watch::channel(Some(Clear { since: Instant::now(), head: 0 }));
    let mut crowd = JoinSet::new();
    let mut places = Vec::new();
    let mut opening = open(ground.members(room, lines).await?.into_iter().map(|door| (door.clone(), room, door)));
    while let Some((wire, position, door)) = opening.try_next().await? {
        let at = Arc::new(AtomicU64::new(position.seq.0));
        places.push(Arc::clone(&at));
        let member = Member { room, door, position, at, seen: Arc::clone(&seen) };
        crowd.spawn(member.stay(wire, sky.subscribe()));
    }
    drop(opening);
    let base = places.iter().map(|at| at.load(Ordering::Relaxed)).max().unwrap_or_default();
    let head = Arc::new(AtomicU64::new(base));

    let mut speaking = speak(ground.line().await?, room, Arc::clone(&head));
    sleep(CALM).await;
    let mut watch = Watch::begin(ground.pid()?)?;
    sky.send_replace(None);
    sleep(CUT).await;
    let mut away = None;
    if killed {
        speaking.abort();
        ground.server.kill().await?;
        away = Some(ground.server.start().await?);
        watch = Watch::begin(ground.pid()?)?;
        speaking = speak(ground.line().await?, room, Arc::clone(&head));
    }
    let clear = Clear { since: Instant::now(), head: head.load(Ordering::Relaxed) };
    sky.send_replace(Some(clear));
    let everybody_has = |upto: u64| places.iter().all(|at| at.load(Ordering::Relaxed) >= upto);
    holds(|| everybody_has(clear.head), PATIENCE).await;
    let used = watch.end()?;
    sleep(CALM).await;
    speaking.abort();
    let all = subscribe(&mut ground.line().await?, room).await?.seq.0;
    let whole = holds(|| everybody_has(all), PATIENCE).await;
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let title = if killed { "the server is killed and started again" } else { "all are cut for 2 s" };
    let mut row = Row::new(format!("storm: {lines} sockets in one room, {title}, 20 messages/s"))
        .with_times(&seen.caught_up)
        .with("replay p99", seen.replay.value_at_quantile(0.99) as f64 / 1_000.0, "ms")
        .with_used(used, lines as u64, "server per line that came back")
        .remark(format!("times from when one can have a line again; each waits at random up to {SPREAD_MS} ms before it tries"));
    if let Some(away) = away {
        row = row.remark(format!("the server was ready {} ms after it was started", away.as_millis()));
    }
    if seen.refused > 0 {
        row = row.remark(format!("{} attempts came to nothing and were repeated", seen.refused));
    }
    let (wrong, caught_up) = (seen.wrong, seen.caught_up.len());
    Ok(row.void_unless(wrong == 0 && caught_up == lines as u64 && whole, || {
        format!("{caught_up} of {lines} caught up, {wrong} wrong or out of order")
    }))
}

/// Posts at a steady pace and notes what is acknowledged, until it is aborted.
fn speak(wire: Wire, room: RoomId, head: Arc<AtomicU64>) -> JoinHandle<()> {
    let Wire { mut ear, mut mouth } = wire;
    tokio::spawn(async move {
        let began = Instant::now();
        for n in 0.. {
            sleep_until((began + GAP * n).into()).await;
            let mut acked = None;
            if mouth.say(&post(room, n)).await.is_err() {
                return;
            }
            while acked.is_none() {
                if ear.hear(|frame| acked = acked.or_else(|| acknowledged(frame))).await.is_err() {
                    return;
                }
            }
            head.fetch_max(acked.unwrap_or_default(), Ordering::Relaxed);
        }
    })
}

/// The seq of an acknowledgement.
fn acknowledged(frame: &[u8]) -> Option<u64> {
    match serde_json::from_slice(frame) {
        Ok(protocol::Event::Acknowledged { seq, .. }) => Some(seq.0),
        _ => None,
    }
}

/// Somebody in the room, whose line breaks and comes back.
struct Member {
    room: RoomId,
    door: Door,
    position: Position,
    /// The same seq, for all to see.
    at: Arc<AtomicU64>,
    seen: Arc<Mutex<Seen>>,
}

impl Member {
    async fn stay(mut self, wire: Wire, mut sky: watch::Receiver<Sky>) {
        self.listen(wire, None, &mut sky).await;
        while let Some(clear) = sky.wait_for(Option::is_some).await.ok().and_then(|sky| *sky) {
            sleep(Duration::from_millis(fastrand::u64(..SPREAD_MS))).await;
            match self.come_back().await {
                Ok((wire, asked)) => self.listen(wire, Some((clear, asked)), &mut sky).await,
                Err(_) => self.note(|seen| seen.refused += 1),
            }
        }
    }

    async fn come_back(&self) -> std::io::Result<(Wire, Instant)> {
        let mut wire = self.door.open().await?;
        let asked = Instant::now();
        wire.mouth.say(&words(&Command::Subscribe { room: self.room, after: Some(self.position) })).await?;
        Ok((wire, asked))
    }

    /// Until the line breaks, by itself or because it is cut.
    async fn listen(&mut self, wire: Wire, mut returned: Option<(Clear, Instant)>, sky: &mut watch::Receiver<Sky>) {
        let Wire { mut ear, mut mouth } = wire;
        loop {
            let heard = tokio::select! {
                heard = ear.hear(|frame| self.take(frame)) => heard,
                _ = sky.wait_for(Option::is_none) => return,
            };
            match heard {
                Ok(true) if mouth.pong().await.is_err() => return,
                Ok(_) => {}
                Err(_) => return,
            }
            if let Some((clear, asked)) = returned.take_if(|(clear, _)| self.position.seq.0 >= clear.head) {
                self.note(|seen| {
                    seen.caught_up.saturating_record(micros(clear.since.elapsed()));
                    seen.replay.saturating_record(micros(asked.elapsed()));
                });
            }
        }
    }

    fn take(&mut self, frame: &[u8]) {
        if frame.starts_with(b"{\"type\":\"snapshot\"") || frame.starts_with(b"{\"type\":\"reset\"") {
            return self.note(|seen| seen.wrong += 1);
        }
        if frame.starts_with(b"{\"type\":\"appended\"") || frame.starts_with(b"{\"type\":\"resumed\"") {
            for seq in seqs(frame) {
                if seq != self.position.seq.0 + 1 {
                    self.note(|seen| seen.wrong += 1);
                }
                self.position.seq.0 = seq;
            }
            self.at.store(self.position.seq.0, Ordering::Relaxed);
        }
    }

    fn note(&self, what: impl FnOnce(&mut Seen)) {
        what(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
