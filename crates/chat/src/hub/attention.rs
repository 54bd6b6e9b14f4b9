//! What waits for a member: their rooms with what is unread in each and how much they want to be told, and what they say they
//! have read. It is derived from the log and from how far they have read it, whenever it is asked for.

use protocol::{Attention, MemberId, Person, Rejection, RoomId, Seq, Visibility};
use tokio::sync::oneshot;

use super::{Hub, unavailable};
use crate::{ListedRoom, Waiting, room::Request};

impl Hub {
    /// The rooms a member can find, their own and all public ones, sorted by name, with what waits for them there.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] when memory does not answer.
    pub async fn rooms(&self, reader: &Person) -> Result<Vec<ListedRoom>, Rejection> {
        let mut listed = self.around.history.rooms_for(reader.id).await.map_err(|error| unavailable("list rooms", &error))?;
        self.name_direct(reader.id, &mut listed).await?;
        for one in &mut listed {
            Waiting { unread: one.unread, mentions: one.mentions } = self.waiting(reader.id, one).await?;
        }
        Ok(listed)
    }

    async fn waiting(&self, member: MemberId, listed: &ListedRoom) -> Result<Waiting, Rejection> {
        if listed.role.is_none() {
            return Ok(Waiting::default());
        }
        // A room that is awake knows better: it keeps cursors seconds late.
        let (done, answer) = oneshot::channel();
        self.send_if_awake(listed.room.id, Request::Waiting { member, done }).await;
        if let Ok(Ok(waiting)) = answer.await {
            return Ok(waiting);
        }
        let unread = listed.unread;
        let mentions = match listed.room.visibility {
            Visibility::Direct => unread,
            _ if unread == 0 => 0,
            Visibility::Public | Visibility::Private => {
                let calls = self.around.history.calls(listed.room.id, member, listed.read).await;
                calls.map_err(|error| unavailable("count calls", &error))?
            }
        };
        Ok(Waiting { unread, mentions })
    }

    /// A member has seen everything of a room up to here.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when there is no such room.
    pub async fn read(&self, member: MemberId, room: RoomId, seq: Seq) -> Result<(), Rejection> {
        self.send(room, Request::Read { member, seq }).await
    }

    /// How far a member has read a room.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the member is not in it.
    pub async fn cursor(&self, member: MemberId, room: RoomId) -> Result<Seq, Rejection> {
        self.ask(room, |done| Request::Cursor { member, done }).await
    }

    /// A member lets everything of a room from here on be unread again, until they read it.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the member is not in it.
    pub async fn mark_unread(&self, member: MemberId, room: RoomId, seq: Seq) -> Result<(), Rejection> {
        self.ask(room, |done| Request::MarkUnread { member, seq, done }).await
    }

    /// A member wants to be told this much of a room.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the member is not in it.
    pub async fn attend(&self, member: MemberId, room: RoomId, attention: Attention) -> Result<(), Rejection> {
        self.ask(room, |done| Request::Attend { member, attention, done }).await
    }
}
