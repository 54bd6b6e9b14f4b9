//! Keeping order in all rooms at once: who is muted or banned from now on, what is shown to those who keep order, and what
//! somebody wrote lately is deleted.
//! Who may is asked of the table before; what is remembered of it is behind [`Moderation`](crate::Moderation).

use std::collections::BTreeSet;

use protocol::{
    Body, CloseCode, Event, Happened, LogEvent, MemberId, Millis, Person, Rejection, Room, RoomId, Rules, Sanction, Seq, Visibility,
};

use super::{Hub, unavailable};
use crate::{
    Action, Standing, may, permit,
    room::{Request, Standing as Place},
};

/// Events looked through at once for what is to be deleted.
const SPAN: u64 = 500;
/// Messages deleted in one go: rooms do other things in between.
const BATCH: usize = 50;

impl Hub {
    /// May write, upload and react, as far as mutes are concerned.
    ///
    /// # Errors
    /// [`Rejection::Muted`].
    pub async fn may_speak(&self, member: MemberId) -> Result<(), Rejection> {
        self.around.sanctions.may_speak(member).await
    }

    /// May put a file into this room.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the member is not in it, [`Rejection::NotAllowed`], [`Rejection::Muted`].
    pub async fn may_upload(&self, person: &Person, room: RoomId) -> Result<(), Rejection> {
        self.permit(person, room, Action::Upload).await?;
        self.may_speak(person.id).await
    }

    /// The room, for somebody who is in it and may do this there.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when they are not in it, [`Rejection::NotAllowed`].
    pub async fn permit(&self, person: &Person, room: RoomId, action: Action) -> Result<Room, Rejection> {
        let Place { room, role, .. } = self.standing(person.id, room).await?;
        permit(action, person.role, Standing::Inside(role, room.visibility))?;
        Ok(room)
    }

    /// A member is muted from now on, or no more; their open pages are told.
    pub async fn mute(&self, member: MemberId, mute: Option<Sanction>) {
        self.around.sanctions.set_mute(member, mute.as_ref()).await;
        self.around.lines.tell(member, Event::Muted { mute });
    }

    /// A member is banned from now on: all their connections end. Or no more.
    pub fn ban(&self, member: MemberId, ban: Option<&Sanction>) {
        self.around.sanctions.set_ban(member, ban);
        if ban.is_some() {
            self.close_member(member, CloseCode::Kicked);
        }
    }

    /// The member was banned since the server began, and still is.
    #[must_use]
    pub fn is_banned(&self, member: MemberId) -> bool {
        self.around.sanctions.is_banned(member)
    }

    /// Decides who may write in a room, and how often.
    ///
    /// # Errors
    /// [`Rejection::NotAllowed`] unless the actor keeps order in the room.
    pub async fn rule(&self, actor: &Person, room: RoomId, rules: Rules) -> Result<(), Rejection> {
        let actor = actor.clone();
        self.ask(room, |done| Request::Rule { actor, rules, done }).await
    }

    /// A message that somebody wants to show to those who keep order: where it stands, who wrote it and what.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in it, [`Rejection::NotAllowed`], [`Rejection::NoSuchMessage`].
    pub async fn shown(&self, reader: &Person, room: RoomId, of: Seq) -> Result<(Room, Person, Body), Rejection> {
        let Place { room, role, position, .. } = self.standing(reader.id, room).await?;
        permit(Action::Report, reader.role, Standing::Inside(role, room.visibility))?;
        if of == Seq::ZERO || of > position.seq {
            return Err(Rejection::NoSuchMessage);
        }
        let row = self.around.history.rows(room.id, of.back(1), of).await.map_err(|error| unavailable("read a message", &error))?.pop();
        let Some(Happened::Posted { author, body, .. }) = row.map(|row| row.event.what) else { return Err(Rejection::NoSuchMessage) };
        let author = self.people([author]).await?.pop().ok_or(Rejection::NoSuchMessage)?;
        Ok((room, author, body))
    }

    /// The public rooms among these that exist, as anybody may know them.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] when memory does not answer.
    pub async fn public_rooms(&self, ids: impl IntoIterator<Item = RoomId>) -> Result<Vec<Room>, Rejection> {
        let ids: BTreeSet<RoomId> = ids.into_iter().collect();
        let mut rooms = Vec::with_capacity(ids.len());
        for id in ids {
            let record = self.around.history.room(id).await.map_err(|error| unavailable("read a room", &error))?;
            rooms.extend(record.map(|record| record.room).filter(|room| room.visibility == Visibility::Public));
        }
        Ok(rooms)
    }

    /// Deletes everything a member wrote in public rooms since then, and says how much that was. Where it breaks off, what was
    /// deleted stays deleted, and it can be asked for again.
    ///
    /// # Errors
    /// [`Rejection::NotAllowed`] unless the actor may.
    pub async fn sweep(&self, actor: &Person, author: &Person, since: Millis) -> Result<u32, Rejection> {
        if !may(Action::Sweep { of: author.role }, actor.role) {
            return Err(Rejection::NotAllowed);
        }
        let listed = self.around.history.rooms_for(actor.id).await.map_err(|error| unavailable("list rooms", &error))?;
        let mut count = 0;
        for room in listed.into_iter().filter(|listed| listed.room.visibility == Visibility::Public).map(|listed| listed.room.id) {
            let record = self.around.history.room(room).await.map_err(|error| unavailable("read a room", &error))?;
            let Some(head) = record.map(|record| record.position.seq) else { continue };
            let mut after = self.newest_before(room, head, since).await?;
            while after < head {
                let upto = Seq(after.0.saturating_add(SPAN)).min(head);
                let events = self.around.history.events(room, after, upto).await.map_err(|error| unavailable("read events", &error))?;
                let wrote = |event: &LogEvent| matches!(event.what, Happened::Posted { author: by, .. } if by == author.id);
                let theirs: Vec<Seq> = events.iter().filter(|event| wrote(event)).map(|event| event.seq).collect();
                for of in theirs.chunks(BATCH) {
                    let (actor, author, of) = (actor.clone(), author.clone(), of.to_vec());
                    count += self.ask(room, |done| Request::Sweep { actor, author, of, done }).await?;
                }
                after = upto;
            }
        }
        Ok(count)
    }
}
