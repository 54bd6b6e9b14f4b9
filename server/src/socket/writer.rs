//! What goes out on a line: everything that waits, in one flush, and a ping when there was nothing for a while.

use std::sync::Arc;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use chat::{Frame, Queue, Taken};
use futures::{SinkExt, stream::SplitSink};
use protocol::CloseCode;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::{HEARTBEAT, WRITE_WITHIN, reader::Heard};

/// Heartbeats without a word from the other side after which it is gone.
const MISSES: u32 = 2;

/// Writes frames until the line ends; says how to close it, if it still can be.
pub async fn write(queue: &Queue, sink: &mut SplitSink<WebSocket, Message>, heard: &Heard) -> Option<CloseCode> {
    let mut buffer = Vec::new();
    let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut last, mut misses) = (heard.count(), 0);
    loop {
        tokio::select! {
            taken = queue.take(&mut buffer) => {
                if let Taken::Closed(code) = taken {
                    return Some(code);
                }
                match timeout(WRITE_WITHIN, write_all(sink, &mut buffer)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return None,
                    Err(_) => return Some(CloseCode::TooSlow),
                }
            }
            _ = beat.tick() => {
                let now = heard.count();
                misses = if now == last { misses + 1 } else { 0 };
                last = now;
                if misses >= MISSES || !matches!(timeout(WRITE_WITHIN, sink.send(Message::Ping("".into()))).await, Ok(Ok(()))) {
                    return None;
                }
            }
        }
    }
}

/// All of it, then one flush.
async fn write_all(sink: &mut SplitSink<WebSocket, Message>, buffer: &mut Vec<Arc<Frame>>) -> Result<(), axum::Error> {
    for frame in buffer.drain(..) {
        if let Ok(text) = Utf8Bytes::try_from(frame.json()) {
            sink.feed(Message::Text(text)).await?;
        }
    }
    sink.flush().await
}
