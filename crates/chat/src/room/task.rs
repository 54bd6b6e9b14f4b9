//! The room task itself: takes requests one by one, and lets posts gather while the batch before them is made durable.
//! It renders nothing and opens no socket.

mod doubt;
mod resume;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use protocol::{
    Attention, Event, Happened, LogEvent, MemberId, PAGE_ROWS, Person, Position, Rejection, RoomId, RoomRole, Row, Seq, Visibility,
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use self::resume::First;
use super::{
    Request,
    audience::Audience,
    pace::Pace,
    posts::{Post, Posts},
    reading::Reading,
};
use crate::{
    Append, Buckets, Change, Desk, Directory, Frame, History, HistoryError, LinkDesk, Membership, ReadUpto, Settings, clock,
    comings::Comings, direct::seen, discreet::Discreet, lines::Lines, recent::Recent, rows_at, rows_upto, sanctions::Sanctions,
    writer::Writer,
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
    pub(crate) desk: Arc<Desk>,
    pub(crate) sanctions: Arc<Sanctions>,
    pub(crate) comings: Arc<Comings>,
    /// The same for bots that want to be called.
    pub(crate) bots_desk: Arc<Desk>,
    pub(crate) links: Arc<LinkDesk>,
    pub(crate) discreet: Arc<Discreet>,
    pub(crate) settings: Settings,
}

/// A room and everything it remembers while somebody uses it.
pub(crate) struct Room {
    pub(super) around: Surroundings,
    pub(super) room: protocol::Room,
    pub(super) position: Position,
    pub(super) members: HashMap<MemberId, RoomRole>,
    /// How much those want to be told who do not want all.
    pub(super) attention: HashMap<MemberId, Attention>,
    /// Messages in its log.
    pub(super) total: u64,
    pub(super) reading: Reading,
    pub(super) recent: Recent,
    /// Memory was filled once as far back as a resume may ask for.
    reached_back: bool,
    first: First,
    pub(super) audience: Audience,
    pub(super) rates: Buckets<MemberId>,
    pub(super) pace: Pace,
    pub(super) posts: Posts,
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
            reading: Reading::new(&record.members),
            attention: attention(&record.members),
            members: record.members.into_iter().map(|one| (one.member, one.role)).collect(),
            total: record.posts,
            recent: Recent::default(),
            reached_back: false,
            first: First::default(),
            audience: Audience::default(),
            rates: Buckets::default(),
            pace: Pace::default(),
            posts: Posts::default(),
            in_doubt: false,
        };
        if room.room.visibility == Visibility::Direct {
            let unavailable = |error| HistoryError::Unavailable { operation: "read cards", source: Box::new(error) };
            room.around.directory.people(room.members.keys().copied()).await.map_err(unavailable)?;
        }
        let head = room.position.seq;
        let (events, rows) = room.read_newest(head.back(PAGE_ROWS), head).await?;
        room.pace = Pace::of(events.iter());
        room.keep_recent(events, rows).await?;
        Ok(Some(room))
    }

    /// Events of the log, and the newest page of rows.
    async fn read_newest(&self, after: Seq, upto: Seq) -> Result<(Vec<LogEvent>, Vec<Row>), HistoryError> {
        let (history, id) = (&*self.around.history, self.room.id);
        Ok((history.events(id, after, upto).await?, rows_upto(history, id, upto, PAGE_ROWS).await?))
    }

    /// Keeps these in memory, with the messages they answer and the cards of everybody they name.
    async fn keep_recent(&mut self, events: Vec<LogEvent>, rows: Vec<Row>) -> Result<(), HistoryError> {
        let mut answered: BTreeSet<Seq> =
            events.iter().filter_map(|event| event.what.reply()).chain(rows.iter().filter_map(Row::reply)).collect();
        let mut recent = Recent::new(events, rows);
        answered.retain(|seq| recent.row(*seq).is_none());
        rows_at(&*self.around.history, self.room.id, answered).await?.into_iter().for_each(|row| recent.quote(row));
        let unavailable = |error| HistoryError::Unavailable { operation: "read cards", source: Box::new(error) };
        self.around.directory.people(recent.people()).await.map_err(unavailable)?;
        self.recent = recent;
        Ok(())
    }

    /// Works until nobody has wanted anything for a while.
    pub(crate) async fn run(&mut self, requests: &mut mpsc::Receiver<Request>) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let idle = Instant::now() + self.around.settings.idle;
            let until = self.audience.next_departure().into_iter().chain(self.reading.due()).min().unwrap_or(idle);
            match timeout_at(until, requests.recv_many(&mut batch, BATCH)).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(_) if self.audience.is_empty() && self.reading.due().is_none() => return,
                Err(_) => {}
            }
            for request in batch.drain(..) {
                self.handle(request).await;
            }
            self.save_posts().await;
            self.keep_cursors(false).await;
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
            Request::Post { actor, post, reply } => match self.may_write(&actor, &post).await {
                Ok(attachments) => self.posts.add(self.room.id, actor.id, post, attachments, reply),
                Err(rejection) => reply.refuse(self.room.id, post.nonce, rejection),
            },
            Request::Alter { actor, alteration, done } => drop(done.send(self.alter(&actor, alteration).await)),
            Request::Read { member, seq } => self.read(member, seq).await,
            Request::MarkUnread { member, seq, done } => drop(done.send(self.mark_unread(member, seq).await)),
            Request::Attend { member, attention, done } => drop(done.send(self.attend(member, attention).await)),
            Request::Waiting { member, done } => {
                let answer = match self.role(member) {
                    Ok(_) => Ok(self.waiting(member).await),
                    Err(rejection) => Err(rejection),
                };
                let _ = done.send(answer);
            }
            Request::Enter { actor, member, done } => drop(done.send(self.enter(&actor, member).await)),
            Request::Exit { actor, member, done } => drop(done.send(self.exit(&actor, member).await)),
            Request::Describe { actor, change, done } => drop(done.send(self.describe(&actor, change).await)),
            Request::Rule { actor, rules, done } => drop(done.send(self.rule(&actor, rules).await)),
            Request::Sweep { actor, author, of, done } => drop(done.send(self.sweep(&actor, &author, of).await)),
            Request::Subscribe { member, connection, queue, after, done } => {
                let role = self.role(member);
                if role.is_ok() {
                    // One more line may be one that somebody looks at.
                    let changed = self.notes_away(member);
                    // The first frame and the subscription are one step here: nothing can fall between them.
                    let first = self.first_frame(member, after).await;
                    if queue.push(&first).is_ok() && self.audience.add(member, connection, queue, self.grace()) {
                        self.announce(member, true);
                    }
                    if changed {
                        self.tell_away(member);
                    }
                }
                let _ = done.send(role.map(|_| ()));
            }
            Request::Unsubscribe { connection } => {
                let member = self.audience.member_of(connection);
                self.audience.remove(connection, self.grace());
                // The one line that was looked at may have ended.
                member.into_iter().for_each(|member| self.look_at(member));
            }
            Request::Look { member } => self.look_at(member),
            Request::Recount { member } => self.recount(member),
            Request::Preview { of, previews, done } => drop(done.send(self.preview(of, previews).await)),
            Request::Type { actor } => {
                if self.members.contains_key(&actor.id) && self.around.sanctions.may_speak(actor.id).await.is_ok() {
                    let except = Some(actor.id);
                    self.audience.tell(&Frame::new(Event::Typed { room: self.room.id, member: actor }), except, self.grace());
                }
            }
            Request::Cursor { member, done } => drop(done.send(self.role(member).map(|_| self.reading.of(member).seq))),
            Request::Stand { member, done } => drop(done.send(self.role(member).map(|role| self.standing(member, role)))),
            Request::Position { member, done } => drop(done.send(self.role(member).map(|_| self.position))),
            Request::Members { member, done } => {
                let all = || self.members.iter().map(|(id, role)| (*id, *role, self.audience.presence(*id))).collect();
                let _ = done.send(self.role(member).map(|_| all()));
            }
            Request::Settle { done } => {
                self.save_posts().await;
                self.keep_cursors(true).await;
                let _ = done.send(());
            }
        }
    }

    pub(super) fn grace(&self) -> Duration {
        self.around.settings.presence_grace
    }

    /// The room as this member is told it.
    pub(super) fn seen_by(&self, member: MemberId) -> protocol::Room {
        seen(&self.room, self.members.keys().copied(), member, &self.around.directory)
    }

    fn standing(&self, member: MemberId, role: RoomRole) -> super::Standing {
        let rows = self.recent.rows();
        let quoted = self.quoted_by(&rows);
        super::Standing {
            room: self.seen_by(member),
            position: self.position,
            role,
            read: self.reading.waits_from(member).seq,
            rows,
            quoted,
        }
    }

    /// The messages that these rows answer and that are not among them.
    fn quoted_by(&self, rows: &[Row]) -> Vec<Row> {
        let first = rows.first().map(Row::seq).unwrap_or_default();
        self.recent.quotes(rows.iter().filter_map(Row::reply).filter(|seq| *seq < first))
    }

    /// The messages that these events answer, and everybody whose card is needed to show them.
    fn company(&self, events: &[LogEvent]) -> (Vec<Row>, Vec<Person>) {
        let quoted = self.recent.quotes(events.iter().filter_map(|event| event.what.reply()));
        let named = events.iter().flat_map(|event| event.what.people()).chain(quoted.iter().filter_map(Row::author));
        let people = self.around.directory.known(named);
        (quoted, people)
    }

    /// Saves the posts that have gathered: numbers them, makes them durable, acknowledges, and tells everyone.
    pub(super) async fn save_posts(&mut self) {
        let known = |post: &Post| self.recent.attempt(post.author, post.post.nonce).cloned();
        let known: Vec<LogEvent> = self.posts.iter().filter_map(known).collect();
        self.posts.settle_known(self.room.id, &known);
        while !self.posts.is_empty() {
            let what: Vec<Happened> = self.posts.iter().map(Post::happened).collect();
            let calls = self.calls(self.position.seq.next(), &what).await;
            match self.append(what, calls.clone()).await {
                Ok(events) => {
                    let before = self.total - events.len() as u64;
                    for ((posts, event), post) in (before + 1..).zip(&events).zip(self.posts.take()) {
                        let (author, upto) = (post.author, ReadUpto { seq: event.seq, posts });
                        self.pace.writes(author, self.slow());
                        post.answer(self.room.id, Ok((event.seq, event.at)));
                        self.author_has_read(author, upto).await;
                    }
                    self.spread(&events, &calls);
                    self.ask_for_previews(&events);
                    self.broadcast(events);
                    self.tell_called(&calls).await;
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
            if let Ok(event) = self.around.history.attempt(self.room.id, post.author, post.post.nonce).await {
                known.extend(event);
            }
        }
        self.posts.settle_known(self.room.id, &known);
        !known.is_empty()
    }

    /// Saves something else than posts, after the posts before it.
    pub(super) async fn save(&mut self, what: Vec<Happened>, changes: Vec<Change>) -> Result<(), Rejection> {
        self.save_posts().await;
        let events = self.append(what, changes).await.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, room = %self.room.id, "a change was not saved");
            Rejection::Unavailable
        })?;
        self.broadcast(events);
        Ok(())
    }

    /// The seq that the next thing saved by [`Self::save`] will get.
    pub(super) async fn next_seq(&mut self) -> Result<Seq, Rejection> {
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
            self.total += u64::from(event.what.attempt().is_some());
            self.recent.push(event.clone());
        }
        // What is deleted stands in no frame that is kept for others.
        self.first = First::default();
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
            let (quoted, people) = self.company(&some);
            let frame = Frame::new(Event::Appended { room: self.room.id, events: some, people, quoted });
            self.audience.tell(&frame, None, self.grace());
        }
    }
}

/// How much those of the members want to be told who do not want all.
pub(super) fn attention(members: &[Membership]) -> HashMap<MemberId, Attention> {
    members.iter().filter(|one| one.attention != Attention::All).map(|one| (one.member, one.attention)).collect()
}
