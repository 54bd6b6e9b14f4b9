//! What becomes of each event: the timeline decides by itself what is new, known or missing, and the log gets to know it.

use std::time::{Duration, Instant};

use protocol::{Applied, Command, Event, LogEvent, Nonce, Rejection, RoomId, Row, Seq, Snapshot, Timeline};

use super::{MOST_ROWS, Tab, pending};
use crate::{Digest, What};

/// A message that could not be saved is sent again after this time.
const UNAVAILABLE_FOR: Duration = Duration::from_secs(2);

impl Tab {
    /// Takes one event from the line.
    pub fn hear(&mut self, event: Event, now: Instant) {
        match event {
            Event::Welcomed { .. } => self.line_opened(),
            Event::Resumed { room, events, .. } | Event::Appended { room, events, .. } => self.appended(room, &events),
            Event::Snapshot { snapshot, .. } | Event::Reset { snapshot, .. } => self.restart(snapshot),
            Event::Acknowledged { room, nonce, seq, .. } => {
                self.journal.record(What::Acked { tab: self.name.clone(), room, nonce, seq });
                if let Some(timeline) = self.timelines.get_mut(&room) {
                    timeline.acknowledge(nonce);
                }
                self.outbox.remove(room, nonce);
                self.send_next(room);
            }
            Event::Rejected { room: Some(room), nonce: Some(nonce), rejection, .. } => self.refused(room, nonce, rejection, now),
            Event::Rejected { room: Some(room), nonce: None, rejection, .. } => {
                // With the next heartbeat it subscribes again, if it should be in the room.
                self.subscribed.remove(&room);
                if rejection == Rejection::NoSuchRoom {
                    self.forget(room);
                }
            }
            Event::Overflowed => {
                self.journal.record(What::Overflowed { tab: self.name.clone() });
                self.begin_again();
            }
            Event::Entered { room, .. } => self.subscribe(room.id),
            Event::Exited { room, .. } => {
                self.subscribed.remove(&room);
                self.forget(room);
            }
            Event::Heartbeat { heads } => {
                for head in heads {
                    let behind = self.timelines.get(&head.room).and_then(|timeline| timeline.behind(head.epoch, head.seq));
                    self.fetch(head.room, behind);
                }
            }
            Event::Typed { room, .. }
            | Event::Presence { room, .. }
            | Event::Away { room, .. }
            | Event::Read { room, .. }
            | Event::Cursors { room, .. } => {
                if !self.subscribed.contains(&room) && !self.timelines.contains_key(&room) {
                    self.journal.record(What::Strayed { tab: self.name.clone(), room });
                }
            }
            Event::Rejected { room: None, .. }
            | Event::Page { .. }
            | Event::Done { .. }
            | Event::Unread { .. }
            | Event::Attended { .. }
            | Event::Quieted { .. }
            | Event::Muted { .. }
            | Event::GoingAway { .. }
            | Event::Unknown => {}
        }
    }

    fn appended(&mut self, room: RoomId, events: &[LogEvent]) {
        self.heard(room, events.iter().map(|event| event.seq));
        let Some(timeline) = self.timelines.get_mut(&room) else { return };
        let before = timeline.position().seq;
        let applied = timeline.apply(events);
        let position = timeline.position();
        // What is shown is told from the rows, not from the frame: the rows are what a person sees.
        let new = timeline.rows().iter().rev().take_while(|row| row.seq() > before).collect::<Vec<_>>();
        let events = new.into_iter().rev().map(seen).collect::<Vec<_>>();
        let mine: Vec<Nonce> = own_nonces(timeline, before, self.member);
        timeline.trim(MOST_ROWS);
        if !events.is_empty() {
            self.journal.record(What::Shown { tab: self.name.clone(), room, epoch: position.epoch, events });
            self.standing.set_position(room, Some(position));
        }
        self.fetch(room, Some(applied));
        self.settle(room, mine);
    }

    fn restart(&mut self, snapshot: Snapshot) {
        let (room, position) = (snapshot.room.id, snapshot.position());
        let rows = &snapshot.page.rows;
        let (events, seqs): (Vec<_>, Vec<_>) = (rows.iter().map(seen).collect(), rows.iter().map(Row::seq).collect());
        self.heard(room, seqs);
        self.journal.record(What::Restarted { tab: self.name.clone(), room, epoch: position.epoch, head: position.seq, events });
        self.standing.set_position(room, Some(position));
        let timeline = match self.timelines.remove(&room) {
            Some(mut timeline) => {
                timeline.reset(snapshot);
                timeline
            }
            None => {
                let mut timeline = Timeline::new(snapshot);
                self.outbox.letters(room).for_each(|letter| timeline.write(pending(letter)));
                timeline
            }
        };
        let mine = own_nonces(&timeline, Seq::ZERO, self.member);
        self.timelines.insert(room, timeline);
        self.settle(room, mine);
    }

    /// One's own messages that were seen in the log are safe, whether or not anybody said so.
    fn settle(&mut self, room: RoomId, seen: Vec<Nonce>) {
        let some = !seen.is_empty();
        seen.into_iter().for_each(|nonce| self.outbox.remove(room, nonce));
        if some {
            self.send_next(room);
        }
    }

    fn refused(&mut self, room: RoomId, nonce: Nonce, rejection: Rejection, now: Instant) {
        let for_good = !rejection.is_temporary();
        self.journal.record(What::Refused { tab: self.name.clone(), room, nonce, why: rejection.to_string(), for_good });
        if for_good {
            // Nobody is here to try it again, so it is taken back.
            self.outbox.remove(room, nonce);
            if let Some(timeline) = self.timelines.get_mut(&room) {
                timeline.forget(nonce);
            }
            self.send_next(room);
        } else {
            self.outbox.set_down(room, nonce);
            let rest = rejection.retry_after_ms().map_or(UNAVAILABLE_FOR, |wait| Duration::from_millis(wait.into()));
            self.rests.insert(room, now + rest);
        }
    }

    fn forget(&mut self, room: RoomId) {
        self.journal.record(What::Exited { tab: self.name.clone(), room });
        self.timelines.remove(&room);
        self.standing.set_position(room, None);
    }

    fn fetch(&mut self, room: RoomId, applied: Option<Applied>) {
        if let Some(Applied::Gap { after, upto }) = applied {
            self.say.push(Command::Fetch { room, after, upto }.into());
        }
    }

    fn heard(&self, room: RoomId, seqs: impl IntoIterator<Item = Seq>) {
        let (mut from, mut upto) = (None, Seq::ZERO);
        for seq in seqs {
            from.get_or_insert(seq);
            upto = seq;
        }
        if let Some(from) = from {
            self.journal.record(What::Heard { tab: self.name.clone(), room, from, upto });
        }
    }
}

fn seen(row: &Row) -> (Seq, Digest) {
    (row.seq(), Digest::of_event(&row.event))
}

/// The attempts of this author among the rows after `after`.
fn own_nonces(timeline: &Timeline, after: Seq, me: protocol::MemberId) -> Vec<Nonce> {
    let rows = timeline.rows().iter().rev().take_while(|row| row.seq() > after);
    let own = |row: &Row| row.nonce().filter(|_| row.author() == Some(me));
    rows.filter_map(own).collect()
}
