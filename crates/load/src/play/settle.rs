//! The end of a run: everybody falls silent, everything that was written arrives, and the final logs are read.

use std::collections::BTreeMap;

use protocol::{ClientFrame, Command, Event, Position, REPLAY_EVENTS, RoomId, Seq};

use super::Play;
use crate::{LoadError, Proxy, What, member::Wire};

impl Play {
    /// Waits until nothing is on its way any more and everybody stands at the head of every room, then writes the final
    /// logs down. When they do not get there in time, the log is written all the same, and shows who did not.
    ///
    /// # Errors
    /// [`LoadError::Late`] when they did not get there in time, another one when the logs cannot be read.
    pub async fn settle(mut self) -> Result<(), LoadError> {
        self.proxy.iter().for_each(Proxy::calm_down);
        let sent = self.until("everything written is sent", |member| member.standing().is_open() && member.standing().waiting() == 0).await;
        let heads = self.heads().await?;
        let is_there = |heads: &BTreeMap<RoomId, Position>, positions: &BTreeMap<RoomId, Position>| {
            heads.iter().all(|(room, head)| positions.get(room).is_some_and(|at| at.epoch == head.epoch && at.seq >= head.seq))
        };
        let seen = self.until("everything sent is seen", |member| is_there(&heads, &member.standing().positions())).await;
        // Whoever is late would write on while the logs are read, and what comes then stands in none of them.
        for player in self.players.drain(..) {
            let standing = player.member.standing().clone();
            player.member.end().await;
            for (room, Position { epoch, seq }) in standing.positions() {
                self.journal.record(What::Settled { tab: player.tab.clone(), room, epoch, seq });
            }
        }
        self.keep_logs().await?;
        self.journal.record(What::Ended);
        self.journal.close()?;
        sent.and(seen)
    }

    async fn owner_line(&self) -> Result<Wire, LoadError> {
        let dialed = Wire::dial(self.server, self.stage.place.host(), &self.stage.owner.cookie).await;
        dialed.map_err(LoadError::line("open the owner's line"))
    }

    /// Where each room's log stands.
    async fn heads(&self) -> Result<BTreeMap<RoomId, Position>, LoadError> {
        let mut wire = self.owner_line().await?;
        let mut heads = BTreeMap::new();
        for (room, _) in &self.stage.rooms {
            ask(&mut wire, Command::Subscribe { room: *room, after: None }).await?;
            let snapshot = answer(&mut wire, |event| match event {
                Event::Snapshot { snapshot, .. } if snapshot.room.id == *room => Some(snapshot),
                _ => None,
            });
            heads.insert(*room, snapshot.await?.position());
        }
        Ok(heads)
    }

    /// Reads every log from its beginning to its head, and writes it down.
    async fn keep_logs(&self) -> Result<(), LoadError> {
        let heads = self.heads().await?;
        // A line of its own, without subscriptions: what is appended here was asked for.
        let mut wire = self.owner_line().await?;
        for (room, Position { epoch, seq: head }) in heads {
            let mut after = Seq::ZERO;
            while after < head {
                let upto = head.min(Seq(after.0 + REPLAY_EVENTS));
                ask(&mut wire, Command::Fetch { room, after, upto }).await?;
                let events = answer(&mut wire, |event| match event {
                    Event::Appended { room: of, events, .. } if of == room => Some(events),
                    _ => None,
                });
                let events = events.await?;
                // A log with a hole is the checker's business; only one that goes on is read on.
                let Some(last) = events.last() else { break };
                after = last.seq.max(after.next());
                for event in events {
                    self.journal.record(What::Kept { room, epoch, event });
                }
            }
        }
        Ok(())
    }
}

async fn ask(wire: &mut Wire, command: Command) -> Result<(), LoadError> {
    wire.say(&ClientFrame::from(command)).await.map_err(LoadError::line("ask over the owner's line"))
}

/// The first event that is the answer.
async fn answer<T>(wire: &mut Wire, mut is_it: impl FnMut(Event) -> Option<T>) -> Result<T, LoadError> {
    let broken = || LoadError::Refused { operation: "read the final logs", answer: "the end of the line".to_owned() };
    loop {
        match wire.event().await.ok_or_else(broken)? {
            Event::Rejected { rejection, .. } => {
                return Err(LoadError::Refused { operation: "read the final logs", answer: rejection.to_string() });
            }
            event => {
                if let Some(answer) = is_it(event) {
                    return Ok(answer);
                }
            }
        }
    }
}
