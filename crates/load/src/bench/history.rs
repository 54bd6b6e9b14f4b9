//! A room with many messages: pages at its newest end, in the middle and at its beginning, and a server that starts with it.

use std::time::Instant;

use protocol::{Command, Event, PAGE_ROWS, RoomId, Seq};

use super::{
    Machine, Options, Row,
    acks::{Until, send},
    crowd::{histogram, micros, subscribe, words},
    ground::Ground,
    machine::memory_of,
    wire::Wire,
};
use crate::LoadError;

/// Senders that fill the room.
const SENDERS: usize = 500;
/// Pages asked for, one after the other, in each place.
const PAGES: u64 = 400;

/// Measures it.
///
/// # Errors
/// [`LoadError`] when the room could not be filled.
pub async fn measure(options: &Options, machine: &Machine) -> Result<Vec<Row>, LoadError> {
    let mut ground = Ground::open(&options.maru, machine).await?;
    let room = ground.room("Long").await?;
    let senders = SENDERS.min(machine.sockets);
    let each = u32::try_from(options.messages / senders as u64).unwrap_or(u32::MAX).max(1);
    let filled = send(&ground, &[room], senders, Until::Count(each)).await?;
    let mut wire = ground.line().await?;
    let head = subscribe(&mut wire, room).await?.seq;
    let whole = head.0 == filled.acked + 1;
    let mut rows = vec![
        Row::new(format!("history: a room filled with {} messages by {senders} senders", filled.acked))
            .with("acknowledged", filled.acked as f64 / filled.took.as_secs_f64(), "/s")
            .void_unless(whole, || format!("{} acknowledged, {} in the log", filled.acked, head.0.saturating_sub(1))),
    ];
    for (place, before) in [("newest", head.next()), ("middle", Seq(head.0 / 2)), ("oldest", Seq(PAGE_ROWS + 1))] {
        rows.push(pages(&mut wire, room, place, before).await?);
    }
    drop(wire);
    rows.push(start_again(&mut ground, head).await?);
    Ok(rows)
}

/// Asks for pages around one place, each another one.
async fn pages(wire: &mut Wire, room: RoomId, place: &str, around: Seq) -> Result<Row, LoadError> {
    let mut times = histogram()?;
    let mut wrong = 0;
    for n in 0..PAGES {
        // Neighbors share what a cache holds; so do the pages a reader asks for.
        let before = around.back(n % 20);
        let began = Instant::now();
        wire.mouth.say(&words(&Command::Page { room, before })).await.map_err(LoadError::system("ask for a page"))?;
        let page = wire.wait_for("{\"type\":\"page\"").await.map_err(LoadError::system("wait for a page"))?;
        times.saturating_record(micros(began.elapsed()));
        let rows = match serde_json::from_str(&page) {
            Ok(Event::Page { page, .. }) => page.rows,
            _ => Vec::new(),
        };
        let due = before.back(PAGE_ROWS).0.max(1)..before.0;
        wrong += u64::from(!rows.iter().map(|row| row.seq().0).eq(due));
    }
    let row = Row::new(format!("history: {PAGES} {place} pages of {PAGE_ROWS} rows, one after the other")).with_times(&times);
    Ok(row.void_unless(wrong == 0, || format!("{wrong} pages did not hold what they should")))
}

/// Stops the server and starts it again on the same data.
async fn start_again(ground: &mut Ground, events: Seq) -> Result<Row, LoadError> {
    let stopped = ground.server.stop().await?;
    let started = ground.server.start().await?;
    let memory = memory_of(ground.pid()?)?;
    let mib = |kib: u64| kib as f64 / 1_024.0;
    Ok(Row::new(format!("start: with {events} events on disk"))
        .with("to the first byte", started.as_secs_f64() * 1_000.0, "ms")
        .with("stop", stopped.as_secs_f64() * 1_000.0, "ms")
        .with("resident", mib(memory.resident), "MiB")
        .with("private", mib(memory.private), "MiB"))
}
