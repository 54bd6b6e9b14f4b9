//! Follows the news of all rooms: each waits for a while whether its member reads it, and then goes to all their devices.
//! Of several messages in one room only the last is told. What waits is forgotten when the server stops; it stays unread.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chat::{Fate, News, Whereabouts, fate};
use protocol::{MemberId, RoomId, Seq};
use tokio::task::JoinSet;

use super::sending::deliver;
use crate::{logging::chain, state::App};

/// News that may wait to be heard.
const MOST_NEWS: usize = 1_024;

/// Members and rooms of which news may wait to be told.
const MOST_WAITING: usize = 10_000;

/// For whom and where news wait.
pub type Key = (MemberId, RoomId);

/// The last news of each room, for each member, and whether any of them calls.
#[derive(Default)]
struct Waiting(Mutex<HashMap<Key, (Arc<News>, bool)>>);

impl Waiting {
    fn locked(&self) -> MutexGuard<'_, HashMap<Key, (Arc<News>, bool)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets news wait; true when none did, so that somebody has to see to them.
    fn put(&self, key: Key, news: &Arc<News>, called: bool) -> bool {
        let mut waiting = self.locked();
        if let Some((last, calls)) = waiting.get_mut(&key) {
            (*last, *calls) = (Arc::clone(news), *calls || called);
            return false;
        }
        let fits = waiting.len() < MOST_WAITING;
        if fits {
            waiting.insert(key, (Arc::clone(news), called));
        }
        fits
    }

    /// The last of the news.
    fn last(&self, key: Key) -> Option<Seq> {
        self.locked().get(&key).map(|(news, _)| news.seq)
    }

    /// Takes them out, if these still are the last.
    fn take(&self, key: Key, seq: Seq) -> Option<(Arc<News>, bool)> {
        let mut waiting = self.locked();
        if waiting.get(&key)?.0.seq == seq { waiting.remove(&key) } else { None }
    }
}

/// Follows the news for as long as it is let.
pub async fn follow(app: Arc<App>) {
    if app.push.is_none() {
        return;
    }
    let desk = app.hub.desk();
    let Some(mut news) = desk.follow(MOST_NEWS) else { return };
    match app.devices.members_with_devices().await {
        Ok(members) => members.into_iter().for_each(|member| desk.set(member, true)),
        Err(error) => tracing::warn!(error = chain(&error), "nobody is told until they turn it on again"),
    }
    let waiting = Arc::<Waiting>::default();
    // They end with this task.
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            one = news.recv() => {
                let Some(one) = one else { return };
                for (member, called) in &one.whom {
                    let key = (*member, one.room.id);
                    if waiting.put(key, &one, *called) {
                        tasks.spawn(see_to(Arc::clone(&app), Arc::clone(&waiting), key));
                    }
                }
            }
            Some(_) = tasks.join_next() => {}
        }
    }
}

/// Sees to what waits for a member in a room, until it was told or there is no reason to.
async fn see_to(app: Arc<App>, waiting: Arc<Waiting>, key: Key) {
    tokio::time::sleep(app.config.patience.unread_for).await;
    while let Some(seq) = waiting.last(key) {
        match fate(seq, whereabouts(&app, key).await, app.config.patience) {
            Fate::Waits(time) => tokio::time::sleep(time).await,
            Fate::Dropped => drop(waiting.take(key, seq)),
            Fate::Told => {
                if let Some((news, called)) = waiting.take(key, seq) {
                    tell(&app, key, news, called).await;
                    return;
                }
            }
        }
    }
}

/// How it stands with a member. When memory does not answer, they are not told.
async fn whereabouts(app: &App, (member, room): Key) -> Whereabouts {
    let account = app.accounts.account(member).await.ok().flatten();
    Whereabouts {
        read: app.hub.cursor(member, room).await.ok(),
        quiet: account.is_none_or(|account| account.is_quiet(chat::now())),
        acted: app.hub.acted(member),
    }
}

/// There still is a reason to tell it.
pub async fn is_wanted(app: &App, key: Key, seq: Seq) -> bool {
    fate(seq, whereabouts(app, key).await, app.config.patience) == Fate::Told
}

async fn tell(app: &Arc<App>, key: Key, news: Arc<News>, called: bool) {
    let member = key.0;
    let devices = match app.devices.devices(member, chat::now()).await {
        Ok(devices) => devices,
        Err(error) => return tracing::warn!(error = chain(&error), "devices were not read"),
    };
    if devices.is_empty() {
        return app.hub.desk().set(member, false);
    }
    let deliver = |device| deliver(Arc::clone(app), device, Arc::clone(&news), called, key);
    let mut deliveries: JoinSet<()> = devices.into_iter().map(deliver).collect();
    while deliveries.join_next().await.is_some() {}
}
