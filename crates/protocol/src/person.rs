//! A member as other members see one.
//! Passwords, sessions and e-mail are never part of it.

use serde::{Deserialize, Serialize};

use crate::{DisplayName, MemberId, MemberName};

/// What others see of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: MemberId,
    /// The name one signs in with and is mentioned by.
    pub name: MemberName,
    /// The name that is shown.
    pub display: DisplayName,
    /// What one may do in this place.
    pub role: Role,
    /// Version of the uploaded avatar, part of its URL; `None` shows the generated one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<u32>,
}

/// What a member may do in the whole place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and writes in public rooms, under a name that nobody proves to be theirs.
    Guest,
    /// Is a program: reads and writes in the rooms it was put into, and signs in with a token alone.
    Bot,
    /// Reads and writes in the rooms one is in, makes rooms.
    #[default]
    Member,
    /// Also keeps order: mutes and bans those below, and deletes and removes in public rooms.
    Moderator,
    /// Also makes join links, manages every public room, and decides who is a moderator.
    Admin,
    /// Also decides who is an admin. The first account is the owner.
    Owner,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 6] = [Self::Guest, Self::Bot, Self::Member, Self::Moderator, Self::Admin, Self::Owner];

    /// May keep order: there are pages and buttons for it.
    #[must_use]
    pub fn moderates(self) -> bool {
        self >= Self::Moderator
    }

    /// May make and revoke join links and manage every public room.
    #[must_use]
    pub fn administers(self) -> bool {
        self >= Self::Admin
    }

    /// May make rooms and bring others into them.
    #[must_use]
    pub fn brings_people(self) -> bool {
        self >= Self::Member
    }

    /// The word that stands for it on the wire, in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Bot => "bot",
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role this word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// They have a page open and look at it.
    Online,
    /// They have one open, and have not looked for a while.
    Away,
    /// They have none.
    #[default]
    Offline,
}

impl Presence {
    /// They have a page open, whether they look at it or not.
    #[must_use]
    pub const fn is_online(self) -> bool {
        matches!(self, Self::Online | Self::Away)
    }
}

/// A language the interface speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// 한국어.
    Ko,
}

impl Language {
    /// The language tag, as in `<html lang>`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The language a tag such as `ko-KR` means, if the interface speaks it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "ko" => Some(Self::Ko),
            _ => None,
        }
    }
}

/// How light the interface is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The word that stands for it in HTML, cookies and the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme this word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.word() == word)
    }
}
