//! Server-sent events: one for each entry, comments in between to show that the line is alive.
//! A browser that comes back says by itself where it was.

use std::{collections::VecDeque, convert::Infallible, future::Future, pin::Pin};

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::stream;
use protocol::{CloseCode, MemberId};

use super::super::{
    aside::Aside,
    entry::{Entry, Scribe},
    follower::{Follower, Step},
    patience,
    rest::Caller,
};
use crate::socket::{End, HEARTBEAT, Place};

/// Somebody who listens, as long as their browser does.
struct Listener {
    caller: Caller,
    follower: Follower,
    scribe: Scribe,
    presence: bool,
    ends: Pin<Box<dyn Future<Output = End> + Send>>,
    waiting: VecDeque<Event>,
    /// Counts as a connection of its address.
    _seat: Place,
}

/// The stream.
pub fn answer(caller: Caller, follower: Follower, scribe: Scribe, presence: bool, seat: Place) -> Response {
    let (app, signed) = (caller.app.clone(), caller.signed.clone());
    let ends = Box::pin(async move { patience::runs_out(&app, Some(&signed)).await });
    let listener = Listener { caller, follower, scribe, presence, ends, waiting: VecDeque::new(), _seat: seat };
    let events = stream::unfold(Some(listener), |listener| async move {
        let mut listener = listener?;
        match listener.next().await {
            Ok(event) => Some((Ok::<_, Infallible>(event), Some(listener))),
            Err(end) => Some((Ok(farewell(end)), None)),
        }
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would wait until it has enough to send.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

impl Listener {
    async fn next(&mut self) -> Result<Event, End> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(event);
            }
            let step = tokio::select! {
                step = self.follower.next() => step?,
                end = &mut self.ends => return Err(end),
            };
            self.take(step).await?;
        }
    }

    async fn take(&mut self, step: Step) -> Result<(), End> {
        match step {
            Step::Happened(epoch, events, people) => {
                self.scribe.meet(people);
                let entries = events.iter().filter_map(|event| self.scribe.entry(epoch, event));
                self.waiting.extend(entries.filter_map(told));
            }
            Step::Shown(epoch, rows, people) => {
                self.scribe.meet(people);
                self.waiting.extend(rows.iter().filter_map(|row| self.scribe.row(epoch, row)).filter_map(told));
            }
            Step::Reset => self.waiting.push_back(Event::default().event("reset").data("{}")),
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
        for card in cards {
            let aside = Aside::presence(self.follower.room(), &card, online);
            self.waiting.extend(Event::default().event("presence").json_data(aside).ok());
        }
        Ok(())
    }
}

/// An entry as an event. Those that are about another one have names of their own: who has never heard of them hears nothing.
fn told(entry: Entry) -> Option<Event> {
    let event = Event::default().id(entry.position.clone());
    let event = match entry.kind.event_name() {
        Some(name) => event.event(name),
        None => event,
    };
    event.json_data(entry).ok()
}

/// The last event says why, as a close frame would.
pub fn farewell(end: End) -> Event {
    let (code, reason) = match end {
        End::With(code, reason) => (code, reason),
        End::Theirs => (CloseCode::Normal, ""),
    };
    let data = serde_json::json!({ "code": code.number(), "reason": reason });
    Event::default().event("close").data(data.to_string())
}
