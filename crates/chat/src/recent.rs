//! The newest part of a room's log, kept in memory so that a resume and a first page cost no read.
//! It is a copy: the log in [`History`](crate::History) is the truth.

use std::collections::{HashMap, VecDeque};

use protocol::{Happened, LogEvent, MemberId, Nonce, PAGE_ROWS, REPLAY_EVENTS, Row, Seq};

/// Bytes of bodies kept beyond the newest page.
const MOST_BYTES: usize = 128 * 1024;

/// The newest events of a room.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    events: VecDeque<LogEvent>,
    bytes: usize,
    attempts: HashMap<(MemberId, Nonce), Seq>,
}

impl Recent {
    /// Adds the next event and forgets the oldest above the bounds.
    pub(crate) fn push(&mut self, event: LogEvent) {
        self.bytes += event.weight();
        if let Happened::Posted { author, nonce, .. } = &event.what {
            self.attempts.insert((*author, *nonce), event.seq);
        }
        self.events.push_back(event);
        let page = PAGE_ROWS as usize;
        while self.events.len() > page && (self.events.len() > REPLAY_EVENTS as usize || self.bytes > MOST_BYTES) {
            let Some(oldest) = self.events.pop_front() else { break };
            self.bytes -= oldest.weight();
            if let Happened::Posted { author, nonce, .. } = &oldest.what {
                self.attempts.remove(&(*author, *nonce));
            }
        }
    }

    /// Everything after `after`, if all of it is kept.
    pub(crate) fn after(&self, after: Seq) -> Option<Vec<LogEvent>> {
        let first = self.events.front()?.seq;
        (after.next() >= first).then(|| self.events.iter().filter(|event| event.seq > after).cloned().collect())
    }

    /// The newest page of rows, oldest first.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let skip = self.events.len().saturating_sub(PAGE_ROWS as usize);
        let mut rows = Vec::new();
        for event in self.events.iter().skip(skip) {
            Row::apply(&mut rows, event);
        }
        rows
    }

    /// The message that this attempt became, if it is kept.
    pub(crate) fn attempt(&self, author: MemberId, nonce: Nonce) -> Option<&LogEvent> {
        let seq = *self.attempts.get(&(author, nonce))?;
        let first = self.events.front()?.seq;
        self.events.get((seq.0 - first.0) as usize)
    }
}
