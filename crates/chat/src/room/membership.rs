//! Who is in a room, who may let whom in and out, and who gives it its name.
//! Each of these is an event; here is who may cause it.

use protocol::{Event, Happened, Measure, MemberId, Person, Rejection, Role, RoomRole};

use super::{Room, RoomChange};
use crate::{Action, Change, ReadUpto};

impl Room {
    pub(super) async fn enter(&mut self, actor: &Person, member: Person) -> Result<(), Rejection> {
        let invited = actor.id != member.id;
        if !invited && self.members.contains_key(&member.id) {
            return Ok(());
        }
        if invited {
            self.permit(Action::Bring { of: member.role }, actor)?;
            self.may_alter(actor).await?;
        } else {
            self.permit(Action::Join, actor)?;
            self.may_come_or_go(actor.id)?;
        }
        if self.members.contains_key(&member.id) {
            return Ok(());
        }
        let seq = self.next_seq().await?;
        let what = Happened::Joined { member: member.id, by: invited.then_some(actor.id) };
        self.around.directory.greet(actor.clone());
        self.around.directory.greet(member.clone());
        self.save(vec![what], vec![Change::Entered { member: member.id, role: RoomRole::Member, seq }]).await?;
        self.members.insert(member.id, RoomRole::Member);
        self.reading.enter(member.id, ReadUpto { seq: self.position.seq, posts: self.total });
        self.around.lines.tell(member.id, Event::Entered { room: self.seen_by(member.id), position: self.position });
        if self.around.discreet.has(member.id) {
            // Everybody counts whoever comes in.
            self.tell_cursors();
        }
        Ok(())
    }

    pub(super) async fn exit(&mut self, actor: &Person, member: MemberId) -> Result<(), Rejection> {
        let removed = actor.id != member;
        if removed {
            // Whether there is such a room comes before whether there is such a member.
            self.permit(Action::Read, actor)?;
            let of = self.around.directory.people([member]).await.map_err(|_| Rejection::Unavailable)?;
            // Somebody unknown is below everybody, and not in it.
            self.permit(Action::Remove { of: of.first().map_or(Role::Guest, |person| person.role) }, actor)?;
        } else {
            self.permit(Action::Leave, actor)?;
        }
        if !self.members.contains_key(&member) {
            return if removed { Ok(()) } else { Err(Rejection::NoSuchRoom) };
        }
        if !removed {
            self.may_come_or_go(member)?;
        }
        let seq = self.next_seq().await?;
        let mut changes = vec![Change::Exited { member }];
        let heir = self.heir(member).await;
        changes.extend(heir.map(|heir| Change::Entered { member: heir, role: RoomRole::Owner, seq }));
        changes.extend(self.audited(actor, removed.then_some(Measure::Removed { member, room: self.room.id })));
        // From here on nothing of this room reaches them, not even their own departure.
        self.save_posts().await;
        self.audience.expel(member);
        let left = Happened::Left { member, by: removed.then_some(actor.id) };
        if let Err(rejection) = self.save(vec![left], changes).await {
            // Still in, but no longer subscribed: have them subscribe again.
            self.around.lines.tell(member, Event::Overflowed);
            return Err(rejection);
        }
        self.members.remove(&member);
        self.reading.exit(member);
        self.attention.remove(&member);
        self.members.extend(heir.map(|heir| (heir, RoomRole::Owner)));
        self.around.lines.tell(member, Event::Exited { room: self.room.id, by: removed.then_some(actor.id) });
        Ok(())
    }

    /// Who owns the room when its last owner goes: any other member, so that it never is without one; a bot only where there is
    /// nobody else.
    async fn heir(&self, leaving: MemberId) -> Option<MemberId> {
        let owners = |id: &MemberId| self.members.get(id) == Some(&RoomRole::Owner);
        let mut others = self.members.keys().copied().filter(|id| *id != leaving);
        if !owners(&leaving) || others.clone().any(|id| owners(&id)) {
            return None;
        }
        let people = self.around.directory.people(others.clone()).await.unwrap_or_default();
        let bots: Vec<MemberId> = people.into_iter().filter(|person| person.role == Role::Bot).map(|bot| bot.id).collect();
        others.clone().find(|id| !bots.contains(id)).or_else(|| others.next())
    }

    pub(super) async fn describe(&mut self, actor: &Person, RoomChange { name, description }: RoomChange) -> Result<(), Rejection> {
        self.permit(Action::Rename, actor)?;
        self.may_alter(actor).await?;
        let mut room = self.room.clone();
        let (mut what, mut renamed) = (Vec::new(), None);
        if let Some(name) = name.filter(|name| room.name != *name) {
            room.name = name.clone();
            // What owners call their rooms is their own business.
            renamed = (self.role(actor.id)? != RoomRole::Owner).then(|| Measure::Renamed { room: room.id, name: name.clone() });
            what.push(Happened::Renamed { by: actor.id, name });
        }
        if let Some(description) = description.filter(|description| room.description != *description) {
            room.description = description.clone();
            what.push(Happened::Described { by: actor.id, description });
        }
        if what.is_empty() {
            return Ok(());
        }
        self.around.directory.greet(actor.clone());
        let changes = [Change::Updated { room: room.clone() }].into_iter().chain(self.audited(actor, renamed)).collect();
        self.save(what, changes).await?;
        self.room = room;
        Ok(())
    }
}
