//! One long answer: at once when there is something, else when there is, else nothing after a while.
//! Whoever asks again from the position in the answer misses nothing.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use protocol::Position;
use serde::Serialize;
use tokio::time::{Instant, sleep_until};
use utoipa::ToSchema;

use super::{
    super::{
        entry::{Entry, Scribe, mark},
        follower::{Follower, Step},
        rest::Problem,
    },
    problem,
};
use crate::state::App;

/// Seconds an answer may take: proxies do not wait for ever.
const LONGEST_S: u64 = 30;

/// What is new.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct News {
    /// What happened, in order; empty when nothing did.
    pub entries: Vec<Entry>,
    /// Ask again after this.
    pub position: String,
    /// The log has another life: forget what you have, these are the newest entries.
    pub reset: bool,
}

/// Waits for something to tell.
pub async fn answer(app: &Arc<App>, mut follower: Follower, mut scribe: Scribe, seconds: u64, from: Position) -> Result<Response, Problem> {
    let until = Instant::now() + Duration::from_secs(seconds.min(LONGEST_S));
    let (mut entries, mut reset, mut begun) = (Vec::new(), false, false);
    while entries.is_empty() {
        let done = begun && !follower.is_behind();
        let step = tokio::select! {
            biased;
            step = follower.next() => step.map_err(problem)?,
            () = sleep_until(until), if done => break,
            () = app.closing.cancelled(), if done => break,
        };
        match step {
            Step::Happened(neighbors) => {
                let (events, people) = neighbors.parts();
                scribe.meet(people.iter().cloned());
                entries.extend(events.iter().filter_map(|event| scribe.entry(neighbors.epoch, event)));
            }
            Step::Shown(epoch, rows, people) => {
                scribe.meet(people);
                entries.extend(rows.iter().filter_map(|row| scribe.row(epoch, row)));
            }
            // The first thing that is heard; what was missed is there from now on.
            Step::Online(_) => begun = true,
            Step::Reset => reset = true,
            Step::Gone { .. } => return Err(Problem::not_found()),
            Step::Presence(..) => {}
        }
    }
    let position = mark(follower.position().unwrap_or(from));
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(News { entries, position, reset })).into_response())
}
