//! The trait `History` as the store keeps it.
//! Each method is one line; what it does stands in `append`, `log` and `rooms`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chat::{Append, History, HistoryError, ListedRoom, RoomRecord, Upload};
use protocol::{Body, FileId, Happened, LogEvent, MemberId, Millis, Nonce, RoomId, Row, Seq};

use crate::{Store, append, database::Failure, files, log, rooms};

#[async_trait]
impl History for Store {
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError> {
        append::append(&self.database, batch).await.map_err(|failure| match failure {
            failure if failure.is_taken("attempt") => HistoryError::NonceTaken,
            failure if failure.is_taken("event") => HistoryError::SeqTaken,
            failure if failure.is_taken("direct") => HistoryError::DirectTaken,
            failure => unavailable("appending to rooms")(failure),
        })?;
        let loosens = |what: &Happened| matches!(what, Happened::Deleted { .. } | Happened::Previewed { .. });
        if batch.iter().any(|append| append.events.iter().any(|event| loosens(&event.what))) {
            self.loosened.notify_one();
        }
        Ok(())
    }

    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError> {
        rooms::room(&self.database, room).await.map_err(unavailable("reading a room"))
    }

    async fn events(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError> {
        log::events(&self.database, room, after, upto).await.map_err(unavailable("reading events"))
    }

    async fn rows(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, HistoryError> {
        log::rows(&self.database, room, after, upto).await.map_err(unavailable("reading rows"))
    }

    async fn attempt(&self, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, HistoryError> {
        log::attempt(&self.database, room, author, nonce).await.map_err(unavailable("reading an attempt"))
    }

    async fn posts_upto(&self, room: RoomId, upto: Seq) -> Result<u64, HistoryError> {
        log::posts_upto(&self.database, room, upto).await.map_err(unavailable("counting messages"))
    }

    async fn calls(&self, room: RoomId, member: MemberId, after: Seq) -> Result<u64, HistoryError> {
        log::calls(&self.database, room, member, after).await.map_err(unavailable("counting calls"))
    }

    async fn pins(&self, room: RoomId) -> Result<Vec<Row>, HistoryError> {
        log::pins(&self.database, room).await.map_err(unavailable("reading pins"))
    }

    async fn versions(&self, room: RoomId, of: Seq) -> Result<Vec<(Millis, Body)>, HistoryError> {
        log::versions(&self.database, room, of).await.map_err(unavailable("reading versions"))
    }

    async fn direct(&self, members: &BTreeSet<MemberId>) -> Result<Option<RoomId>, HistoryError> {
        rooms::direct(&self.database, members).await.map_err(unavailable("finding a direct room"))
    }

    async fn files(&self, ids: &[FileId]) -> Result<Vec<Upload>, HistoryError> {
        files::files(&self.database, ids).await.map_err(unavailable("reading files"))
    }

    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError> {
        rooms::rooms_for(&self.database, member).await.map_err(unavailable("listing rooms"))
    }
}

fn unavailable(operation: &'static str) -> impl Fn(Failure) -> HistoryError {
    move |failure| HistoryError::Unavailable { operation, source: Box::new(failure) }
}
