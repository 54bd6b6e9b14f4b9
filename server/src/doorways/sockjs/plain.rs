//! The plain dialect as SockJS carries it: a JSON object a text. SockJS addresses have no query, so rooms are named in the texts.
//! It decides nothing about rooms.

use std::time::Duration;

use protocol::{ClientFrame, CloseCode, Command, Epoch, Event, Nonce, Person, Rejection, RoomId, Seq};
use serde::Deserialize;
use tokio::time::Instant;

use crate::doorways::{
    cursor::{Cursor, Start},
    dialect::{Ask, Credentials, Deed, Dialect, Recognized, Unrecognized},
    message::{Said, notice, refusal, told},
};

/// Both sides say it, and neither answers.
const HEARTBEAT: &str = "HEARTBEAT";

/// How often.
const EVERY: Duration = Duration::from_secs(25);

/// Rooms one may listen to at once.
const MOST_ROOMS: usize = 256;

/// What was asked for without an answer is asked for again after this long.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// Names the command that asks for what is missing among refusals.
const FETCH: u64 = 1;

/// A conversation in this dialect.
#[derive(Debug)]
pub struct Plain {
    me: Option<Person>,
    rooms: Vec<(RoomId, Cursor)>,
    /// What is being done: who comes in, from where on they want to hear, and which attempt it is.
    doing: Option<(Doing, Option<Nonce>)>,
    beat: Instant,
    try_again: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
enum Doing {
    Join(RoomId, Start),
    Else,
}

/// What a text says besides the message itself.
#[derive(Debug, Deserialize)]
struct Word {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    since: Option<serde_json::Value>,
    #[serde(default)]
    token: Option<String>,
    #[serde(flatten)]
    said: Said,
}

impl Default for Plain {
    fn default() -> Self {
        Self { me: None, rooms: Vec::new(), doing: None, beat: Instant::now() + EVERY, try_again: None }
    }
}

impl Plain {
    fn obey(&mut self, text: &str) -> Result<Option<Ask>, Rejection> {
        let malformed = |detail: &str| Rejection::Malformed { detail: detail.to_owned() };
        let word: Word = serde_json::from_str(text).map_err(|_| malformed("not a JSON object of this dialect"))?;
        let kind = word.kind.as_deref().unwrap_or("MESSAGE");
        if kind == HEARTBEAT {
            return Ok(None);
        }
        if self.me.is_none() {
            return match (kind, word.token) {
                ("AUTH", Some(token)) => Ok(Some(Ask::Recognize(Credentials::Token(token)))),
                _ => Err(Rejection::NotAllowed),
            };
        }
        // Who listens to one room means that one.
        let only = || self.rooms.first().filter(|_| self.rooms.len() == 1).map(|(room, _)| *room);
        let room = word.said.room().or_else(only).ok_or(Rejection::NoSuchRoom)?;
        let (doing, deed) = match kind {
            "MESSAGE" | "TALK" => {
                let body = word.said.body().map_err(|problem| Rejection::BadBody { problem })?;
                let nonce = word.said.nonce.unwrap_or_else(|| Nonce::from_bits(chat::bits()));
                (Doing::Else, Deed::Post { room, nonce, body })
            }
            "JOIN" | "ENTER" if self.rooms.len() >= MOST_ROOMS => return Err(Rejection::NotAllowed),
            "JOIN" | "ENTER" => {
                let start = word.since.map_or(Ok(Start::Newest), |since| {
                    let since = since.as_str().map_or_else(|| since.to_string(), str::to_owned);
                    Start::parse(&since).ok_or_else(|| malformed("since is neither a position nor the id of a message"))
                });
                (Doing::Join(room, start?), Deed::Join(room))
            }
            "LEAVE" | "QUIT" => (Doing::Else, Deed::Leave(room)),
            _ => return Err(malformed("an unknown type")),
        };
        self.doing = Some((doing, word.said.nonce));
        Ok(Some(Ask::Do(0, deed)))
    }

    fn subscribe(&self, room: RoomId) -> Option<Ask> {
        let (_, cursor) = self.rooms.iter().find(|(known, _)| *known == room)?;
        Some(Ask::Obey(Command::Subscribe { room, after: cursor.position() }.into()))
    }

    fn opened(&mut self, room: RoomId, epoch: Epoch, head: Seq) {
        if let Some((_, cursor)) = self.rooms.iter_mut().find(|(known, _)| *known == room) {
            cursor.opens(epoch, head);
        }
    }

    fn tell(&mut self, room: RoomId, events: &[protocol::LogEvent], people: &[Person], asks: &mut Vec<Ask>) {
        let Some((_, cursor)) = self.rooms.iter_mut().find(|(known, _)| *known == room) else { return };
        for event in events {
            if cursor.admits(event.seq)
                && let Some(epoch) = cursor.epoch()
            {
                asks.extend(told(room, epoch, event, people).map(Ask::Say));
            }
        }
    }

    /// Asks for everything that is missing and was not asked for yet.
    fn catch_up(&mut self, asks: &mut Vec<Ask>) {
        for (room, cursor) in &mut self.rooms {
            if let Some((after, upto)) = cursor.missing() {
                asks.push(Ask::Obey(ClientFrame { id: Some(FETCH), command: Command::Fetch { room: *room, after, upto } }));
            }
        }
    }

    fn reopen(&self, asks: &mut Vec<Ask>) {
        asks.extend(self.rooms.iter().filter(|(_, cursor)| !cursor.is_open()).filter_map(|(room, _)| self.subscribe(*room)));
    }
}

impl Dialect for Plain {
    fn begins(&mut self, asks: &mut Vec<Ask>) {
        asks.push(Ask::Recognize(Credentials::Request));
    }

    fn hears(&mut self, text: &str, asks: &mut Vec<Ask>) {
        if text.trim() == HEARTBEAT {
            return;
        }
        match self.obey(text) {
            Ok(ask) => asks.extend(ask),
            Err(rejection) => asks.push(Ask::Say(refusal("SYSTEM", None, &rejection).to_string())),
        }
    }

    fn recognized(&mut self, who: Result<Recognized, Unrecognized>, asks: &mut Vec<Ask>) {
        match who {
            Ok(recognized) => self.me = Some(recognized.person),
            // They may still say AUTH.
            Err(Unrecognized::Credentials) => {}
            Err(Unrecognized::TooMany | Unrecognized::TooFast(_) | Unrecognized::Unavailable) => asks.push(Ask::Close(CloseCode::TryLater)),
        }
    }

    fn done(&mut self, _: u64, outcome: Result<(), Rejection>, asks: &mut Vec<Ask>) {
        match (outcome, self.doing.take()) {
            (Ok(()), Some((Doing::Join(room, start), _))) => {
                if !self.rooms.iter().any(|(known, _)| *known == room) {
                    self.rooms.push((room, Cursor::new(start)));
                    asks.extend(self.subscribe(room));
                }
            }
            (Ok(()), _) => {}
            (Err(rejection), doing) => {
                let nonce = doing.and_then(|(_, nonce)| nonce);
                asks.push(Ask::Say(refusal("SYSTEM", nonce, &rejection).to_string()));
            }
        }
    }

    fn happened(&mut self, event: &Event, asks: &mut Vec<Ask>) {
        match event {
            Event::Resumed { room, epoch, head, events, people, .. } => {
                self.opened(*room, *epoch, *head);
                self.tell(*room, events, people, asks);
            }
            Event::Snapshot { snapshot, .. } | Event::Reset { snapshot, .. } => {
                self.opened(snapshot.room.id, snapshot.epoch, snapshot.head);
            }
            Event::Appended { room, events, people, .. } => self.tell(*room, events, people, asks),
            Event::Rejected { rejection, .. } if rejection.is_temporary() => self.try_again = Some(Instant::now() + TRY_AGAIN),
            Event::Overflowed => {
                self.rooms.iter_mut().for_each(|(_, cursor)| cursor.closes());
                self.reopen(asks);
            }
            Event::Exited { room } | Event::Rejected { room: Some(room), .. } => {
                self.rooms.retain(|(known, _)| known != room);
                let json = self.me.as_ref().map(|me| notice("LEAVE", *room, me, "you are no longer in this room"));
                asks.extend(json.map(Ask::Say));
            }
            _ => {}
        }
        self.catch_up(asks);
    }

    fn due(&self) -> Option<Instant> {
        self.try_again.into_iter().chain([self.beat]).min()
    }

    fn wakes(&mut self, asks: &mut Vec<Ask>) {
        let now = Instant::now();
        if self.beat <= now {
            self.beat = now + EVERY;
            asks.push(Ask::Say(HEARTBEAT.to_owned()));
        }
        if self.try_again.is_some_and(|at| at <= now) {
            self.try_again = None;
            self.rooms.iter_mut().for_each(|(_, cursor)| cursor.misses());
            self.reopen(asks);
            self.catch_up(asks);
        }
    }

    fn ends(&mut self, _: CloseCode, _: &mut Vec<Ask>) {}
}
