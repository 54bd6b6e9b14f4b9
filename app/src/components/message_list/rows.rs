//! From a timeline to the rows on the screen: days, groups by author, runs of coming and going.
//! A pure function, the same on both sides.

use protocol::{
    Attachment, Body, Emoji, Happened, LinkPreview, MemberId, Millis, Nonce, Pending, Person, Rejection, RoomDescription, RoomName, Row,
    Rules, Seq, Timeline,
};

use super::window::{View, part};
use crate::calendar::day_number;

/// Messages of one author closer than this stand under one name.
const GROUP_MS: i64 = 5 * 60_000;

/// What makes a row the same row: a message keeps its attempt's nonce from the moment it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The line above a day.
    Day(i64),
    /// The line above what is new.
    New,
    /// A message.
    Message(Nonce),
    /// Something else that happened; a run of it has the key of its first event.
    Notice(Seq),
}

/// A row on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What makes it the same row.
    pub key: Key,
    /// When it happened.
    pub at: Millis,
    /// What it shows.
    pub what: What,
}

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A day begins.
    Day,
    /// What the reader has not seen begins.
    New,
    /// A message.
    Message(Box<Message>),
    /// Something that is told in a sentence.
    Notice(Notice),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its place; none while it is not in the log.
    pub seq: Option<Seq>,
    /// Who wrote it; none for one's own that is not in the log yet.
    pub author: Option<Person>,
    /// The text; none when it was deleted.
    pub body: Option<Body>,
    /// The files in it.
    pub attachments: Vec<Attachment>,
    /// The message it answers.
    pub quote: Option<Quote>,
    /// It stands under its own name and face.
    pub starts_group: bool,
    /// Its author changed it since.
    pub edited: bool,
    /// Somebody pinned it.
    pub pinned: bool,
    /// What members reacted with.
    pub reactions: Vec<Reacted>,
    /// What the pages say that it links to.
    pub previews: Vec<LinkPreview>,
    /// How many members have not read it yet.
    pub unread_by: usize,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is in the log.
    There,
    /// It is on its way.
    Waiting,
    /// It waits, because one before it was refused: what its author wrote comes in the order it was written.
    Held,
    /// It was refused.
    Refused(Rejection),
}

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its place.
    pub seq: Seq,
    /// Its attempt, if it is known here.
    pub nonce: Option<Nonce>,
    /// Who wrote it.
    pub author: Option<Person>,
    /// Its text; none when it was deleted or is not known here.
    pub body: Option<Body>,
    /// How many files are in it.
    pub files: usize,
}

/// One emoji under a message, and who reacted with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reacted {
    /// The emoji.
    pub emoji: Emoji,
    /// Who, as far as they are known here.
    pub by: Vec<(MemberId, Option<Person>)>,
}

/// Something that is told in a sentence; names are what is shown of the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The room was made.
    Created { by: Option<Person> },
    /// One or more came or went, by themselves or through somebody.
    Moved(Vec<Move>),
    /// Another name.
    Renamed { by: Option<Person>, name: RoomName },
    /// Another description.
    Described { by: Option<Person>, description: RoomDescription },
    /// Others may write, or as often.
    Ruled { by: Option<Person>, rules: Rules },
}

/// Somebody who came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub member: Option<Person>,
    /// Through whom, if not by themselves.
    pub by: Option<Person>,
    /// Came; otherwise went.
    pub came: bool,
}

/// How a reader looks at a timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    /// Their clock is this many minutes ahead of UTC.
    pub offset: i32,
    /// They have read up to here; `None` marks nothing as new.
    pub read: Option<Seq>,
    /// Who they are.
    pub me: Option<MemberId>,
    /// How far each member has read, sorted.
    pub cursors: Vec<Seq>,
    /// Which rows stand in the page.
    pub view: View,
    /// The last row that is drawn already; `None` draws all.
    pub upto: Option<Seq>,
}

/// The rows of a timeline for one reader, as far as they stand in the page.
pub fn shown(timeline: &Timeline, reader: &Reader) -> Vec<Shown> {
    let all = timeline.rows();
    let (drawn, _) = all.split_at(reader.upto.map_or(all.len(), |upto| all.partition_point(|row| row.seq() <= upto)));
    let part = part(drawn, reader.view);
    let (before, rows) = drawn.split_at(part.start);
    // What is new may begin further up.
    let new = reader.read.filter(|read| before.last().is_none_or(|last| last.seq() <= *read));
    let mut list = List { rows: Vec::with_capacity(part.len()), timeline, reader, last: None, new };
    rows.iter().take(part.len()).for_each(|row| list.add_row(row));
    if part.end < drawn.len() {
        return list.rows;
    }
    let mut held = false;
    for pending in timeline.pending() {
        list.add_pending(pending, held);
        held |= pending.refused.is_some();
    }
    list.rows
}

struct List<'a> {
    rows: Vec<Shown>,
    timeline: &'a Timeline,
    reader: &'a Reader,
    /// Who wrote the message above and when, if the row above is one.
    last: Option<(Option<MemberId>, Millis)>,
    /// The first message of others after this is new; nothing once it was marked.
    new: Option<Seq>,
}

impl List<'_> {
    fn card(&self, id: MemberId) -> Option<Person> {
        self.timeline.person(id).cloned()
    }

    fn add_row(&mut self, row: &Row) {
        let (event, seq) = (&row.event, row.seq());
        let card = |id: &MemberId| self.card(*id);
        let notice = match &event.what {
            Happened::Posted { author, nonce, body, attachments, .. } => {
                let (body, attachments) = (Some(body.clone()), attachments.clone());
                let message = Message { body, attachments, ..self.message(*author, row) };
                return self.add_message(*nonce, event.at, message, *author, seq);
            }
            Happened::Erased { author, nonce, .. } => {
                let message = self.message(*author, row);
                return self.add_message(*nonce, event.at, message, *author, seq);
            }
            Happened::Created { .. } if self.timeline.room().visibility == protocol::Visibility::Direct => return,
            Happened::Created { by } => Notice::Created { by: card(by) },
            Happened::Renamed { by, name } => Notice::Renamed { by: card(by), name: name.clone() },
            Happened::Described { by, description } => Notice::Described { by: card(by), description: description.clone() },
            Happened::Ruled { by, rules } => Notice::Ruled { by: card(by), rules: *rules },
            Happened::Joined { member, by } => {
                let one = Move { member: card(member), by: by.as_ref().and_then(card), came: true };
                return self.add_move(seq, event.at, one);
            }
            Happened::Left { member, by } => {
                let one = Move { member: card(member), by: by.as_ref().and_then(card), came: false };
                return self.add_move(seq, event.at, one);
            }
            // What alters a row makes none; what is newer than this page keeps its place in the log and shows nothing.
            Happened::Edited { .. }
            | Happened::Deleted { .. }
            | Happened::Reacted { .. }
            | Happened::Pinned { .. }
            | Happened::Previewed { .. }
            | Happened::Unknown => return,
        };
        self.add(Key::Notice(seq), event.at, What::Notice(notice), None);
    }

    /// What is the same of a message and of one that was deleted.
    fn message(&self, author: MemberId, row: &Row) -> Message {
        let reacted = |reaction: &protocol::Reaction| Reacted {
            emoji: reaction.emoji.clone(),
            by: reaction.by.iter().map(|id| (*id, self.card(*id))).collect(),
        };
        Message {
            seq: Some(row.seq()),
            author: self.card(author),
            body: None,
            attachments: Vec::new(),
            quote: row.reply().map(|seq| self.quote(seq)),
            starts_group: false,
            edited: row.edited.is_some(),
            pinned: row.pinned.is_some(),
            reactions: row.reactions.iter().map(reacted).collect(),
            previews: row.previews.clone(),
            unread_by: self.reader.cursors.partition_point(|cursor| *cursor < row.seq()),
            fate: Fate::There,
        }
    }

    fn quote(&self, seq: Seq) -> Quote {
        let row = self.timeline.row(seq);
        let said = row.and_then(|row| match &row.event.what {
            Happened::Posted { body, attachments, .. } => Some((body.clone(), attachments.len())),
            _ => None,
        });
        let (body, files) = said.map_or((None, 0), |(body, files)| (Some(body), files));
        Quote { seq, nonce: row.and_then(Row::nonce), author: row.and_then(Row::author).and_then(|id| self.card(id)), body, files }
    }

    fn add_pending(&mut self, pending: &Pending, held: bool) {
        let message = Message {
            seq: None,
            author: None,
            body: Some(pending.body.clone()),
            attachments: pending.attachments.clone(),
            quote: pending.reply.map(|seq| self.quote(seq)),
            starts_group: false,
            edited: false,
            pinned: false,
            reactions: Vec::new(),
            previews: Vec::new(),
            unread_by: 0,
            fate: match &pending.refused {
                Some(rejection) => Fate::Refused(rejection.clone()),
                None if pending.safe => Fate::There,
                None if held => Fate::Held,
                None => Fate::Waiting,
            },
        };
        // The writer's clock may be wrong; what was just written belongs at the end, whatever it says.
        let at = self.rows.last().map_or(pending.at, |last| pending.at.max(last.at));
        self.add(Key::Message(pending.nonce), at, What::Message(Box::new(message)), self.reader.me);
    }

    fn add_message(&mut self, nonce: Nonce, at: Millis, message: Message, author: MemberId, seq: Seq) {
        if self.new.is_some_and(|read| seq > read) && Some(author) != self.reader.me {
            self.new = None;
            self.add(Key::New, at, What::New, None);
        }
        self.add(Key::Message(nonce), at, What::Message(Box::new(message)), Some(author));
    }

    fn add_move(&mut self, seq: Seq, at: Millis, one: Move) {
        if let Some(Shown { at: last, what: What::Notice(Notice::Moved(run)), .. }) = self.rows.last_mut()
            && day_number(*last, self.reader.offset) == day_number(at, self.reader.offset)
        {
            run.push(one);
        } else {
            self.add(Key::Notice(seq), at, What::Notice(Notice::Moved(vec![one])), None);
        }
    }

    fn add(&mut self, key: Key, at: Millis, mut what: What, author: Option<MemberId>) {
        let day = day_number(at, self.reader.offset);
        if self.rows.last().is_none_or(|last| day_number(last.at, self.reader.offset) != day) {
            self.rows.push(Shown { key: Key::Day(day), at, what: What::Day });
            self.last = None;
        }
        if let What::Message(message) = &mut what {
            let goes_on = |(last, when): (Option<MemberId>, Millis)| last == author && at.0 - when.0 < GROUP_MS;
            // An answer stands by itself, so that one sees what it answers and who answers.
            message.starts_group = message.quote.is_some() || !self.last.is_some_and(goes_on);
            self.last = Some((author, at));
        } else {
            self.last = None;
        }
        self.rows.push(Shown { key, at, what });
    }
}

#[cfg(test)]
mod tests;
