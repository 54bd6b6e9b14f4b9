//! What was said is kept once, whatever happens while it is saved.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

use chat::{Append, History, HistoryError, ListedRoom, Memory, NewPost, RoomRecord, Settings, Taken, Upload};
use protocol::{Body, Command, Event, FileId, LogEvent, MemberId, Millis, Nonce, Rejection, RoomId, Row, Seq, Visibility};

use crate::house::{Line, body, house, house_over, nonce, post};

#[tokio::test]
async fn the_same_attempt_is_acknowledged_as_the_first_time_and_happens_once() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let first = house.hub.post(&house.ana, room.id, post(7, "once")).await.unwrap();
    assert_eq!(house.hub.post(&house.ana, room.id, post(7, "once")).await.unwrap(), first);
    assert_eq!(house.hub.post(&house.ana, room.id, post(7, "other")).await, Err(Rejection::NonceReused));
    let twice = tokio::join!(house.hub.post(&house.ana, room.id, post(8, "both")), house.hub.post(&house.ana, room.id, post(8, "both")));
    assert_eq!(twice.0, twice.1);
    assert_eq!(house.hub.snapshot(&house.ana, room.id).await.unwrap().0.head, Seq(3));
}

#[tokio::test]
async fn an_attempt_is_known_long_after_the_room_has_forgotten_it() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await;
    let first = house.hub.post(&house.ana, room.id, post(1, "old")).await.unwrap();
    for n in 2..700 {
        house.hub.post(&house.ana, room.id, post(n, "x")).await.unwrap();
    }
    let (again, new) =
        tokio::join!(house.hub.post(&house.ana, room.id, post(1, "old")), house.hub.post(&house.ana, room.id, post(700, "new")));
    assert_eq!(again.unwrap(), first);
    assert_eq!(new.unwrap().0, Seq(701));
}

#[tokio::test(start_paused = true)]
async fn a_room_rests_and_is_found_again() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.post(&house.ana, room.id, post(1, "before")).await.unwrap();
    tokio::time::sleep(Duration::from_secs(600)).await;
    let (seq, _) = house.hub.post(&house.ana, room.id, post(2, "after")).await.unwrap();
    assert_eq!(seq, Seq(3));
}

#[tokio::test]
async fn shutting_down_says_goodbye_after_the_last_acknowledgement() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let mut line = Line::open(&house, &house.ana);
    line.subscribes(room.id, None).await;
    line.says(Command::Post { room: room.id, nonce: nonce(1), body: body("last"), reply: None, attachments: Vec::new() }).await;
    house.hub.shut_down(Duration::from_secs(5)).await;
    let mut heard = Vec::new();
    loop {
        let mut buffer = Vec::new();
        match line.connection.take(&mut buffer).await {
            Taken::Frames => heard.extend(buffer.iter().map(|frame| frame.event().clone())),
            Taken::Closed(code) => break assert_eq!(code, protocol::CloseCode::Restart),
        }
    }
    assert!(heard.iter().any(|event| matches!(event, Event::GoingAway { .. })));
    assert!(heard.iter().any(|event| matches!(event, Event::Acknowledged { .. })));
}

#[tokio::test]
async fn a_save_that_fails_is_refused_and_its_retry_happens_once_whether_it_was_kept_or_not() {
    for keeps in [false, true] {
        let memory = Arc::new(Memory::default());
        let fragile = Arc::new(Fragile { memory: memory.clone(), broken: false.into(), keeps });
        let house = house_over(fragile.clone(), memory, Settings::default()).await;
        let room = house.room(Visibility::Public).await;
        let mut line = Line::open(&house, &house.ana);
        line.subscribes(room.id, None).await;
        fragile.broken.store(true, SeqCst);
        assert_eq!(house.hub.post(&house.ana, room.id, post(1, "x")).await, Err(Rejection::Unavailable));
        let (seq, _) = house.hub.post(&house.ana, room.id, post(1, "x")).await.unwrap();
        assert_eq!(seq, Seq(2), "the number was not used up");
        assert_eq!(house.hub.snapshot(&house.ana, room.id).await.unwrap().0.head, Seq(2));
        assert_eq!(line.hears_events().await.len(), 1, "and everybody is told once");
    }
}

#[tokio::test]
async fn an_acknowledgement_says_where_the_message_stands_also_after_a_save_in_doubt() {
    let memory = Arc::new(Memory::default());
    let fragile = Arc::new(Fragile { memory: memory.clone(), broken: false.into(), keeps: true });
    let house = house_over(fragile.clone(), memory.clone(), Settings::default()).await;
    let room = house.room(Visibility::Public).await;
    fragile.broken.store(true, SeqCst);
    assert_eq!(house.hub.post(&house.ana, room.id, post(1, "kept all the same")).await, Err(Rejection::Unavailable));
    let (seq, _) = house.hub.post(&house.ana, room.id, post(2, "after it")).await.unwrap();
    let kept = memory.attempt(room.id, house.ana.id, nonce(2)).await.unwrap().unwrap();
    assert_eq!((seq, kept.seq), (Seq(3), Seq(3)));
}

#[tokio::test]
async fn who_was_removed_by_a_save_in_doubt_hears_nothing_that_came_later() {
    let memory = Arc::new(Memory::default());
    let fragile = Arc::new(Fragile { memory: memory.clone(), broken: false.into(), keeps: true });
    let house = house_over(fragile.clone(), memory, Settings::default()).await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room.id, None).await;
    fragile.broken.store(true, SeqCst);
    assert_eq!(house.hub.remove(&house.ana, room.id, house.ben.id).await, Err(Rejection::Unavailable));
    // They are told to subscribe again, and learn that they are out.
    assert_eq!(ben.hears().await, Event::Overflowed);
    ben.says(Command::Subscribe { room: room.id, after: None }).await;
    house.hub.post(&house.ana, room.id, post(1, "secret")).await.unwrap();
    assert_eq!(house.hub.post(&house.ben, room.id, post(2, "still here")).await, Err(Rejection::NoSuchRoom));
    assert_eq!(ben.hears().await, Event::Exited { room: room.id, by: Some(house.ana.id) });
    assert!(matches!(ben.hears().await, Event::Rejected { rejection: Rejection::NoSuchRoom, .. }));
    house.hub.invite(&house.ana, room.id, &house.ben).await.unwrap();
    assert!(matches!(ben.hears().await, Event::Entered { .. }), "and nothing in between");
}

#[tokio::test]
async fn a_batch_larger_than_what_a_room_keeps_in_memory_is_told_to_everybody() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await;
    let mut line = Line::open(&house, &house.ana);
    line.subscribes(room.id, None).await;
    // Together they are more than the bytes that a room keeps beyond its newest page.
    let large = "가".repeat(2_000);
    let posts: Vec<_> = (0..120)
        .map(|n| {
            let (hub, ana, text) = (house.hub.clone(), house.ana.clone(), body(&large));
            tokio::spawn(async move {
                hub.post(&ana, room.id, NewPost { nonce: nonce(n), body: text, reply: None, attachments: Vec::new() }).await
            })
        })
        .collect();
    for post in posts {
        post.await.unwrap().unwrap();
    }
    let mut heard = Vec::new();
    while heard.len() < 120 {
        heard.extend(line.hears_events().await.into_iter().map(|event| event.seq));
    }
    assert_eq!(heard, (2..=121).map(Seq).collect::<Vec<_>>());
}

/// Memory whose saves fail while `broken`: before anything was kept, or after all of it was.
struct Fragile {
    memory: Arc<Memory>,
    broken: std::sync::atomic::AtomicBool,
    keeps: bool,
}

#[async_trait::async_trait]
impl History for Fragile {
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError> {
        let broken = self.broken.swap(false, SeqCst);
        if !broken || self.keeps {
            self.memory.append(batch).await?;
        }
        if broken { Err(HistoryError::Unavailable { operation: "append", source: "the disk is gone".into() }) } else { Ok(()) }
    }
    async fn room(&self, room: RoomId) -> Result<Option<RoomRecord>, HistoryError> {
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
