//! A tab of a member: timelines, an outbox, and a line whose frames lie in flight until the test lets them arrive.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chat::{Connection, Taken};
use protocol::{
    Applied, Body, Command, Event, Head, LogEvent, Millis, Nonce, Pending, Person, Rejection, RoomId, Row, Seq, Snapshot, Timeline,
};

use super::world::posted;

/// One message on its way.
#[derive(Debug, Clone)]
pub struct Letter {
    pub nonce: Nonce,
    pub body: Body,
}

/// What a tab was told about one of its messages.
#[derive(Debug, Clone, Copy)]
pub struct Acked {
    pub room: RoomId,
    pub nonce: Nonce,
    pub seq: Seq,
}

pub struct Tab {
    pub person: Person,
    pub connection: Option<Connection>,
    /// Said, and not heard by the server yet.
    pub up: VecDeque<Command>,
    /// Read from the line, and not arrived yet.
    pub down: VecDeque<Event>,
    pub timelines: BTreeMap<RoomId, Timeline>,
    subscribed: BTreeSet<RoomId>,
    outbox: BTreeMap<RoomId, VecDeque<Letter>>,
    under_way: BTreeMap<RoomId, Nonce>,
    /// In the order in which they were written.
    pub written: Vec<(RoomId, Letter)>,
    pub acked: Vec<Acked>,
    pub refused: BTreeSet<Nonce>,
}

impl Tab {
    pub fn of(person: &Person) -> Self {
        Self {
            person: person.clone(),
            connection: None,
            up: VecDeque::new(),
            down: VecDeque::new(),
            timelines: BTreeMap::new(),
            subscribed: BTreeSet::new(),
            outbox: BTreeMap::new(),
            under_way: BTreeMap::new(),
            written: Vec::new(),
            acked: Vec::new(),
            refused: BTreeSet::new(),
        }
    }

    /// Nothing waits for being sent or answered.
    pub fn is_quiet(&self) -> bool {
        self.up.is_empty() && self.down.is_empty() && self.outbox.values().all(VecDeque::is_empty)
    }

    pub fn write(&mut self, room: RoomId, letter: Letter) {
        if let Some(timeline) = self.timelines.get_mut(&room) {
            timeline.write(pending(&letter));
        }
        self.written.push((room, letter.clone()));
        self.outbox.entry(room).or_default().push_back(letter);
        self.send_next(room);
    }

    /// The line is open, or what was asked on it counts no more.
    pub fn begin_again(&mut self, rooms: &[RoomId]) {
        self.subscribed.clear();
        self.under_way.clear();
        self.subscribe_all(rooms);
        for room in self.outbox.keys().copied().collect::<Vec<_>>() {
            self.send_next(room);
        }
    }

    pub fn cut(&mut self) {
        self.connection = None;
        self.up.clear();
        self.down.clear();
        self.under_way.clear();
    }

    pub fn heartbeat(&mut self, rooms: &[RoomId]) {
        let head = |(room, timeline): (&RoomId, &Timeline)| {
            let position = timeline.position();
            Head { room: *room, epoch: position.epoch, seq: position.seq }
        };
        self.say(Command::Heartbeat { heads: self.timelines.iter().map(head).collect() });
        self.subscribe_all(rooms);
        for room in self.outbox.keys().copied().collect::<Vec<_>>() {
            self.send_next(room);
        }
    }

    fn say(&mut self, command: Command) {
        if self.connection.is_some() {
            self.up.push_back(command);
        }
    }

    fn subscribe_all(&mut self, rooms: &[RoomId]) {
        let known: Vec<RoomId> = rooms.iter().chain(self.timelines.keys()).copied().collect();
        for room in known {
            self.subscribe(room);
        }
    }

    fn subscribe(&mut self, room: RoomId) {
        if self.connection.is_some() && self.subscribed.insert(room) {
            let after = self.timelines.get(&room).map(Timeline::position);
            self.say(Command::Subscribe { room, after });
        }
    }

    fn send_next(&mut self, room: RoomId) {
        if self.connection.is_none() || self.under_way.contains_key(&room) {
            return;
        }
        let next = self.outbox.get(&room).and_then(|letters| letters.front().cloned());
        if let Some(Letter { nonce, body }) = next {
            self.under_way.insert(room, nonce);
            self.say(Command::Post { room, nonce, body, reply: None, attachments: Vec::new() });
        }
    }

    pub fn page(&mut self, room: RoomId) {
        let before = self.timelines.get(&room).filter(|timeline| timeline.has_older()).and_then(|timeline| timeline.rows().first());
        if let Some(before) = before.map(Row::seq) {
            self.say(Command::Page { room, before });
        }
    }

    /// The server hears the first thing that is on its way to it.
    pub async fn climb(&mut self) {
        if let (Some(connection), Some(command)) = (&mut self.connection, self.up.pop_front()) {
            connection.obey(command.into()).await;
        }
    }

    /// What waits on the server's side goes into flight; returns it.
    pub async fn take(&mut self) -> Vec<Event> {
        let Some(connection) = &self.connection else { return Vec::new() };
        let mut buffer = Vec::new();
        let taken = tokio::select! {
            biased;
            taken = connection.take(&mut buffer) => taken,
            () = std::future::ready(()) => Taken::Frames,
        };
        let events: Vec<Event> = buffer.iter().map(|frame| frame.event().clone()).collect();
        self.down.extend(events.iter().cloned());
        if matches!(taken, Taken::Closed(_)) {
            self.cut();
        }
        events
    }

    /// The next frame arrives. `rooms` is what the list of rooms would show now.
    pub fn arrive(&mut self, rooms: &[RoomId]) {
        let Some(event) = self.down.pop_front() else { return };
        match event {
            Event::Resumed { room, events, .. } | Event::Appended { room, events, .. } => self.appended(room, &events),
            Event::Snapshot { snapshot, .. } | Event::Reset { snapshot, .. } => self.restart(snapshot),
            Event::Acknowledged { room, nonce, seq, .. } => {
                self.acked.push(Acked { room, nonce, seq });
                if let Some(timeline) = self.timelines.get_mut(&room) {
                    timeline.acknowledge(nonce);
                }
                self.safe(room, nonce);
            }
            Event::Rejected { room: Some(room), nonce: Some(nonce), rejection, .. } => {
                if rejection.is_temporary() {
                    self.under_way.retain(|_, sent| *sent != nonce);
                } else {
                    self.refused.insert(nonce);
                    if let Some(timeline) = self.timelines.get_mut(&room) {
                        timeline.forget(nonce);
                    }
                    self.safe(room, nonce);
                }
            }
            Event::Rejected { room: Some(room), nonce: None, rejection, .. } => {
                self.subscribed.remove(&room);
                if rejection == Rejection::NoSuchRoom {
                    self.timelines.remove(&room);
                }
            }
            Event::Overflowed => self.begin_again(rooms),
            Event::Entered { room, .. } => self.subscribe(room.id),
            Event::Exited { room, .. } => {
                self.subscribed.remove(&room);
                self.timelines.remove(&room);
            }
            Event::Heartbeat { heads } => {
                for head in heads {
                    let behind = self.timelines.get(&head.room).and_then(|timeline| timeline.behind(head.epoch, head.seq));
                    self.fetch(head.room, behind);
                }
            }
            Event::Page { room, before, page } => {
                if let Some(timeline) = self.timelines.get_mut(&room) {
                    timeline.prepend(before, page);
                }
            }
            _ => {}
        }
    }

    fn appended(&mut self, room: RoomId, events: &[LogEvent]) {
        let Some(timeline) = self.timelines.get_mut(&room) else { return };
        let before = timeline.position().seq;
        let applied = timeline.apply(events);
        let head = timeline.position().seq;
        let shown: Vec<Seq> = timeline.rows().iter().map(Row::seq).filter(|seq| *seq > before).collect();
        assert!(shown.iter().all(|seq| *seq <= head) && shown.is_sorted(), "what is new is shown in order, none twice: {shown:?}");
        self.fetch(room, Some(applied));
        self.seen(room, before);
    }

    fn restart(&mut self, snapshot: Snapshot) {
        let room = snapshot.room.id;
        if let Some(timeline) = self.timelines.get_mut(&room) {
            timeline.reset(snapshot);
        } else {
            let mut timeline = Timeline::new(snapshot);
            self.outbox.get(&room).into_iter().flatten().for_each(|letter| timeline.write(pending(letter)));
            self.timelines.insert(room, timeline);
        }
        self.seen(room, Seq::ZERO);
    }

    /// Own messages that are seen in the log are safe, whether or not anybody said so.
    fn seen(&mut self, room: RoomId, after: Seq) {
        let Some(timeline) = self.timelines.get(&room) else { return };
        let mine = |row: &Row| posted(&row.event).filter(|(author, ..)| *author == self.person.id).map(|(_, nonce, _)| nonce);
        let mine: Vec<Nonce> = timeline.rows().iter().filter(|row| row.seq() > after).filter_map(mine).collect();
        mine.into_iter().for_each(|nonce| self.safe(room, nonce));
    }

    fn safe(&mut self, room: RoomId, nonce: Nonce) {
        if let Some(letters) = self.outbox.get_mut(&room) {
            letters.retain(|letter| letter.nonce != nonce);
        }
        self.under_way.retain(|_, sent| *sent != nonce);
        self.send_next(room);
    }

    fn fetch(&mut self, room: RoomId, applied: Option<Applied>) {
        if let Some(Applied::Gap { after, upto }) = applied {
            self.say(Command::Fetch { room, after, upto });
        }
    }
}

fn pending(letter: &Letter) -> Pending {
    Pending {
        nonce: letter.nonce,
        body: letter.body.clone(),
        reply: None,
        attachments: Vec::new(),
        at: Millis(0),
        refused: None,
        safe: false,
    }
}
