//! Follows one room for a foreign dialect: everything after a position, once and in order, however far back that is and however
//! often the queue overflows on the way.
//! It says what happened; a doorway says it in its own words.

use std::{any::Any, collections::VecDeque, sync::Arc};

use chat::{Connection, Frame, Queue, Taken};
use protocol::{ClientFrame, CloseCode, Command, Epoch, Event, LogEvent, MemberId, Person, Position, Rejection, RoomId, Row, Seq};

use crate::{auth::Signed, socket::End, state::App};

/// Events read from the log at once: what does not fit into one answer was read for nothing.
const CHUNK: u64 = 64;

/// Capacity that is kept by a follower who has heard everything.
const KEPT: usize = 16;

/// Somebody who follows a room.
pub struct Follower {
    app: Arc<App>,
    connection: Connection,
    queue: Arc<Queue>,
    room: RoomId,
    /// How far everything was said.
    seen: Option<Position>,
    /// How far there is something to be read before what comes live can be said.
    behind: Seq,
    /// The subscription is to be made, for the first time or again.
    lost: bool,
    frames: Vec<Arc<Frame>>,
    steps: VecDeque<Step>,
}

/// What is said next.
#[derive(Debug)]
pub enum Step {
    /// This happened.
    Happened(Neighbors),
    /// The newest page, its rows as they are now, with cards of everybody they name.
    Shown(Epoch, Vec<Row>, Vec<Person>),
    /// The position was void, or the log has another life: what follows is the room as it is now.
    Reset,
    /// These are online.
    Online(Vec<MemberId>),
    /// Somebody came online or went offline.
    Presence(MemberId, bool),
    /// The follower is not in the room any more: removed by somebody, or not. Nothing follows.
    Gone {
        /// By somebody else.
        removed: bool,
    },
}

/// Events of a log that follow one another: a frame that most followers of the room have in common.
#[derive(Debug)]
pub struct Neighbors {
    /// The life of their log.
    pub epoch: Epoch,
    frame: Arc<Frame>,
}

impl Neighbors {
    /// These, which nobody else has.
    pub fn of(room: RoomId, epoch: Epoch, events: Vec<LogEvent>, people: Vec<Person>) -> Self {
        Self { epoch, frame: Frame::new(Event::Appended { room, events, people, quoted: Vec::new() }) }
    }

    /// The events in order, and cards of everybody they name.
    pub fn parts(&self) -> (&[LogEvent], &[Person]) {
        match self.frame.event() {
            Event::Appended { events, people, .. } => (events, people),
            _ => (&[], &[]),
        }
    }

    /// What is made of them once for all followers who say the same; see [`Frame::translated`].
    pub fn translated<T: Any + Send + Sync>(&self, translate: impl FnOnce() -> T) -> Option<&T> {
        self.frame.translated(|_| translate())
    }
}

impl Follower {
    /// Follows a room from after a position, or from its newest page on.
    ///
    /// # Errors
    /// [`End`] when the member has too many connections.
    pub fn new(app: Arc<App>, signed: &Signed, room: RoomId, after: Option<Position>) -> Result<Self, End> {
        let connection = app.hub.connect(signed.person().clone(), signed.session.token_hash.clone());
        let connection = connection.map_err(|code| End::With(code, "too many connections"))?;
        let queue = connection.queue();
        let (frames, steps) = (Vec::new(), VecDeque::new());
        Ok(Self { app, connection, queue, room, seen: after, behind: Seq::ZERO, lost: true, frames, steps })
    }

    /// Where the follower stands.
    pub const fn position(&self) -> Option<Position> {
        self.seen
    }

    /// Which room it is.
    pub const fn room(&self) -> RoomId {
        self.room
    }

    /// There is something to be read that was not said yet.
    pub fn is_behind(&self) -> bool {
        self.seen.is_some_and(|seen| seen.seq < self.behind)
    }

    /// What is said next. Nothing is lost when it is not awaited to its end.
    ///
    /// # Errors
    /// [`End`] when the connection is over.
    pub async fn next(&mut self) -> Result<Step, End> {
        loop {
            if let Some(step) = self.steps.pop_front() {
                return Ok(step);
            }
            if self.lost {
                self.obey(Command::Subscribe { room: self.room, after: self.seen }).await;
                self.lost = false;
            }
            if let Some(seen) = self.seen.filter(|seen| seen.seq < self.behind) {
                return self.catch_up(seen).await;
            }
            if let Taken::Closed(code) = self.queue.take(&mut self.frames).await {
                return Err(code.into());
            }
            let mut frames = std::mem::take(&mut self.frames);
            for frame in frames.drain(..) {
                self.hear(&frame)?;
            }
            frames.shrink_to(KEPT);
            self.frames = frames;
        }
    }

    /// What is said next, if that was heard already.
    pub fn heard(&mut self) -> Option<Step> {
        self.steps.pop_front()
    }

    /// Reads on in the log, some at a time.
    async fn catch_up(&mut self, seen: Position) -> Result<Step, End> {
        let upto = self.behind.min(Seq(seen.seq.0.saturating_add(CHUNK)));
        let read = self.app.hub.log(self.connection.person(), self.room, seen.seq, upto).await;
        match read {
            Ok((events, people)) => {
                let last = events.last().map(|event| event.seq).filter(|last| *last > seen.seq);
                let last = last.ok_or(End::With(CloseCode::Fault, "the log cannot be read"))?;
                self.seen = Some(Position { seq: last, ..seen });
                Ok(Step::Happened(Neighbors::of(self.room, seen.epoch, events, people)))
            }
            Err(Rejection::NoSuchRoom) => Ok(Step::Gone { removed: false }),
            Err(_) => Err(End::With(CloseCode::Fault, "the log cannot be read")),
        }
    }

    fn hear(&mut self, frame: &Arc<Frame>) -> Result<(), End> {
        match frame.event() {
            Event::Resumed { room, epoch, events, people, online, .. } if *room == self.room => {
                let from = self.seen.map_or(Seq::ZERO, |seen| seen.seq);
                self.seen = Some(Position { epoch: *epoch, seq: from });
                self.steps.push_back(Step::Online(online.clone()));
                self.append(events, people, None);
            }
            event @ (Event::Snapshot { snapshot, online, .. } | Event::Reset { snapshot, online, .. }) if snapshot.room.id == self.room => {
                self.steps.push_back(Step::Online(online.clone()));
                let void = matches!(event, Event::Reset { .. });
                if self.seen.is_some() && !void {
                    // Too far behind for the room to repeat it from memory.
                    self.behind = self.behind.max(snapshot.head);
                } else {
                    if void {
                        self.steps.push_back(Step::Reset);
                    }
                    (self.seen, self.behind) = (Some(snapshot.position()), snapshot.head);
                    self.steps.push_back(Step::Shown(snapshot.epoch, snapshot.page.rows.clone(), snapshot.page.people.clone()));
                }
            }
            Event::Appended { room, events, people, .. } if *room == self.room => self.append(events, people, Some(frame)),
            Event::Presence { room, member, online } if *room == self.room => self.steps.push_back(Step::Presence(*member, *online)),
            Event::Exited { room, by } if *room == self.room => self.steps.push_back(Step::Gone { removed: by.is_some() }),
            Event::Rejected { room: Some(room), rejection: Rejection::NoSuchRoom, .. } if *room == self.room => {
                self.steps.push_back(Step::Gone { removed: false });
            }
            Event::Rejected { .. } => return Err(End::With(CloseCode::Fault, "the room cannot be followed")),
            Event::Overflowed => self.lost = true,
            _ => {}
        }
        Ok(())
    }

    /// Says what is next, and puts off what is not: it will be read from the log. A frame of which all is next is said as it is.
    fn append(&mut self, events: &[LogEvent], people: &[Person], frame: Option<&Arc<Frame>>) {
        let Some(seen) = self.seen else { return };
        let fresh = events.iter().position(|event| event.seq > seen.seq).and_then(|known| events.get(known..)).unwrap_or_default();
        let (Some(first), Some(last)) = (fresh.first(), fresh.last()) else { return };
        if seen.seq < self.behind || first.seq > seen.seq.next() {
            self.behind = self.behind.max(last.seq);
            return;
        }
        self.seen = Some(Position { seq: last.seq, ..seen });
        let neighbors = match frame.filter(|_| fresh.len() == events.len()) {
            Some(frame) => Neighbors { epoch: seen.epoch, frame: Arc::clone(frame) },
            None => Neighbors::of(self.room, seen.epoch, fresh.to_vec(), people.to_vec()),
        };
        self.steps.push_back(Step::Happened(neighbors));
    }

    async fn obey(&mut self, command: Command) {
        self.connection.obey(ClientFrame::from(command)).await;
    }
}
