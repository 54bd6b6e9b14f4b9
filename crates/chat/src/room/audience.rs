//! Who listens to a room, and who of its members is online because of that.
//! A member who goes away is online for a while longer: a reload is no departure.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use protocol::{ConnectionId, MemberId, Presence};
use tokio::time::Instant;

use crate::{Frame, Queue};

/// With more subscribers than this the work of telling them is spread over tasks: here it would keep one core for too long.
const STRAIGHT: usize = 1_024;
/// Who is told again so soon is told over the queue, where what comes together is written together.
const CALM: Duration = Duration::from_millis(10);

/// The subscribers of a room.
#[derive(Default)]
pub(crate) struct Audience {
    subscribers: HashMap<ConnectionId, (MemberId, Arc<Queue>)>,
    online: HashMap<MemberId, Online>,
    /// When those who may have gone are gone, in order: in a room of many thousands nobody goes through all of them to find out.
    /// Whoever came back stays in it until then, and means nothing.
    going: VecDeque<(Instant, MemberId)>,
    /// Those who look at none of their lines.
    away: HashSet<MemberId>,
    /// When they were told something last.
    told: Option<Instant>,
}

/// Why somebody counts as online.
enum Online {
    /// Through this many subscriptions.
    Here(usize),
    /// Until this moment, unless they come back.
    Until(Instant),
}

impl Audience {
    /// Nobody listens and nobody is about to be announced as gone.
    pub(crate) fn is_empty(&self) -> bool {
        self.subscribers.is_empty() && self.online.is_empty()
    }

    /// Who is online.
    pub(crate) fn online(&self) -> Vec<MemberId> {
        self.online.keys().copied().collect()
    }

    /// Who is online and looks at nothing, in order.
    pub(crate) fn away(&self) -> Vec<MemberId> {
        let mut away: Vec<MemberId> = self.away.iter().filter(|member| self.online.contains_key(member)).copied().collect();
        away.sort_unstable();
        away
    }

    /// Whether the member is there.
    pub(crate) fn presence(&self, member: MemberId) -> Presence {
        match (self.online.contains_key(&member), self.away.contains(&member)) {
            (false, _) => Presence::Offline,
            (true, true) => Presence::Away,
            (true, false) => Presence::Online,
        }
    }

    /// The member looks at nothing, or at something; false when that was known.
    pub(crate) fn set_away(&mut self, member: MemberId, away: bool) -> bool {
        if away { self.away.insert(member) } else { self.away.remove(&member) }
    }

    /// Whose subscription this is.
    pub(crate) fn member_of(&self, connection: ConnectionId) -> Option<MemberId> {
        self.subscribers.get(&connection).map(|(member, _)| *member)
    }

    /// Adds a subscriber; true when its member came online by that.
    pub(crate) fn add(&mut self, member: MemberId, connection: ConnectionId, queue: Arc<Queue>, grace: Duration) -> bool {
        self.remove(connection, grace);
        self.subscribers.insert(connection, (member, queue));
        match self.online.get_mut(&member) {
            Some(Online::Here(count)) => *count += 1,
            Some(gone) => *gone = Online::Here(1),
            None => {
                self.online.insert(member, Online::Here(1));
                return true;
            }
        }
        false
    }

    /// Removes a subscriber.
    pub(crate) fn remove(&mut self, connection: ConnectionId, grace: Duration) {
        if let Some((member, _)) = self.subscribers.remove(&connection) {
            match self.online.get_mut(&member) {
                Some(Online::Here(count)) if *count > 1 => *count -= 1,
                Some(here) => {
                    // The grace is the same for all, so that the order is that of going.
                    let until = Instant::now() + grace;
                    *here = Online::Until(until);
                    self.going.push_back((until, member));
                }
                None => {}
            }
        }
    }

    /// Removes a member altogether, at once.
    pub(crate) fn expel(&mut self, member: MemberId) {
        self.subscribers.retain(|_, (subscriber, _)| *subscriber != member);
        self.online.remove(&member);
        self.away.remove(&member);
    }

    /// When the next member goes offline.
    pub(crate) fn next_departure(&mut self) -> Option<Instant> {
        while let Some((until, member)) = self.going.front() {
            if self.goes(*member, *until) {
                return Some(*until);
            }
            self.going.pop_front();
        }
        None
    }

    /// Takes out those who have been away long enough.
    pub(crate) fn departed(&mut self) -> Vec<MemberId> {
        let now = Instant::now();
        let mut gone = Vec::new();
        while let Some((until, member)) = self.going.pop_front_if(|(until, _)| *until <= now) {
            if self.goes(member, until) {
                self.online.remove(&member);
                self.away.remove(&member);
                gone.push(member);
            }
        }
        gone
    }

    /// The member has gone since this was noted, and has not come back.
    fn goes(&self, member: MemberId, until: Instant) -> bool {
        matches!(self.online.get(&member), Some(Online::Until(moment)) if *moment == until)
    }

    /// Tells every subscriber but those of `except`. Who cannot take it is told no more until they subscribe again.
    pub(crate) fn tell(&mut self, frame: &Arc<Frame>, except: Option<MemberId>, grace: Duration) {
        self.tell_those(frame, |member| Some(member) != except, grace);
    }

    /// The same for those subscribers of whose member this is true.
    pub(crate) fn tell_those(&mut self, frame: &Arc<Frame>, who: impl Fn(MemberId) -> bool, grace: Duration) {
        let (now, before) = (Instant::now(), self.told);
        self.told = Some(now);
        let calm = before.is_none_or(|before| now.duration_since(before) >= CALM);
        let push = if calm && self.subscribers.len() <= STRAIGHT { Queue::push_straight } else { Queue::push };
        let mut lost = Vec::new();
        for (connection, (member, queue)) in &self.subscribers {
            if who(*member) && push(queue, frame).is_err() {
                lost.push(*connection);
            }
        }
        for connection in lost {
            self.remove(connection, grace);
        }
    }
}
