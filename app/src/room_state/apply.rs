//! What becomes of each event the server tells: the only place where frames change what is on the screen.
//! The timeline decides by itself what is new, known or missing.

use std::time::Duration;

use futures::channel::mpsc;
use leptos::prelude::*;
use protocol::{
    Applied, ClientFrame, Command, Cursor, Event, Happened, Head, LogEvent, Nonce, Person, Position, Rejection, RoomId, Row, Seq, Snapshot,
    Visibility,
};

use super::{Inner, Known, Line, LiveRoom, RoomState, Undone, Waiting, listing::Said, locked};
use crate::{api, backend::surroundings, browser};

/// A server that could not do something is asked again after this long.
const TRY_AGAIN: Duration = Duration::from_secs(2);

impl RoomState {
    fn inner(&self) -> &Inner {
        &self.0
    }

    /// The line is open: says again what this tab listens to, then what waits.
    pub fn line_opened(&self, sender: mpsc::UnboundedSender<ClientFrame>) {
        *locked(&self.inner().sender) = Some(sender);
        // Before any room is subscribed: there it would look as if somebody came and went at once.
        self.say_if_away();
        let rooms: Vec<_> = locked(&self.inner().rooms).keys().copied().collect();
        for room in rooms {
            self.subscribe(room);
        }
        self.inner().line.set(Line::Open);
        self.send_all();
    }

    /// The line is gone; `hurry` ends the wait before the next attempt.
    pub fn line_lost(&self, line: Line, hurry: mpsc::UnboundedSender<()>) {
        *locked(&self.inner().sender) = None;
        *locked(&self.inner().hurry) = Some(hurry);
        self.inner().outbox.line_lost();
        for known in locked(&self.inner().rooms).values() {
            if let Known::Live(room) = known {
                // What was asked and not answered is asked again when it is wanted again.
                room.loading_older.set(false);
            }
        }
        self.inner().line.set(line);
    }

    /// Says how far this tab has read, so that a silent loss is found.
    pub fn heartbeat(&self) {
        let head = |(room, known): (&RoomId, &Known)| match known {
            Known::Live(live) => Some((*room, live.position())),
            Known::Listed(_) => None,
        };
        let heads = locked(&self.inner().rooms).iter().filter_map(head).collect::<Vec<_>>();
        let heads = heads.into_iter().map(|(room, Position { epoch, seq })| Head { room, epoch, seq }).collect();
        self.say(Command::Heartbeat { heads });
        self.look_around();
        browser::attended::say_again();
        for known in locked(&self.inner().rooms).values() {
            if let Known::Live(room) = known {
                room.expire_typing(browser::now());
            }
        }
    }

    /// Takes one event from the line.
    pub fn hear(&self, event: Event) {
        match event {
            Event::Welcomed { build, .. } => self.inner().outdated.set(build != surroundings().build),
            Event::Resumed { room, events, people, quoted, online, away, cursors, .. } => {
                self.set_online(room, online, away);
                let missed = self.appended(room, &events, people, quoted);
                // What happened meanwhile may have called the reader; the list knows.
                if self.catches_up(room) || missed {
                    self.inner().rooms_changed.notify();
                }
                // As they are after all of that, with those left out who do not want to be counted.
                self.set_cursors(room, cursors);
            }
            Event::Snapshot { snapshot, online, away, cursors } | Event::Reset { snapshot, online, away, cursors } => {
                let room = snapshot.room.id;
                self.set_online(room, online, away);
                self.set_cursors(room, cursors);
                self.restart(snapshot);
            }
            Event::Appended { room, events, people, quoted } => {
                self.appended(room, &events, people, quoted);
            }
            Event::Read { room, cursors } => {
                if let Some(live) = self.live(room) {
                    cursors.into_iter().for_each(|cursor| live.has_read(cursor.member, cursor.seq));
                }
            }
            Event::Unread { room, unread, mentions, .. } => {
                if let Some(live) = self.live(room).filter(|_| unread == 0) {
                    live.stays_unread.set(false);
                }
                self.said(room, Said::Waiting);
                self.set_waiting(room, |waiting| Waiting { unread, mentions, ..waiting });
            }
            Event::Quieted { until } => self.set_quiet(until),
            Event::Muted { mute } => self.set_mute(mute),
            Event::Attended { room, attention } => {
                self.said(room, Said::Waiting);
                self.set_waiting(room, |waiting| Waiting { attention, ..waiting });
            }
            Event::Page { room, before, page } => {
                if let Some(live) = self.live(room) {
                    live.timeline.update(|timeline| timeline.prepend(before, page));
                    live.loading_older.set(false);
                }
            }
            Event::Acknowledged { room, nonce, .. } => {
                self.inner().outbox.acknowledged(room, nonce);
                if let Some(live) = self.live(room) {
                    live.timeline.update(|timeline| timeline.acknowledge(nonce));
                }
                self.send_next(room);
            }
            Event::Rejected { room, nonce, rejection, .. } => self.rejected(room, nonce, rejection),
            Event::Typed { room, member } => self.typed(room, member),
            Event::Cursors { room, cursors } => self.set_cursors(room, cursors),
            Event::Away { room, member, away } => {
                if let Some(live) = self.live(room) {
                    live.away.update(|all| {
                        let _ = if away { all.insert(member) } else { all.remove(&member) };
                    });
                }
            }
            Event::Presence { room, member, online } => {
                if let Some(live) = self.live(room) {
                    live.online.update(|all| {
                        let _ = if online { all.insert(member) } else { all.remove(&member) };
                    });
                    if !online {
                        live.away.update(|all| {
                            all.remove(&member);
                        });
                    }
                }
            }
            Event::Overflowed => self.resubscribe(),
            Event::Entered { room, position } => {
                let direct = room.visibility == Visibility::Direct;
                self.listen([(room.id, position, Waiting { direct, ..Waiting::default() })]);
                self.inner().rooms_changed.notify();
            }
            Event::Exited { room, .. } => {
                locked(&self.inner().rooms).remove(&room);
                self.inner().waiting.update(|waiting| {
                    waiting.remove(&room);
                });
                if *locked(&self.inner().current) == Some(room) {
                    browser::go("/rooms?problem=out");
                }
                self.inner().rooms_changed.notify();
            }
            Event::Heartbeat { heads } => heads.into_iter().for_each(|head| self.compare(head)),
            Event::Done { .. } | Event::GoingAway { .. } | Event::Unknown => {}
        }
    }

    fn resubscribe(&self) {
        // Answers may be among what was left out: what waits for one is sent again, and its nonce keeps it single.
        self.inner().outbox.answers_lost();
        let sender = locked(&self.inner().sender).clone();
        if let Some(sender) = sender {
            self.line_opened(sender);
        }
    }

    /// Asks for everything of a room since what this tab has of it.
    fn subscribe(&self, room: RoomId) {
        let position = match locked(&self.inner().rooms).get(&room) {
            Some(Known::Live(live)) => live.position(),
            Some(Known::Listed(position)) => *position,
            None => return,
        };
        self.say(Command::Subscribe { room, after: Some(position) });
    }

    fn set_online(&self, room: RoomId, online: Vec<protocol::MemberId>, away: Vec<protocol::MemberId>) {
        if let Some(live) = self.live(room) {
            live.away.set(away.into_iter().collect());
            live.online.set(online.into_iter().collect());
        }
    }

    fn set_cursors(&self, room: RoomId, cursors: Vec<Cursor>) {
        if let Some(live) = self.live(room) {
            self.say_read_again(&live, &cursors);
            live.cursors.set(cursors.into_iter().map(|cursor| (cursor.member, cursor.seq)).collect());
        }
    }

    /// The newest row of a room is known now; true when it was not.
    fn catches_up(&self, room: RoomId) -> bool {
        let behind = self.live(room).filter(|live| !live.caught_up.get_untracked());
        behind.inspect(|live| live.caught_up.set(true)).is_some()
    }

    fn restart(&self, snapshot: Snapshot) {
        let room = snapshot.room.id;
        self.catches_up(room);
        match self.live(room) {
            Some(live) => {
                live.timeline.update(|timeline| timeline.reset(snapshot));
                // Who came and went meanwhile is not among the rows.
                leptos::task::spawn_local(async move {
                    if let Ok(roster) = api::members(room, None).await {
                        live.roster.set(roster);
                    }
                });
            }
            None => {
                let position = snapshot.position();
                // How much is unread is told by the list of rooms, not by a page of rows.
                locked(&self.inner().rooms).insert(room, Known::Listed(position));
                self.inner().rooms_changed.notify();
            }
        }
    }

    /// True when there are messages of others among the events, and nobody has looked at them.
    fn appended(&self, room: RoomId, events: &[LogEvent], people: Vec<Person>, quoted: Vec<Row>) -> bool {
        let before = self.position(room);
        let authors = people.clone();
        if let Some(live) = self.live(room) {
            self.show(&live, events, people, quoted);
        } else if let (Some(Known::Listed(position)), Some(last)) = (locked(&self.inner().rooms).get_mut(&room), events.last()) {
            position.seq = position.seq.max(last.seq);
        }
        let me = self.me().map(|me| me.id);
        let is_new = |event: &&LogEvent| before.is_some_and(|before| event.seq > before);
        let new_here = events.iter().any(|event| is_new(&event));
        let new: Vec<&LogEvent> = events.iter().filter(is_new).filter(|event| Self::is_new_message(event, me)).collect();
        // What follows an older page may have been read long ago.
        let follows = self.live(room).is_some_and(|live| !live.caught_up.get_untracked());
        let missed = !follows && !new.is_empty() && (*locked(&self.inner().current) != Some(room) || !browser::is_attended());
        if missed {
            self.count_on(room, &new);
            self.tell(room, &new, &authors);
        }
        // The first word in a conversation puts it into the list.
        let begins = before == Some(Seq(1)) && new_here;
        if begins || events.iter().any(|event| matches!(event.what, Happened::Renamed { .. })) {
            self.inner().rooms_changed.notify();
        }
        missed
    }

    fn position(&self, room: RoomId) -> Option<Seq> {
        match locked(&self.inner().rooms).get(&room)? {
            Known::Live(live) => Some(live.position().seq),
            Known::Listed(position) => Some(position.seq),
        }
    }

    fn show(&self, live: &LiveRoom, events: &[LogEvent], people: Vec<Person>, quoted: Vec<Row>) {
        for of in events.iter().filter_map(|event| if let Happened::Deleted { of, .. } = event.what { Some(of) } else { None }) {
            let gone = live.timeline.with_untracked(|timeline| match &timeline.row(of)?.event.what {
                Happened::Posted { attachments, .. } => Some(attachments.clone()),
                _ => None,
            });
            self.drop_files(&gone.unwrap_or_default());
        }
        let mut applied = Applied::Nothing;
        live.timeline.update(|timeline| {
            timeline.meet(people);
            timeline.quote(quoted);
            applied = timeline.apply(events);
        });
        if let Applied::Gap { after, upto } = applied {
            self.say(Command::Fetch { room: live.id(), after, upto });
        }
        for event in events {
            match event.what {
                Happened::Posted { author, nonce, .. } => {
                    if self.me().is_some_and(|me| me.id == author) {
                        self.inner().outbox.acknowledged(live.id(), nonce);
                        self.send_next(live.id());
                        let slow_s = live.timeline.with_untracked(|timeline| timeline.room().rules.slow_s);
                        live.rests(browser::now(), slow_s.saturating_mul(1_000));
                    }
                    // Who writes has read what was there.
                    live.has_read(author, event.seq);
                    live.typing.update(|typing| typing.retain(|(person, _)| person.id != author));
                }
                Happened::Joined { member, .. } => {
                    // Nobody is counted where one is told of nobody.
                    if live.cursors.with_untracked(|cursors| !cursors.is_empty()) {
                        live.cursors.update(|cursors| {
                            cursors.entry(member).or_insert(event.seq);
                        });
                    }
                    if let Some(person) = live.timeline.with_untracked(|timeline| timeline.person(member).cloned()) {
                        live.roster.update(|roster| roster.enters(person));
                    }
                }
                Happened::Left { member, .. } => {
                    live.cursors.update(|cursors| {
                        cursors.remove(&member);
                    });
                    live.roster.update(|roster| roster.exits(member));
                }
                Happened::Created { .. }
                | Happened::Erased { .. }
                | Happened::Edited { .. }
                | Happened::Deleted { .. }
                | Happened::Reacted { .. }
                | Happened::Pinned { .. }
                | Happened::Previewed { .. }
                | Happened::Renamed { .. }
                | Happened::Described { .. }
                | Happened::Ruled { .. }
                | Happened::Unknown => {}
            }
        }
    }

    fn typed(&self, room: RoomId, member: Person) {
        let Some(live) = self.live(room) else { return };
        live.typing.update(|typing| {
            typing.retain(|(person, _)| person.id != member.id);
            typing.push((member, browser::now()));
        });
        let for_how_long = Duration::from_millis(u64::from(protocol::TYPING_FOR_MS) + 50);
        browser::after(for_how_long, move || live.expire_typing(browser::now()));
    }

    fn rejected(&self, room: Option<RoomId>, nonce: Option<Nonce>, rejection: Rejection) {
        let Some(room) = room else { return };
        let Some(nonce) = nonce else {
            if let Some(live) = self.live(room) {
                live.undone.set(Some(Undone::Refused(rejection.clone())));
            }
            if rejection == Rejection::NoSuchRoom {
                locked(&self.inner().rooms).remove(&room);
            } else if rejection.is_temporary() {
                // Whatever was asked: to subscribe again answers it.
                self.live(room).inspect(|live| live.loading_older.set(false));
                let state = self.clone();
                browser::after(TRY_AGAIN, move || state.subscribe(room));
            }
            return;
        };
        if rejection == Rejection::NoSuchFile && self.sends_files_again(nonce) {
            self.inner().outbox.refuse(nonce, None);
            self.send_next(room);
        } else if rejection.is_temporary() {
            if let (Rejection::Slow { retry_after_ms }, Some(live)) = (&rejection, self.live(room)) {
                live.rests(browser::now(), *retry_after_ms);
            }
            let wait = rejection.retry_after_ms().map_or(TRY_AGAIN, |wait| Duration::from_millis(wait.into()));
            self.rest(room, nonce, wait);
        } else {
            self.refused_for_good(room, nonce, rejection);
        }
    }

    /// A message is not sent unless its author wants it tried again.
    pub(super) fn refused_for_good(&self, room: RoomId, nonce: Nonce, rejection: Rejection) {
        self.inner().outbox.refuse(nonce, Some(rejection.clone()));
        if let Some(live) = self.live(room) {
            live.timeline.update(|timeline| timeline.refuse(nonce, Some(rejection)));
        }
        self.send_next(room);
    }

    fn compare(&self, Head { room, epoch, seq }: Head) {
        let Some(live) = self.live(room) else { return };
        if let Some(Applied::Gap { after, upto }) = live.timeline.with_untracked(|timeline| timeline.behind(epoch, seq)) {
            self.say(Command::Fetch { room, after, upto });
        }
    }
}
