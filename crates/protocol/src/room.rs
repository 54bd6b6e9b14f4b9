//! A room as its members see it, and what one of them is in it and wants of it.
//! Who is in it and who is online stands in the roster, not here.

use serde::{Deserialize, Serialize};

use crate::{RoomDescription, RoomId, RoomName};

/// What is known of a room besides its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Which.
    pub id: RoomId,
    /// What it is called.
    pub name: RoomName,
    /// What it is about.
    #[serde(default)]
    pub description: RoomDescription,
    /// Who may find it.
    pub visibility: Visibility,
    /// Who may write in it, and how often.
    #[serde(default, skip_serializing_if = "Rules::are_none")]
    pub rules: Rules,
}

/// Who may write in a room, and how often. They hold for everybody but those who keep order in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Seconds between two messages of a member, at most [`crate::SLOWEST_S`]; 0 for none.
    pub slow_s: u32,
    /// Only those who keep order write here; the others read and react.
    pub announcements: bool,
}

impl Rules {
    /// Everybody writes as often as they like.
    #[must_use]
    pub const fn are_none(&self) -> bool {
        self.slow_s == 0 && !self.announcements
    }
}

/// Who may find a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Every member of the place sees it in the list and may join.
    Public,
    /// It exists only for those who were invited.
    Private,
    /// It exists only for the members it was made for, and is the only one for them: nobody comes, nobody goes, nobody manages
    /// it, and each of them is told it under the names of the others.
    Direct,
}

impl Visibility {
    /// The word that stands for it in forms and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }

    /// The visibility this word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Direct].into_iter().find(|visibility| visibility.word() == word)
    }
}

/// What a member may do in one room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomRole {
    /// Reads, writes, leaves; invites to public rooms.
    #[default]
    Member,
    /// Also renames, describes, invites and removes. Who made the room is one.
    Owner,
}

impl RoomRole {
    /// The word that stands for it in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Owner => "owner",
        }
    }

    /// The role this word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Member, Self::Owner].into_iter().find(|role| role.word() == word)
    }
}

/// How much of a room a member wants to be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// Every message counts.
    #[default]
    All,
    /// Only messages that call them count.
    Mentions,
    /// Nothing counts.
    None,
}

impl Attention {
    /// The word that stands for it in forms and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mentions => "mentions",
            Self::None => "none",
        }
    }

    /// What this word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::All, Self::Mentions, Self::None].into_iter().find(|attention| attention.word() == word)
    }

    /// A message of the room that calls the member, or does not, is worth telling them.
    #[must_use]
    pub const fn wants(self, called: bool) -> bool {
        match self {
            Self::All => true,
            Self::Mentions => called,
            Self::None => false,
        }
    }
}
