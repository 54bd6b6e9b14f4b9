//! A disk that a test can make slow, break, or leave in doubt: memory behind it keeps what was kept.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use async_trait::async_trait;
use chat::{Append, History, HistoryError, ListedRoom, Memory, RoomRecord, Upload};
use protocol::{Body, FileId, LogEvent, MemberId, Millis, Nonce, RoomId, Row, Seq};

/// What becomes of the next save.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fate {
    /// It is kept at once.
    #[default]
    Kept,
    /// It is kept after a while.
    Slow,
    /// It fails, and nothing is kept.
    Lost,
    /// It fails, and all of it is kept.
    KeptAndFailed,
}

/// The disk of one life of the server.
pub struct Disk {
    memory: Arc<Memory>,
    next: Mutex<Fate>,
    unreadable: AtomicU32,
    dead: AtomicBool,
}

impl Disk {
    pub fn of(memory: &Arc<Memory>) -> Arc<Self> {
        Arc::new(Self { memory: Arc::clone(memory), next: Mutex::default(), unreadable: 0.into(), dead: false.into() })
    }

    /// Decides about the next save.
    pub fn prepare(&self, fate: Fate) {
        *self.next.lock().unwrap() = fate;
    }

    /// So many reads fail.
    pub fn hide(&self, reads: u32) {
        self.unreadable.store(reads, SeqCst);
    }

    /// The process behind it was killed: it can do nothing any more.
    pub fn kill(&self) {
        self.dead.store(true, SeqCst);
    }

    fn read(&self) -> Result<&Memory, HistoryError> {
        let hidden = self.unreadable.fetch_update(SeqCst, SeqCst, |reads| reads.checked_sub(1)).is_ok();
        if hidden || self.dead.load(SeqCst) { Err(broken()) } else { Ok(&self.memory) }
    }
}

fn broken() -> HistoryError {
    HistoryError::Unavailable { operation: "use the disk", source: "it is broken".into() }
}

#[async_trait]
impl History for Disk {
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError> {
        let fate = std::mem::take(&mut *self.next.lock().unwrap());
        if fate == Fate::Slow {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if fate == Fate::Lost || self.dead.load(SeqCst) {
            return Err(broken());
        }
        self.memory.append(batch).await?;
        if fate == Fate::KeptAndFailed { Err(broken()) } else { Ok(()) }
    }
    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError> {
        self.read()?.room(room).await
    }
    async fn events(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError> {
        self.read()?.events(room, after, upto).await
    }
    async fn rows(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, HistoryError> {
        self.read()?.rows(room, after, upto).await
    }
    async fn attempt(&self, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, HistoryError> {
        self.read()?.attempt(room, author, nonce).await
    }
    async fn posts_upto(&self, room: RoomId, upto: Seq) -> Result<u64, HistoryError> {
        self.read()?.posts_upto(room, upto).await
    }
    async fn versions(&self, room: RoomId, of: Seq) -> Result<Vec<(Millis, Body)>, HistoryError> {
        self.read()?.versions(room, of).await
    }
    async fn calls(&self, room: RoomId, member: MemberId, after: Seq) -> Result<u64, HistoryError> {
        self.read()?.calls(room, member, after).await
    }
    async fn pins(&self, room: RoomId) -> Result<Vec<Row>, HistoryError> {
        self.read()?.pins(room).await
    }
    async fn direct(&self, members: &BTreeSet<MemberId>) -> Result<Option<RoomId>, HistoryError> {
        self.read()?.direct(members).await
    }
    async fn files(&self, ids: &[FileId]) -> Result<Vec<Upload>, HistoryError> {
        self.read()?.files(ids).await
    }
    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError> {
        self.read()?.rooms_for(member).await
    }
}
