//! Follows the links that members write, each message by itself: what is found is hung below it when all its links are done.
//! What waits is forgotten when the server stops; the message is whole without it.

use std::sync::Arc;

use chat::Linked;
use futures::future::join_all;
use protocol::{LinkPreview, Rejection};
use tokio::task::JoinSet;

use super::looking_up::look_up;
use crate::state::App;

/// Messages that may wait to be heard of.
const MOST_HEARD: usize = 256;

/// Messages whose links may be looked up or wait for that; of more, none are.
const MOST_WAITING: usize = 500;

/// Follows them for as long as it is let.
pub async fn follow(app: Arc<App>) {
    if app.previews.is_none() {
        return;
    }
    let Some(mut linked) = app.hub.links().follow(MOST_HEARD) else { return };
    // They end with this task.
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            one = linked.recv() => match one {
                None => return,
                Some(one) if tasks.len() < MOST_WAITING => drop(tasks.spawn(see_to(Arc::clone(&app), one))),
                Some(one) => tracing::warn!(room = %one.room, "too many links at once: some are not previewed"),
            },
            Some(_) = tasks.join_next() => {}
        }
    }
}

async fn see_to(app: Arc<App>, linked: Linked) {
    if !app.place().await.ok().flatten().is_some_and(|place| place.previews) {
        return;
    }
    let Linked { room, of, author, links } = linked;
    let found = join_all(links.iter().map(|link| look_up(&app, author, link))).await;
    let found: Vec<LinkPreview> = found.into_iter().flatten().collect();
    if found.is_empty() {
        return;
    }
    match app.hub.preview(room, of, found).await {
        // Deleted meanwhile, most likely.
        Ok(()) | Err(Rejection::NoSuchMessage) => {}
        Err(rejection) => tracing::warn!(%room, %rejection, "a message got no previews"),
    }
}
