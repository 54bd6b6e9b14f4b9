//! News: messages that were written, for members who may not be looking. Who wants to be told is decided when a message is
//! saved, and whether there is still a reason to, some seconds later: both by pure functions.
//! How they are told is not known here.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use protocol::{Attention, Body, FileName, MemberId, Millis, Person, Room, Seq};
use tokio::sync::mpsc;

/// A message that was written, and who wants to be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Where. A direct room has no name that would be everybody's.
    pub room: Room,
    /// Its place in the log.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// By whom.
    pub author: Person,
    /// Its text; may be empty beside files.
    pub body: Body,
    /// What its files are called.
    pub files: Vec<FileName>,
    /// Who is to be told, and whether it calls them: members of the room who are on the desk's list.
    pub whom: Vec<(MemberId, bool)>,
}

/// Where rooms put their news, for one follower. Without one, or for nobody on its list, rooms do no work.
#[derive(Debug, Default)]
pub struct Desk {
    list: RwLock<HashSet<MemberId>>,
    out: OnceLock<mpsc::Sender<Arc<News>>>,
}

impl Desk {
    /// The news from now on, of which this many may wait; `None` when somebody follows already.
    pub fn follow(&self, most: usize) -> Option<mpsc::Receiver<Arc<News>>> {
        let (out, news) = mpsc::channel(most.max(1));
        self.out.set(out).ok().map(|()| news)
    }

    /// News for this member are wanted, or no more.
    pub fn set(&self, member: MemberId, wanted: bool) {
        let mut list = self.list.write().unwrap_or_else(PoisonError::into_inner);
        let _ = if wanted { list.insert(member) } else { list.remove(&member) };
    }

    /// Those among these members, with how the message concerns each, who want to be told.
    pub(crate) fn choose(&self, members: impl Iterator<Item = (MemberId, Attention, bool)>) -> Vec<(MemberId, bool)> {
        let list = self.list.read().unwrap_or_else(PoisonError::into_inner);
        if list.is_empty() {
            return Vec::new();
        }
        let wants = |(member, attention, called): (MemberId, Attention, bool)| {
            (list.contains(&member) && attention.wants(called)).then_some((member, called))
        };
        members.filter_map(wants).collect()
    }

    /// Puts news on the desk. What does not fit is left out: it stays unread, and nobody waits for a push.
    pub(crate) fn put(&self, news: News) {
        if let Some(Err(mpsc::error::TrySendError::Full(news))) = self.out.get().map(|out| out.try_send(Arc::new(news))) {
            tracing::warn!(room = %news.room.id, "too much news at once: some members or bots are not told of a message");
        }
    }

    /// Somebody follows.
    pub(crate) fn is_followed(&self) -> bool {
        self.out.get().is_some_and(|out| !out.is_closed())
    }
}

/// How long one waits before telling somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// A message that is read this soon is told to nobody.
    pub unread_for: Duration,
    /// Who did something on an open line this recently has it before their eyes.
    pub idle_for: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { unread_for: Duration::from_secs(5), idle_for: Duration::from_secs(60) }
    }
}

/// How it stands with a member when a message has waited for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whereabouts {
    /// How far they have read the room; `None` when they are no longer in it.
    pub read: Option<Seq>,
    /// They do not want to be disturbed.
    pub quiet: bool,
    /// How long ago they did something on a line that is still open, if they did.
    pub acted: Option<Duration>,
}

/// What becomes of news for one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They are told.
    Told,
    /// It is looked at again after this time.
    Waits(Duration),
    /// There is no reason to tell them any more.
    Dropped,
}

/// What becomes of the news that there is a message at `seq`.
#[must_use]
pub fn fate(seq: Seq, whereabouts: Whereabouts, patience: Patience) -> Fate {
    match whereabouts {
        Whereabouts { read: None, .. } | Whereabouts { quiet: true, .. } => Fate::Dropped,
        Whereabouts { read: Some(read), .. } if read >= seq => Fate::Dropped,
        Whereabouts { acted: Some(ago), .. } if ago < patience.idle_for => Fate::Waits(patience.idle_for - ago),
        Whereabouts { .. } => Fate::Told,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use protocol::{Attention, MemberId, Seq};

    use super::{Desk, Fate, Patience, Whereabouts, fate};

    #[test]
    fn who_is_to_be_told() {
        use Attention::{All, Mentions, None};
        let desk = Desk::default();
        let member = MemberId::from_bits;
        let told = |attention, called| desk.choose([(member(1), attention, called)].into_iter());
        assert_eq!(told(All, true), [], "nobody without a device");
        desk.set(member(1), true);
        for (attention, called, is_told) in [
            (All, false, true),
            (All, true, true),
            (Mentions, false, false),
            (Mentions, true, true),
            (None, false, false),
            (None, true, false),
        ] {
            let expected = is_told.then_some((member(1), called));
            assert_eq!(told(attention, called), Vec::from_iter(expected), "{attention:?}, called: {called}");
        }
        desk.set(member(1), false);
        assert_eq!(told(All, true), []);
    }

    #[test]
    fn whether_there_is_still_a_reason() {
        let second = Duration::from_secs;
        let patience = Patience { unread_for: second(5), idle_for: second(60) };
        let away = Whereabouts { read: Some(Seq(6)), quiet: false, acted: None };
        for (whereabouts, expected) in [
            (away, Fate::Told),
            (Whereabouts { read: Some(Seq(7)), ..away }, Fate::Dropped),
            (Whereabouts { read: Some(Seq(8)), ..away }, Fate::Dropped),
            (Whereabouts { read: None, ..away }, Fate::Dropped),
            (Whereabouts { quiet: true, ..away }, Fate::Dropped),
            (Whereabouts { quiet: true, acted: Some(second(1)), ..away }, Fate::Dropped),
            (Whereabouts { acted: Some(second(0)), ..away }, Fate::Waits(second(60))),
            (Whereabouts { acted: Some(second(59)), ..away }, Fate::Waits(second(1))),
            (Whereabouts { acted: Some(second(60)), ..away }, Fate::Told),
        ] {
            assert_eq!(fate(Seq(7), whereabouts, patience), expected, "{whereabouts:?}");
        }
    }
}
