//! Rooms and who is in them.

use leptos::prelude::*;
use protocol::{Attention, Page, Person, Position, Presence, Role, Room, RoomId, RoomRole, Seq, Snapshot};
use serde::{Deserialize, Serialize};

use super::{Excerpt, Problem};

/// The rooms a visitor can find, sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomList {
    /// The rooms.
    pub rooms: Vec<ListedRoom>,
}

/// A room in a visitor's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRoom {
    /// The room.
    pub room: Room,
    /// Where its log stands.
    pub position: Position,
    /// How many are in it.
    pub members: u32,
    /// The visitor is in it.
    pub mine: bool,
    /// Messages the visitor has not read.
    pub unread: u32,
    /// Those of them that call the visitor.
    pub mentions: u32,
    /// How much the visitor wants to be told.
    pub attention: Attention,
    /// What the visitor may do in it.
    #[serde(default)]
    pub rights: Rights,
    /// Of a direct room: the others, or oneself where there is nobody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Person>,
}

/// What a visitor may do in a room they are in, besides reading and writing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// Give it its name and description.
    pub renames: bool,
    /// Decide who writes, and how often.
    pub rules: bool,
    /// Make addresses by which programs write into it.
    pub connects: bool,
    /// Bring members in.
    pub brings: bool,
}

/// What a visitor sees of one room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoomView {
    /// The newest page, or one not far behind it, to continue from live.
    Live {
        /// The room now.
        snapshot: Snapshot,
        /// What the visitor is in it.
        role: RoomRole,
        /// The visitor keeps order in it: deletes what others wrote, and writes in spite of its rules.
        keeps_order: bool,
        /// How far the visitor has read.
        read: Seq,
        /// The messages that its rows link to.
        excerpts: Vec<Excerpt>,
    },
    /// A page from further back, to read.
    Older {
        /// The room.
        room: Room,
        /// The rows.
        page: Page,
        /// The messages that those link to.
        excerpts: Vec<Excerpt>,
    },
    /// A public room the visitor is not in: no history, but one may join.
    Outside {
        /// The room.
        room: Room,
        /// How many are in it.
        members: u32,
    },
}

/// A member in a list of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Who.
    pub person: Person,
    /// What they are in the room; plain member where no room is meant.
    pub role: RoomRole,
    /// Whether they are there now.
    pub presence: Presence,
    /// The visitor may put them out of the room.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removable: bool,
    /// The roles the visitor may give them in the place; none, or their present one among others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
}

/// The members of a room or of the place, or as many of them as are shown at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterView {
    /// They, by the names that are shown.
    pub members: Vec<MemberView>,
    /// How many there are, shown or not.
    pub total: u32,
    /// How many of those are there, looking or not.
    pub online: u32,
}

/// The rooms the visitor can find.
#[server(name = AskRooms, prefix = "/api/view", endpoint = "rooms", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn rooms() -> Result<RoomList, Problem> {
    crate::backend::backend()?.rooms().await
}

/// One room: its newest page, the page before `before`, or the page around `at` where that is not the newest.
#[server(name = AskRoom, prefix = "/api/view", endpoint = "room", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn room(room: RoomId, before: Option<Seq>, at: Option<Seq>) -> Result<RoomView, Problem> {
    crate::backend::backend()?.room(room, before, at).await
}

/// The messages of a room that are pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinsView {
    /// The room.
    pub room: Room,
    /// The messages, in order.
    pub page: Page,
}

/// The messages of a room that are pinned.
#[server(name = AskPins, prefix = "/api/view", endpoint = "pins", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn pins(room: RoomId) -> Result<PinsView, Problem> {
    crate::backend::backend()?.pins(room).await
}

/// Who is in a room; with `like`, those whose names fit that.
#[server(name = AskMembers, prefix = "/api/view", endpoint = "members", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn members(room: RoomId, like: Option<String>) -> Result<RosterView, Problem> {
    crate::backend::backend()?.members(room, like).await
}
