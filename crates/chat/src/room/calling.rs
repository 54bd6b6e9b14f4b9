//! Whom messages call: names, `@here` and `@room`, looked up among the members when the message is written.
//! What the words mean is read by `text`; that they count is in the log's memory, not in a counter.

use std::collections::{BTreeSet, HashMap};

use protocol::{Attention, Body, Event, Happened, MemberId, Rejection, RoomId, Seq, Visibility};
use text::{Mention, folded, known, mentions};

use super::{Room, Waiting};
use crate::{Append, Called, Change};

/// Members who are told at once that they were called; more than these learn it with their list.
const MOST_TOLD: usize = 50;

impl Room {
    /// Whom these events call, the first of which will be at `first`.
    pub(super) async fn calls(&self, first: Seq, events: &[Happened]) -> Vec<Change> {
        let mut changes = Vec::new();
        for (n, event) in (0..).zip(events) {
            let (of, by, body) = match event {
                Happened::Posted { author, body, .. } => (Seq(first.0 + n), *author, body),
                Happened::Edited { by, of, body: Some(body) } => (*of, *by, body),
                _ => continue,
            };
            let whom = self.called(by, body).await;
            if whom != Called::default() {
                changes.push(Change::Called { of, by, whom });
            }
        }
        changes
    }

    async fn called(&self, author: MemberId, body: &Body) -> Called {
        let mut called = Called::default();
        // Everybody in a conversation is called by every word of it.
        if self.room.visibility == Visibility::Direct || !body.as_str().contains('@') {
            return called;
        }
        let mut names: Option<HashMap<String, MemberId>> = None;
        for mention in mentions(body.as_str()) {
            match mention {
                Mention::Room => called.everybody = true,
                Mention::Here => called.members.extend(self.audience.online().into_iter().filter(|id| self.members.contains_key(id))),
                Mention::Member(written) => {
                    if names.is_none() {
                        names = Some(self.names().await);
                    }
                    let folded = folded(&written);
                    let one =
                        names.as_ref().and_then(|names| known(&folded, |name| names.contains_key(name)).and_then(|name| names.get(name)));
                    called.members.extend(one.copied());
                }
            }
        }
        called.members.remove(&author);
        called
    }

    /// The members by their names as they are written.
    async fn names(&self) -> HashMap<String, MemberId> {
        match self.around.directory.people(self.members.keys().copied()).await {
            Ok(people) => people.into_iter().map(|person| (folded(person.name.as_str()), person.id)).collect(),
            Err(error) => {
                // Saving is about to fail for the same reason.
                tracing::warn!(error = &error as &dyn std::error::Error, room = %self.room.id, "names were not read");
                HashMap::new()
            }
        }
    }

    /// Tells those who are called by name what waits for them now.
    pub(super) async fn tell_called(&self, changes: &[Change]) {
        let called = |change: &Change| match change {
            Change::Called { whom, .. } => whom.members.clone(),
            _ => BTreeSet::new(),
        };
        let members: BTreeSet<MemberId> = changes.iter().flat_map(called).collect();
        for member in members.into_iter().take(MOST_TOLD) {
            self.tell_unread(member).await;
        }
    }

    /// What a member has not read.
    pub(super) async fn waiting(&self, member: MemberId) -> Waiting {
        let upto = self.reading.waits_from(member);
        let unread = self.total.saturating_sub(upto.posts);
        let mentions = match self.room.visibility {
            Visibility::Direct => unread,
            _ if unread == 0 => 0,
            Visibility::Public | Visibility::Private => {
                let calls = self.around.history.calls(self.room.id, member, upto.seq).await;
                calls.unwrap_or_else(|error| {
                    tracing::warn!(error = &error as &dyn std::error::Error, room = %self.room.id, "calls were not counted");
                    0
                })
            }
        };
        Waiting { unread, mentions }
    }

    /// Tells a member on all devices what is left to read.
    pub(super) async fn tell_unread(&self, member: MemberId) {
        let (seq, Waiting { unread, mentions }) = (self.reading.waits_from(member).seq, self.waiting(member).await);
        let short = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let (unread, mentions) = (short(unread), short(mentions));
        self.around.lines.tell(member, Event::Unread { room: self.room.id, seq, unread, mentions });
    }

    /// Keeps how much a member wants to be told, and tells all their devices.
    pub(super) async fn attend(&mut self, member: MemberId, attention: Attention) -> Result<(), Rejection> {
        self.role(member)?;
        let room: RoomId = self.room.id;
        let append = Append { room, events: Vec::new(), changes: vec![Change::Attends { member, attention }] };
        self.around.writer.save(append).await.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, room = %room, "attention was not kept");
            Rejection::Unavailable
        })?;
        self.attention.insert(member, attention);
        self.around.lines.tell(member, Event::Attended { room, attention });
        Ok(())
    }
}
