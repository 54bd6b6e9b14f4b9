//! Reading a room's history at any place: a page, a hole, the texts a message had, the log as doorways follow it.
//! Live events come through a [`Connection`](crate::Connection).

use std::collections::BTreeSet;

use protocol::{
    Body, Event, FileId, Happened, LogEvent, MemberId, Millis, PAGE_ROWS, Page, Person, Position, REPLAY_EVENTS, Rejection, Room, RoomId,
    Row, Seq,
};

use super::{Hub, unavailable};
use crate::{ListedRoom, Upload, keeps_order, room::Standing, rows_after, rows_at, rows_upto};

/// Bytes of events in the answer to a fetch.
const FETCH_BYTES: usize = 512 * 1024;

impl Hub {
    /// The rows before `before`.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn page(&self, reader: &Person, room: RoomId, before: Seq) -> Result<(Room, Page), Rejection> {
        let Standing { room, position, .. } = self.standing(reader.id, room).await?;
        let (history, upto) = (&*self.around.history, before.back(1).min(position.seq));
        let failed = |error| unavailable("read a page", &error);
        let rows = rows_upto(history, room.id, upto, PAGE_ROWS).await.map_err(failed)?;
        let first = rows.first().map(Row::seq).unwrap_or_default();
        let answered: BTreeSet<Seq> = rows.iter().filter_map(Row::reply).filter(|seq| *seq < first).collect();
        let quoted = rows_at(history, room.id, answered).await.map_err(failed)?;
        let page = self.page_of(rows, quoted, before <= position.seq).await?;
        Ok((room, page))
    }

    /// The rows around `at`: it stands in their middle, unless the room begins or ends nearby.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn around(&self, reader: &Person, room: RoomId, at: Seq) -> Result<(Room, Page), Rejection> {
        let Standing { room, position, .. } = self.standing(reader.id, room).await?;
        let (history, at, failed) = (&*self.around.history, at.min(position.seq), |error| unavailable("read a page", &error));
        let mut rows = rows_upto(history, room.id, at, PAGE_ROWS / 2).await.map_err(failed)?;
        rows.extend(rows_after(history, room.id, at, position.seq, PAGE_ROWS / 2).await.map_err(failed)?);
        let there: BTreeSet<Seq> = rows.iter().map(Row::seq).collect();
        let answered = rows.iter().filter_map(Row::reply).filter(|seq| !there.contains(seq)).collect();
        let quoted = rows_at(history, room.id, answered).await.map_err(failed)?;
        let newer = rows.last().is_some_and(|last| last.seq() < position.seq);
        let page = self.page_of(rows, quoted, newer).await?;
        Ok((room, page))
    }

    /// The messages of a room that are pinned, in order.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn pins(&self, reader: &Person, room: RoomId) -> Result<(Room, Page), Rejection> {
        let room = self.standing(reader.id, room).await?.room;
        let rows = self.around.history.pins(room.id).await.map_err(|error| unavailable("read pins", &error))?;
        let page = self.page_of(rows, Vec::new(), false).await?;
        Ok((room, page))
    }

    pub(super) async fn page_of(&self, rows: Vec<Row>, quoted: Vec<Row>, newer: bool) -> Result<Page, Rejection> {
        let people = self.people(rows.iter().chain(&quoted).flat_map(Row::people)).await?;
        let older = rows.first().is_some_and(|row| row.seq() > Seq::ZERO.next());
        Ok(Page { rows, people, quoted, older, newer })
    }

    /// Every text a message had, oldest first, for whoever keeps order in the room.
    ///
    /// # Errors
    /// [`Rejection::NotAllowed`] for others.
    pub async fn versions(&self, reader: &Person, room: RoomId, of: Seq) -> Result<Vec<(Millis, Body)>, Rejection> {
        let Standing { room: found, role, .. } = self.standing(reader.id, room).await?;
        if !keeps_order(reader.role, role, found.visibility) {
            return Err(Rejection::NotAllowed);
        }
        self.around.history.versions(room, of).await.map_err(|error| unavailable("read versions", &error))
    }

    /// The events in a hole, for a member of the room.
    pub(crate) async fn events(&self, reader: MemberId, room: RoomId, after: Seq, upto: Seq) -> Result<Event, Rejection> {
        let events = self.events_of(reader, room, after, upto).await?;
        let answered: BTreeSet<Seq> = events.iter().filter_map(|event| event.what.reply()).collect();
        let quoted = rows_at(&*self.around.history, room, answered).await;
        let quoted = quoted.map_err(|error| unavailable("read what is answered", &error))?;
        let named = events.iter().flat_map(|event| event.what.people()).chain(quoted.iter().filter_map(Row::author));
        let people = self.people(named).await?;
        Ok(Event::Appended { room, events, people, quoted })
    }

    async fn events_of(&self, reader: MemberId, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, Rejection> {
        let head = self.position(reader, room).await?.seq;
        let upto = upto.min(head).min(Seq(after.0.saturating_add(REPLAY_EVENTS)));
        let events = self.around.history.events(room, after, upto).await.map_err(|error| unavailable("read events", &error))?;
        // What does not fit is asked for again: the client sees that there still is a hole.
        let mut bytes = 0;
        let fits = |event: &LogEvent| {
            let fits = bytes < FETCH_BYTES;
            bytes += event.weight();
            fits
        };
        Ok(events.into_iter().take_while(fits).collect())
    }

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
        let events = self.events_of(reader.id, room, after, upto).await?;
        let people = self.people(events.iter().flat_map(|event| event.what.people())).await?;
        Ok((events, people))
    }

    /// The rows after `after` up to `upto`, and where the room's log stands. The caller bounds how many there may be.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn rows(&self, reader: &Person, room: RoomId, after: Seq, upto: Seq) -> Result<(Position, Page), Rejection> {
        let position = self.position(reader.id, room).await?;
        let rows = self.around.history.rows(room, after, upto.min(position.seq)).await.map_err(|error| unavailable("read rows", &error))?;
        Ok((position, self.page_of(rows, Vec::new(), upto < position.seq).await?))
    }

    /// The last event before this time, by halving: [`Seq::ZERO`] when all are later. Exact as long as the clock did not go back.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room.
    pub async fn last_before(&self, reader: &Person, room: RoomId, time: Millis) -> Result<Position, Rejection> {
        let head = self.position(reader.id, room).await?;
        Ok(Position { seq: self.newest_before(room, head.seq, time).await?, ..head })
    }

    pub(super) async fn newest_before(&self, room: RoomId, head: Seq, time: Millis) -> Result<Seq, Rejection> {
        let (mut before, mut after) = (Seq::ZERO, head.next());
        while before.next() < after {
            let middle = Seq(u64::midpoint(before.0, after.0));
            let found = self.around.history.events(room, middle.back(1), middle).await;
            let event = found.map_err(|error| unavailable("find a time", &error))?.pop();
            match event {
                Some(event) if event.at < time => before = middle,
                _ => after = middle,
            }
        }
        Ok(before)
    }

    /// A file that the reader may have: one in a message of a room they are in, or one of their own that waits for its message.
    ///
    /// # Errors
    /// [`Rejection::NoSuchFile`] for every other one, and for one that does not exist.
    pub async fn file(&self, reader: &Person, id: FileId) -> Result<Upload, Rejection> {
        let found = self.around.history.files(&[id]).await.map_err(|error| unavailable("read a file", &error))?.pop();
        let upload = found.filter(|upload| upload.posted.is_some() || upload.by == reader.id).ok_or(Rejection::NoSuchFile)?;
        match self.position(reader.id, upload.room).await {
            Ok(_) => Ok(upload),
            Err(Rejection::NoSuchRoom) => Err(Rejection::NoSuchFile),
            Err(rejection) => Err(rejection),
        }
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
