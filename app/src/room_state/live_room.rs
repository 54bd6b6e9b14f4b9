//! One room on the screen: its timeline, the people in it, and what the reader is about to do.
//! The timeline is `protocol`'s; here it only becomes a signal.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use protocol::{FileId, MemberId, Millis, Nonce, Person, Position, Rejection, RoomId, Seq, Snapshot, Timeline, permalink};

use crate::api::{Excerpt, RosterView, Said};

/// One room on the screen.
#[derive(Clone)]
pub struct LiveRoom {
    id: RoomId,
    /// Who reads it, if they are in it.
    pub reader: Option<MemberId>,
    /// The reader keeps order here: they may delete what others wrote, and write in spite of its rules.
    pub keeps_order: bool,
    /// A slow room takes the reader's next message then.
    pub slow_until: ArcRwSignal<Option<Millis>>,
    /// How far the reader had read when the room came on the screen; `None` where nothing new is to be marked.
    pub read: Option<Seq>,
    /// The message that the address of the page means.
    pub target: Option<Seq>,
    /// What is seen of it.
    pub timeline: ArcRwSignal<Timeline>,
    /// Its newest row is known: the line has told what came after the page.
    pub caught_up: ArcRwSignal<bool>,
    /// Who of its members is online.
    pub online: ArcRwSignal<BTreeSet<MemberId>>,
    /// Those of them who look at none of their pages.
    pub away: ArcRwSignal<BTreeSet<MemberId>>,
    /// The messages that messages here link to, as far as they are known: nothing for those that are not for the reader.
    pub excerpts: ArcRwSignal<BTreeMap<(RoomId, Seq), Option<Said>>>,
    /// How far each member has read; empty where that is not told.
    pub cursors: ArcRwSignal<BTreeMap<MemberId, Seq>>,
    /// Who is writing, and when that was said last.
    pub typing: ArcRwSignal<Vec<(Person, Millis)>>,
    /// Who is in it, as was said last.
    pub roster: ArcRwSignal<RosterView>,
    /// A page of older rows was asked for.
    pub loading_older: ArcRwSignal<bool>,
    /// The message that is to be passed on: the reader is asked where to.
    pub forwarding: ArcRwSignal<Option<Seq>>,
    /// What the composer is for.
    pub intent: ArcRwSignal<Intent>,
    /// The message whose actions are shown.
    pub active: ArcRwSignal<Option<Nonce>>,
    /// The reader has written since the room came on the screen, or says that they have seen it: nothing above is new any more.
    pub wrote: ArcRwSignal<bool>,
    /// The picture that is looked at by itself.
    pub viewed: ArcRwSignal<Option<FileId>>,
    /// Why the last thing the reader wanted done to a message was not done.
    pub undone: ArcRwSignal<Option<Undone>>,
    /// How far the reader has seen it.
    pub seen: ArcRwSignal<Seq>,
    /// How far the server was told that the reader has read.
    pub told_read: ArcRwSignal<Seq>,
    /// It was told so just now.
    pub said_read: ArcRwSignal<bool>,
    /// The reader has marked something as unread: looking at it does not read it.
    pub stays_unread: ArcRwSignal<bool>,
    /// Who is in it and whether they are online, to be called.
    pub people: ArcRwSignal<Vec<(Person, bool)>>,
}

/// What the composer is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Intent {
    /// A new message.
    #[default]
    Write,
    /// An answer to this message.
    Reply(Seq),
    /// Another text for this message.
    Edit(Seq),
}

/// Why something was not done to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// The server refused.
    Refused(Rejection),
    /// There is no line to say it over.
    NoLine,
}

impl LiveRoom {
    /// The room as the server drew it, to read only.
    pub fn new(snapshot: Snapshot) -> Self {
        Self {
            id: snapshot.room.id,
            reader: None,
            keeps_order: false,
            slow_until: ArcRwSignal::default(),
            read: None,
            target: None,
            caught_up: ArcRwSignal::new(!snapshot.page.newer),
            timeline: ArcRwSignal::new(Timeline::new(snapshot)),
            online: ArcRwSignal::default(),
            away: ArcRwSignal::default(),
            excerpts: ArcRwSignal::default(),
            cursors: ArcRwSignal::default(),
            typing: ArcRwSignal::default(),
            roster: ArcRwSignal::default(),
            loading_older: ArcRwSignal::new(false),
            forwarding: ArcRwSignal::default(),
            intent: ArcRwSignal::default(),
            active: ArcRwSignal::default(),
            wrote: ArcRwSignal::default(),
            viewed: ArcRwSignal::default(),
            undone: ArcRwSignal::default(),
            seen: ArcRwSignal::default(),
            told_read: ArcRwSignal::default(),
            said_read: ArcRwSignal::default(),
            stays_unread: ArcRwSignal::default(),
            people: ArcRwSignal::default(),
        }
    }

    /// The room as somebody in it has it.
    pub fn of_member(snapshot: Snapshot, reader: Option<MemberId>, keeps_order: bool, read: Seq) -> Self {
        let told_read = ArcRwSignal::new(read);
        Self { reader, keeps_order, read: Some(read), told_read, ..Self::new(snapshot) }
    }

    /// Which room.
    pub const fn id(&self) -> RoomId {
        self.id
    }

    /// The same room, opened for this message.
    #[must_use]
    pub fn aimed_at(self, target: Option<Seq>) -> Self {
        Self { target, ..self }
    }

    /// The same room, with the messages that it links to.
    #[must_use]
    pub fn with_excerpts(self, excerpts: Vec<Excerpt>) -> Self {
        self.learn_excerpts(excerpts);
        self
    }

    /// The same room, with these members.
    #[must_use]
    pub fn with_roster(self, roster: RosterView) -> Self {
        self.roster.set(roster);
        self
    }

    /// Takes messages that it links to.
    pub fn learn_excerpts(&self, excerpts: Vec<Excerpt>) {
        if !excerpts.is_empty() {
            self.excerpts.update(|known| known.extend(excerpts.into_iter().map(|Excerpt { room, seq, said }| ((room, seq), said))));
        }
    }

    /// The address of a message of it, which shows it on any device.
    pub fn permalink(&self, seq: Seq, nonce: Option<Nonce>) -> String {
        permalink(self.id, seq, nonce)
    }

    /// Where this tab stands in it.
    pub fn position(&self) -> Position {
        self.timeline.with_untracked(Timeline::position)
    }

    /// A member has read up to here; a cursor never goes back.
    pub fn has_read(&self, member: MemberId, seq: Seq) {
        if self.cursors.with_untracked(|cursors| cursors.get(&member).is_some_and(|old| *old < seq)) {
            self.cursors.update(|cursors| {
                cursors.insert(member, seq);
            });
        }
    }

    /// The room takes no message of the reader for so long.
    pub fn rests(&self, now: Millis, wait_ms: u32) {
        if !self.keeps_order && wait_ms > 0 {
            self.slow_until.set(Some(Millis(now.0.saturating_add(wait_ms.into()))));
        }
    }

    /// Drops those who have not said for a while that they are writing.
    pub fn expire_typing(&self, now: Millis) {
        let stale = |at: &Millis| now.0 - at.0 >= i64::from(protocol::TYPING_FOR_MS);
        if self.typing.with_untracked(|typing| typing.iter().any(|(_, at)| stale(at))) {
            self.typing.update(|typing| typing.retain(|(_, at)| !stale(at)));
        }
    }
}
