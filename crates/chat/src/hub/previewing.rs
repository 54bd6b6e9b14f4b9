//! Links in messages, for the one who looks them up; and single messages, for those who may know them.
//! What may be asked of whom on the way is not decided here.

use protocol::{LinkPreview, Page, Person, Rejection, Room, RoomId, Row, Seq};

use super::{Hub, Seat, unavailable};
use crate::{
    LinkDesk, keeps_order,
    room::{Request, Standing},
    rows_at,
};

impl Hub {
    /// Where rooms say what is to be looked up.
    #[must_use]
    pub fn links(&self) -> &LinkDesk {
        &self.around.links
    }

    /// Hangs below a message what its links were found to be, as far as they are still in it.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] and [`Rejection::NoSuchMessage`] when there is none any more, [`Rejection::Unavailable`] when it
    /// was not saved.
    pub async fn preview(&self, room: RoomId, of: Seq, previews: Vec<LinkPreview>) -> Result<(), Rejection> {
        self.ask(room, |done| Request::Preview { of, previews, done }).await
    }

    /// One message, with what it answers, and how the reader stands in its room.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in the room, [`Rejection::NoSuchMessage`] when no message ever was
    /// there.
    pub async fn message(&self, reader: &Person, room: RoomId, seq: Seq) -> Result<(Room, Page, Seat), Rejection> {
        let Standing { room, position, role, read, .. } = self.standing(reader.id, room).await?;
        if seq > position.seq || seq == Seq::ZERO {
            return Err(Rejection::NoSuchMessage);
        }
        let (history, failed) = (&*self.around.history, |error| unavailable("read a message", &error));
        let rows = rows_at(history, room.id, [seq].into()).await.map_err(failed)?;
        if rows.first().and_then(Row::author).is_none() {
            return Err(Rejection::NoSuchMessage);
        }
        let answered = rows.iter().filter_map(Row::reply).collect();
        let quoted = rows_at(history, room.id, answered).await.map_err(failed)?;
        let seat = Seat { role, keeps_order: keeps_order(reader.role, role, room.visibility), read };
        let page = self.page_of(rows, quoted, seq < position.seq).await?;
        Ok((room, page, seat))
    }
}
