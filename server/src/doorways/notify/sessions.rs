//! Who listens for notifications: every open session with its member, device and status.
//! What they are told waits in a mailbox of each, bounded.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{http::HeaderMap, response::Response};
use bytes::Bytes;
use chat::{Bucket, Buckets};
use protocol::{MemberId, Millis, Person, Rejection};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::super::{
    rest::{Caller, Problem, tagged},
    time::written,
};
use crate::state::App;

/// Notifications that may wait for one session. Who lets more wait is closed, and asks elsewhere what was missed.
const MOST_WAITING: usize = 256;

/// Notifications that one member may send each second in the long run, and at once.
const RATE: (u32, u32) = (10, 20);

/// All sessions that are open.
#[derive(Default)]
pub struct Sessions {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    open: HashMap<u64, Open>,
    rates: Buckets<MemberId>,
}

struct Open {
    since: Millis,
    bound: Option<Bound>,
}

struct Bound {
    person: Person,
    device: String,
    status: Status,
    news: mpsc::Sender<Bytes>,
}

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has said yet who they are.
    Pending,
    /// Somebody is there.
    Active,
    /// Somebody said that they are not looking.
    Away,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Its number.
    pub session: u64,
    /// Whose it is, by id; none as long as it is pending.
    pub user_id: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// What they may do in the place.
    pub role: Option<&'static str>,
    /// What they called the device.
    pub device: Option<String>,
    /// Whether they are there.
    pub status: Status,
    /// Since when it is open, in RFC 3339, UTC.
    pub since: String,
}

/// The sessions that are open: your own; for those who administer, everybody's.
#[utoipa::path(get, path = "/api/notifications/sessions", tag = "notifications", operation_id = "listSessions",
    responses((status = 200, description = "Oldest first", body = [SessionView]), (status = 401, description = "Not signed in", body = Problem)))]
pub async fn list(caller: Caller, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(tagged(&headers, &views(&caller.app, caller.person()).await?))
}

/// The sessions that somebody may know of, oldest first, with names and roles as they are now.
///
/// # Errors
/// [`Rejection::Unavailable`] when memory does not answer.
pub async fn views(app: &App, reader: &Person) -> Result<Vec<SessionView>, Rejection> {
    let mut seen = app.doorways.sessions.seen_by(reader);
    let cards = app.hub.cards(seen.iter().filter_map(|(member, _)| *member)).await?;
    for (member, view) in &mut seen {
        if let Some(card) = cards.iter().find(|card| Some(card.id) == *member) {
            (view.name, view.role) = (Some(card.name.to_string()), Some(card.role.word()));
        }
    }
    Ok(seen.into_iter().map(|(_, view)| view).collect())
}

impl Sessions {
    /// Counts a session whose member is not known yet.
    pub fn open(&self) -> u64 {
        let mut state = self.state();
        state.last += 1;
        let number = state.last;
        state.open.insert(number, Open { since: chat::now(), bound: None });
        number
    }

    /// Says whose it is; what they are told comes out of the receiver.
    pub fn bind(&self, number: u64, person: Person, device: String) -> mpsc::Receiver<Bytes> {
        let (news, receiver) = mpsc::channel(MOST_WAITING);
        if let Some(open) = self.state().open.get_mut(&number) {
            open.bound = Some(Bound { person, device, status: Status::Active, news });
        }
        receiver
    }

    /// Says whether they are there.
    pub fn set_status(&self, number: u64, status: Status) {
        if let Some(bound) = self.state().open.get_mut(&number).and_then(|open| open.bound.as_mut()) {
            bound.status = status;
        }
    }

    /// Forgets a session.
    pub fn close(&self, number: u64) {
        self.state().open.remove(&number);
    }

    /// Tells all sessions of those `whom` picks; says how many. One that takes no more is ended: its mailbox closes.
    pub fn tell(&self, news: &Bytes, whom: impl Fn(MemberId) -> bool) -> usize {
        let mut told = 0;
        for open in self.state().open.values_mut() {
            let Some(bound) = open.bound.as_ref().filter(|bound| whom(bound.person.id)) else { continue };
            if bound.news.try_send(news.clone()).is_ok() {
                told += 1;
            } else {
                open.bound = None;
            }
        }
        told
    }

    /// The sessions that somebody may know of, oldest first, each with its member.
    fn seen_by(&self, reader: &Person) -> Vec<(Option<MemberId>, SessionView)> {
        let state = self.state();
        let mine = |open: &Open| open.bound.as_ref().is_some_and(|bound| bound.person.id == reader.id);
        let administers = chat::may(chat::Action::Administer, reader.role);
        let seen = state.open.iter().filter(|(_, open)| administers || mine(open));
        let mut views: Vec<_> = seen.map(|(number, open)| (open.bound.as_ref().map(|bound| bound.person.id), open.view(*number))).collect();
        views.sort_by_key(|(_, view)| view.session);
        views
    }

    /// The member may send another one now.
    pub fn may_send(&self, member: MemberId) -> bool {
        self.state().rates.take(member, || Bucket::new(RATE.0, RATE.1)).is_ok()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn view(&self, session: u64) -> SessionView {
        let bound = self.bound.as_ref();
        SessionView {
            session,
            user_id: bound.map(|bound| bound.person.id.to_string()),
            name: bound.map(|bound| bound.person.name.to_string()),
            role: bound.map(|bound| bound.person.role.word()),
            device: bound.map(|bound| bound.device.clone()),
            status: bound.map_or(Status::Pending, |bound| bound.status),
            since: written(self.since),
        }
    }
}

/// What a session holds of the list: dropping it takes the session off.
pub struct Listed {
    /// All of them.
    pub sessions: Arc<Sessions>,
    /// This one.
    pub number: u64,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.sessions.close(self.number);
    }
}
