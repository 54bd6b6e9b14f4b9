//! Heart-beats: how often each side says that it is alive, as both agreed at the beginning.
//! It is told the time and reads no clock.

use std::time::Duration;

use tokio::time::Instant;

/// What this side can do, and wants from the other.
const EVERY: Duration = Duration::from_secs(10);

/// Beats that may be missing before the other side is gone: browsers let pages behind others wake once a minute. Who is really
/// gone is found sooner, by the pings of the socket or by asking for nothing more.
const MISSES: u32 = 8;

/// The agreed heart-beats.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heart {
    /// This often we say something, and when next.
    beat: Option<(Duration, Instant)>,
    /// This often they do, and when they did last.
    heard: Option<(Duration, Instant)>,
}

impl Heart {
    /// Agrees with a client that said `heart-beat:can,wants`; `None` when that is no such pair.
    pub fn agree(asked: Option<&str>, now: Instant) -> Option<Self> {
        let Some(asked) = asked else { return Some(Self::default()) };
        let (can, wants) = asked.split_once(',')?;
        let every = |text: &str| match text.trim().parse::<u32>() {
            Ok(0) => Some(None),
            Ok(millis) => Some(Some(Duration::from_millis(u64::from(millis)).max(EVERY))),
            Err(_) => None,
        };
        let (theirs, ours) = (every(can)?, every(wants)?);
        Some(Self { beat: ours.map(|every| (every, now + every)), heard: theirs.map(|every| (every, now)) })
    }

    /// What this side offers, as it stands in a header.
    pub fn offer() -> String {
        format!("{0},{0}", EVERY.as_millis())
    }

    /// Something was heard.
    pub const fn hears(&mut self, now: Instant) {
        if let Some((_, at)) = &mut self.heard {
            *at = now;
        }
    }

    /// When the next beat is due, or the other side counts as gone.
    pub fn due(&self) -> Option<Instant> {
        let gone = self.heard.map(|(every, at)| at + every * (MISSES + 1));
        self.beat.map(|(_, next)| next).into_iter().chain(gone).min()
    }

    /// The other side has been silent for too long.
    pub fn is_gone(&self, now: Instant) -> bool {
        self.heard.is_some_and(|(every, at)| at + every * (MISSES + 1) <= now)
    }

    /// A beat is due; it counts as done.
    pub fn beats(&mut self, now: Instant) -> bool {
        match &mut self.beat {
            Some((every, next)) if *next <= now => {
                *next = now + *every;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::{EVERY, Heart, MISSES};

    #[tokio::test]
    async fn each_direction_is_as_slow_as_the_slower_side_wants() {
        let now = Instant::now();
        let mut heart = Heart::agree(Some("1000,60000"), now).unwrap();
        assert!(!heart.is_gone(now + EVERY * MISSES) && heart.is_gone(now + EVERY * (MISSES + 1)));
        assert!(!heart.beats(now + EVERY) && heart.beats(now + EVERY * 6) && !heart.beats(now + EVERY * 6));
        assert_eq!(heart.due(), Some(now + EVERY * (MISSES + 1)), "the next beat is later");
        heart.hears(now + EVERY * MISSES);
        assert!(!heart.is_gone(now + EVERY * (MISSES + 1)));
        assert_eq!(heart.due(), Some(now + EVERY * 12));
    }

    #[tokio::test]
    async fn none_are_wanted_by_zeros_and_by_silence() {
        let now = Instant::now();
        for asked in [None, Some("0,0")] {
            assert_eq!(Heart::agree(asked, now).unwrap().due(), None);
        }
        for nonsense in ["", "1", "a,b", "-1,0", "1,2,3"] {
            assert!(Heart::agree(Some(nonsense), now).is_none(), "{nonsense}");
        }
    }
}
