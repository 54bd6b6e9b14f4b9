//! Rooms through the hub, over memory: what people do and who is told of it.

use std::{sync::Arc, time::Duration};

use chat::{
    Accounts, Append, Connection, History, HistoryError, Hub, ListedRoom, Memory, NewAccount, NewRoom, RoomRecord, Settings, Taken,
};
use protocol::{
    Body, Command, DisplayName, Event, Happened, LogEvent, MemberId, MemberName, Millis, Nonce, Person, Position, Rejection, Role, Room,
    RoomDescription, RoomId, RoomName, RoomRole, Row, Seq, Visibility,
};

/// A hub over memory with three members.
struct House {
    hub: Hub,
    ana: Person,
    ben: Person,
    eve: Person,
}

async fn house() -> House {
    let memory = Arc::new(Memory::default());
    house_over(memory.clone(), memory, Settings::default()).await
}

async fn house_over(history: Arc<dyn History>, memory: Arc<Memory>, settings: Settings) -> House {
    let mut people = Vec::new();
    for (id, name, role) in [(1, "ana", Role::Owner), (2, "ben", Role::Member), (3, "eve", Role::Member)] {
        let account = NewAccount {
            id: MemberId::from_bits(id),
            name: MemberName::parse(name).unwrap(),
            display: DisplayName::parse(name).unwrap(),
            role,
            password: String::new(),
            language: None,
            at: Millis(1),
        };
        people.push(memory.add(&account, None).await.unwrap().person);
    }
    let [ana, ben, eve] = people.try_into().unwrap();
    House { hub: Hub::new(history, memory, settings), ana, ben, eve }
}

impl House {
    async fn room(&self, visibility: Visibility) -> Room {
        let new = NewRoom { name: RoomName::parse("Kitchen").unwrap(), description: RoomDescription::default(), visibility };
        self.hub.create_room(&self.ana, new).await.unwrap()
    }
}

/// A connection that remembers what it was told.
struct Line {
    connection: Connection,
    heard: std::collections::VecDeque<Event>,
}

impl Line {
    fn open(house: &House, person: &Person) -> Self {
        Self { connection: house.hub.connect(person.clone(), "session".into()).unwrap(), heard: std::collections::VecDeque::new() }
    }

    async fn says(&mut self, command: Command) {
        self.connection.obey(command.into()).await;
    }

    /// The next event that is not about presence.
    async fn hears(&mut self) -> Event {
        loop {
            while let Some(event) = self.heard.pop_front() {
                if !matches!(event, Event::Presence { .. }) {
                    return event;
                }
            }
            let mut buffer = Vec::new();
            assert!(matches!(self.connection.take(&mut buffer).await, Taken::Frames));
            self.heard.extend(buffer.iter().map(|frame| frame.event().clone()));
        }
    }

    async fn subscribes(&mut self, room: RoomId, after: Option<Position>) -> Event {
        self.says(Command::Subscribe { room, after }).await;
        self.hears().await
    }

    async fn hears_events(&mut self) -> Vec<LogEvent> {
        match self.hears().await {
            Event::Appended { events, .. } => events,
            other => panic!("{other:?}"),
        }
    }
}

fn body(text: &str) -> Body {
    Body::parse(text).unwrap()
}

fn nonce(n: u128) -> Nonce {
    Nonce::from_bits(n)
}

#[tokio::test]
async fn two_members_hear_each_other_and_the_author_is_told_first() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let (mut ana, mut ben) = (Line::open(&house, &house.ana), Line::open(&house, &house.ben));
    assert!(matches!(ana.subscribes(room.id, None).await, Event::Snapshot { .. }));
    assert!(matches!(ben.subscribes(room.id, None).await, Event::Snapshot { .. }));

    ana.says(Command::Post { room: room.id, nonce: nonce(1), body: body("hi") }).await;
    assert!(matches!(ana.hears().await, Event::Acknowledged { seq: Seq(3), .. }));
    let event = ben.hears_events().await;
    assert_eq!(event, ana.hears_events().await, "everybody is told the same, the author too");
    assert_eq!(event[0].what, Happened::Posted { author: house.ana.id, nonce: nonce(1), body: body("hi") });
}

#[tokio::test]
async fn the_same_attempt_is_acknowledged_as_the_first_time_and_happens_once() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let first = house.hub.post(&house.ana, room.id, nonce(7), body("once")).await.unwrap();
    assert_eq!(house.hub.post(&house.ana, room.id, nonce(7), body("once")).await.unwrap(), first);
    assert_eq!(house.hub.post(&house.ana, room.id, nonce(7), body("other")).await, Err(Rejection::NonceReused));
    let twice = tokio::join!(
        house.hub.post(&house.ana, room.id, nonce(8), body("both")),
        house.hub.post(&house.ana, room.id, nonce(8), body("both"))
    );
    assert_eq!(twice.0, twice.1);
    assert_eq!(house.hub.snapshot(&house.ana, room.id).await.unwrap().0.head, Seq(3));
}

#[tokio::test]
async fn an_attempt_is_known_long_after_the_room_has_forgotten_it() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await;
    let first = house.hub.post(&house.ana, room.id, nonce(1), body("old")).await.unwrap();
    for n in 2..700 {
        house.hub.post(&house.ana, room.id, nonce(n), body("x")).await.unwrap();
    }
    let (again, new) = tokio::join!(
        house.hub.post(&house.ana, room.id, nonce(1), body("old")),
        house.hub.post(&house.ana, room.id, nonce(700), body("new"))
    );
    assert_eq!(again.unwrap(), first);
    assert_eq!(new.unwrap().0, Seq(701));
}

#[tokio::test]
async fn a_resume_replays_what_was_missed_and_a_void_position_resets() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let (seq, _) = house.hub.post(&house.ana, room.id, nonce(1), body("one")).await.unwrap();
    let position = Position { epoch: house.hub.snapshot(&house.ana, room.id).await.unwrap().0.epoch, seq };
    house.hub.post(&house.ana, room.id, nonce(2), body("two")).await.unwrap();
    let mut line = Line::open(&house, &house.ana);
    let Event::Resumed { events, head, .. } = line.subscribes(room.id, Some(position)).await else { panic!() };
    assert_eq!((events.len(), events[0].seq, head), (1, Seq(3), Seq(3)));
    let Event::Resumed { events, .. } = line.subscribes(room.id, Some(Position { seq: head, ..position })).await else { panic!() };
    assert!(events.is_empty());
    let Event::Resumed { events, .. } = line.subscribes(room.id, Some(Position { seq: Seq::ZERO, ..position })).await else { panic!() };
    assert_eq!(events.len(), 3, "who has seen nothing may resume too");
    let beyond = Position { seq: Seq(9), ..position };
    assert!(matches!(line.subscribes(room.id, Some(beyond)).await, Event::Reset { .. }));
    let other = Position { epoch: protocol::Epoch::from_bits(5), ..position };
    assert!(matches!(line.subscribes(room.id, Some(other)).await, Event::Reset { .. }));
}

#[tokio::test]
async fn holes_and_older_pages_are_read_from_memory() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await;
    for n in 0..119 {
        house.hub.post(&house.ana, room.id, nonce(n), body("x")).await.unwrap();
    }
    let mut line = Line::open(&house, &house.ana);
    line.says(Command::Fetch { room: room.id, after: Seq(10), upto: Seq(12) }).await;
    assert_eq!(line.hears_events().await.iter().map(|event| event.seq).collect::<Vec<_>>(), [Seq(11), Seq(12)]);
    line.says(Command::Page { room: room.id, before: Seq(71) }).await;
    let Event::Page { page, .. } = line.hears().await else { panic!() };
    assert_eq!((page.rows[0].seq(), page.rows.len(), page.older, page.newer), (Seq(21), 50, true, true));
    line.says(Command::Page { room: room.id, before: Seq(21) }).await;
    let Event::Page { page, .. } = line.hears().await else { panic!() };
    assert_eq!((page.rows[0].seq(), page.rows.len(), page.older), (Seq(1), 20, false));
    let _: Vec<&Row> = page.rows.iter().collect();
}

#[tokio::test]
async fn a_private_room_does_not_exist_for_those_outside() {
    let house = house().await;
    let room = house.room(Visibility::Private).await;
    let nowhere = RoomId::from_bits(99);
    for id in [room.id, nowhere] {
        let eve = &house.eve;
        assert_eq!(house.hub.join(eve, id).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.leave(eve, id).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.invite(eve, id, &house.ben).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.remove(eve, id, house.ana.id).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.post(eve, id, nonce(1), body("x")).await, Err(Rejection::NoSuchRoom));
        assert_eq!(house.hub.snapshot(eve, id).await.unwrap_err(), Rejection::NoSuchRoom);
        assert_eq!(house.hub.page(eve, id, Seq(5)).await.unwrap_err(), Rejection::NoSuchRoom);
        assert_eq!(house.hub.members(eve, id).await.unwrap_err(), Rejection::NoSuchRoom);
        let name = RoomName::parse("mine").unwrap();
        assert_eq!(house.hub.describe(eve, id, name, RoomDescription::default()).await, Err(Rejection::NoSuchRoom));
        let mut line = Line::open(&house, eve);
        for command in [
            Command::Subscribe { room: id, after: None },
            Command::Fetch { room: id, after: Seq(0), upto: Seq(1) },
            Command::Page { room: id, before: Seq(5) },
        ] {
            line.says(command).await;
            let Event::Rejected { rejection, .. } = line.hears().await else { panic!() };
            assert_eq!(rejection, Rejection::NoSuchRoom);
        }
    }
    assert!(house.hub.rooms(&house.eve).await.unwrap().is_empty());
    house.hub.invite(&house.ana, room.id, &house.eve).await.unwrap();
    assert_eq!(house.hub.rooms(&house.eve).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_reaches_a_member_after_removal() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room.id, None).await;
    assert_eq!(house.hub.remove(&house.ben, room.id, house.ana.id).await, Err(Rejection::NotAllowed));
    house.hub.remove(&house.ana, room.id, house.ben.id).await.unwrap();
    house.hub.post(&house.ana, room.id, nonce(1), body("secret")).await.unwrap();
    assert_eq!(ben.hears().await, Event::Exited { room: room.id });
    house.hub.invite(&house.ana, room.id, &house.ben).await.unwrap();
    assert!(matches!(ben.hears().await, Event::Entered { .. }), "the next thing heard is the invitation");
}

#[tokio::test]
async fn a_room_is_never_without_an_owner() {
    let house = house().await;
    let room = house.room(Visibility::Private).await;
    house.hub.invite(&house.ana, room.id, &house.ben).await.unwrap();
    house.hub.leave(&house.ana, room.id).await.unwrap();
    assert_eq!(house.hub.snapshot(&house.ben, room.id).await.unwrap().1, RoomRole::Owner);
    assert_eq!(house.hub.snapshot(&house.ana, room.id).await.unwrap_err(), Rejection::NoSuchRoom);
}

#[tokio::test]
async fn renaming_is_an_event_and_changes_the_room() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let (name, text) = (RoomName::parse("Hall").unwrap(), RoomDescription::parse("big").unwrap());
    assert_eq!(house.hub.describe(&house.ben, room.id, name.clone(), text.clone()).await, Err(Rejection::NotAllowed));
    house.hub.describe(&house.ana, room.id, name.clone(), text.clone()).await.unwrap();
    let snapshot = house.hub.snapshot(&house.ben, room.id).await.unwrap().0;
    assert_eq!((snapshot.room.name, snapshot.room.description, snapshot.head), (name, text, Seq(4)));
}

#[tokio::test]
async fn too_fast_is_refused_with_a_time_to_wait() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let mut refused = None;
    for n in 0..40 {
        if let Err(rejection) = house.hub.post(&house.ana, room.id, nonce(n), body("x")).await {
            refused = Some((n, rejection));
            break;
        }
    }
    let (n, rejection) = refused.unwrap();
    assert!(n >= 20, "a burst passes");
    assert!(matches!(rejection, Rejection::TooFast { retry_after_ms: 1..=100 }));
}

#[tokio::test]
async fn a_reader_who_does_not_keep_up_resyncs_and_misses_nothing() {
    let memory = Arc::new(Memory::default());
    let settings = Settings { posts_per_second: 10_000, posts_burst: 10_000, ..Settings::default() };
    let house = house_over(memory.clone(), memory, settings).await;
    let room = house.room(Visibility::Public).await;
    let mut line = Line::open(&house, &house.ana);
    let Event::Snapshot { snapshot, .. } = line.subscribes(room.id, None).await else { panic!() };
    let mut timeline = protocol::Timeline::new(snapshot);
    for n in 0..400 {
        house.hub.post(&house.ana, room.id, nonce(n), body("x")).await.unwrap();
    }
    loop {
        match line.hears().await {
            Event::Appended { events, .. } => drop(timeline.apply(&events)),
            Event::Overflowed => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(timeline.position().seq < Seq(401));
    let Event::Resumed { events, .. } = line.subscribes(room.id, Some(timeline.position())).await else { panic!() };
    timeline.apply(&events);
    assert_eq!(timeline.position().seq, Seq(401));
}

#[tokio::test(start_paused = true)]
async fn going_away_is_announced_only_after_a_while() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.join(&house.ben, room.id).await.unwrap();
    let mut ana = Line::open(&house, &house.ana);
    ana.subscribes(room.id, None).await;
    let mut ben = Line::open(&house, &house.ben);
    ben.subscribes(room.id, None).await;
    drop(ben);
    let mut again = Line::open(&house, &house.ben);
    again.subscribes(room.id, None).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let online = |members: Vec<chat::Member>| members.iter().filter(|member| member.online).count();
    assert_eq!(online(house.hub.members(&house.ana, room.id).await.unwrap()), 2, "a reload is no departure");
    drop(again);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(online(house.hub.members(&house.ana, room.id).await.unwrap()), 1);
    let mut buffer = Vec::new();
    ana.connection.take(&mut buffer).await;
    let presence: Vec<bool> = buffer
        .iter()
        .filter_map(|frame| match frame.event() {
            Event::Presence { online, .. } => Some(*online),
            _ => None,
        })
        .collect();
    assert_eq!(presence, [true, false]);
}

#[tokio::test(start_paused = true)]
async fn a_room_rests_and_is_found_again() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    house.hub.post(&house.ana, room.id, nonce(1), body("before")).await.unwrap();
    tokio::time::sleep(Duration::from_secs(600)).await;
    let (seq, _) = house.hub.post(&house.ana, room.id, nonce(2), body("after")).await.unwrap();
    assert_eq!(seq, Seq(3));
}

#[tokio::test]
async fn shutting_down_says_goodbye_after_the_last_acknowledgement() {
    let house = house().await;
    let room = house.room(Visibility::Public).await;
    let mut line = Line::open(&house, &house.ana);
    line.subscribes(room.id, None).await;
    line.says(Command::Post { room: room.id, nonce: nonce(1), body: body("last") }).await;
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

/// Memory whose saves fail while `broken`: before anything was kept, or after all of it was.
struct Fragile {
    memory: Arc<Memory>,
    broken: std::sync::atomic::AtomicBool,
    keeps: bool,
}

#[async_trait::async_trait]
impl History for Fragile {
    async fn append(&self, batch: &[Append]) -> Result<(), HistoryError> {
        let broken = self.broken.swap(false, std::sync::atomic::Ordering::SeqCst);
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
    async fn rooms_for(&self, member: MemberId) -> Result<Vec<ListedRoom>, HistoryError> {
        self.memory.rooms_for(member).await
    }
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
        fragile.broken.store(true, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(house.hub.post(&house.ana, room.id, nonce(1), body("x")).await, Err(Rejection::Unavailable));
        let (seq, _) = house.hub.post(&house.ana, room.id, nonce(1), body("x")).await.unwrap();
        assert_eq!(seq, Seq(2), "the number was not used up");
        assert_eq!(house.hub.snapshot(&house.ana, room.id).await.unwrap().0.head, Seq(2));
        assert_eq!(line.hears_events().await.len(), 1, "and everybody is told once");
    }
}
