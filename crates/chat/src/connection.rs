//! A connection: turns a member's commands into requests to rooms, and gives out what rooms tell it.
//! It owns no socket and no frame format; `server/src/socket.rs` does.

use std::{collections::HashSet, sync::Arc};

use protocol::{ClientFrame, Command, ConnectionId, Event, Head, Person, Rejection, RoomId};

use crate::{
    Alteration, Frame, Hub, NewPost, Queue, Taken,
    room::{Reply, Request},
};

/// Rooms whose heads one heartbeat may ask for.
const MOST_HEADS: usize = 1_000;

/// One open line of a member. Dropping it ends its subscriptions.
pub struct Connection {
    hub: Hub,
    id: ConnectionId,
    person: Person,
    queue: Arc<Queue>,
    subscribed: HashSet<RoomId>,
}

impl Connection {
    pub(crate) fn new(hub: Hub, id: ConnectionId, person: Person, queue: Arc<Queue>) -> Self {
        Self { hub, id, person, queue, subscribed: HashSet::new() }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> ConnectionId {
        self.id
    }

    /// Whose it is, as they were when it was opened.
    #[must_use]
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// What waits to be written to it; shared, so that reading and writing need not wait for each other.
    #[must_use]
    pub fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.queue)
    }

    /// Waits for frames to write; see [`Queue::take`].
    pub async fn take(&self, buffer: &mut Vec<Arc<Frame>>) -> Taken {
        self.queue.take(buffer).await
    }

    /// Puts an event of this connection's own among those that wait.
    pub fn tell(&self, event: Event) {
        // An overflowing queue resyncs: whatever was asked is asked again.
        let _ = self.queue.push(&Frame::new(event));
    }

    /// Refuses a frame.
    pub fn refuse(&self, id: Option<u64>, room: Option<RoomId>, rejection: Rejection) {
        self.tell(Event::Rejected { id, room, nonce: None, rejection });
    }

    /// Does what a frame asks for. Every answer comes through the queue.
    pub async fn obey(&mut self, frame: ClientFrame) {
        let ClientFrame { id, command } = frame;
        if is_act(&command) {
            self.hub.lines().act(self.person.id, self.id);
        }
        let (room, outcome) = match command {
            Command::Subscribe { room, after } => (Some(room), self.subscribe(room, after).await),
            Command::Unsubscribe { room } => {
                self.unsubscribe(room).await;
                (None, Ok(()))
            }
            Command::Post { room, nonce, body, reply, attachments } => {
                let post = NewPost { nonce, body, reply, attachments };
                let request = Request::Post { actor: self.actor(), post, reply: Reply::Line { queue: self.queue(), id } };
                if let Err(rejection) = self.hub.send(room, request).await {
                    self.tell(Event::Rejected { id, room: Some(room), nonce: Some(nonce), rejection });
                }
                (None, Ok(()))
            }
            Command::Fetch { room, after, upto } => {
                let events = self.hub.events(self.person.id, room, after, upto).await;
                (Some(room), events.map(|events| self.tell(events)))
            }
            Command::Edit { room, of, body } => (Some(room), self.alter(id, room, Alteration::Edit { of, body }).await),
            Command::Delete { room, of } => (Some(room), self.alter(id, room, Alteration::Delete { of }).await),
            Command::React { room, of, emoji, on } => (Some(room), self.alter(id, room, Alteration::React { of, emoji, on }).await),
            Command::Pin { room, of, on } => (Some(room), self.alter(id, room, Alteration::Pin { of, on }).await),
            Command::Dismiss { room, of, link } => (Some(room), self.alter(id, room, Alteration::Dismiss { of, link }).await),
            Command::Away { away } => {
                self.hub.set_away(self.person.id, self.id, away).await;
                (None, Ok(()))
            }
            Command::Read { room, seq } => {
                // Never answered, not even when there is no such room.
                let _ = self.hub.read(self.person.id, room, seq).await;
                (None, Ok(()))
            }
            Command::MarkUnread { room, seq } => (Some(room), self.hub.mark_unread(self.person.id, room, seq).await),
            Command::Page { room, before } => {
                let page = self.hub.page(&self.person, room, before).await;
                (Some(room), page.map(|(_, page)| self.tell(Event::Page { room, before, page })))
            }
            Command::Typing { room } => {
                // Never answered, not even when there is no such room.
                self.hub.send_if_awake(room, Request::Type { actor: self.actor() }).await;
                (None, Ok(()))
            }
            Command::Heartbeat { heads } => {
                let heads = self.true_heads(heads).await;
                self.tell(Event::Heartbeat { heads });
                (None, Ok(()))
            }
        };
        if let Err(rejection) = outcome {
            self.refuse(id, room, rejection);
        }
    }

    async fn alter(&self, id: Option<u64>, room: RoomId, alteration: Alteration) -> Result<(), Rejection> {
        self.hub.alter(&self.actor(), room, alteration).await?;
        if let Some(id) = id {
            self.tell(Event::Done { id, room });
        }
        Ok(())
    }

    /// The member with the newest card.
    #[must_use]
    pub fn actor(&self) -> Person {
        self.hub.card(self.person.id).unwrap_or_else(|| self.person.clone())
    }

    async fn subscribe(&mut self, room: RoomId, after: Option<protocol::Position>) -> Result<(), Rejection> {
        let (member, connection, queue) = (self.person.id, self.id, self.queue());
        self.hub.ask(room, |done| Request::Subscribe { member, connection, queue, after, done }).await?;
        self.subscribed.insert(room);
        Ok(())
    }

    async fn unsubscribe(&mut self, room: RoomId) {
        if self.subscribed.remove(&room) {
            self.hub.send_if_awake(room, Request::Unsubscribe { connection: self.id }).await;
        }
    }

    async fn true_heads(&self, heads: Vec<Head>) -> Vec<Head> {
        let mut answer = Vec::new();
        for Head { room, .. } in heads.into_iter().take(MOST_HEADS).filter(|head| self.subscribed.contains(&head.room)) {
            if let Ok(position) = self.hub.position(self.person.id, room).await {
                answer.push(Head { room, epoch: position.epoch, seq: position.seq });
            }
        }
        answer
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.queue.close(protocol::CloseCode::Normal);
        self.hub.lines().remove(self.person.id, self.id);
        let (hub, connection) = (self.hub.clone(), self.id);
        let rooms = std::mem::take(&mut self.subscribed);
        // Outside a runtime nothing listens any more, and there is nobody to tell.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                for room in rooms {
                    hub.send_if_awake(room, Request::Unsubscribe { connection }).await;
                }
            });
        }
    }
}

/// Somebody is there: tabs that nobody looks at, and programs that only listen, do not send these.
const fn is_act(command: &Command) -> bool {
    match command {
        Command::Post { .. }
        | Command::Edit { .. }
        | Command::Delete { .. }
        | Command::React { .. }
        | Command::Pin { .. }
        | Command::Dismiss { .. }
        | Command::Read { .. }
        | Command::MarkUnread { .. }
        | Command::Page { .. }
        | Command::Typing { .. } => true,
        Command::Subscribe { .. }
        | Command::Unsubscribe { .. }
        | Command::Fetch { .. }
        | Command::Away { .. }
        | Command::Heartbeat { .. } => false,
    }
}
