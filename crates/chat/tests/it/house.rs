//! A hub over memory, three members, and lines that remember what they were told.

use std::sync::Arc;

use chat::{Accounts, Connection, History, Hub, Memory, NewAccount, NewPost, NewRoom, Settings, Taken};
use protocol::{
    Body, Command, DisplayName, Event, LogEvent, MemberId, MemberName, Millis, Nonce, Person, Position, Role, Room, RoomDescription,
    RoomId, RoomName, Visibility,
};

/// A hub over memory with three members.
pub struct House {
    pub hub: Hub,
    pub ana: Person,
    pub ben: Person,
    pub eve: Person,
}

pub async fn house() -> House {
    let memory = Arc::new(Memory::default());
    house_over(memory.clone(), memory, Settings::default()).await
}

pub async fn house_over(history: Arc<dyn History>, memory: Arc<Memory>, settings: Settings) -> House {
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
    pub async fn room(&self, visibility: Visibility) -> Room {
        let new = NewRoom { name: RoomName::parse("Kitchen").unwrap(), description: RoomDescription::default(), visibility };
        self.hub.create_room(&self.ana, new).await.unwrap()
    }
}

/// A connection that remembers what it was told.
pub struct Line {
    pub connection: Connection,
    heard: std::collections::VecDeque<Event>,
}

impl Line {
    pub fn open(house: &House, person: &Person) -> Self {
        Self { connection: house.hub.connect(person.clone(), "session".into()).unwrap(), heard: std::collections::VecDeque::new() }
    }

    pub async fn says(&mut self, command: Command) {
        self.connection.obey(command.into()).await;
    }

    /// The next event that is not about presence.
    pub async fn hears(&mut self) -> Event {
        loop {
            while let Some(event) = self.heard.pop_front() {
                if !matches!(event, Event::Presence { .. } | Event::Away { .. }) {
                    return event;
                }
            }
            let mut buffer = Vec::new();
            assert!(matches!(self.connection.take(&mut buffer).await, Taken::Frames));
            self.heard.extend(buffer.iter().map(|frame| frame.event().clone()));
        }
    }

    pub async fn subscribes(&mut self, room: RoomId, after: Option<Position>) -> Event {
        self.says(Command::Subscribe { room, after }).await;
        self.hears().await
    }

    pub async fn hears_events(&mut self) -> Vec<LogEvent> {
        match self.hears().await {
            Event::Appended { events, .. } => events,
            other => panic!("{other:?}"),
        }
    }
}

pub fn body(text: &str) -> Body {
    Body::parse(text).unwrap()
}

/// A message that answers nothing.
pub fn post(n: u128, text: &str) -> NewPost {
    NewPost { nonce: nonce(n), body: body(text), reply: None, attachments: Vec::new() }
}

pub fn nonce(n: u128) -> Nonce {
    Nonce::from_bits(n)
}
