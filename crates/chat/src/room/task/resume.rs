//! What a reader gets first: everything since they were here, or the room as it is.

use std::{collections::HashMap, sync::Arc};

use protocol::{Event, LogEvent, MemberId, Position, REPLAY_EVENTS, Row, Seq};

use super::Room;
use crate::Frame;

/// First frames that are kept for the next who need the same.
const MOST_FIRST: usize = 16;

/// What readers of a large room were told first, as long as nothing has happened since.
#[derive(Default)]
pub(super) struct First {
    /// Where the log and the cards of people stood.
    state: Option<(Position, u64)>,
    /// By where the reader stood.
    frames: HashMap<Option<Position>, Arc<Frame>>,
}

impl Room {
    /// What a reader at `after` needs first. Where nobody is told anything about anybody, it is the same for all, and after a storm
    /// all need it.
    pub(super) async fn first_frame(&mut self, reader: MemberId, after: Option<Position>) -> Arc<Frame> {
        if !self.is_large() {
            return self.draw_first(reader, after).await;
        }
        let state = (self.position, self.around.directory.version());
        if self.first.state != Some(state) || self.first.frames.len() >= MOST_FIRST {
            self.first = First { state: Some(state), frames: HashMap::new() };
        }
        if let Some(frame) = self.first.frames.get(&after) {
            return Arc::clone(frame);
        }
        let frame = self.draw_first(reader, after).await;
        self.first.frames.insert(after, Arc::clone(&frame));
        frame
    }

    async fn draw_first(&mut self, reader: MemberId, after: Option<Position>) -> Arc<Frame> {
        let (room, cursors) = (self.room.id, self.cursors_for(reader));
        let (online, away) = (self.online_with(reader), self.away());
        let Position { epoch, seq: head } = self.position;
        let void = after.is_some_and(|after| after.epoch != epoch || after.seq > head);
        if let Some(after) = after.filter(|_| !void)
            && let Some(events) = self.missed(after.seq).await
        {
            let (quoted, people) = self.company(&events);
            return Frame::new(Event::Resumed { room, epoch, head, events, people, quoted, online, away, cursors });
        }
        let rows = self.recent.rows();
        let quoted = self.quoted_by(&rows);
        let people = self.around.directory.known(rows.iter().chain(&quoted).flat_map(Row::people));
        let older = rows.first().is_some_and(|row| row.seq() > Seq::ZERO.next());
        let page = protocol::Page { rows, people, quoted, older, newer: false };
        let snapshot = protocol::Snapshot { room: self.seen_by(reader), epoch, head, page };
        Frame::new(if void {
            Event::Reset { snapshot, online, away, cursors }
        } else {
            Event::Snapshot { snapshot, online, away, cursors }
        })
    }

    /// What came after this; `None` when it is too much to be told one by one.
    async fn missed(&mut self, after: Seq) -> Option<Vec<LogEvent>> {
        let head = self.position.seq;
        if after == head {
            return Some(Vec::new());
        }
        if !self.reached_back && after >= head.back(REPLAY_EVENTS) && self.recent.after(after).is_none() {
            self.reach_back().await;
        }
        self.recent.after(after)
    }

    /// Fills memory as far back as a resume may ask for. A room that has just woken has only its newest page: enough for those
    /// who come in, too little for all who were here when the server went away.
    async fn reach_back(&mut self) {
        let head = self.position.seq;
        let read = match self.read_newest(head.back(REPLAY_EVENTS), head).await {
            Ok((events, rows)) => self.keep_recent(events, rows).await,
            Err(error) => Err(error),
        };
        match read {
            Ok(()) => self.reached_back = true,
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, room = %self.room.id, "what was missed was not read"),
        }
    }
}
