//! Server-sent events: one for each entry, comments in between to show that the line is alive.
//! A browser that comes back says by itself where it was. What an event says is written in `told`.

use std::{future::Future, pin::Pin};

use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use protocol::{CloseCode, Language, MemberId};
use tokio::time::Interval;

use super::{
    super::{
        follower::{Follower, Step},
        patience,
        rest::Caller,
    },
    told,
};
use crate::{
    event_stream,
    socket::{End, Place, pulse},
};

/// Somebody who listens, as long as their browser does.
struct Listener {
    caller: Caller,
    follower: Follower,
    language: Language,
    presence: bool,
    ends: Pin<Box<dyn Future<Output = End> + Send>>,
    beat: Interval,
    /// Whole events.
    waiting: Vec<Bytes>,
    /// It is over, after what waits.
    over: Option<End>,
    /// Counts as a connection of its address.
    _seat: Place,
}

/// The stream.
pub fn answer(caller: Caller, follower: Follower, language: Language, presence: bool, seat: Place) -> Response {
    let (app, signed) = (caller.app.clone(), caller.signed.clone());
    let ends = Box::pin(async move { patience::runs_out(&app, Some(&signed)).await });
    let (beat, waiting) = (pulse::interval(), Vec::new());
    let listener = Listener { caller, follower, language, presence, ends, beat, waiting, over: None, _seat: seat };
    // It is handed on with every piece: boxed, that is no more than its address.
    event_stream::answer(stream::unfold(Some(Box::new(listener)), |listener| async move {
        let mut listener = listener?;
        Some(match listener.next().await {
            Ok(piece) => (piece, Some(listener)),
            Err(end) => (farewell(end), None),
        })
    }))
}

impl Listener {
    /// All that waits, in one piece.
    async fn next(&mut self) -> Result<Bytes, End> {
        while self.waiting.is_empty() {
            if let Some(end) = self.over.take() {
                return Err(end);
            }
            let step = tokio::select! {
                step = self.follower.next() => step,
                end = &mut self.ends => Err(end),
                _ = self.beat.tick() => return Ok(event_stream::ALIVE),
            };
            self.hear(step).await;
        }
        Ok(event_stream::join(&mut self.waiting))
    }

    /// Takes this, and everything behind it that was heard already.
    async fn hear(&mut self, first: Result<Step, End>) {
        let mut next = Some(first);
        while let Some(step) = next {
            let taken = match step {
                Ok(step) => self.take(step).await,
                Err(end) => Err(end),
            };
            if let Err(end) = taken {
                self.over = Some(end);
                return;
            }
            next = self.follower.heard().map(Ok);
        }
    }

    async fn take(&mut self, step: Step) -> Result<(), End> {
        match step {
            Step::Happened(neighbors) => self.waiting.extend(told::happened(self.follower.room(), self.language, &neighbors)),
            Step::Shown(epoch, rows, people) => {
                self.waiting.extend(told::shown(self.follower.room(), self.language, epoch, &rows, people));
            }
            Step::Reset => self.waiting.push(event_stream::event(Some("reset"), b"{}")),
            Step::Online(members) if self.presence => self.tell_presence(members, true).await?,
            Step::Presence(member, online) if self.presence => self.tell_presence(vec![member], online).await?,
            Step::Online(_) | Step::Presence(..) => {}
            Step::Gone { removed: true } => return Err(End::With(CloseCode::Kicked, "removed from the room")),
            Step::Gone { removed: false } => return Err(End::With(CloseCode::Normal, "not in the room any more")),
        }
        Ok(())
    }

    async fn tell_presence(&mut self, members: Vec<MemberId>, online: bool) -> Result<(), End> {
        let me = self.caller.person().id;
        let others = members.into_iter().filter(|member| *member != me);
        let cards = self.caller.app.hub.cards(others).await.map_err(|_| End::from(CloseCode::Fault))?;
        self.waiting.extend(cards.iter().map(|card| told::presence(self.follower.room(), card, online)));
        Ok(())
    }
}

/// The last event says why, as a close frame would.
pub fn farewell(end: End) -> Bytes {
    let (code, reason) = match end {
        End::With(code, reason) => (code, reason),
        End::Theirs => (CloseCode::Normal, ""),
    };
    let data = serde_json::json!({ "code": code.number(), "reason": reason });
    event_stream::event(Some("close"), data.to_string().as_bytes())
}
