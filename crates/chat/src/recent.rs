//! The newest part of a room's log, kept in memory so that a resume and a first page cost no read.
//! It is a copy: the log in [`History`](crate::History) is the truth.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use protocol::{Happened, LogEvent, MemberId, Nonce, PAGE_ROWS, REPLAY_EVENTS, Row, Seq};

/// Bytes of bodies kept beyond the newest page.
const MOST_BYTES: usize = 128 * 1024;
/// Rows of the newest page.
const PAGE: usize = PAGE_ROWS as usize;
/// Answered messages kept before those that nothing kept here answers are let go.
const MOST_QUOTED: usize = 200;

/// The newest events of a room, its newest page of rows, and the older messages that those answer.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    events: VecDeque<LogEvent>,
    bytes: usize,
    attempts: HashMap<(MemberId, Nonce), Seq>,
    rows: Vec<Row>,
    quoted: BTreeMap<Seq, Row>,
}

impl Recent {
    /// The newest events and the newest page of rows as memory has them.
    pub(crate) fn new(events: Vec<LogEvent>, rows: Vec<Row>) -> Self {
        let mut recent = Self::default();
        events.into_iter().for_each(|event| recent.keep(event));
        recent.rows = rows;
        recent
    }

    /// Adds the next event and forgets the oldest above the bounds.
    pub(crate) fn push(&mut self, event: LogEvent) {
        Row::apply(&mut self.rows, &event);
        if self.rows.len() > 2 * PAGE {
            self.rows.drain(..PAGE);
        }
        if let Some(quoted) = event.what.alters().and_then(|target| self.quoted.get_mut(&target)) {
            quoted.alter(&event);
        }
        if let Happened::Deleted { by, of } = event.what {
            self.events.iter_mut().for_each(|event| event.forget(of, by));
            self.bytes = self.events.iter().map(LogEvent::weight).sum();
        }
        self.keep(event);
    }

    fn keep(&mut self, event: LogEvent) {
        self.bytes += event.weight();
        if let Some(attempt) = event.what.attempt() {
            self.attempts.insert(attempt, event.seq);
        }
        self.events.push_back(event);
        while self.events.len() > PAGE && (self.events.len() > REPLAY_EVENTS as usize || self.bytes > MOST_BYTES) {
            let Some(oldest) = self.events.pop_front() else { break };
            self.bytes -= oldest.weight();
            if let Some(attempt) = oldest.what.attempt() {
                self.attempts.remove(&attempt);
            }
        }
    }

    /// Everything after `after`, if all of it is kept.
    pub(crate) fn after(&self, after: Seq) -> Option<Vec<LogEvent>> {
        let first = self.events.front()?.seq;
        (after.next() >= first).then(|| self.events.iter().filter(|event| event.seq > after).cloned().collect())
    }

    /// How many messages came after `after`, if all of them are kept.
    pub(crate) fn posts_after(&self, after: Seq) -> Option<u64> {
        let first = self.events.front()?.seq;
        let posts = || self.events.iter().filter(|event| event.seq > after && event.what.attempt().is_some()).count();
        (after.next() >= first).then(|| posts() as u64)
    }

    /// The newest page of rows, oldest first.
    pub(crate) fn rows(&self) -> Vec<Row> {
        self.rows.iter().skip(self.rows.len().saturating_sub(PAGE)).cloned().collect()
    }

    /// A row, if it is among the newest or answered by one of them.
    pub(crate) fn row(&self, seq: Seq) -> Option<&Row> {
        let place = self.rows.binary_search_by_key(&seq, Row::seq).ok();
        place.and_then(|place| self.rows.get(place)).or_else(|| self.quoted.get(&seq))
    }

    /// Keeps an older message that a newer one answers.
    pub(crate) fn quote(&mut self, row: Row) {
        if self.quoted.len() >= MOST_QUOTED {
            let answered: BTreeSet<Seq> =
                self.events.iter().filter_map(|event| event.what.reply()).chain(self.rows.iter().filter_map(Row::reply)).collect();
            self.quoted.retain(|seq, _| answered.contains(seq));
        }
        self.quoted.insert(row.seq(), row);
    }

    /// The messages among these that are kept, each once.
    pub(crate) fn quotes(&self, of: impl Iterator<Item = Seq>) -> Vec<Row> {
        let wanted: BTreeSet<Seq> = of.collect();
        wanted.into_iter().filter_map(|seq| self.row(seq).cloned()).collect()
    }

    /// Everybody who is named by what is kept.
    pub(crate) fn people(&self) -> impl Iterator<Item = MemberId> {
        let in_events = self.events.iter().flat_map(|event| event.what.people());
        in_events.chain(self.rows.iter().chain(self.quoted.values()).flat_map(Row::people))
    }

    /// The message that this attempt became, if it is kept.
    pub(crate) fn attempt(&self, author: MemberId, nonce: Nonce) -> Option<&LogEvent> {
        let seq = *self.attempts.get(&(author, nonce))?;
        let first = self.events.front()?.seq;
        self.events.get((seq.0 - first.0) as usize)
    }
}
