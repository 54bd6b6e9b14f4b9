//! What one reader sees of one room: a plain value made of a snapshot and the events after it, the same on the server for
//! the first paint and in the browser ever after.
//! It opens no connection and knows no DOM; who feeds it decides when.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Attachment, Body, Epoch, Happened, LogEvent, MemberId, Millis, Nonce, Page, Person, Position, REPLAY_EVENTS, Rejection, Room, Row, Seq,
    Snapshot,
};

/// A room as one reader sees it. Law: a snapshot at n and the events n..m make the same timeline as a snapshot at m, however
/// often and in whatever overlap the events come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    room: Room,
    epoch: Epoch,
    head: Seq,
    rows: Vec<Row>,
    older: bool,
    people: BTreeMap<MemberId, Person>,
    /// Messages that rows answer and that are not among the rows.
    quoted: BTreeMap<Seq, Row>,
    /// Events beyond a hole, waiting for what is missing.
    held: BTreeMap<Seq, LogEvent>,
    pending: Vec<Pending>,
}

/// A message of the reader's own that is not in the log yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The attempt; the row keeps it as its identity when it is confirmed.
    pub nonce: Nonce,
    /// The text.
    pub body: Body,
    /// The message it answers.
    pub reply: Option<Seq>,
    /// The files in it, as far as their author's device knows them.
    pub attachments: Vec<Attachment>,
    /// When it was written, by the writer's clock.
    pub at: Millis,
    /// Why it was refused for good, if it was. It can be retried or deleted.
    pub refused: Option<Rejection>,
    /// The server said that it is safe; the event itself is on its way.
    pub safe: bool,
}

/// What became of events given to [`Timeline::apply`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// All were known.
    Nothing,
    /// Rows changed.
    Changed,
    /// Events between these are missing: ask for those after `after` up to `upto`.
    Gap {
        /// The last one before the hole.
        after: Seq,
        /// The last one in the hole.
        upto: Seq,
    },
}

impl Timeline {
    /// The room as a snapshot has it.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        let Snapshot { room, epoch, head, page } = snapshot;
        let mut timeline = Self {
            room,
            epoch,
            head,
            rows: Vec::new(),
            older: page.older,
            people: BTreeMap::new(),
            quoted: BTreeMap::new(),
            held: BTreeMap::new(),
            pending: Vec::new(),
        };
        timeline.meet(page.people);
        timeline.quote(page.quoted);
        timeline.rows = page.rows;
        timeline
    }

    /// The room itself, with its present name.
    #[must_use]
    pub const fn room(&self) -> &Room {
        &self.room
    }

    /// Where this reader stands.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position { epoch: self.epoch, seq: self.head }
    }

    /// The rows, oldest first.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// There are rows before the first one.
    #[must_use]
    pub const fn has_older(&self) -> bool {
        self.older
    }

    /// What was written here and is not in the log yet, oldest first.
    #[must_use]
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// The latest known card of a member.
    #[must_use]
    pub fn person(&self, id: MemberId) -> Option<&Person> {
        self.people.get(&id)
    }

    /// Takes the latest cards of some members.
    pub fn meet(&mut self, people: impl IntoIterator<Item = Person>) {
        self.people.extend(people.into_iter().map(|person| (person.id, person)));
    }

    /// Takes the present state of messages that rows answer.
    pub fn quote(&mut self, quoted: impl IntoIterator<Item = Row>) {
        self.quoted.extend(quoted.into_iter().map(|row| (row.seq(), row)));
    }

    /// A row, or a message that a row answers.
    #[must_use]
    pub fn row(&self, seq: Seq) -> Option<&Row> {
        let place = self.rows.binary_search_by_key(&seq, Row::seq).ok();
        place.and_then(|place| self.rows.get(place)).or_else(|| self.quoted.get(&seq))
    }

    /// Takes events of the log: the next one is shown, a known one is dropped, one beyond a hole is held back.
    pub fn apply(&mut self, events: &[LogEvent]) -> Applied {
        let before = self.head;
        for event in events {
            if event.seq == self.head.next() {
                self.show(event);
            } else if event.seq > self.head && self.held.len() < REPLAY_EVENTS as usize {
                self.held.insert(event.seq, event.clone());
            }
        }
        while let Some(event) = self.held.remove(&self.head.next()) {
            self.show(&event);
        }
        self.held.retain(|seq, _| *seq > self.head);
        match self.held.first_key_value() {
            Some((first, _)) => Applied::Gap { after: self.head, upto: first.back(1) },
            None if self.head > before => Applied::Changed,
            None => Applied::Nothing,
        }
    }

    /// The log is known to reach `head`: what is missing at the tail, if anything.
    #[must_use]
    pub fn behind(&self, epoch: Epoch, head: Seq) -> Option<Applied> {
        (epoch == self.epoch && head > self.head).then_some(Applied::Gap { after: self.head, upto: head })
    }

    fn show(&mut self, event: &LogEvent) {
        self.head = event.seq;
        Row::apply(&mut self.rows, event);
        if let Some(quoted) = event.what.alters().and_then(|target| self.quoted.get_mut(&target)) {
            quoted.alter(event);
        }
        match &event.what {
            Happened::Posted { nonce, .. } | Happened::Erased { nonce, .. } => self.pending.retain(|pending| pending.nonce != *nonce),
            Happened::Renamed { name, .. } => self.room.name = name.clone(),
            Happened::Described { description, .. } => self.room.description = description.clone(),
            Happened::Ruled { rules, .. } => self.room.rules = *rules,
            Happened::Created { .. }
            | Happened::Edited { .. }
            | Happened::Deleted { .. }
            | Happened::Reacted { .. }
            | Happened::Pinned { .. }
            | Happened::Previewed { .. }
            | Happened::Joined { .. }
            | Happened::Left { .. }
            | Happened::Unknown => {}
        }
    }

    /// Starts again from a snapshot; what is not in the log yet stays.
    pub fn reset(&mut self, snapshot: Snapshot) {
        let pending = std::mem::take(&mut self.pending);
        *self = Self::new(snapshot);
        self.pending = pending;
        self.drop_confirmed();
    }

    /// Puts an older page before the rows. A page that does not touch them changes nothing.
    pub fn prepend(&mut self, before: Seq, page: Page) {
        if self.rows.first().map(Row::seq) != Some(before) {
            return;
        }
        self.meet(page.people);
        self.quote(page.quoted);
        self.older = page.older;
        self.rows.splice(0..0, page.rows.into_iter().filter(|row| row.seq() < before));
    }

    /// Forgets the oldest rows above `most`, to be asked for again when wanted.
    pub fn trim(&mut self, most: usize) {
        if self.rows.len() > most {
            let dropped: Vec<Row> = self.rows.drain(..self.rows.len() - most).collect();
            let answered: BTreeSet<Seq> = self.rows.iter().filter_map(Row::reply).collect();
            self.quote(dropped.into_iter().filter(|row| answered.contains(&row.seq())));
            self.older = true;
        }
    }

    /// Shows a message that was just written, or one that the outbox kept.
    pub fn write(&mut self, pending: Pending) {
        let known = |other: &Pending| other.nonce == pending.nonce;
        if !self.pending.iter().any(known) {
            self.pending.push(pending);
        }
        self.drop_confirmed();
    }

    /// The server has it on disk.
    pub fn acknowledge(&mut self, nonce: Nonce) {
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.nonce == nonce) {
            pending.safe = true;
            pending.refused = None;
        }
    }

    /// The server refused it for good, or (`None`) it is tried again.
    pub fn refuse(&mut self, nonce: Nonce, why: Option<Rejection>) {
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.nonce == nonce) {
            pending.refused = why;
        }
    }

    /// Its author deleted it before it was sent.
    pub fn forget(&mut self, nonce: Nonce) {
        self.pending.retain(|pending| pending.nonce != nonce);
    }

    fn drop_confirmed(&mut self) {
        let confirmed = |nonce: Nonce| self.rows.iter().any(|row| row.nonce() == Some(nonce));
        let keep: Vec<bool> = self.pending.iter().map(|pending| !confirmed(pending.nonce)).collect();
        let mut keep = keep.into_iter();
        self.pending.retain(|_| keep.next().unwrap_or(true));
    }
}
