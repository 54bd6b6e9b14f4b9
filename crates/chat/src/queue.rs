//! What waits to be written to one connection: bounded in frames and in bytes, so that a slow reader costs nobody anything.
//! Log events are never dropped one by one: a queue that overflows takes no more until its reader has resynced.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use protocol::{CloseCode, Event};
use tokio::sync::Notify;

use crate::Frame;

/// Frames that may wait for one connection.
const MOST_FRAMES: usize = 256;
/// Bytes that may wait for one connection before the last frame.
const MOST_BYTES: usize = 1024 * 1024;

/// The frames that wait for one connection.
#[derive(Debug, Default)]
pub struct Queue {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    overflowed: bool,
    closed: Option<CloseCode>,
}

/// What a reader of the queue gets.
#[derive(Debug)]
pub enum Taken {
    /// Frames were put into the buffer.
    Frames,
    /// The connection is over.
    Closed(CloseCode),
}

/// The queue took no more: its reader must resync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl Queue {
    /// Puts a frame at the end. A droppable one that does not fit is dropped.
    ///
    /// # Errors
    /// [`Overflow`] when a log event did not fit, now or earlier: who sends should stop sending until the reader subscribes
    /// again. Also when the connection is closed.
    pub fn push(&self, frame: &Arc<Frame>) -> Result<(), Overflow> {
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.closed.is_some() || state.overflowed {
                return Err(Overflow);
            }
            let bytes = frame.json().len();
            // The one that goes beyond the bound still fits: a page may be larger than the bound, and if it had to find the
            // queue empty, a reader of several such rooms could be told to resync for ever.
            if state.frames.len() >= MOST_FRAMES || state.bytes >= MOST_BYTES {
                if frame.is_droppable() {
                    return Ok(());
                }
                state.overflowed = true;
                drop(state);
                self.wake.notify_one();
                return Err(Overflow);
            }
            state.bytes += bytes;
            state.frames.push_back(Arc::clone(frame));
        }
        self.wake.notify_one();
        Ok(())
    }

    /// Ends the connection: nothing more is taken; what waits is still given out.
    pub fn close(&self, code: CloseCode) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed.get_or_insert(code);
        self.wake.notify_one();
    }

    /// Waits for frames and moves all of them into `buffer`. After an overflow the last of them says so, and the queue
    /// takes frames again.
    pub async fn take(&self, buffer: &mut Vec<Arc<Frame>>) -> Taken {
        loop {
            {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                buffer.extend(state.frames.drain(..));
                state.bytes = 0;
                if std::mem::take(&mut state.overflowed) {
                    buffer.push(Frame::new(Event::Overflowed));
                }
                if !buffer.is_empty() {
                    return Taken::Frames;
                }
                if let Some(code) = state.closed {
                    return Taken::Closed(code);
                }
            }
            self.wake.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{CloseCode, Event, MemberId, RoomId};

    use super::{MOST_FRAMES, Overflow, Queue, Taken};
    use crate::Frame;

    fn log_event() -> Event {
        Event::Exited { room: RoomId::from_bits(1), by: None }
    }

    #[tokio::test]
    async fn overflow_is_told_once_after_everything_before_it() {
        let queue = Queue::default();
        let frame = Frame::new(log_event());
        for _ in 0..MOST_FRAMES {
            assert_eq!(queue.push(&frame), Ok(()));
        }
        let typing = Frame::new(Event::Presence { room: RoomId::from_bits(1), member: MemberId::from_bits(1), online: true });
        assert_eq!(queue.push(&typing), Ok(()), "what may be dropped is dropped silently");
        assert_eq!(queue.push(&frame), Err(Overflow));
        assert_eq!(queue.push(&frame), Err(Overflow));
        let mut buffer = Vec::new();
        queue.take(&mut buffer).await;
        assert_eq!(buffer.len(), MOST_FRAMES + 1);
        assert_eq!(buffer.last().unwrap().event(), &Event::Overflowed);
        assert_eq!(queue.push(&frame), Ok(()), "after the resync it takes frames again");
    }

    #[tokio::test]
    async fn closing_gives_out_what_waits_first() {
        let queue = Queue::default();
        queue.push(&Frame::new(log_event())).unwrap();
        queue.close(CloseCode::Restart);
        queue.close(CloseCode::Kicked);
        assert_eq!(queue.push(&Frame::new(log_event())), Err(Overflow));
        let mut buffer = Vec::new();
        assert!(matches!(queue.take(&mut buffer).await, Taken::Frames));
        buffer.clear();
        assert!(matches!(queue.take(&mut buffer).await, Taken::Closed(CloseCode::Restart)));
    }

    #[tokio::test]
    async fn a_large_frame_fits_behind_a_small_one_and_nothing_fits_behind_it() {
        let queue = Queue::default();
        let large = Frame::new(Event::Welcomed {
            version: 1,
            build: "x".repeat(2 * super::MOST_BYTES),
            connection: protocol::ConnectionId::from_bits(1),
            member: crate::memory::tests::person(1, "ana"),
            heartbeat_ms: 1,
        });
        assert_eq!(queue.push(&Frame::new(log_event())), Ok(()));
        assert_eq!(queue.push(&large), Ok(()));
        assert_eq!(queue.push(&Frame::new(log_event())), Err(Overflow));
    }
}
