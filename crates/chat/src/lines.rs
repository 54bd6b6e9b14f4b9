//! The open connections: whose they are, and how to reach them.
//! What they are subscribed to is known to the rooms.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use protocol::{CloseCode, ConnectionId, Event, MemberId};
use tokio::time::Instant;

use crate::{Frame, Queue};

/// All open connections of this server.
#[derive(Default)]
pub(crate) struct Lines {
    open: Mutex<HashMap<MemberId, Vec<Line>>>,
}

/// One open connection.
struct Line {
    id: ConnectionId,
    /// Hash of the session token it was opened with; sign-out ends it.
    session: String,
    queue: Arc<Queue>,
    /// When its member last did something with it that needs somebody who looks.
    acted: Option<Instant>,
    /// Nobody has looked at it for a while, by its own account.
    away: bool,
}

impl Lines {
    fn locked<R>(&self, act: impl FnOnce(&mut HashMap<MemberId, Vec<Line>>) -> R) -> R {
        act(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a connection; false, and nothing done, when the member has `most` already.
    pub(crate) fn add(&self, member: MemberId, id: ConnectionId, session: String, queue: Arc<Queue>, most: usize) -> bool {
        self.locked(|open| {
            let lines = open.entry(member).or_default();
            let fits = lines.len() < most;
            if fits {
                lines.push(Line { id, session, queue, acted: None, away: false });
            }
            fits
        })
    }

    /// Forgets a connection.
    pub(crate) fn remove(&self, member: MemberId, id: ConnectionId) {
        self.locked(|open| {
            if let Some(lines) = open.get_mut(&member) {
                lines.retain(|line| line.id != id);
                if lines.is_empty() {
                    open.remove(&member);
                }
            }
        });
    }

    /// The member looks at none of their connections; `None` where they have none.
    pub(crate) fn is_away(&self, member: MemberId) -> Option<bool> {
        self.locked(|open| open.get(&member).map(|lines| lines.iter().all(|line| line.away)))
    }

    /// Nobody looks at this connection, or somebody does.
    pub(crate) fn set_away(&self, member: MemberId, id: ConnectionId, away: bool) {
        self.locked(|open| {
            if let Some(line) = open.get_mut(&member).and_then(|lines| lines.iter_mut().find(|line| line.id == id)) {
                line.away = away;
            }
        });
    }

    /// The member has read, written or done something else over this connection.
    pub(crate) fn act(&self, member: MemberId, id: ConnectionId) {
        self.locked(|open| {
            if let Some(line) = open.get_mut(&member).and_then(|lines| lines.iter_mut().find(|line| line.id == id)) {
                line.acted = Some(Instant::now());
            }
        });
    }

    /// How long ago the member did something over a connection that is still open.
    pub(crate) fn acted(&self, member: MemberId) -> Option<Duration> {
        self.locked(|open| open.get(&member)?.iter().filter_map(|line| line.acted).max().map(|at| at.elapsed()))
    }

    /// How many connections there are.
    pub(crate) fn count(&self) -> usize {
        self.locked(|open| open.values().map(Vec::len).sum())
    }

    /// Tells something to every connection of a member.
    pub(crate) fn tell(&self, member: MemberId, event: Event) {
        let frame = Frame::new(event);
        self.locked(|open| {
            for line in open.get(&member).into_iter().flatten() {
                // A queue that overflows resyncs, and learns its rooms again when the tab reloads its list.
                let _ = line.queue.push(&frame);
            }
        });
    }

    /// Ends the connections of a member that `which` picks by their session hash.
    pub(crate) fn close(&self, member: MemberId, code: CloseCode, which: impl Fn(&str) -> bool) {
        self.locked(|open| {
            for line in open.get(&member).into_iter().flatten().filter(|line| which(&line.session)) {
                line.queue.close(code);
            }
        });
    }

    /// Ends every connection opened with this session.
    pub(crate) fn close_session(&self, session: &str, code: CloseCode) {
        self.locked(|open| {
            for line in open.values().flatten().filter(|line| line.session == session) {
                line.queue.close(code);
            }
        });
    }

    /// Tells each connection something of its own, by its number.
    pub(crate) fn tell_each(&self, event: impl Fn(u32) -> Event) {
        self.locked(|open| {
            for (n, line) in (0..).zip(open.values().flatten()) {
                let _ = line.queue.push(&Frame::new(event(n)));
            }
        });
    }

    /// Ends every connection.
    pub(crate) fn close_all(&self, code: CloseCode) {
        self.locked(|open| open.values().flatten().for_each(|line| line.queue.close(code)));
    }
}
