//! The server over one memory, its members at their tabs, and what must be true of them all at any moment.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chat::{History, Hub, Memory, Settings};
use protocol::{Body, Event, Happened, LogEvent, MemberId, Nonce, Person, RoomId, RoomName, Seq, Visibility};

use super::{
    disk::{Disk, Fate},
    tab::{Letter, Tab},
};
use crate::house::{House, house_over};

pub struct World {
    pub memory: Arc<Memory>,
    pub disk: Arc<Disk>,
    pub house: House,
    /// One of Ana's, two of Ben's, one of Eve's.
    pub tabs: Vec<Tab>,
    pub rooms: [RoomId; 2],
    letters: u128,
    /// Letters that wait at both of Ben's tabs: whichever line is faster sends them first.
    shared: BTreeSet<Nonce>,
    /// Attempts that were written after an acknowledgement had arrived, and where that one stands.
    after: BTreeMap<Nonce, Seq>,
    pub tally: Tally,
}

/// How often tabs were told something.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub told: usize,
    pub acknowledged: usize,
    pub resumed: usize,
    pub restarted: usize,
    pub overflowed: usize,
    pub refused: usize,
    pub exited: usize,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.told += other.told;
        self.acknowledged += other.acknowledged;
        self.resumed += other.resumed;
        self.restarted += other.restarted;
        self.overflowed += other.overflowed;
        self.refused += other.refused;
        self.exited += other.exited;
    }

    fn count(&mut self, event: &Event) {
        match event {
            Event::Appended { .. } => self.told += 1,
            Event::Acknowledged { .. } => self.acknowledged += 1,
            Event::Resumed { .. } => self.resumed += 1,
            Event::Snapshot { .. } | Event::Reset { .. } => self.restarted += 1,
            Event::Overflowed => self.overflowed += 1,
            Event::Rejected { .. } => self.refused += 1,
            Event::Exited { .. } => self.exited += 1,
            _ => {}
        }
    }
}

/// What somebody wrote, if it is that.
pub fn posted(event: &LogEvent) -> Option<(MemberId, Nonce, &Body)> {
    match &event.what {
        Happened::Posted { author, nonce, body, .. } => Some((*author, *nonce, body)),
        _ => None,
    }
}

/// Who came in (true) or went out (false), if somebody did.
fn moved(event: &LogEvent) -> Option<(MemberId, bool)> {
    match &event.what {
        Happened::Created { by, .. } => Some((*by, true)),
        Happened::Joined { member, .. } => Some((*member, true)),
        Happened::Left { member, .. } => Some((*member, false)),
        _ => None,
    }
}

/// Posts are limited by their rate, so that refusals of that kind happen too.
const SETTINGS: fn() -> Settings = || Settings { posts_per_second: 50, posts_burst: 30, joins_per_minute: 10_000, ..Settings::default() };

impl World {
    pub async fn new() -> Self {
        let memory = Arc::new(Memory::default());
        let disk = Disk::of(&memory);
        let house = house_over(disk.clone(), memory.clone(), SETTINGS()).await;
        let rooms = [house.room(Visibility::Public).await.id, house.room(Visibility::Private).await.id];
        let tabs = [&house.ana, &house.ben, &house.ben, &house.eve].map(Tab::of).into();
        Self { memory, disk, house, tabs, rooms, letters: 0, shared: BTreeSet::new(), after: BTreeMap::new(), tally: Tally::default() }
    }

    /// A new server over the same memory; the old one is killed, or ends as it should.
    pub async fn restart(&mut self, killed: bool) {
        if killed {
            self.disk.kill();
        } else {
            self.house.hub.shut_down(std::time::Duration::from_secs(1)).await;
        }
        self.tabs.iter_mut().for_each(Tab::cut);
        self.disk = Disk::of(&self.memory);
        self.house.hub = Hub::new(self.disk.clone(), self.memory.clone(), SETTINGS());
    }

    pub fn write(&mut self, tab: usize, room: usize, both: bool) {
        self.letters += 1;
        let letter = Letter { nonce: Nonce::from_bits(self.letters), body: Body::parse(&format!("letter {}", self.letters)).unwrap() };
        let room = self.rooms[room];
        let seen = self.tabs.iter().flat_map(|tab| &tab.acked).filter(|acked| acked.room == room).map(|acked| acked.seq).max();
        self.after.insert(letter.nonce, seen.unwrap_or_default());
        // Two tabs of one member share what waits, as they do in a browser.
        let tabs = if both && (1..=2).contains(&tab) { 1..=2 } else { tab..=tab };
        self.shared.extend((tabs.clone().count() > 1).then_some(letter.nonce));
        for tab in tabs {
            self.tabs[tab].write(room, letter.clone());
        }
    }

    pub async fn dial(&mut self, tab: usize) {
        if self.tabs[tab].connection.is_none()
            && let Ok(connection) = self.house.hub.connect(self.tabs[tab].person.clone(), "session".to_owned())
        {
            self.tabs[tab].connection = Some(connection);
            let rooms = self.rooms_of(self.tabs[tab].person.id).await;
            self.tabs[tab].begin_again(&rooms);
        }
    }

    /// The rooms that a member's list shows as theirs.
    pub async fn rooms_of(&self, member: MemberId) -> Vec<RoomId> {
        let listed = self.memory.rooms_for(member).await.unwrap();
        listed.into_iter().filter(|listed| listed.role.is_some()).map(|listed| listed.room.id).collect()
    }

    pub async fn log(&self, room: RoomId) -> Vec<LogEvent> {
        self.memory.events(room, Seq::ZERO, Seq(u64::MAX)).await.unwrap()
    }

    /// Frames of this tab go into flight; nothing is in them that is not in the log, and nothing from after a removal.
    pub async fn take(&mut self, tab: usize) {
        let events = self.tabs[tab].take().await;
        let member = self.tabs[tab].person.id;
        for event in &events {
            self.tally.count(event);
            let (room, told) = match event {
                Event::Resumed { room, events, .. } | Event::Appended { room, events, .. } => (*room, events.clone()),
                Event::Snapshot { snapshot, .. } | Event::Reset { snapshot, .. } => {
                    (snapshot.room.id, snapshot.page.rows.iter().map(|row| row.event.clone()).collect())
                }
                _ => continue,
            };
            let Some(last) = told.last().map(|event| event.seq) else { continue };
            let log = self.log(room).await;
            let kept = |event: &LogEvent| log.get(event.seq.0 as usize - 1) == Some(event);
            assert!(told.iter().all(kept), "saved before seen, and the same for everybody: {told:?}");
            let standing =
                log.iter().rev().find_map(|event| moved(event).filter(|(who, _)| *who == member).map(|(_, inside)| (event.seq, inside)));
            match standing {
                Some((_, true)) => {}
                Some((left, false)) => assert!(last < left, "{member} left at {left} and was told of {last}"),
                None => panic!("{member} never was in the room and was told of {last}"),
            }
        }
    }

    /// Lets everything come to rest.
    pub async fn rest(&mut self) {
        self.disk.prepare(Fate::Kept);
        self.disk.hide(0);
        for _ in 0..60 {
            for tab in 0..self.tabs.len() {
                self.dial(tab).await;
                let rooms = self.rooms_of(self.tabs[tab].person.id).await;
                self.tabs[tab].heartbeat(&rooms);
                for _ in 0..20 {
                    while !self.tabs[tab].up.is_empty() {
                        self.tabs[tab].climb().await;
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                    self.take(tab).await;
                    if self.tabs[tab].up.is_empty() && self.tabs[tab].down.is_empty() {
                        break;
                    }
                    while !self.tabs[tab].down.is_empty() {
                        self.tabs[tab].arrive(&rooms);
                    }
                }
            }
            if self.is_at_rest().await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        panic!("it did not come to rest");
    }

    async fn is_at_rest(&self) -> bool {
        let mut heads = BTreeMap::new();
        for room in self.rooms {
            heads.insert(room, self.memory.room(room).await.unwrap().unwrap().position);
        }
        for tab in &self.tabs {
            let rooms = self.rooms_of(tab.person.id).await;
            let there = |room: &RoomId| tab.timelines.get(room).is_some_and(|timeline| timeline.position() == heads[room]);
            if !tab.is_quiet() || !rooms.iter().all(there) || tab.timelines.len() != rooms.len() {
                return false;
            }
        }
        true
    }

    /// What must hold when all is quiet.
    pub async fn check(&self) {
        for room in self.rooms {
            let log = self.log(room).await;
            assert!(log.iter().zip(1..).all(|(event, seq)| event.seq == Seq(seq)), "the log is dense");
            let mut places = BTreeMap::new();
            for event in &log {
                if let Some((_, nonce, body)) = posted(event) {
                    assert_eq!(places.insert(nonce, (event.seq, body)), None, "{nonce} happened twice");
                    assert!(self.after[&nonce] < event.seq, "{nonce} was written after {} and stands before it", self.after[&nonce]);
                }
            }
            for tab in &self.tabs {
                self.check_tab(tab, room, &log, &places).await;
            }
        }
    }

    async fn check_tab(&self, tab: &Tab, room: RoomId, log: &[LogEvent], places: &BTreeMap<Nonce, (Seq, &Body)>) {
        for acked in tab.acked.iter().filter(|acked| acked.room == room) {
            assert_eq!(places.get(&acked.nonce).map(|(seq, _)| *seq), Some(acked.seq), "{} was acknowledged", acked.nonce);
        }
        let mut order = Vec::new();
        for (_, letter) in tab.written.iter().filter(|(of, letter)| *of == room && !tab.refused.contains(&letter.nonce)) {
            let place = places.get(&letter.nonce);
            assert_eq!(place.map(|(_, body)| *body), Some(&letter.body), "{} left the outbox and is in the log", letter.nonce);
            order.extend(place.filter(|_| !self.shared.contains(&letter.nonce)).map(|(seq, _)| *seq));
        }
        assert!(order.is_sorted(), "what one tab wrote stands in the order in which it was written: {order:?}");
        if let Some(timeline) = tab.timelines.get(&room) {
            assert_eq!(timeline.pending(), [], "nothing is shown as waiting");
            let rows = timeline.rows();
            let truth = self.memory.rows(room, Seq::ZERO, Seq(u64::MAX)).await.unwrap();
            assert_eq!(rows, &truth[truth.len() - rows.len()..], "everybody sees what is in the log");
            assert_eq!(rows.last().map(protocol::Row::seq), log.last().map(|event| event.seq));
            assert_eq!(timeline.room(), &self.memory.room(room).await.unwrap().unwrap().room);
        }
    }

    /// Ana gives a room a name that it did not have.
    pub async fn rename(&mut self, room: usize) {
        self.letters += 1;
        let name = RoomName::parse(&format!("room {}", self.letters)).unwrap();
        let _ = self.house.hub.describe(&self.house.ana, self.rooms[room], chat::RoomChange { name: Some(name), description: None }).await;
    }

    pub fn person(&self, tab: usize) -> Person {
        self.tabs[tab].person.clone()
    }
}
