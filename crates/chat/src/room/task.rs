//! The room task itself: takes requests one by one, and lets posts gather while the batch before them is made durable.
//! It renders nothing and opens no socket.

mod doubt;

use std::{collections::HashMap, sync::Arc, time::Duration};

use protocol::{
    Event, Happened, LogEvent, MemberId, PAGE_ROWS, Position, Rejection, RoomDescription, RoomId, RoomName, RoomRole, Seq, Visibility,
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::{Request, Standing, audience::Audience, posts::Posts};
use crate::{
    Append, Bucket, Change, Directory, Frame, History, HistoryError, Settings, clock, lines::Lines, recent::Recent, writer::Writer,
};

/// Requests taken at once.
const BATCH: usize = 256;
/// Bytes of events in one broadcast frame, well under what a client accepts.
const FRAME_EVENTS_BYTES: usize = 32 * 1024;

/// What every room shares.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) history: Arc<dyn History>,
    pub(crate) writer: Writer,
    pub(crate) directory: Directory,
    pub(crate) lines: Arc<Lines>,
    pub(crate) settings: Settings,
}

/// A room and everything it remembers while somebody uses it.
pub(crate) struct Room {
    around: Surroundings,
    room: protocol::Room,
    position: Position,
    members: HashMap<MemberId, RoomRole>,
    recent: Recent,
    audience: Audience,
    rates: HashMap<MemberId, Bucket>,
    posts: Posts,
    /// A save failed and nobody knows whether it happened: the log must be read before the next one.
    in_doubt: bool,
}

impl Room {
    /// Reads a room from memory; `None` when there is no such room.
    pub(crate) async fn load(around: Surroundings, id: RoomId) -> Result<Option<Self>, HistoryError> {
        let Some(record) = around.history.room(id).await? else { return Ok(None) };
        let mut room = Self {
            around,
            room: record.room,
            position: record.position,
            members: record.members.into_iter().collect(),
            recent: Recent::default(),
            audience: Audience::default(),
            rates: HashMap::new(),
            posts: Posts::default(),
            in_doubt: false,
        };
        let head = room.position.seq;
        room.keep_recent(room.read_events(head.back(PAGE_ROWS), head).await?);
        Ok(Some(room))
    }

    /// Events of the log, with the cards of everybody they name at hand.
    async fn read_events(&self, after: Seq, upto: Seq) -> Result<Vec<LogEvent>, HistoryError> {
        let events = self.around.history.events(self.room.id, after, upto).await?;
        let unavailable = |error| HistoryError::Unavailable { operation: "read cards", source: Box::new(error) };
        self.around.directory.people(events.iter().flat_map(|event| event.what.people())).await.map_err(unavailable)?;
        Ok(events)
    }

    fn keep_recent(&mut self, events: Vec<LogEvent>) {
        self.recent = Recent::default();
        events.into_iter().for_each(|event| self.recent.push(event));
    }

    /// Works until nobody has wanted anything for a while.
    pub(crate) async fn run(&mut self, requests: &mut mpsc::Receiver<Request>) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let idle = Instant::now() + self.around.settings.idle;
            let until = self.audience.next_departure().unwrap_or(idle);
            match timeout_at(until, requests.recv_many(&mut batch, BATCH)).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(_) if self.audience.is_empty() => return,
                Err(_) => {}
            }
            for request in batch.drain(..) {
                self.handle(request).await;
            }
            self.save_posts().await;
            for member in self.audience.departed() {
                self.announce(member, false);
            }
        }
    }

    async fn handle(&mut self, request: Request) {
        // Who may do what can only be decided once it is known what the save that failed has left behind.
        if self.in_doubt
            && let Err(error) = self.reload().await
        {
            tracing::error!(error = &error as &dyn std::error::Error, room = %self.room.id, "the log was not read again");
        }
        match request {
            Request::Post { actor, nonce, body, reply } => match self.may_post(actor.id) {
                Ok(()) => self.posts.add(self.room.id, actor.id, nonce, body, reply),
                Err(rejection) => reply.refuse(self.room.id, nonce, rejection),
            },
            Request::Enter { actor, member, done } => drop(done.send(self.enter(&actor, member).await)),
            Request::Exit { actor, member, done } => drop(done.send(self.exit(&actor, member).await)),
            Request::Describe { actor, name, description, done } => {
                drop(done.send(self.describe(&actor, name, description).await));
            }
            Request::Subscribe { member, connection, queue, after, done } => {
                let answer = self.role(member).map(|_| {
                    // The first frame and the subscription are one step here: nothing can fall between them.
                    if queue.push(&self.first_frame(after)).is_ok() && self.audience.add(member, connection, queue, self.grace()) {
                        self.announce(member, true);
                    }
                });
                let _ = done.send(answer);
            }
            Request::Unsubscribe { connection } => self.audience.remove(connection, self.grace()),
            Request::Type { actor } => {
                if self.members.contains_key(&actor.id) {
                    let except = Some(actor.id);
                    self.audience.tell(&Frame::new(Event::Typed { room: self.room.id, member: actor }), except, self.grace());
                }
            }
            Request::Stand { member, done } => drop(done.send(self.role(member).map(|role| self.standing(role)))),
            Request::Position { member, done } => drop(done.send(self.role(member).map(|_| self.position))),
            Request::Members { member, done } => {
                let all = || self.members.iter().map(|(id, role)| (*id, *role, self.audience.is_online(*id))).collect();
                let _ = done.send(self.role(member).map(|_| all()));
            }
            Request::Settle { done } => {
                self.save_posts().await;
                let _ = done.send(());
            }
        }
    }

    fn grace(&self) -> Duration {
        self.around.settings.presence_grace
    }

    /// What the member is here; the same refusal for strangers as for a room that does not exist.
    fn role(&self, member: MemberId) -> Result<RoomRole, Rejection> {
        self.members.get(&member).copied().ok_or(Rejection::NoSuchRoom)
    }

    fn may_post(&mut self, author: MemberId) -> Result<(), Rejection> {
        self.role(author)?;
        let Settings { posts_per_second, posts_burst, .. } = self.around.settings;
        if self.rates.len() > 1_000 {
            self.rates.retain(|_, bucket| !bucket.is_full());
        }
        let bucket = self.rates.entry(author).or_insert_with(|| Bucket::new(posts_per_second, posts_burst));
        bucket.take().map_err(|wait| Rejection::TooFast { retry_after_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).max(1) })
    }

    /// May rename, describe and remove: its owners, and admins of the place in public rooms they are in.
    fn may_manage(&self, actor: &protocol::Person) -> Result<(), Rejection> {
        let role = self.role(actor.id)?;
        let admin = actor.role.administers() && self.room.visibility == Visibility::Public;
        if role == RoomRole::Owner || admin { Ok(()) } else { Err(Rejection::NotAllowed) }
    }

    async fn enter(&mut self, actor: &protocol::Person, member: protocol::Person) -> Result<(), Rejection> {
        let invited = actor.id != member.id;
        if !invited && self.members.contains_key(&member.id) {
            return Ok(());
        }
        match self.room.visibility {
            Visibility::Private => self.may_manage(actor)?,
            Visibility::Public if invited => drop(self.role(actor.id)?),
            Visibility::Public => {}
        }
        if self.members.contains_key(&member.id) {
            return Ok(());
        }
        let seq = self.next_seq().await?;
        let what = Happened::Joined { member: member.id, by: invited.then_some(actor.id) };
        self.around.directory.meet(actor.clone());
        self.around.directory.meet(member.clone());
        self.save(vec![what], vec![Change::Entered { member: member.id, role: RoomRole::Member, seq }]).await?;
        self.members.insert(member.id, RoomRole::Member);
        self.around.lines.tell(member.id, Event::Entered { room: self.room.clone(), position: self.position });
        Ok(())
    }

    async fn exit(&mut self, actor: &protocol::Person, member: MemberId) -> Result<(), Rejection> {
        let removed = actor.id != member;
        if removed {
            self.may_manage(actor)?;
        }
        if !self.members.contains_key(&member) {
            return if removed { Ok(()) } else { Err(Rejection::NoSuchRoom) };
        }
        let seq = self.next_seq().await?;
        let mut changes = vec![Change::Exited { member }];
        let heir = self.heir(member);
        changes.extend(heir.map(|heir| Change::Entered { member: heir, role: RoomRole::Owner, seq }));
        // From here on nothing of this room reaches them, not even their own departure.
        self.save_posts().await;
        self.audience.expel(member);
        let left = Happened::Left { member, by: removed.then_some(actor.id) };
        if let Err(rejection) = self.save(vec![left], changes).await {
            // Still in, but no longer subscribed: have them subscribe again.
            self.around.lines.tell(member, Event::Overflowed);
            return Err(rejection);
        }
        self.members.remove(&member);
        self.members.extend(heir.map(|heir| (heir, RoomRole::Owner)));
        self.around.lines.tell(member, Event::Exited { room: self.room.id });
        Ok(())
    }

    /// Who owns the room when its last owner goes: any other member, so that it never is without one.
    fn heir(&self, leaving: MemberId) -> Option<MemberId> {
        let owners = |id: &MemberId| self.members.get(id) == Some(&RoomRole::Owner);
        let mut others = self.members.keys().filter(|id| **id != leaving);
        if !owners(&leaving) || others.clone().any(owners) {
            return None;
        }
        others.next().copied()
    }

    async fn describe(&mut self, actor: &protocol::Person, name: RoomName, description: RoomDescription) -> Result<(), Rejection> {
        self.may_manage(actor)?;
        let mut room = self.room.clone();
        let mut what = Vec::new();
        if room.name != name {
            room.name = name.clone();
            what.push(Happened::Renamed { by: actor.id, name });
        }
        if room.description != description {
            room.description = description.clone();
            what.push(Happened::Described { by: actor.id, description });
        }
        if what.is_empty() {
            return Ok(());
        }
        self.around.directory.meet(actor.clone());
        self.save(what, vec![Change::Updated { room: room.clone() }]).await?;
        self.room = room;
        Ok(())
    }

    fn announce(&mut self, member: MemberId, online: bool) {
        let frame = Frame::new(Event::Presence { room: self.room.id, member, online });
        self.audience.tell(&frame, Some(member), self.grace());
    }

    fn standing(&self, role: RoomRole) -> Standing {
        Standing { room: self.room.clone(), position: self.position, role, rows: self.recent.rows() }
    }

    /// What a reader at `after` needs first: everything since, or the room as it is.
    fn first_frame(&self, after: Option<Position>) -> Arc<Frame> {
        let mut online = self.audience.online();
        online.sort_unstable();
        let Position { epoch, seq: head } = self.position;
        let void = after.is_some_and(|after| after.epoch != epoch || after.seq > head);
        let missed = after.filter(|_| !void).and_then(|after| self.missed(after.seq));
        if let Some(events) = missed {
            let people = self.around.directory.known(events.iter().flat_map(|event| event.what.people()));
            return Frame::new(Event::Resumed { room: self.room.id, epoch, head, events, people, online });
        }
        let rows = self.recent.rows();
        let people = self.around.directory.known(rows.iter().flat_map(|row| row.0.what.people()));
        let older = rows.first().is_some_and(|row| row.seq() > Seq::ZERO.next());
        let page = protocol::Page { rows, people, older, newer: false };
        let snapshot = protocol::Snapshot { room: self.room.clone(), epoch, head, page };
        Frame::new(if void { Event::Reset { snapshot, online } } else { Event::Snapshot { snapshot, online } })
    }

    fn missed(&self, after: Seq) -> Option<Vec<LogEvent>> {
        if after == self.position.seq { Some(Vec::new()) } else { self.recent.after(after) }
    }

    /// Saves the posts that have gathered: numbers them, makes them durable, acknowledges, and tells everyone.
    async fn save_posts(&mut self) {
        let known = |room: &Self| -> Vec<_> {
            let find = |post: &super::posts::Post| room.recent.attempt(post.author, post.nonce);
            room.posts.iter().filter_map(find).filter_map(attempt_of).collect()
        };
        let known = known(self);
        self.posts.settle_known(self.room.id, &known);
        while !self.posts.is_empty() {
            let what = self.posts.iter().map(super::posts::Post::happened).collect();
            match self.append(what, Vec::new()).await {
                Ok(events) => {
                    for (event, post) in events.iter().zip(self.posts.take()) {
                        post.answer(self.room.id, Ok((event.seq, event.at)));
                    }
                    self.broadcast(events);
                }
                // Some of them were saved long ago: answer those as then, and save the rest.
                Err(HistoryError::NonceTaken) if self.settle_attempts().await => {}
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, room = %self.room.id, "posts were not saved");
                    for post in self.posts.take() {
                        post.answer(self.room.id, Err(Rejection::Unavailable));
                    }
                }
            }
        }
    }

    /// Answers the posts that are in the log already; false when there was none, which cannot be.
    async fn settle_attempts(&mut self) -> bool {
        let mut known = Vec::new();
        for post in self.posts.iter() {
            if let Ok(Some(event)) = self.around.history.attempt(self.room.id, post.author, post.nonce).await {
                known.extend(attempt_of(&event));
            }
        }
        self.posts.settle_known(self.room.id, &known);
        !known.is_empty()
    }

    /// Saves something else than posts, after the posts before it.
    async fn save(&mut self, what: Vec<Happened>, changes: Vec<Change>) -> Result<(), Rejection> {
        self.save_posts().await;
        let events = self.append(what, changes).await.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, room = %self.room.id, "a change was not saved");
            Rejection::Unavailable
        })?;
        self.broadcast(events);
        Ok(())
    }

    /// The seq that the next thing saved by [`Self::save`] will get.
    async fn next_seq(&mut self) -> Result<Seq, Rejection> {
        self.save_posts().await;
        Ok(self.position.seq.next())
    }

    /// Numbers and saves; afterwards the room knows them, and nobody else does yet.
    async fn append(&mut self, what: Vec<Happened>, changes: Vec<Change>) -> Result<Vec<LogEvent>, HistoryError> {
        if self.in_doubt {
            return Err(HistoryError::Unavailable { operation: "append", source: "it is unknown where the log stands".into() });
        }
        let at = clock::now();
        let number = |(n, what)| LogEvent { seq: Seq(self.position.seq.0 + n), at, what };
        let events: Vec<LogEvent> = (1..).zip(what).map(number).collect();
        let append = Append { room: self.room.id, events: events.clone(), changes };
        if let Err(error) = self.around.writer.save(append).await {
            self.in_doubt = !matches!(error, HistoryError::NonceTaken);
            return Err(error);
        }
        for event in &events {
            self.position.seq = event.seq;
            self.recent.push(event.clone());
        }
        Ok(events)
    }

    /// Tells every subscriber that this happened, many events a frame, each frame encoded once.
    fn broadcast(&mut self, events: impl IntoIterator<Item = LogEvent>) {
        let mut events = events.into_iter().peekable();
        while events.peek().is_some() {
            let mut bytes = 0;
            let mut some = Vec::new();
            while let Some(event) = events.next_if(|_| bytes < FRAME_EVENTS_BYTES) {
                bytes += event.weight();
                some.push(event);
            }
            let people = self.around.directory.known(some.iter().flat_map(|event| event.what.people()));
            let frame = Frame::new(Event::Appended { room: self.room.id, events: some, people });
            self.audience.tell(&frame, None, self.grace());
        }
    }
}

/// The attempt an event came from, with what it became.
fn attempt_of(event: &LogEvent) -> Option<(MemberId, protocol::Nonce, Seq, protocol::Millis, protocol::Body)> {
    match &event.what {
        Happened::Posted { author, nonce, body } => Some((*author, *nonce, event.seq, event.at, body.clone())),
        _ => None,
    }
}
