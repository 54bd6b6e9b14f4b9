//! What goes out on a line: everything that waits, in one call, and a ping when a heartbeat is due.
//! How bytes are written is in `outgoing`.

use chat::{Queue, Taken};
use protocol::CloseCode;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{HEARTBEAT, WRITE_WITHIN, outgoing::Outgoing, reader::Heard};

/// Heartbeats without a word from the other side after which it is gone.
pub const MISSES: u32 = 2;

/// Writes frames until the line ends; says how to close it, if it still can be.
pub async fn write(queue: &Queue, out: &mut Outgoing, heard: &Heard) -> Option<CloseCode> {
    let mut frames = Vec::new();
    let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut last, mut misses) = (heard.count(), 0);
    loop {
        tokio::select! {
            taken = queue.take(&mut frames) => match taken {
                Taken::Closed(code) => return Some(code),
                Taken::Frames => out.put(&mut frames),
            },
            () = out.replies.came.notified() => out.put_replies(),
            _ = beat.tick() => {
                let now = heard.count();
                misses = if now == last { misses + 1 } else { 0 };
                last = now;
                if misses >= MISSES {
                    return None;
                }
                out.put_ping();
            }
        }
        match out.flush(WRITE_WITHIN).await {
            Some(Ok(())) => {}
            Some(Err(_)) => return None,
            None => return Some(CloseCode::TooSlow),
        }
    }
}
