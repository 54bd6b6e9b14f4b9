//! Reading a room's history at any place: for doorways that page in both directions, by time, or catch up by themselves.
//! Live events come through a [`Connection`](crate::Connection).

use protocol::{Happened, LogEvent, MemberId, Millis, Page, Person, Position, Rejection, RoomId, Seq};

use super::{Hub, unavailable};
use crate::ListedRoom;

impl Hub {
    /// The cards of these members, each once.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] when memory does not answer.
    pub async fn cards(&self, ids: impl IntoIterator<Item = MemberId>) -> Result<Vec<Person>, Rejection> {
        self.people(ids).await
    }

    /// Where a room's log stands.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in it.
    pub async fn head(&self, reader: &Person, room: RoomId) -> Result<Position, Rejection> {
        self.position(reader.id, room).await
    }

    /// The events after `after` up to `upto`, in order, from the first one on, but perhaps not all: there is a bound for one
    /// answer.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn log(&self, reader: &Person, room: RoomId, after: Seq, upto: Seq) -> Result<(Vec<LogEvent>, Vec<Person>), Rejection> {
        self.events(reader.id, room, after, upto).await
    }

    /// The rows after `after` up to `upto`, and where the room's log stands. The caller bounds how many there may be.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn rows(&self, reader: &Person, room: RoomId, after: Seq, upto: Seq) -> Result<(Position, Page), Rejection> {
        let position = self.position(reader.id, room).await?;
        let rows = self.around.history.rows(room, after, upto.min(position.seq)).await.map_err(|error| unavailable("read rows", &error))?;
        Ok((position, self.page_of(rows, position.seq).await?))
    }

    /// The last event before this time, by halving: [`Seq::ZERO`] when all are later. Exact as long as the clock did not go back.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn last_before(&self, reader: &Person, room: RoomId, time: Millis) -> Result<Position, Rejection> {
        let head = self.position(reader.id, room).await?;
        let (mut before, mut after) = (Seq::ZERO, head.seq.next());
        while before.next() < after {
            let middle = Seq(u64::midpoint(before.0, after.0));
            let found = self.around.history.events(room, middle.back(1), middle).await;
            let event = found.map_err(|error| unavailable("find a time", &error))?.pop();
            match event {
                Some(event) if event.at < time => before = middle,
                _ => after = middle,
            }
        }
        Ok(Position { seq: before, ..head })
    }

    /// Who made a room that somebody found, and when.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] when memory does not answer.
    pub async fn origin(&self, found: &ListedRoom) -> Result<Option<(MemberId, Millis)>, Rejection> {
        let first = self.around.history.events(found.room.id, Seq::ZERO, Seq::ZERO.next()).await;
        let first = first.map_err(|error| unavailable("read an origin", &error))?.pop();
        Ok(first.and_then(|event| match event.what {
            Happened::Created { by } => Some((by, event.at)),
            _ => None,
        }))
    }
}
