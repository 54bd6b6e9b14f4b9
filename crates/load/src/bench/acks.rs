//! Durable acknowledgements: each sender writes its next message when the last one is on disk.
//! Nobody listens, so what is measured is the way to the disk and back.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use protocol::{RoomId, Seq};
use tokio::task::JoinSet;

use super::{
    Machine, Options, Row,
    crowd::{histogram, micros, subscribe},
    fan_out::post,
    ground::Ground,
    machine::Watch,
    wire::Wire,
};
use crate::LoadError;

/// Rooms the senders are spread over.
const ROOMS: usize = 10;

/// What a sender waits for before it stops.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// So much time is over, from when all are ready.
    Time(Duration),
    /// It has written so many.
    Count(u32),
}

/// What came of all sending.
#[derive(Debug)]
pub struct Sent {
    /// Microseconds from a message to its acknowledgement.
    pub times: Histogram<u64>,
    /// Messages acknowledged.
    pub acked: u64,
    /// How long it took.
    pub took: Duration,
}

/// Measures it for some numbers of senders.
///
/// # Errors
/// [`LoadError`] when it could not be set up.
pub async fn measure(options: &Options, machine: &Machine) -> Result<Vec<Row>, LoadError> {
    let mut rows = Vec::new();
    for senders in [1, 10, 200, 2_000] {
        let ground = Ground::open(&options.maru, machine).await?;
        let mut rooms = Vec::new();
        for n in 0..ROOMS.min(senders) {
            rooms.push(ground.room(&format!("Room {n}")).await?);
        }
        let before = events(&ground, &rooms).await?;
        let senders = options.lines(senders, machine);
        let watch = Watch::begin(ground.pid()?)?;
        let sent = send(&ground, &rooms, senders, Until::Time(Duration::from_secs(options.seconds))).await?;
        let used = watch.end()?;
        let kept = events(&ground, &rooms).await?.saturating_sub(before);
        let row = Row::new(format!("acks: {senders} senders at once in {} rooms", rooms.len()))
            .with_times(&sent.times)
            .with("acknowledged", sent.acked as f64 / sent.took.as_secs_f64(), "/s")
            .with_used(used, sent.acked, "server per message");
        rows.push(row.void_unless(kept == sent.acked && kept > 0, || format!("{} acknowledged, {kept} in the logs", sent.acked)));
    }
    Ok(rows)
}

/// Has so many senders write, each one message at a time, until each is done.
///
/// # Errors
/// [`LoadError`] when a line ends or a message is refused.
pub async fn send(ground: &Ground, rooms: &[RoomId], senders: usize, until: Until) -> Result<Sent, LoadError> {
    let times = Arc::new(Mutex::new(histogram()?));
    let mut wires = Vec::new();
    for room in rooms.iter().cycle().take(senders) {
        wires.push((ground.line().await?, *room));
    }
    let began = Instant::now();
    let mut sending = JoinSet::new();
    for (wire, room) in wires {
        sending.spawn(keep_sending(wire, room, began, until, Arc::clone(&times)));
    }
    while let Some(sent) = sending.join_next().await {
        sent.unwrap_or_else(|error| Err(LoadError::Unfit(format!("a sender was lost: {error}"))))?;
    }
    let times = times.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(Sent { acked: times.len(), times, took: began.elapsed() })
}

async fn keep_sending(
    mut wire: Wire,
    room: RoomId,
    began: Instant,
    until: Until,
    times: Arc<Mutex<Histogram<u64>>>,
) -> Result<(), LoadError> {
    let goes_on = |n: u32| match until {
        Until::Time(time) => began.elapsed() < time,
        Until::Count(count) => n < count,
    };
    for n in (0..).take_while(|n| goes_on(*n)) {
        let began = Instant::now();
        wire.mouth.say(&post(room, n)).await.map_err(LoadError::system("post"))?;
        let (mut acked, mut refused) = (false, None);
        while !acked && refused.is_none() {
            let heard = wire.ear.hear(|frame| {
                acked |= frame.starts_with(b"{\"type\":\"acknowledged\"");
                if frame.starts_with(b"{\"type\":\"rejected\"") {
                    refused = Some(String::from_utf8_lossy(frame).into_owned());
                }
            });
            if heard.await.map_err(LoadError::system("wait for an acknowledgement"))? {
                wire.mouth.pong().await.map_err(LoadError::system("answer a ping"))?;
            }
        }
        if let Some(answer) = refused {
            return Err(LoadError::Refused { operation: "post", answer });
        }
        times.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(micros(began.elapsed()));
    }
    Ok(())
}

/// How many events these rooms have, all together.
async fn events(ground: &Ground, rooms: &[RoomId]) -> Result<u64, LoadError> {
    let mut sum = Seq::ZERO;
    for room in rooms {
        sum.0 += subscribe(&mut ground.line().await?, *room).await?.seq.0;
    }
    Ok(sum.0)
}
