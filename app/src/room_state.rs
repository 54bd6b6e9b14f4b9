//! What this tab knows of its rooms: a timeline each, who is online, who is writing, and how the line stands.
//! Components read it as signals; only `connection` feeds it, through `apply`.

mod apply;
mod listing;
mod away;
mod live_room;
mod names;
mod reading;
mod roster;
mod sending;
mod telling;
mod uploading;
mod waiting;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::channel::mpsc;
use leptos::prelude::*;
use protocol::{Attachment, Body, ClientFrame, Command, Emoji, FileId, Millis, Nonce, Person, Position, RoomId, Sanction, Seq};

pub use live_room::{Intent, LiveRoom, Undone};
pub use uploading::Progress;
pub use waiting::{AllWaiting, Waiting, counted};

use crate::{
    browser,
    outbox::{Letter, LetterFile, Outbox},
};

/// How the line to the server stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Not asked for yet: the page is still waking up.
    Waking,
    /// Open.
    Open,
    /// Lost; it is being opened again.
    Lost {
        /// Which attempt is next, from 1.
        attempt: u32,
        /// Why.
        reason: LostReason,
    },
}

/// Why there is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LostReason {
    /// The device has no network.
    DeviceOffline,
    /// The server does not answer.
    Unreachable,
    /// The server said that it restarts.
    Restarting,
    /// The server speaks another version of the language: only a page made anew understands it.
    OtherVersion,
}

/// Everything this tab knows, shared by all its components.
#[derive(Clone)]
pub struct RoomState(Arc<Inner>);

struct Inner {
    me: ArcRwSignal<Option<Person>>,
    line: ArcRwSignal<Line>,
    /// The line is carried by the detour.
    detour: ArcRwSignal<bool>,
    /// The server is of another build than this page.
    outdated: ArcRwSignal<bool>,
    /// Rooms entered, left or renamed: the list at the left is to be asked for again.
    rooms_changed: ArcTrigger,
    waiting: ArcRwSignal<AllWaiting>,
    said: Mutex<listing::AllSaid>,
    /// The reader does not want to be disturbed until then.
    quiet: ArcRwSignal<Option<Millis>>,
    /// The reader may read, and not write; `None` outside: the line has not told.
    mute: ArcRwSignal<Option<Option<Sanction>>>,
    /// Where the reader wants to go who has clicked on a notification.
    wanted: ArcRwSignal<Option<String>>,
    /// What rooms are called.
    room_names: names::RoomNames,
    /// The same by room: two may have one name.
    room_titles: Mutex<HashMap<RoomId, String>>,
    /// The room on the screen.
    current: Mutex<Option<RoomId>>,
    rooms: Mutex<HashMap<RoomId, Known>>,
    outbox: Outbox,
    /// How far the files of messages have come that this tab is sending.
    uploads: ArcRwSignal<BTreeMap<Nonce, Progress>>,
    /// Where this page can show the files that it holds itself.
    local: ArcRwSignal<HashMap<FileId, String>>,
    /// Files that were picked and go with the next message of a room, while this tab is elsewhere.
    picked: Mutex<HashMap<RoomId, ArcRwSignal<Vec<Attachment>>>>,
    /// Messages whose files were sent again because the server had let go of them.
    sent_again: Mutex<HashSet<Nonce>>,
    sender: Mutex<Option<mpsc::UnboundedSender<ClientFrame>>>,
    /// Whether somebody looks at this tab.
    looking: Mutex<away::Looking>,
    /// Ends the wait before the next attempt.
    hurry: Mutex<Option<mpsc::UnboundedSender<()>>>,
}

/// A room this tab listens to.
enum Known {
    /// It was on the screen: its timeline is here.
    Live(Box<LiveRoom>),
    /// Only how far its log goes, to mark it unread.
    Listed(Position),
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RoomState {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            me: ArcRwSignal::new(None),
            line: ArcRwSignal::new(Line::Waking),
            detour: ArcRwSignal::new(false),
            outdated: ArcRwSignal::new(false),
            rooms_changed: ArcTrigger::new(),
            waiting: ArcRwSignal::default(),
            quiet: ArcRwSignal::default(),
            mute: ArcRwSignal::default(),
            wanted: ArcRwSignal::default(),
            room_names: names::RoomNames::default(),
            room_titles: Mutex::default(),
            said: Mutex::default(),
            current: Mutex::default(),
            rooms: Mutex::default(),
            outbox: Outbox::default(),
            uploads: ArcRwSignal::default(),
            local: ArcRwSignal::default(),
            picked: Mutex::default(),
            sent_again: Mutex::default(),
            sender: Mutex::default(),
            looking: Mutex::default(),
            hurry: Mutex::default(),
        }))
    }

    /// Who is signed in, once the page woke up.
    pub fn me(&self) -> Option<Person> {
        self.0.me.get_untracked()
    }

    /// How the line stands.
    pub fn line(&self) -> ArcRwSignal<Line> {
        self.0.line.clone()
    }

    /// The line is carried by the detour, because no WebSocket gets through.
    pub fn detour(&self) -> ArcRwSignal<bool> {
        self.0.detour.clone()
    }

    /// The line is carried by the detour, or not any more.
    pub fn takes_detour(&self, takes: bool) {
        if self.0.detour.get_untracked() != takes {
            self.0.detour.set(takes);
        }
    }

    /// The server is of another build than this page.
    pub fn outdated(&self) -> ArcRwSignal<bool> {
        self.0.outdated.clone()
    }

    /// That the reader may read and not write, or may write, as the line told; `None` outside as long as it has not.
    pub fn mute(&self) -> ArcRwSignal<Option<Option<Sanction>>> {
        self.0.mute.clone()
    }

    /// The reader is muted from now on, or no more.
    pub fn set_mute(&self, mute: Option<Sanction>) {
        self.0.mute.set(Some(mute));
    }

    /// Fires when rooms were entered, left or renamed.
    pub fn rooms_changed(&self) -> ArcTrigger {
        self.0.rooms_changed.clone()
    }

    /// Begins for a member: opens their outbox and the line. Later, takes their new card.
    pub fn start(&self, me: Person) {
        let before = self.me();
        if before.as_ref() == Some(&me) {
            return;
        }
        if before.is_none() {
            self.begin_sending(me.id);
        }
        self.0.me.set(Some(me));
        if before.is_none() {
            leptos::task::spawn_local(crate::connection::keep_open(self.clone()));
        }
    }

    /// Puts a room on the screen, as the server drew it; what was written and not sent is shown again.
    pub fn enter(&self, room: LiveRoom) {
        let id = room.id();
        room.wrote.set(false);
        self.show_waiting(&room);
        let position = room.position();
        locked(&self.0.rooms).insert(id, Known::Live(Box::new(room)));
        *locked(&self.0.current) = Some(id);
        self.say(Command::Subscribe { room: id, after: Some(position) });
        self.send_next(id);
    }

    /// The room is no longer on the screen; its timeline stays.
    pub fn leave_screen(&self, room: RoomId) {
        let mut current = locked(&self.0.current);
        if *current == Some(room) {
            *current = None;
        }
    }

    fn live(&self, room: RoomId) -> Option<LiveRoom> {
        match locked(&self.0.rooms).get(&room) {
            Some(Known::Live(room)) => Some((**room).clone()),
            _ => None,
        }
    }

    /// Takes a message from the composer: first into the outbox, then onto the screen, and onto the line once a closed page would
    /// not lose it.
    /// Says its attempt, and then whether it is kept.
    pub fn write(
        &self,
        room: RoomId,
        body: Body,
        reply: Option<Seq>,
        files: Vec<Attachment>,
    ) -> (Nonce, impl Future<Output = bool> + use<>) {
        let files = files.into_iter().map(|attachment| LetterFile { attachment, uploaded: false }).collect();
        let letter = Letter { room, nonce: browser::fresh_nonce(), body, reply, files, at: browser::now() };
        let (nonce, pending) = (letter.nonce, letter.pending());
        let kept = self.0.outbox.add(letter);
        if let Some(live) = self.live(room) {
            live.wrote.set(true);
            live.stays_unread.set(false);
            live.timeline.update(|timeline| timeline.write(pending));
        }
        self.send_next(room);
        (nonce, kept)
    }

    /// Gives a message of one's own another text; false, as below, when there is no line: then the reader is told.
    pub fn edit(&self, room: RoomId, of: Seq, body: Body) -> bool {
        self.ask(room, Command::Edit { room, of, body })
    }

    /// Deletes a message; false when there is no line.
    pub fn delete(&self, room: RoomId, of: Seq) -> bool {
        self.ask(room, Command::Delete { room, of })
    }

    /// Reacts to a message, or takes it back; false when there is no line.
    pub fn react(&self, room: RoomId, of: Seq, emoji: Emoji, on: bool) -> bool {
        self.ask(room, Command::React { room, of, emoji, on })
    }

    /// Takes the preview of a link away; false when there is no line.
    pub fn dismiss(&self, room: RoomId, of: Seq, link: String) -> bool {
        self.ask(room, Command::Dismiss { room, of, link })
    }

    /// Pins a message, or takes it down; false when there is no line.
    pub fn pin(&self, room: RoomId, of: Seq, on: bool) -> bool {
        self.ask(room, Command::Pin { room, of, on })
    }

    /// Tries a message again that was refused or has waited long.
    pub fn retry(&self, room: RoomId, nonce: Nonce) {
        self.0.outbox.refuse(nonce, None);
        if let Some(live) = self.live(room) {
            live.timeline.update(|timeline| timeline.refuse(nonce, None));
        }
        self.hurry();
        self.send_next(room);
    }

    /// Takes back a message that was not sent.
    pub fn take_back(&self, room: RoomId, nonce: Nonce) {
        browser::upload::call_off(nonce);
        self.0.outbox.remove(nonce);
        if let Some(live) = self.live(room) {
            live.timeline.update(|timeline| timeline.forget(nonce));
        }
        self.send_next(room);
    }

    /// Says that somebody is writing.
    pub fn type_in(&self, room: RoomId) {
        self.say(Command::Typing { room });
    }

    /// Asks for the page before the first row; false when there is no line to ask over.
    pub fn ask_older(&self, room: RoomId, before: Seq) -> bool {
        self.say(Command::Page { room, before })
    }

    /// Ends the wait before the next attempt to open the line.
    pub fn hurry(&self) {
        if let Some(hurry) = &*locked(&self.0.hurry) {
            let _ = hurry.unbounded_send(());
        }
    }

    /// Says something, if there is a line; what must not be lost waits in the outbox instead.
    fn say(&self, command: Command) -> bool {
        let sender = locked(&self.0.sender);
        sender.as_ref().is_some_and(|sender| sender.unbounded_send(command.into()).is_ok())
    }

    /// Asks for something to be done to a message of a room. It waits nowhere: where there is no line, the reader is told.
    fn ask(&self, room: RoomId, command: Command) -> bool {
        let said = self.say(command);
        if let Some(live) = self.live(room).filter(|_| !said) {
            live.undone.set(Some(Undone::NoLine));
        }
        said
    }

    fn send_next(&self, room: RoomId) {
        if locked(&self.0.sender).is_none() {
            return;
        }
        let Some(letter) = self.0.outbox.next(room) else { return };
        if letter.files.iter().any(|file| !file.uploaded) {
            return self.upload(letter);
        }
        let attachments = letter.file_ids();
        let Letter { room, nonce, body, reply, .. } = letter;
        self.say(Command::Post { room, nonce, body, reply, attachments });
    }
}

/// The state of this tab.
pub fn use_room_state() -> RoomState {
    expect_context()
}
