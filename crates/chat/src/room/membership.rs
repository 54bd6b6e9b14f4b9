//! Who is in a room, who may let whom in and out, and who gives it its name.
//! Each of these is an event; here is who may cause it.

use protocol::{Event, Happened, MemberId, Person, Rejection, Role, RoomDescription, RoomName, RoomRole, Visibility};

use super::Room;
use crate::{Change, ReadUpto};

/// Who manages a room they are in: its owners, and of a public one the admins of the place.
pub(crate) fn manages(actor: &Person, role: RoomRole, visibility: Visibility) -> bool {
    role == RoomRole::Owner || (actor.role.administers() && visibility == Visibility::Public)
}

impl Room {
    /// May rename, describe, remove members, and delete what others wrote.
    pub(super) fn may_manage(&self, actor: &Person) -> Result<(), Rejection> {
        let role = self.role(actor.id)?;
        if manages(actor, role, self.room.visibility) { Ok(()) } else { Err(Rejection::NotAllowed) }
    }

    pub(super) async fn enter(&mut self, actor: &Person, member: Person) -> Result<(), Rejection> {
        let invited = actor.id != member.id;
        if !invited && self.members.contains_key(&member.id) {
            return Ok(());
        }
        match self.room.visibility {
            Visibility::Direct => return Err(self.role(actor.id).err().unwrap_or(Rejection::NotAllowed)),
            Visibility::Private => self.may_manage(actor)?,
            Visibility::Public if invited => drop(self.role(actor.id)?),
            Visibility::Public => {}
        }
        // Guests bring nobody, and are brought into no room that others do not find.
        let is_guest = |person: &Person| person.role == Role::Guest;
        if (invited && is_guest(actor)) || (self.room.visibility == Visibility::Private && is_guest(&member)) {
            return Err(Rejection::NotAllowed);
        }
        if self.members.contains_key(&member.id) {
            return Ok(());
        }
        let seq = self.next_seq().await?;
        let what = Happened::Joined { member: member.id, by: invited.then_some(actor.id) };
        self.around.directory.meet(actor.clone());
        self.around.directory.meet(member.clone());
        self.save(vec![what], vec![Change::Entered { member: member.id, role: RoomRole::Member, seq }]).await?;
        self.members.insert(member.id, RoomRole::Member);
        self.reading.enter(member.id, ReadUpto { seq: self.position.seq, posts: self.total });
        self.around.lines.tell(member.id, Event::Entered { room: self.seen_by(member.id), position: self.position });
        Ok(())
    }

    pub(super) async fn exit(&mut self, actor: &Person, member: MemberId) -> Result<(), Rejection> {
        if self.room.visibility == Visibility::Direct {
            return Err(self.role(actor.id).err().unwrap_or(Rejection::NotAllowed));
        }
        let removed = actor.id != member;
        if removed {
            self.may_manage(actor)?;
        }
        if !self.members.contains_key(&member) {
            return if removed { Ok(()) } else { Err(Rejection::NoSuchRoom) };
        }
        let seq = self.next_seq().await?;
        let mut changes = vec![Change::Exited { member }];
        let heir = self.heir(member);
        changes.extend(heir.map(|heir| Change::Entered { member: heir, role: RoomRole::Owner, seq }));
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

    /// Who owns the room when its last owner goes: any other member, so that it never is without one.
    fn heir(&self, leaving: MemberId) -> Option<MemberId> {
        let owners = |id: &MemberId| self.members.get(id) == Some(&RoomRole::Owner);
        let mut others = self.members.keys().filter(|id| **id != leaving);
        if !owners(&leaving) || others.clone().any(owners) {
            return None;
        }
        others.next().copied()
    }

    pub(super) async fn describe(&mut self, actor: &Person, name: RoomName, description: RoomDescription) -> Result<(), Rejection> {
        self.may_manage(actor)?;
        let mut room = self.room.clone();
        let mut what = Vec::new();
        if room.name != name {
            room.name = name.clone();
            what.push(Happened::Renamed { by: actor.id, name });
        }
        if room.description != description {
            room.description = description.clone();
            what.push(Happened::Described { by: actor.id, description });
        }
        if what.is_empty() {
            return Ok(());
        }
        self.around.directory.meet(actor.clone());
        self.save(what, vec![Change::Updated { room: room.clone() }]).await?;
        self.room = room;
        Ok(())
    }
}
