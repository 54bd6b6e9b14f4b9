//! One room that a client of the plain dialect listens to: how far it has come, and what it is told next.
//! It asks for nothing by itself; the conversation does.

use protocol::{Command, Epoch, Language, LogEvent, MemberId, Person, Position, RoomId, Seq, Snapshot};

use crate::doorways::{
    cursor::{Cursor, Start},
    dialect::{Ask, Direct},
    entry::{Entry, Scribe},
};

/// A room that is listened to.
#[derive(Debug)]
pub struct Listening {
    /// Which.
    pub room: RoomId,
    /// How far it has come.
    pub cursor: Cursor,
    scribe: Scribe,
    /// Who comes online and goes offline is to be told too.
    presence: bool,
    /// It is a conversation.
    pub direct: bool,
}

impl Listening {
    /// From after a position on, or with the newest page first.
    pub fn new(room: RoomId, language: Language, after: Option<Position>, presence: bool) -> Self {
        let start = after.map_or(Start::Newest, |position| Start::After(Some(position.epoch), position.seq));
        Self { room, cursor: Cursor::new(start), scribe: Scribe::new(room, language), presence, direct: false }
    }

    /// A conversation of these, from after a position on.
    pub fn of_direct(Direct { room, position, people }: Direct, language: Language) -> Self {
        let listening = Self::new(room, language, Some(position), false);
        Self { scribe: listening.scribe.between(people), direct: true, ..listening }
    }

    /// Has the room tell.
    pub fn subscribe(&self) -> Ask {
        Ask::Obey(Command::Subscribe { room: self.room, after: self.cursor.position() }.into())
    }

    /// The room tells from now on, everything after the position that was asked for.
    pub fn resumes(&mut self, epoch: Epoch, head: Seq, events: &[LogEvent], people: &[Person], asks: &mut Vec<Ask>) {
        self.cursor.opens(epoch, head);
        self.tell(events, people, asks);
    }

    /// The room tells from now on; where nothing was seen yet, or is void now, with the newest page first.
    pub fn begins(&mut self, snapshot: &Snapshot, is_void: bool, asks: &mut Vec<Ask>) {
        if !self.cursor.skips_to(snapshot.epoch, snapshot.head, is_void) {
            self.cursor.opens(snapshot.epoch, snapshot.head);
            return;
        }
        self.scribe.meet(snapshot.page.people.iter().cloned());
        let entries = snapshot.page.rows.iter().filter_map(|row| self.scribe.row(snapshot.epoch, row));
        asks.extend(entries.map(|entry| say(&entry)));
    }

    /// This happened: what is next is told, the rest will be asked for.
    pub fn tell(&mut self, events: &[LogEvent], people: &[Person], asks: &mut Vec<Ask>) {
        self.scribe.meet(people.iter().cloned());
        for event in events {
            if self.cursor.admits(event.seq)
                && let Some(epoch) = self.cursor.epoch()
            {
                asks.extend(self.scribe.entry(epoch, event).map(|entry| say(&entry)));
            }
        }
    }

    /// These came online or went offline, if that is to be told.
    pub fn notices(&self, me: MemberId, members: &[MemberId], online: bool, asks: &mut Vec<Ask>) {
        let members: Vec<MemberId> = members.iter().copied().filter(|member| *member != me).collect();
        if self.presence && !members.is_empty() {
            asks.push(Ask::Introduce { room: self.room, members, online });
        }
    }
}

fn say(entry: &Entry) -> Ask {
    // Nothing of ours fails to become JSON.
    Ask::Say(serde_json::to_string(entry).unwrap_or_default())
}
