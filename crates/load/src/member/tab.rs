//! What one tab knows, and what it does with what it hears: the rules of the browser, without a browser.
//! It opens no socket; `line` does, and brings what is to be said.

mod apply;

use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

use protocol::{ClientFrame, Command, Head, MemberId, Millis, Pending, RoomId, Timeline};

use super::{Letter, Membership, Standing, outbox::Outbox};
use crate::{Digest, Journal, What};

/// Rows a timeline keeps; a screen forgets the oldest too.
const MOST_ROWS: usize = 1_000;

/// A tab.
pub struct Tab {
    name: String,
    member: MemberId,
    membership: Membership,
    journal: Journal,
    standing: Standing,
    timelines: HashMap<RoomId, Timeline>,
    /// Subscribed on this line, or about to be.
    subscribed: HashSet<RoomId>,
    outbox: Outbox,
    /// The server wants nothing for these rooms before that.
    rests: HashMap<RoomId, Instant>,
    open: bool,
    say: Vec<ClientFrame>,
}

impl Tab {
    /// A tab that has seen nothing.
    pub fn new(name: String, member: MemberId, membership: Membership, journal: Journal, standing: Standing) -> Self {
        journal.record(What::Enrolled { tab: name.clone(), member });
        Self {
            name,
            member,
            membership,
            journal,
            standing,
            timelines: HashMap::new(),
            subscribed: HashSet::new(),
            outbox: Outbox::default(),
            rests: HashMap::new(),
            open: false,
            say: Vec::new(),
        }
    }

    /// Takes what is to be said now.
    pub fn take_frames(&mut self) -> Vec<ClientFrame> {
        self.standing.set_waiting(self.outbox.count());
        std::mem::take(&mut self.say)
    }

    /// Takes a message from its member: into the outbox, onto the screen, onto the line.
    pub fn write(&mut self, letter: Letter) {
        let Letter { room, nonce, body } = letter.clone();
        self.journal.record(What::Wrote { tab: self.name.clone(), room, nonce, body: Digest::of(body.as_str().as_bytes()) });
        if let Some(timeline) = self.timelines.get_mut(&room) {
            timeline.write(pending(&letter));
        }
        self.outbox.add(letter);
        self.send_next(room);
    }

    /// The line is open: says again what it listens to, then what waits.
    fn line_opened(&mut self) {
        self.open = true;
        self.journal.record(What::Opened { tab: self.name.clone() });
        self.standing.set_open(true);
        self.begin_again();
    }

    /// Nothing that was asked on this line counts any more.
    fn begin_again(&mut self) {
        self.outbox.line_lost();
        self.subscribed.clear();
        self.rests.clear();
        self.subscribe_all();
        for room in self.outbox.rooms() {
            self.send_next(room);
        }
    }

    /// The line is gone.
    pub fn line_lost(&mut self, code: Option<u16>) {
        if self.open {
            self.journal.record(What::Closed { tab: self.name.clone(), code });
        }
        self.open = false;
        self.standing.set_open(false);
        self.outbox.line_lost();
        self.say.clear();
    }

    /// It must not come back by itself.
    pub fn give_up(&self, why: String) {
        self.standing.give_up(why);
    }

    /// Says how far it has seen, and listens to rooms it should and does not listen to.
    pub fn heartbeat(&mut self) {
        let head = |(room, timeline): (&RoomId, &Timeline)| {
            let position = timeline.position();
            Head { room: *room, epoch: position.epoch, seq: position.seq }
        };
        let heads = self.timelines.iter().filter(|(room, _)| self.subscribed.contains(room)).map(head).collect();
        self.say.push(Command::Heartbeat { heads }.into());
        self.subscribe_all();
    }

    /// When a room's rest is over next.
    pub fn next_rest(&self) -> Option<Instant> {
        self.rests.values().min().copied()
    }

    /// Sends to the rooms whose rest is over.
    pub fn end_rests(&mut self, now: Instant) {
        let over: Vec<RoomId> = self.rests.iter().filter(|(_, until)| **until <= now).map(|(room, _)| *room).collect();
        for room in over {
            self.rests.remove(&room);
            self.send_next(room);
        }
    }

    fn subscribe_all(&mut self) {
        let mut rooms = self.membership.rooms();
        rooms.extend(self.timelines.keys());
        for room in rooms {
            self.subscribe(room);
        }
    }

    fn subscribe(&mut self, room: RoomId) {
        if self.open && self.subscribed.insert(room) {
            let after = self.timelines.get(&room).map(Timeline::position);
            self.say.push(Command::Subscribe { room, after }.into());
        }
    }

    fn send_next(&mut self, room: RoomId) {
        if !self.open || self.rests.contains_key(&room) {
            return;
        }
        if let Some(Letter { room, nonce, body }) = self.outbox.next(room) {
            self.journal.record(What::Sent { tab: self.name.clone(), room, nonce });
            let frame = ClientFrame::from(Command::Post { room, nonce, body, reply: None, attachments: Vec::new() });
            // Now and then twice in a row, as two tabs with one outbox would do. The nonce decides, not chance.
            if nonce.bits() % 50 == 0 {
                self.say.push(frame.clone());
            }
            self.say.push(frame);
        }
    }
}

/// The row a message of one's own is shown as.
fn pending(letter: &Letter) -> Pending {
    Pending {
        nonce: letter.nonce,
        body: letter.body.clone(),
        at: Millis(0),
        refused: None,
        reply: None,
        attachments: Vec::new(),
        safe: false,
    }
}
