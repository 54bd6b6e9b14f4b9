//! A conversation in the plain dialect: history first, then what happens, and in between what the client says.
//! It opens no socket and decides nothing about rooms.

use std::time::Duration;

use app::doorway_words::{Notice, notice};
use protocol::{ClientFrame, CloseCode, Command, Event, Language, MemberName, Nonce, Person, Position, Rejection, RoomId, Visibility};
use tokio::time::Instant;

use super::{
    listening::Listening,
    wish::{Reason, Wish},
    words::{self, HEARTBEAT, Word},
};
use crate::{
    doorways::{
        aside::Aside,
        dialect::{Ask, Credentials, Deed, Dialect, Direct, Recognized, Unrecognized},
    },
    socket::HEARTBEAT as EVERY,
};

/// Rooms one may listen to at once.
const MOST_ROOMS: usize = 256;

/// What was asked for without an answer is asked for again after this long.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// Names the commands whose refusal concerns the client, not what is missing.
const ALTERATION: u64 = 1;

const NO_GUESTS: Reason = (CloseCode::NotAuthenticated, "guests are not allowed here: sign in, or say AUTH with a token first");

/// A conversation.
#[derive(Debug)]
pub struct Conversation {
    language: Language,
    /// What the socket is for; nothing when texts name rooms.
    bound: Option<Result<Wish, Reason>>,
    me: Option<Person>,
    rooms: Vec<Listening>,
    /// Where conversations began that are just made.
    begun: Vec<(RoomId, Position)>,
    /// What is being done.
    doing: Option<Doing>,
    /// A token was said.
    showed_token: bool,
    /// The name in the address was tried as that of a guest.
    tried_as_guest: bool,
    beat: Instant,
    try_again: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
enum Doing {
    /// Coming in; who comes online is to be told.
    Join(RoomId, bool),
    Leave,
    /// Telling somebody something, by this attempt.
    Tell(Nonce),
}

impl Conversation {
    /// About the room that the address of a socket names, or about why it names none.
    pub fn in_one_room(wish: Result<Wish, Reason>, language: Language) -> Self {
        Self { bound: Some(wish), ..Self::new(language) }
    }

    /// About rooms that texts name.
    pub fn new(language: Language) -> Self {
        let beat = Instant::now() + EVERY;
        Self {
            language,
            bound: None,
            me: None,
            rooms: Vec::new(),
            begun: Vec::new(),
            doing: None,
            showed_token: false,
            tried_as_guest: false,
            beat,
            try_again: None,
        }
    }

    fn bound(&self) -> Option<&Wish> {
        self.bound.as_ref()?.as_ref().ok()
    }

    /// What is said in conversations is to be told too.
    fn hears_direct(&self) -> bool {
        self.bound().is_some_and(|wish| wish.direct)
    }

    /// The room that is meant: who listens to one means that one.
    fn room(&self, named: Option<RoomId>) -> Result<RoomId, Rejection> {
        match (self.bound(), named) {
            (Some(bound), Some(named)) if named != bound.room => Err(Rejection::NoSuchRoom),
            (Some(bound), _) => Ok(bound.room),
            (None, Some(named)) => Ok(named),
            (None, None) => match self.rooms.iter().filter(|known| !known.direct).collect::<Vec<_>>().as_slice() {
                [only] => Ok(only.room),
                _ => Err(Rejection::Malformed { detail: "roomId is missing".to_owned() }),
            },
        }
    }

    fn obey(&mut self, Word { room, wish }: Word, asks: &mut Vec<Ask>) -> Result<(), Rejection> {
        use words::Wish::{Alter, Authenticate, Heartbeat, Join, Leave, Message, Type};
        if self.me.is_none() {
            match wish {
                Heartbeat => {}
                Authenticate(token) => {
                    self.showed_token = true;
                    asks.push(Ask::Recognize(Credentials::Token(token)));
                }
                _ => return Err(Rejection::NotAllowed),
            }
            return Ok(());
        }
        match wish {
            Heartbeat | Authenticate(_) => {}
            // They are in it already.
            Join { .. } if self.bound.is_some() => {}
            Join { since, presence } => {
                if self.rooms.len() >= MOST_ROOMS {
                    return Err(Rejection::NotAllowed);
                }
                let room = self.room(room)?;
                self.act(Doing::Join(room, presence), Deed::Join { room, since }, asks);
            }
            Leave => self.act(Doing::Leave, Deed::Leave(self.room(room)?), asks),
            Message { body, nonce, to } => {
                let nonce = nonce.unwrap_or_else(|| Nonce::from_bits(chat::bits()));
                match (to, self.room(room)) {
                    (Some(to), _) => self.act(Doing::Tell(nonce), Deed::Tell { to, nonce, body }, asks),
                    (None, Ok(room)) => {
                        asks.push(Ask::Obey(Command::Post { room, nonce, body, reply: None, attachments: Vec::new() }.into()))
                    }
                    (None, Err(rejection)) => asks.push(self.refusal(Some(nonce), &rejection)),
                }
            }
            Alter(alteration) => {
                let command = alteration.command(self.room(room)?);
                asks.push(Ask::Obey(ClientFrame { id: Some(ALTERATION), command }));
            }
            Type => asks.push(Ask::Obey(Command::Typing { room: self.room(room)? }.into())),
        }
        Ok(())
    }

    fn act(&mut self, doing: Doing, deed: Deed, asks: &mut Vec<Ask>) {
        self.doing = Some(doing);
        // Done before anything else is heard, so it needs no number of its own.
        asks.push(Ask::Do(0, deed));
    }

    fn refusal(&self, nonce: Option<Nonce>, rejection: &Rejection) -> Ask {
        let room = self.bound().map(|wish| wish.room);
        Ask::Say(Aside::refusal("SYSTEM", self.language, room, nonce, rejection).text())
    }

    fn listening(&mut self, room: RoomId) -> Option<&mut Listening> {
        self.rooms.iter_mut().find(|known| known.room == room)
    }

    /// They are not in a room any more: what is about it alone ends with it.
    fn goes(&mut self, room: RoomId, reason: Reason, asks: &mut Vec<Ask>) {
        let before = self.rooms.len();
        self.rooms.retain(|known| known.room != room);
        if self.rooms.len() == before {
            return;
        }
        match (self.bound(), &self.me) {
            (Some(bound), _) if bound.room == room => asks.push(Ask::Close(reason.0, reason.1)),
            (None, Some(me)) => asks.push(Ask::Say(Aside::about("LEAVE", room, me, notice(self.language, Notice::Out)).text())),
            _ => {}
        }
    }

    /// Asks for everything that is missing and was not asked for yet.
    fn catch_up(&mut self, asks: &mut Vec<Ask>) {
        for Listening { room, cursor, .. } in &mut self.rooms {
            if let Some((after, upto)) = cursor.missing() {
                asks.push(Ask::Obey(Command::Fetch { room: *room, after, upto }.into()));
            }
        }
    }

    fn reopen(&self, asks: &mut Vec<Ask>) {
        asks.extend(self.rooms.iter().filter(|known| !known.cursor.is_open()).map(Listening::subscribe));
    }
}

impl Dialect for Conversation {
    const TAKES_BYTES: bool = false;

    fn begins(&mut self, asks: &mut Vec<Ask>) {
        asks.push(match self.bound {
            Some(Err((code, reason))) => Ask::Close(code, reason),
            Some(Ok(_)) | None => Ask::Recognize(Credentials::Request),
        });
    }

    fn hears(&mut self, text: &str, asks: &mut Vec<Ask>) {
        let obeyed = Word::read(text).and_then(|word| self.obey(word, asks));
        if let Err(rejection) = obeyed {
            // What a stranger may say, is said first.
            let is_over = self.me.is_none() && self.bound.is_some();
            asks.push(if is_over { Ask::Close(NO_GUESTS.0, NO_GUESTS.1) } else { self.refusal(None, &rejection) });
        }
    }

    fn recognized(&mut self, who: Result<Recognized, Unrecognized>, asks: &mut Vec<Ask>) {
        match who {
            Ok(Recognized { person, .. }) => {
                let own = |name: &str| MemberName::parse(name).is_ok_and(|name| name.folded() == person.name.folded());
                if let Some(Wish { room, username, since, presence, .. }) = self.bound().cloned() {
                    if !username.is_empty() && !own(&username) {
                        return asks.push(Ask::Close(CloseCode::NotAuthenticated, "this username is not yours"));
                    }
                    self.act(Doing::Join(room, presence), Deed::Join { room, since }, asks);
                }
                self.me = Some(person);
            }
            // Where guests may come in, a name that is nobody's is enough.
            Err(Unrecognized::Credentials) if !self.showed_token && !self.tried_as_guest && self.bound().is_some() => {
                self.tried_as_guest = true;
                let name = self.bound().map(|wish| wish.username.clone()).unwrap_or_default();
                asks.push(Ask::Recognize(Credentials::Guest(name)));
            }
            // They may still say AUTH.
            Err(Unrecognized::Credentials) if !self.showed_token => {}
            Err(Unrecognized::Credentials) if self.bound.is_none() => asks.push(self.refusal(None, &Rejection::NotAllowed)),
            Err(Unrecognized::Credentials) => {
                asks.push(Ask::Close(CloseCode::NotAuthenticated, "the token is not valid, or no longer"));
            }
            Err(Unrecognized::Banned) => asks.push(Ask::Close(CloseCode::Kicked, "banned")),
            Err(Unrecognized::TooMany) => asks.push(Ask::Close(CloseCode::TryLater, "too many connections")),
            Err(Unrecognized::TooFast(_)) => asks.push(Ask::Close(CloseCode::TryLater, "too many attempts")),
            Err(Unrecognized::Unavailable) => asks.push(Ask::Close(CloseCode::Fault, "temporarily unavailable")),
        }
    }

    fn done(&mut self, _: u64, outcome: Result<Option<Position>, Rejection>, asks: &mut Vec<Ask>) {
        match (outcome, self.doing.take()) {
            (Ok(after), Some(Doing::Join(room, presence))) => {
                if self.listening(room).is_none() {
                    let listening = Listening::new(room, self.language, after, presence);
                    asks.push(listening.subscribe());
                    self.rooms.push(listening);
                    asks.extend(self.hears_direct().then_some(Ask::ListDirect));
                }
            }
            (Err(rejection), Some(Doing::Tell(nonce))) => asks.push(self.refusal(Some(nonce), &rejection)),
            (Ok(_) | Err(Rejection::NoSuchRoom), Some(Doing::Leave)) if self.bound.is_some() => {
                asks.push(Ask::Close(CloseCode::Normal, "left"));
            }
            (Err(rejection), Some(Doing::Join(..))) if self.bound.is_some() => asks.push(match rejection {
                Rejection::Unavailable => Ask::Close(CloseCode::Fault, "temporarily unavailable"),
                Rejection::TooFast { .. } => Ask::Close(CloseCode::TryLater, "too many comings and goings"),
                _ => Ask::Close(CloseCode::Policy, "no such room"),
            }),
            (Err(rejection), _) => asks.push(self.refusal(None, &rejection)),
            (Ok(_), _) => {}
        }
    }

    fn introduced(&mut self, room: RoomId, people: Vec<Person>, online: bool, asks: &mut Vec<Ask>) {
        asks.extend(people.iter().map(|person| Ask::Say(Aside::presence(room, person, online).text())));
    }

    fn meets(&mut self, direct: Direct, asks: &mut Vec<Ask>) {
        let begun = self.begun.iter().position(|(room, _)| *room == direct.room).map(|place| self.begun.swap_remove(place).1);
        if self.listening(direct.room).is_none() && self.rooms.len() < MOST_ROOMS {
            let position = begun.unwrap_or(direct.position);
            let listening = Listening::of_direct(Direct { position, ..direct }, self.language);
            asks.push(listening.subscribe());
            self.rooms.push(listening);
        }
    }

    fn happened(&mut self, event: &Event, asks: &mut Vec<Ask>) {
        let Some(me) = self.me.as_ref().map(|me| me.id) else { return };
        match event {
            Event::Resumed { room, epoch, head, events, people, online, .. } => {
                if let Some(known) = self.listening(*room) {
                    known.notices(me, online, true, asks);
                    known.resumes(*epoch, *head, events, people, asks);
                }
            }
            Event::Snapshot { snapshot, online, .. } | Event::Reset { snapshot, online, .. } => {
                if let Some(known) = self.listening(snapshot.room.id) {
                    known.notices(me, online, true, asks);
                    known.begins(snapshot, matches!(event, Event::Reset { .. }), asks);
                }
            }
            Event::Appended { room, events, people, .. } => {
                if let Some(known) = self.listening(*room) {
                    known.tell(events, people, asks);
                }
            }
            Event::Presence { room, member, online } => {
                if let Some(known) = self.listening(*room) {
                    known.notices(me, &[*member], *online, asks);
                }
            }
            Event::Rejected { nonce: Some(nonce), rejection, .. } => asks.push(self.refusal(Some(*nonce), rejection)),
            Event::Rejected { id: Some(ALTERATION), rejection, .. } => asks.push(self.refusal(None, rejection)),
            Event::Rejected { rejection, .. } if rejection.is_temporary() => self.try_again = Some(Instant::now() + TRY_AGAIN),
            Event::Rejected { room: Some(room), .. } => self.goes(*room, (CloseCode::Policy, "no such room"), asks),
            Event::Exited { room, by: Some(_) } => self.goes(*room, (CloseCode::Kicked, "removed from the room"), asks),
            Event::Exited { room, by: None } => self.goes(*room, (CloseCode::Normal, "left"), asks),
            Event::Entered { room, position } if room.visibility == Visibility::Direct && self.hears_direct() => {
                self.begun.push((room.id, *position));
                asks.push(Ask::ListDirect);
            }
            Event::Overflowed => {
                self.rooms.iter_mut().for_each(|known| known.cursor.closes());
                self.reopen(asks);
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
            self.rooms.iter_mut().for_each(|known| known.cursor.misses());
            self.reopen(asks);
            self.catch_up(asks);
        }
    }

    fn ends(&mut self, code: CloseCode, asks: &mut Vec<Ask>) {
        if code == CloseCode::NotAuthenticated && self.bound.is_some() {
            let reason = if self.me.is_none() { NO_GUESTS.1 } else { "the session has ended" };
            asks.push(Ask::Close(code, reason));
        }
    }
}
