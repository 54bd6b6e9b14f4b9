//! The hub: finds a room's task, starting it when somebody needs it, and asks it on behalf of a member.
//! It decides nothing about a room; every decision is the room's own.

mod attention;
mod direct;
mod order;
mod presence;
mod previewing;
mod reading;
mod roster;

use std::{sync::Arc, time::Duration};

use protocol::{
    CloseCode, ConnectionId, Epoch, Event, Happened, LogEvent, MemberId, Millis, Person, Position, Rejection, Room, RoomDescription,
    RoomId, RoomName, RoomRole, Rules, Seq, Snapshot, Visibility,
};
use tokio::sync::{mpsc, oneshot};

pub use self::roster::{Member, Roster};
use crate::{
    Accounts, Action, Alteration, Append, Change, Connection, Desk, Directory, History, NewPost, RoomChange, chance, clock, keeps_order,
    lines::Lines,
    may,
    room::{Reply, Request, Standing, Surroundings, ask},
    rooms::Rooms,
    sanctions::Sanctions,
    writer::Writer,
};

/// What an operator may set about rooms.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Messages a member may write in one room each second, in the long run.
    pub posts_per_second: u32,
    /// Messages a member may write in one room at once.
    pub posts_burst: u32,
    /// Times a member may enter or leave rooms by themselves each minute.
    pub joins_per_minute: u32,
    /// Open connections a member may have.
    pub connections_per_member: usize,
    /// How long somebody counts as online after their last connection ended.
    pub presence_grace: Duration,
    /// How long a room nobody uses stays in memory.
    pub idle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            posts_per_second: 10,
            posts_burst: 20,
            joins_per_minute: 20,
            connections_per_member: 20,
            presence_grace: Duration::from_secs(30),
            idle: Duration::from_secs(300),
        }
    }
}

/// A room to be made.
#[derive(Debug, Clone)]
pub struct NewRoom {
    /// What it is called.
    pub name: RoomName,
    /// What it is about.
    pub description: RoomDescription,
    /// Who may find it.
    pub visibility: Visibility,
}

/// How somebody stands in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// As what they are in it.
    pub role: RoomRole,
    /// They keep order in it: they delete what others wrote, see what it said before, and write in spite of its rules.
    pub keeps_order: bool,
    /// How far they have read it, less what they let be unread again.
    pub read: Seq,
}

/// The way to all rooms.
#[derive(Clone)]
pub struct Hub {
    around: Surroundings,
    rooms: Rooms,
}

impl Hub {
    /// A hub over these memories. Must be called inside a tokio runtime.
    pub fn new(history: Arc<dyn History>, accounts: Arc<dyn Accounts>, settings: Settings) -> Self {
        let around = Surroundings {
            writer: Writer::start(Arc::clone(&history)),
            history,
            directory: Directory::new(Arc::clone(&accounts)),
            sanctions: Arc::new(Sanctions::new(accounts)),
            comings: Arc::default(),
            lines: Arc::default(),
            desk: Arc::default(),
            bots_desk: Arc::default(),
            links: Arc::default(),
            discreet: Arc::default(),
            settings,
        };
        Self { around, rooms: Rooms::default() }
    }

    /// Makes a room with its maker as owner.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] when it could not be saved; [`Rejection::NotAllowed`] to guests and bots, and for a direct room,
    /// which is asked for by [`Self::direct`].
    pub async fn create_room(&self, actor: &Person, new: NewRoom) -> Result<Room, Rejection> {
        if !may(Action::MakeRoom, actor.role) {
            return Err(Rejection::NotAllowed);
        }
        self.may_speak(actor.id).await?;
        let NewRoom { name, description, visibility } = new;
        if visibility == Visibility::Direct {
            return Err(Rejection::NotAllowed);
        }
        let room = Room { id: RoomId::from_bits(chance::bits()), name, description, visibility, rules: Rules::default() };
        let epoch = Epoch::from_bits(chance::bits());
        let (at, seq) = (clock::now(), Seq::ZERO.next());
        let append = Append {
            room: room.id,
            events: vec![LogEvent { seq, at, what: Happened::Created { by: actor.id } }],
            changes: vec![
                Change::Created { room: room.clone(), epoch, at },
                Change::Entered { member: actor.id, role: RoomRole::Owner, seq },
            ],
        };
        self.around.writer.save(append).await.map_err(|error| unavailable("create a room", &error))?;
        self.around.directory.greet(actor.clone());
        self.around.lines.tell(actor.id, Event::Entered { room: room.clone(), position: Position { epoch, seq } });
        Ok(room)
    }

    /// Enters a public room; in it already is fine.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] also for a private room; [`Rejection::TooFast`].
    pub async fn join(&self, actor: &Person, room: RoomId) -> Result<(), Rejection> {
        self.invite(actor, room, actor).await
    }

    /// Lets somebody into a room the actor is in; in it already is fine.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the actor is not in it.
    pub async fn invite(&self, actor: &Person, room: RoomId, guest: &Person) -> Result<(), Rejection> {
        let (actor, member) = (actor.clone(), guest.clone());
        self.ask(room, |done| Request::Enter { actor, member, done }).await
    }

    /// Goes out of a room.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the actor is not in it; [`Rejection::TooFast`].
    pub async fn leave(&self, actor: &Person, room: RoomId) -> Result<(), Rejection> {
        self.remove(actor, room, actor.id).await
    }

    /// Puts somebody out of a room; their connections get nothing of it from then on.
    ///
    /// # Errors
    /// [`Rejection::NotAllowed`] unless the actor manages the room.
    pub async fn remove(&self, actor: &Person, room: RoomId, member: MemberId) -> Result<(), Rejection> {
        let actor = actor.clone();
        self.ask(room, |done| Request::Exit { actor, member, done }).await
    }

    /// Gives a room another name or description; what is so already is fine.
    ///
    /// # Errors
    /// [`Rejection::NotAllowed`] unless the actor manages the room.
    pub async fn describe(&self, actor: &Person, room: RoomId, change: RoomChange) -> Result<(), Rejection> {
        let actor = actor.clone();
        self.ask(room, |done| Request::Describe { actor, change, done }).await
    }

    /// Writes a message and waits until it is durable. The same nonce and body again is answered as the first time.
    ///
    /// # Errors
    /// Everything a post can be refused for.
    pub async fn post(&self, actor: &Person, room: RoomId, post: NewPost) -> Result<(Seq, Millis), Rejection> {
        self.around.directory.greet(actor.clone());
        let actor = actor.clone();
        self.ask(room, |done| Request::Post { actor, post, reply: Reply::Once(done) }).await
    }

    /// Does something to a message and waits until it is durable. What is so already is fine.
    ///
    /// # Errors
    /// [`Rejection::NoSuchMessage`], [`Rejection::NotAllowed`], and everything a post can be refused for.
    pub async fn alter(&self, actor: &Person, room: RoomId, alteration: Alteration) -> Result<(), Rejection> {
        self.around.directory.greet(actor.clone());
        let actor = actor.clone();
        self.ask(room, |done| Request::Alter { actor, alteration, done }).await
    }

    /// The newest page of a room, and how the reader stands in it.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in it.
    pub async fn snapshot(&self, reader: &Person, room: RoomId) -> Result<(Snapshot, Seat), Rejection> {
        let Standing { room, position, role, read, rows, quoted } = self.standing(reader.id, room).await?;
        let seat = Seat { role, keeps_order: keeps_order(reader.role, role, room.visibility), read };
        let page = self.page_of(rows, quoted, false).await?;
        Ok((Snapshot { room, epoch: position.epoch, head: position.seq, page }, seat))
    }

    /// A room and what the reader is in it.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in it.
    pub async fn seat(&self, reader: &Person, room: RoomId) -> Result<(Room, RoomRole), Rejection> {
        let Standing { room, role, .. } = self.standing(reader.id, room).await?;
        Ok((room, role))
    }

    async fn people(&self, ids: impl IntoIterator<Item = MemberId>) -> Result<Vec<Person>, Rejection> {
        self.around.directory.people(ids).await.map_err(|error| unavailable("read cards", &error))
    }

    /// Where the news of all rooms come together.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.around.desk
    }

    /// Where the calls of bots come together.
    #[must_use]
    pub fn bots_desk(&self) -> &Desk {
        &self.around.bots_desk
    }

    /// How many connections are open.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.around.lines.count()
    }

    /// Tells a member on all devices until when they do not want to be disturbed.
    pub fn quieted(&self, member: MemberId, until: Option<Millis>) {
        self.around.lines.tell(member, Event::Quieted { until });
    }

    /// Takes a member's new card after a change of profile or role.
    pub fn meet(&self, person: Person) {
        self.around.directory.meet(person);
    }

    /// Ends the connections that were opened with this session.
    pub fn close_session(&self, session: &str, code: CloseCode) {
        self.around.lines.close_session(session, code);
    }

    /// Ends all connections of a member.
    pub fn close_member(&self, member: MemberId, code: CloseCode) {
        self.around.lines.close(member, code, |_| true);
    }

    /// Opens a connection for a member who signed in with this session (the hash of its token).
    ///
    /// # Errors
    /// [`CloseCode::TryLater`] when they have too many already, [`CloseCode::Kicked`] when they were banned just now.
    pub fn connect(&self, person: Person, session: String) -> Result<Connection, CloseCode> {
        let id = ConnectionId::from_bits(chance::bits());
        let queue = Arc::default();
        let most = self.around.settings.connections_per_member;
        if !self.around.lines.add(person.id, id, session, Arc::clone(&queue), most) {
            return Err(CloseCode::TryLater);
        }
        // Looked at after it was added: a ban closes what it finds, and this finds the ban.
        if self.around.sanctions.is_banned(person.id) {
            self.around.lines.remove(person.id, id);
            return Err(CloseCode::Kicked);
        }
        self.around.directory.greet(person.clone());
        Ok(Connection::new(self.clone(), id, person, queue))
    }

    /// Says goodbye to everyone, finishes what was begun, and ends every connection: each is told to come back at another
    /// moment within `spread`.
    pub async fn shut_down(&self, spread: Duration) {
        let count = u32::try_from(self.connections()).unwrap_or(u32::MAX).max(1);
        let step = |n: u32| u32::try_from(spread.as_millis() * u128::from(n) / u128::from(count)).unwrap_or(u32::MAX);
        self.around.lines.tell_each(|n| Event::GoingAway { retry_after_ms: 500 + step(n) });
        // Asked by nobody any more, a room ends when it has done what it was asked, and lets go of its memory.
        for room in self.rooms.end() {
            let _ = ask(&room, |done| Request::Settle { done }).await;
        }
        self.around.lines.close_all(CloseCode::Restart);
    }

    async fn standing(&self, member: MemberId, room: RoomId) -> Result<Standing, Rejection> {
        self.ask(room, |done| Request::Stand { member, done }).await
    }

    /// Asks a room and waits for its answer.
    pub(crate) async fn ask<T>(
        &self,
        room: RoomId,
        request: impl FnOnce(oneshot::Sender<Result<T, Rejection>>) -> Request,
    ) -> Result<T, Rejection> {
        let (done, answer) = oneshot::channel();
        self.send(room, request(done)).await?;
        answer.await.map_err(|_| Rejection::Unavailable)?
    }

    /// Gives a request to a room's task, starting it if it does not run.
    pub(crate) async fn send(&self, room: RoomId, mut request: Request) -> Result<(), Rejection> {
        loop {
            let sender = self.rooms.wake(room, &self.around)?;
            match sender.send(request).await {
                Ok(()) => return Ok(()),
                // The task went to rest between the two lines above; the next look starts it again.
                Err(mpsc::error::SendError(back)) => request = back,
            }
        }
    }

    /// Gives a request to a room's task if it runs; a room at rest has nobody to whom it would matter.
    pub(crate) async fn send_if_awake(&self, room: RoomId, request: Request) {
        if let Some(sender) = self.rooms.awake(room) {
            // A task that has just gone to rest has no audience either.
            let _ = sender.send(request).await;
        }
    }

    pub(crate) fn lines(&self) -> &Lines {
        &self.around.lines
    }

    /// The newest card of a member who is connected.
    pub(crate) fn card(&self, id: MemberId) -> Option<Person> {
        self.around.directory.known([id]).pop()
    }

    /// Where a room's log stands, for a member of the room.
    pub(crate) async fn position(&self, reader: MemberId, room: RoomId) -> Result<Position, Rejection> {
        self.ask(room, |done| Request::Position { member: reader, done }).await
    }
}

/// Writes down why memory failed; the one who asked learns only that it did.
pub(crate) fn unavailable(operation: &str, error: &(dyn std::error::Error + 'static)) -> Rejection {
    tracing::error!(error, operation, "memory failed");
    Rejection::Unavailable
}
