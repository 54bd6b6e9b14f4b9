//! What waits in each room for whoever reads in this tab. The server says it, and between two answers the tab counts on.
//! Whether it is worth a sound is decided elsewhere.

use std::collections::BTreeMap;

use leptos::prelude::*;
use protocol::{Attention, Command, Happened, LogEvent, MemberId, RoomId, Seq};
use text::{Mention, mentions};

use super::{RoomState, listing::Said};

/// What waits in the rooms one is in.
pub type AllWaiting = BTreeMap<RoomId, Waiting>;

/// What waits in one room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Messages.
    pub unread: u32,
    /// Those of them that call the reader.
    pub mentions: u32,
    /// How much the reader wants to be told.
    pub attention: Attention,
    /// It is a direct room, where every message calls.
    pub direct: bool,
}

impl Waiting {
    /// How many of them the reader wants to see counted.
    pub const fn counts(self) -> u32 {
        match self.attention {
            Attention::All => self.unread,
            Attention::Mentions => self.mentions,
            Attention::None => 0,
        }
    }

    /// What is new is shown at all.
    pub fn shows(self) -> bool {
        self.unread > 0 && self.attention != Attention::None
    }
}

/// How much waits in all rooms together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Messages that the reader wants to see counted.
    pub unread: u32,
    /// Those of them that call the reader.
    pub calls: u32,
}

impl Counted {
    /// What stands in the title of the tab: what calls, if anything does.
    pub const fn first(self) -> u32 {
        if self.calls > 0 { self.calls } else { self.unread }
    }
}

/// How much waits in all rooms together.
pub fn counted(waiting: &AllWaiting) -> Counted {
    let calls = |one: &Waiting| if one.attention == Attention::None { 0 } else { one.mentions };
    Counted { unread: waiting.values().map(|one| one.counts()).sum(), calls: waiting.values().map(calls).sum() }
}

impl RoomState {
    /// What waits in each room, as far as it was told.
    pub fn waiting(&self) -> ArcRwSignal<AllWaiting> {
        self.0.waiting.clone()
    }

    /// What waits in a room now.
    pub fn set_waiting(&self, room: RoomId, change: impl FnOnce(Waiting) -> Waiting) {
        let before = self.waits_in(room);
        let after = change(before.unwrap_or_default());
        if before != Some(after) {
            self.0.waiting.update(|all| {
                all.insert(room, after);
            });
        }
    }

    /// What waits in a room, if anything was told of it.
    pub(super) fn waits_in(&self, room: RoomId) -> Option<Waiting> {
        self.0.waiting.with_untracked(|all| all.get(&room).copied())
    }

    /// These new messages of others came in while nobody looked. Calls by name are told by the server.
    pub(super) fn count_on(&self, room: RoomId, new: &[&LogEvent]) {
        if let Some(last) = new.last() {
            self.said(room, Said::Messages(last.seq));
        }
        let calls = |event: &&&LogEvent| mentioned(event, |mention| matches!(mention, Mention::Room | Mention::Here));
        let short = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (count, called) = (short(new.len()), short(new.iter().filter(calls).count()));
        self.set_waiting(room, |waiting| Waiting {
            unread: waiting.unread.saturating_add(count),
            mentions: waiting.mentions.saturating_add(if waiting.direct { count } else { called }),
            ..waiting
        });
    }

    /// Lets everything from this message on be unread again, until the room is opened the next time; false without a line.
    pub fn mark_unread(&self, room: RoomId, seq: Seq) -> bool {
        let said = self.ask(room, Command::MarkUnread { room, seq });
        if let Some(live) = self.live(room).filter(|_| said) {
            live.stays_unread.set(true);
            live.told_read.set(seq.back(1));
        }
        said
    }

    /// The message of somebody else.
    pub(super) fn is_new_message(event: &LogEvent, me: Option<MemberId>) -> bool {
        matches!(event.what, Happened::Posted { author, .. } if Some(author) != me)
    }
}

/// One of the mentions in a message is one of these.
pub(super) fn mentioned(event: &LogEvent, which: impl Fn(&Mention) -> bool) -> bool {
    match &event.what {
        Happened::Posted { body, .. } => body.as_str().contains('@') && mentions(body.as_str()).any(|mention| which(&mention)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use protocol::{Attention, RoomId};

    use super::{Counted, Waiting, counted};

    #[test]
    fn what_counts_is_what_one_wants_to_be_told() {
        let waiting = |attention| Waiting { unread: 5, mentions: 2, attention, direct: false };
        let all = [Attention::All, Attention::Mentions, Attention::None].map(waiting);
        assert_eq!(all.map(Waiting::counts), [5, 2, 0]);
        assert_eq!(all.map(Waiting::shows), [true, true, false]);
        let all = counted(&(0..).map(RoomId::from_bits).zip(all).collect::<BTreeMap<_, _>>());
        assert_eq!((all, all.first()), (Counted { unread: 7, calls: 4 }, 4));
        assert_eq!(Counted { calls: 0, ..all }.first(), 7);
    }
}
