//! Messages to many: how long until they are there, and what each delivery costs the server.
//! Messages are due by a clock that waits for nobody, and times count from when a message was due.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use protocol::{Body, Command, Nonce, RoomId};
use tokio::{
    task::{JoinHandle, JoinSet},
    time::sleep_until,
};

use super::{
    MOST_LINES, Machine, Options, Row,
    crowd::{Crowd, words},
    ground::Ground,
    machine::Watch,
    peer,
    wire::Wire,
};
use crate::LoadError;

/// Between the plan and the first message.
pub const SOON: Duration = Duration::from_millis(300);
/// The figure that counts: it hardly depends on how busy the machine is.
pub const PER_DELIVERY: &str = "server per delivery";
/// So long is waited for deliveries after the last message.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is sent to whom.
struct Load {
    title: String,
    rooms: usize,
    /// Listeners of each room.
    listeners: usize,
    /// Messages in each room.
    messages: u32,
    /// Between two messages of a room.
    gap: Duration,
}

/// Measures one of these scenarios.
///
/// # Errors
/// [`LoadError`] when it could not be set up.
pub async fn measure(name: &str, options: &Options, machine: &Machine) -> Result<Vec<Row>, LoadError> {
    let at_most = |wished: usize| options.lines(wished, machine);
    let paced = |listeners: usize, rate: u32| Load {
        title: format!("{name}: {listeners} sockets in one room, {rate} messages/s"),
        rooms: 1,
        listeners,
        messages: rate * u32::try_from(options.seconds).unwrap_or(10),
        gap: Duration::from_secs(1) / rate,
    };
    let loads = match name {
        "sparse" => vec![paced(at_most(1_000), 20)],
        "dense" => vec![paced(at_most(200), 500), paced(at_most(200), 1_000)],
        "burst" => {
            let title = "burst: 200 sockets in one room, 1,000 messages at once".to_owned();
            vec![Load { title, rooms: 1, listeners: at_most(200), messages: 1_000, gap: Duration::ZERO }]
        }
        "crowd" => {
            let listeners = at_most(MOST_LINES);
            let title = format!("crowd: one message to {listeners} sockets in one room, five times");
            vec![Load { title, rooms: 1, listeners, messages: 5, gap: Duration::from_secs(2) }]
        }
        _ => {
            let rooms = at_most(500 * 20) / 20;
            let title = format!("rooms: {rooms} rooms of 20 sockets, one message/s in each");
            vec![Load { title, rooms, listeners: 20, messages: u32::try_from(options.seconds).unwrap_or(10), gap: Duration::from_secs(1) }]
        }
    };
    let mut rows = Vec::new();
    for load in loads {
        let measured = peer::beside(options, PER_DELIVERY, async |program: &Path| carry_out(&load, program, machine).await);
        rows.extend(measured.await?);
    }
    Ok(rows)
}

async fn carry_out(load: &Load, program: &Path, machine: &Machine) -> Result<Row, LoadError> {
    let ground = Ground::open(program, machine).await?;
    let mut rooms = Vec::new();
    for n in 0..load.rooms {
        rooms.push(ground.room(&format!("Room {n}")).await?);
    }
    let crowd = Crowd::gather(&ground, &rooms, load.listeners).await?;
    let mut wires = Vec::new();
    for _ in &rooms {
        wires.push(ground.line().await?);
    }
    let watch = Watch::begin(ground.pid()?)?;
    let began = Instant::now() + SOON;
    let mut speaking = JoinSet::new();
    for ((n, course), wire) in (0..).zip(&crowd.courses).zip(wires) {
        // Rooms take turns within the gap: people do not speak all at once.
        let began = began + load.gap * n / u32::try_from(load.rooms).unwrap_or(1).max(1);
        let _ = course.plan.set((began, load.gap));
        speaking.spawn(speak(wire, course.room, load.messages, began, load.gap));
    }
    let mut refused = 0;
    while let Some(spoken) = speaking.join_next().await {
        refused += spoken.unwrap_or(Err(LoadError::Unfit("a speaker was lost".to_owned())))?;
    }
    let expected = u64::from(load.messages) * crowd.size;
    crowd.hear_out(expected, PATIENCE).await;
    let used = watch.end()?;
    let heard = crowd.heard();
    let mut slowest = heard.slowest.clone();
    slowest.sort_unstable();
    let last_ms = slowest.get(slowest.len() / 2).copied().unwrap_or_default() as f64 / 1_000.0;
    let whole_ms = slowest.last().copied().unwrap_or_default() as f64 / 1_000.0;
    let mut row = Row::new(&load.title).with_times(&heard.times).with("until the last has it, median", last_ms, "ms");
    if load.gap.is_zero() {
        row = row.with("deliveries", heard.count as f64 / (whole_ms / 1_000.0).max(1e-6), "/s");
    }
    row = row.with_used(used, heard.count, PER_DELIVERY);
    let (count, wrong, resyncs, ended) = (heard.count, heard.wrong, heard.resyncs, heard.ended);
    if resyncs > 0 {
        row = row.remark(format!("{resyncs} listeners were too slow once and resynced"));
    }
    Ok(row.void_unless(count == expected && wrong == 0 && ended == 0 && refused == 0, || {
        format!("{count} of {expected} deliveries, {wrong} wrong or out of order, {ended} lines ended, {refused} messages refused")
    }))
}

/// Posts messages when they are due and waits until all are acknowledged; says how many were refused.
///
/// # Errors
/// [`LoadError`] when the line ends.
pub async fn speak(wire: Wire, room: RoomId, messages: u32, began: Instant, gap: Duration) -> Result<u64, LoadError> {
    let Wire { mut ear, mut mouth } = wire;
    let acknowledging: JoinHandle<u64> = tokio::spawn(async move {
        let (mut acked, mut refused) = (0, 0);
        while acked + refused < u64::from(messages) {
            let heard = ear.hear(|frame| {
                acked += u64::from(frame.starts_with(b"{\"type\":\"acknowledged\""));
                refused += u64::from(frame.starts_with(b"{\"type\":\"rejected\""));
            });
            if heard.await.is_err() {
                return u64::from(messages) - acked;
            }
        }
        refused
    });
    for n in 0..messages {
        sleep_until((began + gap * n).into()).await;
        mouth.say(&post(room, n)).await.map_err(LoadError::system("post"))?;
    }
    let refused = tokio::time::timeout(PATIENCE, acknowledging).await;
    Ok(refused.map_or(u64::from(messages), |refused| refused.unwrap_or(u64::from(messages))))
}

/// A post that begins with its number, about as long as what people write.
pub fn post(room: RoomId, n: u32) -> String {
    let text = format!("{n} is the number of this message, which is about as long as one that somebody types");
    match Body::parse(&text) {
        Ok(body) => words(&Command::Post { room, nonce: Nonce::from_bits(fastrand::u128(..)), body, reply: None, attachments: Vec::new() }),
        Err(_) => String::new(),
    }
}
