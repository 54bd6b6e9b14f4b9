//! The cards of members that are in use: read once from memory of people, kept current by profile changes.
//! It answers at once or not at all; who needs a card asks for it to be fetched first.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use protocol::{MemberId, Person};

use crate::{AccountError, Accounts};

/// The cards of members, shared by all rooms.
#[derive(Clone)]
pub struct Directory {
    accounts: Arc<dyn Accounts>,
    cards: Arc<RwLock<HashMap<MemberId, Person>>>,
    version: Arc<AtomicU64>,
}

impl Directory {
    /// An empty directory in front of these accounts.
    pub fn new(accounts: Arc<dyn Accounts>) -> Self {
        Self { accounts, cards: Arc::default(), version: Arc::default() }
    }

    /// Grows whenever a card that was known becomes another.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Keeps the newest card of a member.
    pub fn meet(&self, person: Person) {
        self.cards.write().unwrap_or_else(PoisonError::into_inner).insert(person.id, person);
        self.version.fetch_add(1, Ordering::Release);
    }

    /// Keeps the card of a member who is not known yet. One that somebody came in with may be older than what is known: they were
    /// somebody else when they were let in.
    pub fn greet(&self, person: Person) {
        self.cards.write().unwrap_or_else(PoisonError::into_inner).entry(person.id).or_insert(person);
    }

    /// The cards among these that are known, each once.
    pub fn known(&self, ids: impl IntoIterator<Item = MemberId>) -> Vec<Person> {
        let cards = self.cards.read().unwrap_or_else(PoisonError::into_inner);
        let mut seen = HashSet::new();
        ids.into_iter().filter(|id| seen.insert(*id)).filter_map(|id| cards.get(&id).cloned()).collect()
    }

    /// The cards of these members, each once, fetched where they are not known yet.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`] when memory does not answer.
    pub async fn people(&self, ids: impl IntoIterator<Item = MemberId>) -> Result<Vec<Person>, AccountError> {
        let ids: HashSet<MemberId> = ids.into_iter().collect();
        let missing: Vec<MemberId> = {
            let cards = self.cards.read().unwrap_or_else(PoisonError::into_inner);
            ids.iter().copied().filter(|id| !cards.contains_key(id)).collect()
        };
        if !missing.is_empty() {
            for person in self.accounts.people(&missing).await? {
                // A profile change that came in between is newer than what was read.
                self.greet(person);
            }
        }
        Ok(self.known(ids))
    }
}
