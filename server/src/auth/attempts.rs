//! How often one may guess a password: ten wrong ones in three minutes, counted for each address and for each name.
//! It forgets with the process; who is right is not counted, so an office behind one address can sign in on Monday morning.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use protocol::MemberName;
use tokio::time::Instant;

use super::visitor::neighborhood;

/// Wrong passwords in [`WITHIN`].
const MOST: usize = 10;

/// How long a wrong password counts.
const WITHIN: Duration = Duration::from_secs(180);

/// Addresses and names remembered at once: some megabytes.
const KEYS: usize = 20_000;

/// The wrong passwords of late.
#[derive(Debug, Default)]
pub struct Attempts {
    recent: Mutex<HashMap<Key, VecDeque<Instant>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Name(String),
}

/// An attempt that counts as wrong until it is said to be right.
#[derive(Debug)]
pub struct Attempt<'a> {
    attempts: &'a Attempts,
    keys: [Key; 2],
    at: Instant,
}

impl Attempts {
    /// Begins an attempt to sign in.
    ///
    /// # Errors
    /// How long to wait, when there were too many from this address or for this name.
    pub fn begin(&self, address: IpAddr, name: &MemberName) -> Result<Attempt<'_>, Duration> {
        let (now, keys) = (Instant::now(), [Key::Address(neighborhood(address)), Key::Name(name.folded())]);
        let mut recent = self.recent();
        for key in &keys {
            let Some(times) = recent.get_mut(key) else { continue };
            times.retain(|at| now.duration_since(*at) < WITHIN);
            if let (true, Some(first)) = (times.len() >= MOST, times.front()) {
                return Err(WITHIN.saturating_sub(now.duration_since(*first)));
            }
        }
        for key in &keys {
            if recent.len() >= KEYS && !recent.contains_key(key) {
                make_room(&mut recent, now);
            }
            recent.entry(key.clone()).or_default().push_back(now);
        }
        drop(recent);
        Ok(Attempt { attempts: self, keys, at: now })
    }

    fn recent(&self) -> MutexGuard<'_, HashMap<Key, VecDeque<Instant>>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// The password was right: this attempt does not count.
    pub fn succeeded(self) {
        let mut recent = self.attempts.recent();
        for key in &self.keys {
            if let Some(times) = recent.get_mut(key) {
                if let Some(mine) = times.iter().position(|at| *at == self.at) {
                    times.remove(mine);
                }
                if times.is_empty() {
                    recent.remove(key);
                }
            }
        }
    }
}

/// Forgets what no longer counts; if that is not enough, the tenth that was quiet for longest.
fn make_room(recent: &mut HashMap<Key, VecDeque<Instant>>, now: Instant) {
    recent.retain(|_, times| times.back().is_some_and(|at| now.duration_since(*at) < WITHIN));
    if recent.len() >= KEYS {
        let mut last: Vec<Instant> = recent.values().filter_map(|times| times.back().copied()).collect();
        let (_, limit, _) = last.select_nth_unstable(KEYS / 10);
        let limit = *limit;
        recent.retain(|_, times| times.back().is_some_and(|at| *at > limit));
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use protocol::MemberName;

    use super::{Attempts, KEYS, MOST, WITHIN};

    fn name(text: &str) -> MemberName {
        MemberName::parse(text).unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn ten_wrong_ones_and_then_a_pause() {
        let attempts = Attempts::default();
        for n in 0..MOST {
            attempts.begin(address("10.0.0.1"), &name(&format!("guess{n}"))).unwrap();
        }
        let wait = attempts.begin(address("10.0.0.1"), &name("ana")).unwrap_err();
        assert_eq!(wait, WITHIN);
        assert!(attempts.begin(address("10.0.0.2"), &name("ana")).is_ok(), "another address is not meant");
        tokio::time::advance(wait).await;
        assert!(attempts.begin(address("10.0.0.1"), &name("ana")).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_name_is_guarded_from_many_addresses() {
        let attempts = Attempts::default();
        for n in 0..MOST {
            attempts.begin(address(&format!("10.0.0.{n}")), &name("Ana")).unwrap();
        }
        assert!(attempts.begin(address("10.0.1.1"), &name("ana")).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn right_ones_do_not_count() {
        let attempts = Attempts::default();
        for _ in 0..3 * MOST {
            attempts.begin(address("10.0.0.1"), &name("ana")).unwrap().succeeded();
        }
        assert!(attempts.recent().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_network_of_addresses_is_one_and_memory_is_bounded() {
        let attempts = Attempts::default();
        for n in 0..MOST {
            attempts.begin(address(&format!("2001:db8::{n}")), &name(&format!("n{n}"))).unwrap();
        }
        assert!(attempts.begin(address("2001:db8::ffff"), &name("n")).is_err());
        for n in 0..2 * KEYS {
            let [a, b] = u16::try_from(n % 65_536).unwrap().to_be_bytes();
            let _ = attempts.begin(address(&format!("10.{}.{a}.{b}", n / 65_536)), &name(&format!("m{n}")));
        }
        assert!(attempts.recent().len() <= KEYS + 1);
    }
}
