//! All subscriptions of one connection, and which of them an event concerns.
//! It asks rooms for what is missing; who may subscribe is decided by the room.

use app::doorway_words::{Notice, notice};
use protocol::{Command, Epoch, Language, LogEvent, MemberId, Person, Rejection, RoomId, Seq};

use super::{destination::Source, subscription::Subscription, version::Version};
use crate::doorways::{
    aside::Aside,
    cursor::Opened,
    dialect::Ask,
    entry::Scribe,
    message::{told, told_aside},
};

/// Subscriptions a connection may have.
const MOST: usize = 256;

/// Subscriptions a connection may have to one room: each gets a copy of everything.
const MOST_OF_A_ROOM: usize = 4;

/// The subscriptions of a connection.
#[derive(Debug)]
pub struct Subscriptions {
    language: Language,
    all: Vec<Subscription>,
    /// Notices told so far, to name the next.
    notices: u64,
}

/// What came of a refused command.
#[derive(Debug)]
pub enum Refused {
    /// A subscription was never there.
    Subscription {
        /// To be told with the refusal.
        receipt: Option<String>,
    },
    /// It will be tried again.
    Later,
    /// There is no such room any more.
    Exited(RoomId),
    /// It concerned nobody any more.
    Nobody,
}

impl Subscriptions {
    /// None yet.
    pub const fn new(language: Language) -> Self {
        Self { language, all: Vec::new(), notices: 0 }
    }

    /// One more fits.
    pub fn fits(&self, source: Source) -> bool {
        self.all.len() < MOST && self.all.iter().filter(|one| one.source == source).count() < MOST_OF_A_ROOM
    }

    /// The one with the client's name for it.
    pub fn find(&mut self, id: &str) -> Option<&mut Subscription> {
        self.all.iter_mut().find(|one| one.id == id)
    }

    /// The one with our name for it.
    pub fn numbered(&mut self, number: u64) -> Option<&mut Subscription> {
        self.all.iter_mut().find(|one| one.number == number)
    }

    /// Somebody listens there.
    pub fn has(&self, source: Source) -> bool {
        self.all.iter().any(|one| one.source == source)
    }

    /// Adds one, and asks its room to tell.
    pub fn add(&mut self, subscription: Subscription, asks: &mut Vec<Ask>) {
        asks.extend(subscription.room().map(|room| Ask::Obey(subscription.subscribe(room))));
        self.all.push(subscription);
    }

    /// Removes one; false when there was none.
    pub fn remove(&mut self, id: &str, asks: &mut Vec<Ask>) -> bool {
        let Some(place) = self.all.iter().position(|one| one.id == id) else { return false };
        let removed = self.all.remove(place);
        if let Some(room) = removed.room()
            && !self.all.iter().any(|one| one.room() == Some(room))
        {
            asks.push(Ask::Obey(Command::Unsubscribe { room }.into()));
        }
        true
    }

    /// A room tells from now on. Returns the receipts that were waiting for that.
    pub fn opened(&mut self, room: RoomId, epoch: Epoch, head: Seq) -> Vec<String> {
        let mut receipts = Vec::new();
        for one in self.all.iter_mut().filter(|one| one.room() == Some(room)) {
            one.afresh |= one.cursor.opens(epoch, head) == Opened::Afresh;
            receipts.extend(one.receipt.take());
        }
        receipts
    }

    /// This happened in a room.
    pub fn tell(&mut self, room: RoomId, events: &[LogEvent], people: &[Person], version: Version, asks: &mut Vec<Ask>) {
        let epoch = self.all.iter().filter(|one| one.room() == Some(room)).find_map(|one| one.cursor.epoch());
        let mut scribe = Scribe::new(room, self.language);
        scribe.meet(people.iter().cloned());
        for event in events {
            let json = epoch.and_then(|epoch| scribe.entry(epoch, event)).map(|entry| told(&entry));
            for one in self.all.iter_mut().filter(|one| one.room() == Some(room)) {
                asks.extend(one.message(room, event, json.as_deref(), version).map(Ask::Say));
            }
        }
    }

    /// Asks for everything that is missing anywhere and was not asked for yet.
    pub fn catch_up(&mut self, asks: &mut Vec<Ask>) {
        asks.extend(self.all.iter_mut().filter_map(Subscription::fetch).map(Ask::Obey));
    }

    /// Asks again for whatever was asked for without an answer.
    pub fn try_again(&mut self, asks: &mut Vec<Ask>) {
        for one in &mut self.all {
            one.cursor.misses();
        }
        self.reopen(asks);
        self.catch_up(asks);
    }

    /// Events were lost on the way here: every room is asked to tell again, from where each reader is.
    pub fn overflowed(&mut self, asks: &mut Vec<Ask>) {
        for one in &mut self.all {
            one.cursor.closes();
        }
        self.reopen(asks);
    }

    fn reopen(&self, asks: &mut Vec<Ask>) {
        let mut rooms: Vec<RoomId> = Vec::new();
        for one in self.all.iter().filter(|one| !one.cursor.is_open()) {
            // One question a room: its answer opens all readers there, and each asks for what it lacks.
            if let Some(room) = one.room().filter(|room| !rooms.contains(room)) {
                rooms.push(room);
                asks.push(Ask::Obey(one.subscribe(room)));
            }
        }
    }

    /// A command was refused: which one says its number.
    pub fn refused(&mut self, number: u64, rejection: &Rejection) -> Refused {
        let Some(one) = self.all.iter_mut().find(|one| one.number == number / 2) else { return Refused::Nobody };
        match one.room().filter(|_| one.cursor.was_open()) {
            Some(_) if rejection.is_temporary() => Refused::Later,
            Some(room) => Refused::Exited(room),
            None => Refused::Subscription { receipt: one.receipt.take() },
        }
    }

    /// The member is no longer in a room: its subscriptions say so and end.
    pub fn exited(&mut self, room: RoomId, me: &Person, version: Version, asks: &mut Vec<Ask>) {
        let json = told_aside(&Aside::about("LEAVE", room, me, notice(self.language, Notice::Out)));
        self.notices += 1;
        for one in self.all.extract_if(.., |one| one.room() == Some(room)) {
            asks.push(Ask::Say(one.tells(self.notices, &json, version)));
        }
    }

    /// These came online in a room or went offline, if somebody listens for that: their cards are needed.
    pub fn presence(&self, room: RoomId, me: MemberId, members: &[MemberId], online: bool) -> Option<Ask> {
        let members: Vec<MemberId> = members.iter().copied().filter(|member| *member != me).collect();
        let is_heard = !members.is_empty() && self.has(Source::Presence(room));
        is_heard.then_some(Ask::Introduce { room, members, online })
    }

    /// Tells those who listen there.
    pub fn note(&mut self, source: Source, json: &str, version: Version, asks: &mut Vec<Ask>) {
        self.notices += 1;
        for one in self.all.iter().filter(|one| one.source == source) {
            asks.push(Ask::Say(one.tells(self.notices, json, version)));
        }
    }
}
