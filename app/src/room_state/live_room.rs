//! One room on the screen: its timeline and the people in it.
//! The timeline is `protocol`'s; here it only becomes a signal.

use std::collections::BTreeSet;

use leptos::prelude::*;
use protocol::{MemberId, Millis, Person, Position, RoomId, Snapshot, Timeline};

/// One room on the screen.
#[derive(Clone)]
pub struct LiveRoom {
    id: RoomId,
    /// What is seen of it.
    pub timeline: ArcRwSignal<Timeline>,
    /// Who of its members is online.
    pub online: ArcRwSignal<BTreeSet<MemberId>>,
    /// Who is writing, and when that was said last.
    pub typing: ArcRwSignal<Vec<(Person, Millis)>>,
    /// Members came or went: the list of members is to be asked for again.
    pub members_changed: ArcTrigger,
    /// A page of older rows was asked for.
    pub loading_older: ArcRwSignal<bool>,
}

impl LiveRoom {
    /// The room as the server drew it.
    pub fn new(snapshot: Snapshot) -> Self {
        Self {
            id: snapshot.room.id,
            timeline: ArcRwSignal::new(Timeline::new(snapshot)),
            online: ArcRwSignal::default(),
            typing: ArcRwSignal::default(),
            members_changed: ArcTrigger::new(),
            loading_older: ArcRwSignal::new(false),
        }
    }

    /// Which room.
    pub const fn id(&self) -> RoomId {
        self.id
    }

    /// Where this tab stands in it.
    pub fn position(&self) -> Position {
        self.timeline.with_untracked(Timeline::position)
    }

    /// Drops those who have not said for a while that they are writing.
    pub fn expire_typing(&self, now: Millis) {
        let stale = |at: &Millis| now.0 - at.0 >= i64::from(protocol::TYPING_FOR_MS);
        if self.typing.with_untracked(|typing| typing.iter().any(|(_, at)| stale(at))) {
            self.typing.update(|typing| typing.retain(|(_, at)| !stale(at)));
        }
    }
}
