//! One entry of a room as every foreign dialect shows it: the same in history, live, over any of these doors.
//! What an entry is called and numbered is the log's; only its words are made here.

use std::collections::HashMap;

use app::doorway_words::{Notice, notice};
use protocol::{Attachment, Body, Epoch, Happened, Language, LogEvent, MemberId, Person, Position, RoomId, Row, Seq};
use serde::Serialize;
use utoipa::ToSchema;

use super::{rest::FileEntry, time::written};

/// An entry of a room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
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
    /// Whom it is for: `all`, or over the plain socket the other one of a conversation of two.
    pub receiver: String,
    /// The text, and what files are called that stand without one; of a reaction the emoji; for everything else but messages and
    /// edits a sentence in the language of the place.
    pub content: String,
    /// Of a message that says what its author does (`/me …`): what that is; `content` has their name before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The files in a message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<FileEntry>,
    /// When, in RFC 3339, UTC.
    pub timestamp: String,
    /// Where one stands after it: what `since`, `after` and `Last-Event-ID` take.
    pub position: String,
    /// Of a message: the attempt it came from, as its author named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Of a message: the id of the one it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<u64>,
    /// Of what is done to a message: the id of that message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<u64>,
    /// Of a reaction or a pin: given; otherwise taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<bool>,
    /// Of a message on a page: when its text was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<String>,
    /// Of a message on a page: what members reacted with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reacted>,
}

/// One emoji under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reacted {
    /// The emoji.
    #[schema(example = "👍")]
    pub emoji: String,
    /// The names of those who reacted with it.
    pub senders: Vec<String>,
}

/// What kinds of entries there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// Somebody wrote a message.
    Message,
    /// Somebody came in.
    Join,
    /// Somebody went, or was put out.
    Leave,
    /// Something else happened.
    #[default]
    System,
    /// The text of the message `target` is `content` from now on.
    Edit,
    /// The message `target` was deleted.
    Delete,
    /// Somebody reacted to the message `target` with `content`, or took that back.
    Reaction,
    /// Somebody pinned the message `target`, or took it down.
    Pin,
}

impl Kind {
    /// The name of its server-sent event; nothing for those that everybody should hear.
    pub const fn event_name(self) -> Option<&'static str> {
        match self {
            Self::Message | Self::Join | Self::Leave | Self::System => None,
            Self::Edit => Some("edit"),
            Self::Delete => Some("delete"),
            Self::Reaction => Some("reaction"),
            Self::Pin => Some("pin"),
        }
    }
}

/// What turns events of one room into entries.
#[derive(Debug)]
pub struct Scribe {
    room: RoomId,
    language: Language,
    cards: HashMap<MemberId, Person>,
    /// Of a conversation of two: they.
    two: Vec<MemberId>,
}

impl Scribe {
    /// For this room, in the language of the place.
    pub fn new(room: RoomId, language: Language) -> Self {
        Self { room, language, cards: HashMap::new(), two: Vec::new() }
    }

    /// The room is a conversation of these.
    pub fn between(mut self, people: Vec<Person>) -> Self {
        if people.len() <= 2 {
            self.two = people.iter().map(|person| person.id).collect();
        }
        self.meet(people);
        self
    }

    /// Takes newer cards.
    pub fn meet(&mut self, people: impl IntoIterator<Item = Person>) {
        self.cards.extend(people.into_iter().map(|person| (person.id, person)));
    }

    /// The entry for an event; none for what these dialects do not show.
    pub fn entry(&self, epoch: Epoch, event: &LogEvent) -> Option<Entry> {
        let (who, read) = self.read(&event.what)?;
        let card = self.cards.get(&who);
        Some(Entry {
            id: event.seq.0,
            room_id: self.room.to_string(),
            sender: card.map(|card| card.name.to_string()).unwrap_or_default(),
            sender_id: who.to_string(),
            display_name: self.shown(who).to_owned(),
            receiver: self.receiver(who),
            timestamp: written(event.at),
            position: mark(Position { epoch, seq: event.seq }),
            ..read
        })
    }

    /// The entry for a row of a page: as it is now, with what was done to it since.
    pub fn row(&self, epoch: Epoch, row: &Row) -> Option<Entry> {
        let name = |member: &MemberId| self.cards.get(member).map(|card| card.name.to_string());
        let reacted = |reaction: &protocol::Reaction| Reacted {
            emoji: reaction.emoji.as_str().to_owned(),
            senders: reaction.by.iter().filter_map(name).collect(),
        };
        let entry = self.entry(epoch, &row.event)?;
        Some(Entry { edited_at: row.edited.map(written), reactions: row.reactions.iter().map(reacted).collect(), ..entry })
    }

    /// Who it is about, and what is special about it.
    fn read(&self, what: &Happened) -> Option<(MemberId, Entry)> {
        let said = |kind, said| Entry { kind, content: notice(self.language, said), ..Entry::default() };
        let done =
            |kind, target: &Seq, content: &str| Entry { kind, target: Some(target.0), content: content.to_owned(), ..Entry::default() };
        Some(match what {
            Happened::Posted { author, body, nonce, reply, attachments } => {
                let (nonce, reply_to) = (Some(nonce.to_string()), reply.map(|seq| seq.0));
                let (content, action) = self.said(*author, &content(body, attachments));
                let attachments = attachments.iter().map(FileEntry::from).collect();
                (*author, Entry { kind: Kind::Message, content, action, attachments, nonce, reply_to, ..Entry::default() })
            }
            Happened::Edited { by, of, body: Some(body) } => {
                let (content, action) = self.said(*by, body.as_str());
                (*by, Entry { action, ..done(Kind::Edit, of, &content) })
            }
            Happened::Deleted { by, of } => {
                let content = notice(self.language, Notice::Deleted(self.shown(*by)));
                (*by, done(Kind::Delete, of, &content))
            }
            Happened::Reacted { by, of, emoji, on } => (*by, Entry { on: Some(*on), ..done(Kind::Reaction, of, emoji.as_str()) }),
            Happened::Pinned { by, of, on } => {
                let content = notice(self.language, if *on { Notice::Pinned } else { Notice::Unpinned }(self.shown(*by)));
                (*by, Entry { on: Some(*on), ..done(Kind::Pin, of, &content) })
            }
            Happened::Joined { member, .. } => (*member, said(Kind::Join, Notice::Joined(self.shown(*member)))),
            Happened::Left { member, by: None } => (*member, said(Kind::Leave, Notice::Left(self.shown(*member)))),
            Happened::Left { member, by: Some(_) } => (*member, said(Kind::Leave, Notice::Removed(self.shown(*member)))),
            Happened::Created { by } => (*by, said(Kind::System, Notice::Created(self.shown(*by)))),
            Happened::Renamed { by, name } => (*by, said(Kind::System, Notice::Renamed(self.shown(*by), name.as_str()))),
            Happened::Described { by, description } => (*by, said(Kind::System, Notice::Described(self.shown(*by), description.as_str()))),
            Happened::Ruled { by, rules } => (*by, said(Kind::System, Notice::Ruled(self.shown(*by), rules.slow_s, rules.announcements))),
            // Of a text that is gone nothing is told, not even that it was changed once.
            _ => return None,
        })
    }

    /// What is shown of a text, and what its author does if it says that: a client that has never heard of actions reads a
    /// sentence.
    pub fn said(&self, author: MemberId, text: &str) -> (String, Option<String>) {
        match text::action(text) {
            Some(action) => (format!("* {} {action}", self.shown(author)), Some(action.to_owned())),
            None => (text.to_owned(), None),
        }
    }

    /// Whom it is for what this member says: the other one, where there is just one, or oneself where there is nobody else.
    fn receiver(&self, sender: MemberId) -> String {
        let other = self.two.iter().find(|id| **id != sender).or(self.two.first());
        other.and_then(|id| self.cards.get(id)).map_or_else(|| "all".to_owned(), |card| card.name.to_string())
    }

    /// The name somebody is shown by.
    pub fn shown(&self, who: MemberId) -> &str {
        self.cards.get(&who).map_or("", |card| card.display.as_str())
    }
}

/// What a message says; one of files alone says what they are called.
fn content(body: &Body, attachments: &[Attachment]) -> String {
    if !body.is_empty() {
        return body.as_str().to_owned();
    }
    attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A position as one word.
pub fn mark(Position { epoch, seq }: Position) -> String {
    format!("{epoch}-{seq}")
}
