//! What waits to be written to one connection: bounded in frames and in bytes, so that a slow reader costs nobody anything.
//! Log events are never dropped one by one: a queue that overflows takes no more until its reader has resynced.
//! While its reader waits for something to write, a frame may also go straight onto the wire: nobody has to be woken for it.

use std::{
    collections::VecDeque,
    fmt::Debug,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
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
    wire: Option<Arc<dyn Wire>>,
    /// The reader waits: nothing it took is still to be written.
    waits: bool,
    /// A frame was begun on the wire, and the reader has to write the rest of it.
    begun: bool,
}

/// Where frames of a queue go, for as long as its reader has nothing to write itself.
pub trait Wire: Debug + Send + Sync {
    /// Takes a text frame, as far as there is room for it now. The rest of one that was begun goes before everything else that is
    /// written.
    fn offer(&self, frame: Bytes) -> Offered;
}

/// How far a wire took a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// To its end.
    Written,
    /// In part: the wire has kept the rest.
    Begun,
    /// Not at all: there is no room, or nobody at the other end.
    Refused,
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
        self.put(frame, false)
    }

    /// The same; the frame goes straight onto the wire when there is one, its reader waits and nothing waits for its reader.
    ///
    /// # Errors
    /// As [`Queue::push`].
    pub fn push_straight(&self, frame: &Arc<Frame>) -> Result<(), Overflow> {
        self.put(frame, true)
    }

    fn put(&self, frame: &Arc<Frame>, straight: bool) -> Result<(), Overflow> {
        {
            let mut state = self.locked();
            if state.closed.is_some() || state.overflowed {
                return Err(Overflow);
            }
            if straight {
                match state.offer(frame) {
                    Offered::Written => return Ok(()),
                    Offered::Begun => {
                        state.begun = true;
                        drop(state);
                        self.wake.notify_one();
                        return Ok(());
                    }
                    Offered::Refused => {}
                }
            }
            let bytes = frame.json_bytes();
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

    /// From now on frames may go straight onto this wire.
    pub fn set_wire(&self, wire: Arc<dyn Wire>) {
        self.locked().wire = Some(wire);
    }

    /// Ends the connection: nothing more is taken; what waits is still given out.
    pub fn close(&self, code: CloseCode) {
        {
            let mut state = self.locked();
            state.closed.get_or_insert(code);
            state.wire = None;
        }
        self.wake.notify_one();
    }

    /// Waits for frames and moves all of them into `buffer`: none, when what has to be written is the rest of one that was begun
    /// on the wire. After an overflow the last of them says so, and the queue takes frames again.
    pub async fn take(&self, buffer: &mut Vec<Arc<Frame>>) -> Taken {
        loop {
            {
                let mut state = self.locked();
                buffer.extend(state.frames.drain(..));
                state.bytes = 0;
                if std::mem::take(&mut state.overflowed) {
                    buffer.push(Frame::new(Event::Overflowed));
                }
                if std::mem::take(&mut state.begun) || !buffer.is_empty() {
                    return Taken::Frames;
                }
                if let Some(code) = state.closed {
                    return Taken::Closed(code);
                }
                state.waits = true;
            }
            let _waiting = Waiting(self);
            self.wake.notified().await;
        }
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn offer(&self, frame: &Frame) -> Offered {
        match &self.wire {
            Some(wire) if self.waits && !self.begun && self.frames.is_empty() => wire.offer(frame.text_frame()),
            _ => Offered::Refused,
        }
    }
}

/// A reader that waits. It may stop at any moment to write something of its own, and nothing may come between.
struct Waiting<'a>(&'a Queue);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.locked().waits = false;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use bytes::Bytes;
    use futures::FutureExt;
    use protocol::{CloseCode, Event, MemberId, RoomId};

    use super::{MOST_FRAMES, Offered, Overflow, Queue, Taken, Wire};
    use crate::Frame;

    /// Has room for one frame after the other, until it has room for a part of one.
    #[derive(Debug, Default)]
    struct Narrow(Mutex<Vec<Bytes>>);

    impl Wire for Narrow {
        fn offer(&self, frame: Bytes) -> Offered {
            let mut taken = self.0.lock().unwrap();
            taken.push(frame);
            if taken.len() < 3 { Offered::Written } else { Offered::Begun }
        }
    }

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
    async fn a_frame_goes_straight_only_while_there_is_nothing_else_to_write() {
        let (queue, wire) = (Queue::default(), Arc::new(Narrow::default()));
        queue.set_wire(Arc::clone(&wire) as Arc<dyn Wire>);
        let frame = Frame::new(log_event());
        let mut buffer = Vec::new();
        let straight = || wire.0.lock().unwrap().len();

        queue.push_straight(&frame).unwrap();
        assert_eq!(straight(), 0, "its reader does something else");
        assert!(matches!(queue.take(&mut buffer).await, Taken::Frames));
        buffer.clear();

        let mut taking = Box::pin(queue.take(&mut buffer));
        assert!((&mut taking).now_or_never().is_none());
        queue.push_straight(&frame).unwrap();
        assert_eq!(straight(), 1);
        queue.push(&frame).unwrap();
        queue.push_straight(&frame).unwrap();
        assert_eq!(straight(), 1, "the order is kept");
        assert!(matches!(taking.await, Taken::Frames));
        assert_eq!(buffer.len(), 2);
        buffer.clear();

        assert!(Box::pin(queue.take(&mut buffer)).now_or_never().is_none());
        queue.push_straight(&frame).unwrap();
        assert_eq!(straight(), 1, "a reader that stopped waiting may be writing");
        let _ = queue.take(&mut buffer).await;
        buffer.clear();

        let mut taking = Box::pin(queue.take(&mut buffer));
        assert!((&mut taking).now_or_never().is_none());
        queue.push_straight(&frame).unwrap();
        queue.push_straight(&frame).unwrap();
        queue.push_straight(&frame).unwrap();
        assert_eq!(straight(), 3, "nothing goes behind what was begun");
        assert!(matches!(taking.await, Taken::Frames));
        assert_eq!(buffer.len(), 1, "the rest is the wire's");
        queue.close(CloseCode::Normal);
        assert_eq!(Arc::strong_count(&wire), 1, "a queue that is closed lets go of its wire");
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
