//! One subscription: what it names, how far it has come, and what its client has not acknowledged.
//! Which event concerns it is decided in `subscriptions`.

use std::collections::VecDeque;

use protocol::{ClientFrame, Command, LogEvent, RoomId, Seq};

use super::{destination::Source, frame::Frame, version::Version};
use crate::doorways::cursor::Cursor;

/// Messages that wait for an acknowledgement; who does not acknowledge gets no more.
const MOST_UNACKNOWLEDGED: usize = 256;

const JSON: &str = "application/json;charset=utf-8";

/// Whether messages are to be acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AckMode {
    /// No.
    Auto,
    /// Each one stands for those before it too.
    Client,
    /// One by one.
    Individual,
}

impl AckMode {
    /// What the header says.
    pub fn parse(text: Option<&str>) -> Option<Self> {
        match text.unwrap_or("auto") {
            "auto" => Some(Self::Auto),
            "client" => Some(Self::Client),
            "client-individual" => Some(Self::Individual),
            _ => None,
        }
    }
}

/// A subscription.
#[derive(Debug)]
pub struct Subscription {
    /// The client's name for it.
    pub id: String,
    /// Ours, never used twice.
    pub number: u64,
    /// As the client wrote it.
    pub destination: String,
    /// What that means.
    pub source: Source,
    /// Whether messages are acknowledged.
    pub ack: AckMode,
    /// How far it has come in its room.
    pub cursor: Cursor,
    /// To be confirmed once the room tells.
    pub receipt: Option<String>,
    /// The next message is the first of another life of the log.
    pub afresh: bool,
    /// What was told and not acknowledged, in order.
    pub unacknowledged: VecDeque<Seq>,
}

impl Subscription {
    /// The room it is about.
    pub const fn room(&self) -> Option<RoomId> {
        match self.source {
            Source::Room(room) | Source::Presence(room) => Some(room),
            Source::Notices | Source::Refusals => None,
        }
    }

    /// The command that makes the room tell.
    pub fn subscribe(&self, room: RoomId) -> ClientFrame {
        ClientFrame { id: Some(self.number * 2), command: Command::Subscribe { room, after: self.cursor.position() } }
    }

    /// The command that asks for what is missing, once.
    pub fn fetch(&mut self) -> Option<ClientFrame> {
        let room = self.room()?;
        if self.unacknowledged.len() >= MOST_UNACKNOWLEDGED {
            return None;
        }
        let (after, upto) = self.cursor.missing()?;
        Some(ClientFrame { id: Some(self.number * 2 + 1), command: Command::Fetch { room, after, upto } })
    }

    /// The message for an event, if it is the next one and may be told. `json` is what it is to older clients.
    pub fn message(&mut self, room: RoomId, event: &LogEvent, json: Option<&str>, version: Version) -> Option<String> {
        if self.unacknowledged.len() >= MOST_UNACKNOWLEDGED {
            self.cursor.postpones(event.seq);
            return None;
        }
        if !self.cursor.admits(event.seq) || matches!(self.source, Source::Presence(_)) {
            return None;
        }
        let json = json?;
        let mut frame = self.notice(self.cursor.message_id(room, event.seq));
        if self.ack != AckMode::Auto {
            self.unacknowledged.push_back(event.seq);
            frame = frame.with("ack", format!("{}-{}", self.number, event.seq));
        }
        if std::mem::take(&mut self.afresh) {
            frame = frame.with("reset", "true");
        }
        Some(frame.with_body(JSON, json).text(version))
    }

    /// The message for something that stands in no log.
    pub fn tells(&self, id: u64, json: &str, version: Version) -> String {
        self.notice(format!("{}-{id}", self.number)).with_body(JSON, json).text(version)
    }

    fn notice(&self, message_id: String) -> Frame {
        Frame::new("MESSAGE").with("subscription", &*self.id).with("message-id", message_id).with("destination", &*self.destination)
    }

    /// The client has this one, and perhaps those before it.
    pub fn acknowledge(&mut self, seq: Seq) {
        match self.ack {
            AckMode::Auto => {}
            AckMode::Client => self.unacknowledged.retain(|waiting| *waiting > seq),
            AckMode::Individual => self.unacknowledged.retain(|waiting| *waiting != seq),
        }
    }
}
