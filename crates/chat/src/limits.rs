//! How fast somebody may do something: a bucket that fills with time.
//! It counts; what is refused and how is said where it is used.

use std::{collections::HashMap, hash::Hash, time::Duration};

use tokio::time::Instant;

/// A token bucket.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    tokens: f64,
    most: f64,
    per_second: f64,
    at: Instant,
}

impl Bucket {
    /// A full bucket of `burst` tokens that regains `per_second` of them each second.
    #[must_use]
    pub fn new(per_second: u32, burst: u32) -> Self {
        Self { tokens: f64::from(burst), most: f64::from(burst), per_second: f64::from(per_second), at: Instant::now() }
    }

    /// A full bucket of `rate` tokens that regains as many each minute.
    #[must_use]
    pub fn each_minute(rate: u32) -> Self {
        let rate = f64::from(rate);
        Self { tokens: rate, most: rate, per_second: rate / 60.0, at: Instant::now() }
    }

    /// Takes one token, or says how long to wait for the next.
    ///
    /// # Errors
    /// The time until one token will be there.
    pub fn take(&mut self) -> Result<(), Duration> {
        let now = Instant::now();
        self.tokens = (self.tokens + now.duration_since(self.at).as_secs_f64() * self.per_second).min(self.most);
        self.at = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - self.tokens) / self.per_second))
        }
    }

    /// Full again: whoever it belongs to has been quiet long enough to be forgotten.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.tokens + self.at.elapsed().as_secs_f64() * self.per_second >= self.most
    }
}

/// A bucket for each of some, such as members. Where there are `MANY`, those that are full again are forgotten.
#[derive(Debug, Clone)]
pub struct Buckets<K, const MANY: usize = 1_000>(HashMap<K, Bucket>);

impl<K, const MANY: usize> Default for Buckets<K, MANY> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash, const MANY: usize> Buckets<K, MANY> {
    /// Takes one token of somebody whose bucket is a `full` one at first, or says how long they have to wait for the next.
    ///
    /// # Errors
    /// The time until one token will be there.
    pub fn take(&mut self, whose: K, full: impl FnOnce() -> Bucket) -> Result<(), Duration> {
        if self.0.len() >= MANY {
            self.0.retain(|_, bucket| !bucket.is_full());
        }
        self.0.entry(whose).or_insert_with(full).take()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Bucket, Buckets};

    #[tokio::test(start_paused = true)]
    async fn who_was_quiet_long_enough_is_forgotten_where_there_are_many() {
        let mut buckets = Buckets::<u8, 2>::default();
        let mut take = |whose| buckets.take(whose, || Bucket::new(1, 1)).is_ok();
        assert_eq!([1, 1, 2, 2].map(&mut take), [true, false, true, false], "each has their own");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(take(3));
        assert_eq!(buckets.0.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_then_the_rate() {
        let mut bucket = Bucket::new(10, 3);
        assert!((0..3).all(|_| bucket.take().is_ok()));
        let wait = bucket.take().unwrap_err();
        assert!(wait <= Duration::from_millis(100));
        tokio::time::advance(wait).await;
        assert!(bucket.take().is_ok());
        assert!(!bucket.is_full());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(bucket.is_full());
    }
}
