//! Sends one note to one device: a few tries, then it is let go. A device whose subscription has ended is forgotten.
//! Push servers keep notes for browsers that are away, so nothing more than that is kept here.

use std::{sync::Arc, time::Duration};

use chat::{Device, News};
use outward::push::{Note, Outcome, Subscription, Urgency, send};

use super::{
    Push,
    payload::{payload, topic},
    telling::{Key, is_wanted},
};
use crate::{logging::chain, state::App};

/// How long one waits before each further try.
const TRIES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(15), Duration::from_secs(120)];

/// Who is asked to wait longer than this is not asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// How long a push server keeps a note for a browser that is away.
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// Sends it. Before each further try it is asked whether there still is a reason to.
pub async fn deliver(app: Arc<App>, device: Device, news: Arc<News>, called: bool, to: Key) {
    let Some(push) = &app.push else { return };
    let Ok(subscription) = Subscription::parse(&device.endpoint, &device.key, &device.secret) else { return forget(&app, &device).await };
    let (Ok(payload), topic) = (payload(&news), topic(&news).ok()) else { return };
    // A phone that saves its battery is woken for what calls its owner.
    let urgency = if called { Urgency::High } else { Urgency::Normal };
    let note = Note { payload: &payload, ttl: LIFE, urgency, topic: topic.as_ref() };
    let mut waits = TRIES.into_iter();
    loop {
        let wait = match attempt(push, &subscription, &note).await {
            Sent::Done => return,
            Sent::Gone => return forget(&app, &device).await,
            Sent::Later(wait) => wait,
        };
        let Some(next) = waits.next().filter(|_| wait <= LONGEST_WAIT) else { return };
        tokio::time::sleep(wait.max(next)).await;
        if !is_wanted(&app, to, news.seq).await {
            return;
        }
    }
}

/// What became of one try.
enum Sent {
    Done,
    Gone,
    Later(Duration),
}

async fn attempt(push: &Push, to: &Subscription, note: &Note<'_>) -> Sent {
    let Ok(_turn) = push.turns.acquire().await else { return Sent::Done };
    let now = u64::try_from(chat::now().0 / 1000).unwrap_or_default();
    match send(&push.outward, &push.sender, to, note, now, &chat::bytes()).await {
        Ok(Outcome::Delivered) => Sent::Done,
        Ok(Outcome::Gone) => Sent::Gone,
        Ok(Outcome::Later(wait)) => Sent::Later(wait.unwrap_or_default()),
        Ok(Outcome::Refused(status)) => {
            tracing::warn!(status, "a push server refuses our notes");
            Sent::Done
        }
        Err(error) => {
            // Whose fault it is, nobody knows: the browser's owner chose the address.
            tracing::debug!(error = chain(&error), "a push server was not reached");
            if error.is_worth_retrying() { Sent::Later(Duration::ZERO) } else { Sent::Done }
        }
    }
}

async fn forget(app: &App, device: &Device) {
    if let Err(error) = app.devices.forget_endpoint(&device.endpoint).await {
        tracing::warn!(error = chain(&error), "a device was not forgotten");
    }
}
