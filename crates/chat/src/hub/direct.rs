//! The direct room of some members: found again whoever asks, made once.
//! What happens in it is a room's business like any other.

use std::collections::{BTreeSet, HashMap};

use protocol::{
    DIRECT_MEMBERS, Epoch, Event, Happened, LogEvent, MemberId, Person, Position, Rejection, Room, RoomDescription, RoomId, RoomRole,
    Rules, Seq, Visibility,
};

use super::{Hub, unavailable};
use crate::{
    Action, Append, Change, HistoryError, ListedRoom, chance, clock,
    direct::{name_of, seen},
    may,
};

impl Hub {
    /// The direct room of a member and these others, made if there is none yet; alone, it is the member's own.
    ///
    /// # Errors
    /// [`Rejection::NotAllowed`] to guests and for more than [`DIRECT_MEMBERS`], [`Rejection::Unavailable`] when it could not be
    /// saved.
    pub async fn direct(&self, actor: &Person, others: &[Person]) -> Result<RoomId, Rejection> {
        if !may(Action::MakeDirect, actor.role) {
            return Err(Rejection::NotAllowed);
        }
        let people: HashMap<MemberId, Person> = others.iter().chain([actor]).map(|person| (person.id, person.clone())).collect();
        let members: BTreeSet<MemberId> = people.keys().copied().collect();
        if members.len() > DIRECT_MEMBERS {
            return Err(Rejection::NotAllowed);
        }
        if let Some(room) = self.find_direct(&members).await? {
            return Ok(room);
        }
        self.may_speak(actor.id).await?;
        people.into_values().for_each(|person| self.around.directory.greet(person));
        match self.make_direct(actor, &members).await {
            Ok(room) => Ok(room),
            // Somebody else was faster.
            Err(HistoryError::DirectTaken) => self.find_direct(&members).await?.ok_or(Rejection::Unavailable),
            Err(error) => Err(unavailable("make a direct room", &error)),
        }
    }

    async fn find_direct(&self, members: &BTreeSet<MemberId>) -> Result<Option<RoomId>, Rejection> {
        self.around.history.direct(members).await.map_err(|error| unavailable("find a direct room", &error))
    }

    async fn make_direct(&self, actor: &Person, members: &BTreeSet<MemberId>) -> Result<RoomId, HistoryError> {
        let mut names: Vec<String> = self.around.directory.known(members.iter().copied()).into_iter().map(|one| one.name.into()).collect();
        names.sort();
        let room = Room {
            id: RoomId::from_bits(chance::bits()),
            // What it is called where nobody in particular looks. It is told under other names.
            name: name_of(&names.join(", ")).unwrap_or_else(|| actor.name.clone().into()),
            description: RoomDescription::default(),
            visibility: Visibility::Direct,
            rules: Rules::default(),
        };
        let (epoch, at, seq) = (Epoch::from_bits(chance::bits()), clock::now(), Seq::ZERO.next());
        let mut changes = vec![Change::Created { room: room.clone(), epoch, at }, Change::Direct { members: members.clone() }];
        changes.extend(members.iter().map(|member| Change::Entered { member: *member, role: RoomRole::Member, seq }));
        let created = LogEvent { seq, at, what: Happened::Created { by: actor.id } };
        self.around.writer.save(Append { room: room.id, events: vec![created], changes }).await?;
        for member in members {
            let room = seen(&room, members.iter().copied(), *member, &self.around.directory);
            self.around.lines.tell(*member, Event::Entered { room, position: Position { epoch, seq } });
        }
        Ok(room.id)
    }

    /// Gives direct rooms the names by which their reader is told them.
    pub(super) async fn name_direct(&self, reader: MemberId, listed: &mut [ListedRoom]) -> Result<(), Rejection> {
        self.people(listed.iter().flat_map(|one| one.direct.iter().copied())).await?;
        for one in listed.iter_mut().filter(|one| !one.direct.is_empty()) {
            one.room = seen(&one.room, one.direct.iter().copied(), reader, &self.around.directory);
        }
        listed.sort_by_cached_key(|one| (one.room.name.as_str().to_lowercase(), one.room.id));
        Ok(())
    }
}
