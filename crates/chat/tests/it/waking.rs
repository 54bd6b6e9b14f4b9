//! Rooms wake when somebody needs them: each by itself, and each once.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use chat::{Append, History, HistoryError, Hub, ListedRoom, Memory, RoomRecord, Settings, Upload};
use protocol::{Body, FileId, LogEvent, MemberId, Millis, Nonce, Rejection, RoomId, Row, Seq, Visibility};
use tokio::sync::Semaphore;

use crate::house::{house_over, post};

/// Memory in which the record of one room is found only when a permit is given.
struct Sluggish {
    memory: Arc<Memory>,
    slow: RoomId,
    permits: Semaphore,
    loads: AtomicUsize,
    fails: bool,
}

#[async_trait::async_trait]
impl History for Sluggish {
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError> {
        self.memory.append(batch).await
    }
    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError> {
        if room == self.slow {
            self.loads.fetch_add(1, SeqCst);
            self.permits.acquire().await.unwrap().forget();
            if self.fails {
                return Err(HistoryError::Unavailable { operation: "read a room", source: "the disk is gone".into() });
            }
        }
        self.memory.room(room).await
    }
    async fn events(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError> {
        self.memory.events(room, after, upto).await
    }
    async fn rows(&self, room: RoomId, after: Seq, upto: Seq) -> Result<Vec<Row>, HistoryError> {
        self.memory.rows(room, after, upto).await
    }
    async fn attempt(&self, room: RoomId, author: MemberId, nonce: Nonce) -> Result<Option<LogEvent>, HistoryError> {
        self.memory.attempt(room, author, nonce).await
    }
    async fn posts_upto(&self, room: RoomId, upto: Seq) -> Result<u64, HistoryError> {
        self.memory.posts_upto(room, upto).await
    }
    async fn versions(&self, room: RoomId, of: Seq) -> Result<Vec<(Millis, Body)>, HistoryError> {
        self.memory.versions(room, of).await
    }
    async fn calls(&self, room: RoomId, member: MemberId, after: Seq) -> Result<u64, HistoryError> {
        self.memory.calls(room, member, after).await
    }
    async fn pins(&self, room: RoomId) -> Result<Vec<Row>, HistoryError> {
        self.memory.pins(room).await
    }
    async fn direct(&self, members: &BTreeSet<MemberId>) -> Result<Option<RoomId>, HistoryError> {
        self.memory.direct(members).await
    }
    async fn files(&self, ids: &[FileId]) -> Result<Vec<Upload>, HistoryError> {
        self.memory.files(ids).await
    }
    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError> {
        self.memory.rooms_for(member).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_room_that_loads_slowly_holds_up_no_other_and_is_loaded_once() {
    for fails in [false, true] {
        let memory = Arc::new(Memory::default());
        let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
        let (slow, quick) = (house.room(Visibility::Public).await.id, house.room(Visibility::Public).await.id);
        let permits = Semaphore::new(0);
        let sluggish = Arc::new(Sluggish { memory: memory.clone(), slow, permits, loads: 0.into(), fails });
        let hub = Hub::new(sluggish.clone(), memory, Settings::default());
        let ask = |n| {
            let (hub, ana) = (hub.clone(), house.ana.clone());
            tokio::spawn(async move { hub.post(&ana, slow, post(n, "slow")).await })
        };
        let waiting = [ask(1), ask(2), ask(3)];
        let other = tokio::time::timeout(Duration::from_secs(1), hub.post(&house.ana, quick, post(4, "quick"))).await;
        assert_eq!(other.expect("another room answers meanwhile").unwrap().0, Seq(2));
        assert!(waiting.iter().all(|post| !post.is_finished()));
        sluggish.permits.add_permits(1);
        for post in waiting {
            let answer = post.await.unwrap();
            assert_eq!(answer.is_err(), fails);
            assert!(!fails || answer == Err(Rejection::Unavailable));
        }
        assert_eq!(sluggish.loads.load(SeqCst), 1);
    }
}

#[tokio::test]
async fn who_asks_for_a_room_that_does_not_load_may_ask_again() {
    let memory = Arc::new(Memory::default());
    let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
    let (room, nowhere) = (house.room(Visibility::Public).await.id, RoomId::from_bits(9));
    let sluggish = Arc::new(Sluggish { memory: memory.clone(), slow: nowhere, permits: Semaphore::new(9), loads: 0.into(), fails: true });
    let hub = Hub::new(sluggish.clone(), memory, Settings::default());
    for _ in 0..3 {
        assert_eq!(hub.snapshot(&house.ana, nowhere).await.unwrap_err(), Rejection::Unavailable);
        assert_eq!(hub.snapshot(&house.ana, RoomId::from_bits(10)).await.unwrap_err(), Rejection::NoSuchRoom);
        hub.snapshot(&house.ana, room).await.unwrap();
    }
    assert_eq!(sluggish.loads.load(SeqCst), 3);
}
