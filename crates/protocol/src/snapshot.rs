//! A room at one moment: enough to show its newest page and to continue from there.
//! Older pages are asked for one at a time.

use serde::{Deserialize, Serialize};

use crate::{Epoch, Person, Position, Room, Row, Seq};

/// The newest page of a room and where its log stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The room.
    pub room: Room,
    /// Life of its log.
    pub epoch: Epoch,
    /// Last event that the rows contain.
    pub head: Seq,
    /// The newest rows, oldest first.
    pub page: Page,
}

impl Snapshot {
    /// Where a reader of this snapshot stands.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position { epoch: self.epoch, seq: self.head }
    }
}

/// Some neighboring rows, oldest first, with the cards of everybody they name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The rows, sorted by seq.
    pub rows: Vec<Row>,
    /// Everybody the rows name.
    pub people: Vec<Person>,
    /// The messages that rows answer and that are not among the rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quoted: Vec<Row>,
    /// There are rows before the first one.
    pub older: bool,
    /// There are rows after the last one.
    #[serde(default)]
    pub newer: bool,
}
