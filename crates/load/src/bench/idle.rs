//! Memory of a server with many open lines, each in a room, none of them saying anything.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::{MOST_LINES, Machine, Options, Row, crowd::Crowd, ground::Ground, machine::memory_of, peer};
use crate::LoadError;

/// Measures it.
///
/// # Errors
/// [`LoadError`] when the lines do not open.
pub async fn measure(options: &Options, machine: &Machine) -> Result<Vec<Row>, LoadError> {
    let lines = options.lines(MOST_LINES, machine);
    peer::beside(options, "private", async |program: &Path| open_lines(program, lines, machine).await).await
}

async fn open_lines(program: &Path, lines: usize, machine: &Machine) -> Result<Row, LoadError> {
    let ground = Ground::open(program, machine).await?;
    let room = ground.room("Quiet").await?;
    // The first lines pay for what all others share.
    let _few = Crowd::gather(&ground, &[room], 50.min(lines)).await?;
    let before = memory_of(ground.pid()?)?;
    let began = Instant::now();
    let crowd = Crowd::gather(&ground, &[room], lines).await?;
    let opened = began.elapsed();
    sleep(Duration::from_secs(2)).await;
    let after = memory_of(ground.pid()?)?;
    let each = |then: u64, now: u64| now.saturating_sub(then) as f64 / lines as f64;
    let ended = crowd.heard().ended;
    let row = Row::new(format!("idle: {lines} sockets in one room"))
        .with("private", each(before.private, after.private), "KiB each")
        .with("resident", each(before.resident, after.resident), "KiB each")
        .with("resident without them", before.resident as f64 / 1_024.0, "MiB")
        .with("opened and subscribed", lines as f64 / opened.as_secs_f64(), "/s")
        .remark("the kernel's own memory for sockets, about 4 KiB each, comes on top");
    Ok(row.void_unless(ended == 0, || format!("{ended} lines ended")))
}
