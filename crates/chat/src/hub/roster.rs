//! Who is in a room: everybody, or the part of them that a page shows.
//! Who of them is there is known to the room, what they are called to the directory.

use std::collections::HashMap;

use protocol::{LISTED, MemberId, Person, Presence, Rejection, RoomId, RoomRole};
use text::{best, fit};

use super::Hub;
use crate::room::Request;

/// Members that are found by name at once.
const FOUND: usize = 50;

/// Somebody in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// As what.
    pub role: RoomRole,
    /// Whether they are there.
    pub presence: Presence,
}

/// The members of a room that are shown at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// They, by the names that are shown.
    pub members: Vec<Member>,
    /// How many there are, shown or not.
    pub total: usize,
    /// How many of those are there, looking or not.
    pub online: usize,
}

/// Somebody in a room whose card nobody has looked at yet.
type Listed = (MemberId, RoomRole, Presence);

impl Roster {
    /// As many of these as are shown at once, those who are there first; with `like`, those whose names fit that.
    #[must_use]
    pub fn of(mut members: Vec<Member>, like: Option<&str>) -> Self {
        if let Some(like) = like {
            return found(like, members);
        }
        let (total, online) = cut(&mut members, |member| (member.person.id, member.presence));
        by_name(&mut members);
        Self { members, total, online }
    }
}

impl Hub {
    /// Everybody in a room, by the names that are shown.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] for those outside; [`Rejection::Unavailable`] when memory does not answer.
    pub async fn members(&self, reader: &Person, room: RoomId) -> Result<Vec<Member>, Rejection> {
        let listed = self.listed(reader, room).await?;
        self.with_cards(listed).await
    }

    /// The part of a room's members that is shown at once: all of them, or where they are many, those who are there first. With
    /// `like`, those whose names fit that.
    ///
    /// # Errors
    /// As [`Self::members`].
    pub async fn roster(&self, reader: &Person, room: RoomId, like: Option<&str>) -> Result<Roster, Rejection> {
        let mut listed = self.listed(reader, room).await?;
        if let Some(like) = like {
            return Ok(found(like, self.with_cards(listed).await?));
        }
        let (total, online) = cut(&mut listed, |(member, _, presence)| (*member, *presence));
        Ok(Roster { members: self.with_cards(listed).await?, total, online })
    }

    async fn listed(&self, reader: &Person, room: RoomId) -> Result<Vec<Listed>, Rejection> {
        let member = reader.id;
        self.ask(room, |done| Request::Members { member, done }).await
    }

    async fn with_cards(&self, listed: Vec<Listed>) -> Result<Vec<Member>, Rejection> {
        let mut people: HashMap<MemberId, Person> =
            self.people(listed.iter().map(|(id, ..)| *id)).await?.into_iter().map(|person| (person.id, person)).collect();
        let member = |(id, role, presence)| Some(Member { person: people.remove(&id)?, role, presence });
        let mut members: Vec<Member> = listed.into_iter().filter_map(member).collect();
        by_name(&mut members);
        Ok(members)
    }
}

/// Leaves as many as are shown at once, those who are there first; says how many there were, and how many of them there.
fn cut<T>(members: &mut Vec<T>, who: impl Fn(&T) -> (MemberId, Presence)) -> (usize, usize) {
    let is_there = |one: &T| who(one).1.is_online();
    let counts = (members.len(), members.iter().filter(|one| is_there(one)).count());
    if members.len() > LISTED {
        members.sort_unstable_by_key(|one| (!is_there(one), who(one).0));
        members.truncate(LISTED);
    }
    counts
}

fn by_name(members: &mut [Member]) {
    members.sort_by_cached_key(|member| (member.person.display.as_str().to_lowercase(), member.person.id));
}

/// Those of them whose names fit best, counted with those who fit less.
fn found(like: &str, members: Vec<Member>) -> Roster {
    let fits = |member: Member| {
        let names = [member.person.name.as_str(), member.person.display.as_str()];
        let fit = names.into_iter().filter_map(|name| fit(like, name)).min()?;
        Some(((fit, !member.presence.is_online()), member))
    };
    let fitting: Vec<_> = members.into_iter().filter_map(fits).collect();
    let (total, online) = (fitting.len(), fitting.iter().filter(|(_, member)| member.presence.is_online()).count());
    Roster { members: best(fitting, FOUND), total, online }
}
