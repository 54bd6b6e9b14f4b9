//! When a ping is due, and when the other side counts as gone.
//! It writes nothing: what a beat says is up to whoever writes.

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::{HEARTBEAT, reader::Heard};

/// Heartbeats without a word from the other side after which it is gone.
pub const MISSES: u32 = 2;

/// The beat of a socket, and how long the other side has been silent.
pub struct Pulse {
    beat: Interval,
    last: u64,
    misses: u32,
}

/// A beat that is due one heartbeat from now, and never twice at once.
pub fn interval() -> Interval {
    let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat
}

impl Pulse {
    /// Begins now.
    pub fn new(heard: &Heard) -> Self {
        Self { beat: interval(), last: heard.count(), misses: 0 }
    }

    /// Waits until a beat is due. Nothing is lost when it is not awaited to its end.
    pub async fn beats(&mut self) {
        self.beat.tick().await;
    }

    /// At a beat: the other side has been silent for too many of them.
    pub fn is_gone(&mut self, heard: &Heard) -> bool {
        self.silence(heard) >= MISSES
    }

    /// At a beat: for how many of them the other side has been silent.
    pub fn silence(&mut self, heard: &Heard) -> u32 {
        let now = heard.count();
        self.misses = if now == self.last { self.misses + 1 } else { 0 };
        self.last = now;
        self.misses
    }
}
