//! A log, arranged so that questions about it have short answers.

use std::collections::{BTreeMap, HashMap};

use protocol::{Epoch, Happened, LogEvent, MemberId, Nonce, RoomId, Seq};

use crate::{Digest, Entry, What};

/// A log, arranged. Numbers of lines count from 0.
#[derive(Debug)]
pub struct Story<'a> {
    /// The log itself.
    pub entries: &'a [Entry],
    /// The final logs, room by room, in the order in which they were read.
    pub kept: BTreeMap<RoomId, Vec<Kept<'a>>>,
    /// Where each event of the final logs is.
    pub places: HashMap<(RoomId, Seq), Kept<'a>>,
    /// Where each attempt is in the final logs; more than one place is wrong.
    pub attempts: HashMap<(RoomId, Nonce), Vec<Kept<'a>>>,
    /// Whose tab it is.
    pub members: HashMap<&'a str, MemberId>,
    /// What each attempt was to say, and the line where it was written.
    pub written: HashMap<(RoomId, Nonce), (usize, Digest)>,
}

/// An event of a final log.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// The line.
    pub line: usize,
    /// Life of the room's log.
    pub epoch: Epoch,
    /// The event.
    pub event: &'a LogEvent,
}

impl<'a> Story<'a> {
    /// Arranges a log.
    #[must_use]
    pub fn new(entries: &'a [Entry]) -> Self {
        let mut story = Self {
            entries,
            kept: BTreeMap::new(),
            places: HashMap::new(),
            attempts: HashMap::new(),
            members: HashMap::new(),
            written: HashMap::new(),
        };
        for (line, entry) in entries.iter().enumerate() {
            match &entry.what {
                What::Enrolled { tab, member } => drop(story.members.insert(tab, *member)),
                What::Wrote { room, nonce, body, .. } => drop(story.written.insert((*room, *nonce), (line, *body))),
                What::Kept { room, epoch, event } => story.keep(*room, Kept { line, epoch: *epoch, event }),
                _ => {}
            }
        }
        story
    }

    fn keep(&mut self, room: RoomId, kept: Kept<'a>) {
        self.kept.entry(room).or_default().push(kept);
        self.places.entry((room, kept.event.seq)).or_insert(kept);
        if let Happened::Posted { nonce, .. } = kept.event.what {
            self.attempts.entry((room, nonce)).or_default().push(kept);
        }
    }

    /// The entries with their lines.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &'a What)> + use<'a> {
        self.entries.iter().enumerate().map(|(line, entry)| (line, &entry.what))
    }
}
