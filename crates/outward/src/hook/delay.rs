//! How long to wait before a delivery is tried again: longer each time, and never at the same moment as everybody else.
//! A pure function; whoever keeps the deliveries keeps the time.

use std::time::Duration;

/// How often a delivery is tried: over at most 28 hours, and then never again.
pub const ATTEMPTS: u32 = 10;

/// The longest wait before the second attempt.
const FIRST: Duration = Duration::from_secs(10);

/// The longest wait before any.
const LONGEST: Duration = Duration::from_secs(8 * 3600);

/// How long to wait before attempt number `attempt`, counted from 1: nothing before the first, up to 10 seconds before the
/// second, four times as much before each one after that, up to 8 hours. `chance` is random over its whole range and decides
/// where between nothing and that. `None` when there is no such attempt.
#[must_use]
pub fn delay(attempt: u32, chance: u64) -> Option<Duration> {
    match attempt {
        1 => Some(Duration::ZERO),
        2..=ATTEMPTS => {
            let longest = FIRST.saturating_mul(4_u32.saturating_pow(attempt - 2)).min(LONGEST);
            let wait = (longest.as_millis() * u128::from(chance)) >> u64::BITS;
            u64::try_from(wait).ok().map(Duration::from_millis)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ATTEMPTS, delay};

    #[test]
    fn waits_grow_to_a_bound_and_end() {
        let longest: Vec<u64> = (1..=ATTEMPTS).map(|attempt| delay(attempt, u64::MAX).unwrap().as_secs()).collect();
        assert_eq!(longest, [0, 9, 39, 159, 639, 2559, 10239, 28799, 28799, 28799]);
        assert_eq!((delay(0, 1), delay(ATTEMPTS + 1, 1), delay(u32::MAX, 1)), (None, None, None));
    }

    #[test]
    fn chance_spreads_waits_over_their_whole_length() {
        assert_eq!(delay(5, 0), Some(Duration::ZERO));
        assert_eq!(delay(5, u64::MAX / 2), Some(Duration::from_millis(319_999)));
        assert_eq!(delay(5, u64::MAX / 2 + 1), Some(Duration::from_secs(320)));
    }
}
