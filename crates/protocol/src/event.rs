//! What a server tells, in the past tense.
//! An event of an unknown type must be skipped by a client: it is newer than the client, not wrong.

mod flat;

use serde::{Deserialize, Serialize};

use crate::{
    Attention, ConnectionId, Epoch, LogEvent, MemberId, Millis, Nonce, Page, Person, Position, Rejection, Room, RoomId, Row, Sanction, Seq,
    Snapshot,
};

/// Everything a server says over the line. Another field, or another kind, also belongs into its reader (`event/flat.rs`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "flat::FlatEvent")]
pub enum Event {
    /// The line is open and belongs to this member. Always the first frame.
    Welcomed {
        /// [`crate::VERSION`] of the server.
        version: u32,
        /// Build of the server: a tab made by another build offers to reload.
        build: String,
        /// This line.
        connection: ConnectionId,
        /// You.
        member: Person,
        /// A heartbeat is due this often in both directions, in milliseconds.
        heartbeat_ms: u32,
    },
    /// You are subscribed, and this is all that happened since your position, in order.
    Resumed {
        /// The room.
        room: RoomId,
        /// Life of its log.
        epoch: Epoch,
        /// Where the log stands.
        head: Seq,
        /// Everything after your position.
        events: Vec<LogEvent>,
        /// Everybody those events name.
        people: Vec<Person>,
        /// The messages those events answer, as they are now.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        quoted: Vec<Row>,
        /// Who of the room's members is online.
        online: Vec<MemberId>,
        /// Those of them who look at no page of theirs.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        away: Vec<MemberId>,
        /// How far members have read.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        cursors: Vec<Cursor>,
    },
    /// You are subscribed, but were too far behind (or had seen nothing): this is the room now.
    Snapshot {
        /// The newest page.
        snapshot: Snapshot,
        /// Who of the room's members is online.
        online: Vec<MemberId>,
        /// Those of them who look at no page of theirs.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        away: Vec<MemberId>,
        /// How far members have read.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        cursors: Vec<Cursor>,
    },
    /// You are subscribed, but your position is void (restored or cut log): forget all rows, this is the room now.
    Reset {
        /// The newest page.
        snapshot: Snapshot,
        /// Who of the room's members is online.
        online: Vec<MemberId>,
        /// Those of them who look at no page of theirs.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        away: Vec<MemberId>,
        /// How far members have read.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        cursors: Vec<Cursor>,
    },
    /// This happened. Live events and repaired holes alike.
    Appended {
        /// The room.
        room: RoomId,
        /// Neighboring events, in order.
        events: Vec<LogEvent>,
        /// Everybody those events name.
        people: Vec<Person>,
        /// The messages those events answer, as they are now.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        quoted: Vec<Row>,
    },
    /// The rows you asked for.
    Page {
        /// The room.
        room: RoomId,
        /// The `before` you asked with.
        before: Seq,
        /// The rows.
        page: Page,
    },
    /// Your message is on disk. Comes again, unchanged, when the same nonce is posted again.
    Acknowledged {
        /// The room.
        room: RoomId,
        /// Your attempt.
        nonce: Nonce,
        /// Its place in the log.
        seq: Seq,
        /// When it was accepted.
        at: Millis,
    },
    /// An `edit`, `delete`, `react` or `pin` that came with an `id` is on disk, or changed nothing because it was so already.
    Done {
        /// The `id` of the frame.
        id: u64,
        /// The room.
        room: RoomId,
    },
    /// A command was refused; nothing happened.
    Rejected {
        /// The `id` of the refused frame, if it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<u64>,
        /// The room it was about.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        /// The attempt it was about.
        #[serde(skip_serializing_if = "Option::is_none")]
        nonce: Option<Nonce>,
        /// Why.
        rejection: Rejection,
    },
    /// Somebody is writing; forget it after [`crate::TYPING_FOR_MS`]. May be left out under load.
    Typed {
        /// The room.
        room: RoomId,
        /// Who.
        member: Person,
    },
    /// Somebody came online or went offline. May be left out under load.
    Presence {
        /// The room you share.
        room: RoomId,
        /// Who.
        member: MemberId,
        /// Online now.
        online: bool,
    },
    /// Somebody who is online has not looked at any page of theirs for a while, or does again. May be left out under load.
    Away {
        /// The room you share.
        room: RoomId,
        /// Who.
        member: MemberId,
        /// They do not look.
        away: bool,
    },
    /// Members have read further. Told at most once a second; may be left out under load.
    Read {
        /// The room.
        room: RoomId,
        /// How far who has read now.
        cursors: Vec<Cursor>,
    },
    /// How far members have read, all of it: forget what you knew. Told when somebody wants to be counted no more, or again.
    Cursors {
        /// The room.
        room: RoomId,
        /// How far who has read; nobody where you are not to know.
        cursors: Vec<Cursor>,
    },
    /// What is left to read of a room: you have read it up to here, on this device or another, or marked it as unread, or were
    /// called by name.
    Unread {
        /// The room.
        room: RoomId,
        /// How far you have read it.
        seq: Seq,
        /// Messages after that.
        unread: u32,
        /// Those of them that call you; in a direct room all of them do.
        mentions: u32,
    },
    /// You want to be told this much of a room: said on one of your devices, told to all.
    Attended {
        /// The room.
        room: RoomId,
        /// How much.
        attention: Attention,
    },
    /// You do not want to be disturbed until this time: said on one of your devices, told to all. `None`: you may be disturbed.
    Quieted {
        /// Until then.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    /// You may read, but not write, or (nothing) may write again.
    Muted {
        /// Until when and why.
        #[serde(skip_serializing_if = "Option::is_none")]
        mute: Option<Sanction>,
    },
    /// You read too slowly and missed events: subscribe again to each room from your position.
    Overflowed,
    /// You were added to this room.
    Entered {
        /// The room.
        room: Room,
        /// Subscribe from here.
        position: Position,
    },
    /// You are no longer in this room.
    Exited {
        /// The room.
        room: RoomId,
        /// Who removed you; `None` when you went by yourself, on this device or another.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<MemberId>,
    },
    /// Still here, and the logs of the rooms you named stand there.
    Heartbeat {
        /// The true heads of the rooms you named.
        heads: Vec<Head>,
    },
    /// The server stops; come back after this time, which differs from client to client.
    GoingAway {
        /// Wait this long, in milliseconds.
        retry_after_ms: u32,
    },
    /// Something newer than this client.
    Unknown,
}

/// How far a member has read a room. It only ever grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Who.
    pub member: MemberId,
    /// The last event they have seen.
    pub seq: Seq,
}

/// How far a room's log goes, or how far somebody has read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The room.
    pub room: RoomId,
    /// Life of its log.
    pub epoch: Epoch,
    /// The last event.
    pub seq: Seq,
}
