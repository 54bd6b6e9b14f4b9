//! Who is in a room on the screen: as the server listed them, and as they come and go since.

use std::collections::BTreeSet;

use protocol::{LISTED, MemberId, Person, Presence, ROSTER, RoomRole};

use crate::api::{MemberView, RosterView};

impl RosterView {
    /// Some are not shown.
    pub fn is_part(&self) -> bool {
        self.hidden() > 0
    }

    /// How many are not shown.
    pub fn hidden(&self) -> u32 {
        self.total.saturating_sub(self.members.len() as u32)
    }

    /// Somebody came in. Whoever is listed already came in before the list was made.
    pub fn enters(&mut self, person: Person) {
        if self.members.iter().any(|member| member.person.id == person.id) {
            return;
        }
        self.total += 1;
        if self.total as usize <= LISTED {
            let name = person.display.as_str().to_lowercase();
            let place = self.members.partition_point(|member| member.person.display.as_str().to_lowercase() <= name);
            let (role, presence) = (RoomRole::Member, Presence::Offline);
            self.members.insert(place, MemberView { person, role, presence, removable: false, roles: Vec::new() });
        }
    }

    /// Somebody went out.
    pub fn exits(&mut self, member: MemberId) {
        let known = self.members.iter().position(|one| one.person.id == member);
        if known.is_some() || self.is_part() {
            self.total = self.total.saturating_sub(1);
        }
        if let Some(place) = known {
            self.members.remove(place);
        }
    }

    /// The same with everybody's presence as the line tells it: nothing new while it has told nothing, and in large rooms.
    #[must_use]
    pub fn seen_by(mut self, me: Option<MemberId>, online: &BTreeSet<MemberId>, away: &BTreeSet<MemberId>) -> Self {
        // Whoever is told who is online is among them.
        if self.total as usize <= ROSTER && me.is_some_and(|me| online.contains(&me)) {
            for member in &mut self.members {
                let id = member.person.id;
                member.presence = match (online.contains(&id), away.contains(&id)) {
                    (true, true) => Presence::Away,
                    (true, false) => Presence::Online,
                    (false, _) => Presence::Offline,
                };
            }
            self.online = online.len() as u32;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, LISTED, MemberId, MemberName, Person, Presence, ROSTER, Role};

    use crate::api::RosterView;

    fn person(n: u32, name: &str) -> Person {
        Person {
            id: MemberId::from_bits(n.into()),
            name: MemberName::parse(&format!("m{n}")).unwrap(),
            display: DisplayName::parse(name).unwrap(),
            role: Role::Member,
            avatar: None,
        }
    }

    fn names(roster: &RosterView) -> Vec<&str> {
        roster.members.iter().map(|member| member.person.display.as_str()).collect()
    }

    #[test]
    fn who_comes_stands_in_order_and_once() {
        let mut roster = RosterView::default();
        for (n, name) in [(1, "Ben"), (2, "ana"), (3, "Cho"), (2, "ana")] {
            roster.enters(person(n, name));
        }
        assert_eq!((names(&roster), roster.total, roster.is_part()), (vec!["ana", "Ben", "Cho"], 3, false));
        roster.exits(MemberId::from_bits(1));
        roster.exits(MemberId::from_bits(1));
        assert_eq!((names(&roster), roster.total), (vec!["ana", "Cho"], 2));
    }

    #[test]
    fn who_does_not_fit_is_counted_and_not_listed() {
        let mut roster = RosterView { total: LISTED as u32, ..RosterView::default() };
        roster.enters(person(1, "Ana"));
        assert_eq!((names(&roster).len(), roster.hidden()), (0, LISTED as u32 + 1));
        roster.exits(MemberId::from_bits(9));
        assert_eq!(roster.total, LISTED as u32, "somebody who was not listed");
    }

    #[test]
    fn nobody_is_offline_only_because_nothing_was_told() {
        let mut roster = RosterView::default();
        roster.enters(person(1, "Ana"));
        roster.enters(person(2, "Ben"));
        roster.members[0].presence = Presence::Online;
        let presences = |roster: RosterView| roster.members.into_iter().map(|member| member.presence).collect::<Vec<_>>();
        let (me, ana, ben) = (Some(MemberId::from_bits(1)), MemberId::from_bits(1), MemberId::from_bits(2));
        let told = |online: &[MemberId]| presences(roster.clone().seen_by(me, &online.iter().copied().collect(), &[ben].into()));
        assert_eq!(told(&[]), [Presence::Online, Presence::Offline]);
        assert_eq!(told(&[ben]), [Presence::Online, Presence::Offline], "what is told of others is not all of it");
        assert_eq!(told(&[ana, ben]), [Presence::Online, Presence::Away]);
        roster.total = ROSTER as u32 + 1;
        let all = [ana, ben].into();
        assert_eq!(presences(roster.seen_by(me, &all, &[].into())), [Presence::Online, Presence::Offline], "nobody tells of a large room");
    }
}
