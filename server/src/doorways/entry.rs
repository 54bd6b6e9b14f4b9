//! One entry of a room as the plain dialects show it: the same in history, live, over any of these doors.
//! What an entry is called and numbered is the log's; only its words are made here.

use std::collections::HashMap;

use app::doorway_words::{Notice, notice};
use protocol::{Epoch, Happened, Language, LogEvent, MemberId, Person, Position, RoomId};
use serde::Serialize;
use utoipa::ToSchema;

use super::time::written;

/// An entry of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What kind of entry it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Its place in the room: rising, the same for everyone. (Entries that this dialect does not show leave holes.)
    pub id: u64,
    /// The room.
    pub room_id: String,
    /// The name of who wrote it, came, went or did it.
    pub sender: String,
    /// Their id.
    pub sender_id: String,
    /// Their name as it is shown.
    pub display_name: String,
    /// Whom it is for: `all`.
    pub receiver: &'static str,
    /// The text; for anything but a message a sentence in the language of the place.
    pub content: String,
    /// When, in RFC 3339, UTC.
    pub timestamp: String,
    /// Where one stands after it: what `since`, `after` and `Last-Event-ID` take.
    pub position: String,
}

/// What kinds of entries there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// Somebody wrote a message.
    Message,
    /// Somebody came in.
    Join,
    /// Somebody went, or was put out.
    Leave,
    /// Something else happened.
    System,
}

/// What turns events of one room into entries.
#[derive(Debug)]
pub struct Scribe {
    room: RoomId,
    language: Language,
    cards: HashMap<MemberId, Person>,
}

impl Scribe {
    /// For this room, in the language of the place.
    pub fn new(room: RoomId, language: Language) -> Self {
        Self { room, language, cards: HashMap::new() }
    }

    /// Takes newer cards.
    pub fn meet(&mut self, people: impl IntoIterator<Item = Person>) {
        self.cards.extend(people.into_iter().map(|person| (person.id, person)));
    }

    /// The entry for an event; none for what this dialect does not show.
    pub fn entry(&self, epoch: Epoch, event: &LogEvent) -> Option<Entry> {
        let (kind, who, content) = self.read(&event.what)?;
        let card = self.cards.get(&who);
        Some(Entry {
            kind,
            id: event.seq.0,
            room_id: self.room.to_string(),
            sender: card.map(|card| card.name.to_string()).unwrap_or_default(),
            sender_id: who.to_string(),
            display_name: self.shown(who).to_owned(),
            receiver: "all",
            content,
            timestamp: written(event.at),
            position: mark(Position { epoch, seq: event.seq }),
        })
    }

    fn read(&self, what: &Happened) -> Option<(Kind, MemberId, String)> {
        let (kind, who, said) = match what {
            Happened::Posted { author, body, .. } => return Some((Kind::Message, *author, body.as_str().to_owned())),
            Happened::Joined { member, .. } => (Kind::Join, member, Notice::Joined(self.shown(*member))),
            Happened::Left { member, by: None } => (Kind::Leave, member, Notice::Left(self.shown(*member))),
            Happened::Left { member, by: Some(_) } => (Kind::Leave, member, Notice::Removed(self.shown(*member))),
            Happened::Created { by } => (Kind::System, by, Notice::Created(self.shown(*by))),
            Happened::Renamed { by, name } => (Kind::System, by, Notice::Renamed(self.shown(*by), name.as_str())),
            Happened::Described { by, description } => (Kind::System, by, Notice::Described(self.shown(*by), description.as_str())),
            _ => return None,
        };
        Some((kind, *who, notice(self.language, said)))
    }

    /// The name somebody is shown by.
    pub fn shown(&self, who: MemberId) -> &str {
        self.cards.get(&who).map_or("", |card| card.display.as_str())
    }
}

/// A position as one word.
pub fn mark(Position { epoch, seq }: Position) -> String {
    format!("{epoch}-{seq}")
}
