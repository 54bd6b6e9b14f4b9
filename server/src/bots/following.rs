//! Follows the calls of bots: each becomes a delivery that is kept until it is done, through restarts.
//! Lost is only what was saved in the moment before a crash and not kept here yet, and what is too much for a bot.

use std::{collections::HashMap, sync::Arc};

use chat::{Delivery, News};
use protocol::MemberId;
use tokio::{sync::Semaphore, task::JoinSet};

use super::delivering::see_to;
use crate::{logging::chain, state::App};

/// Calls that may wait to be heard.
const MOST_NEWS: usize = 1_024;

/// Deliveries that may wait for one bot.
const MOST_OF_A_BOT: usize = 100;

/// Calls of one bot at once: an answer that takes its time holds up few others, and of another bot none.
const AT_ONCE: usize = 4;

/// Deliveries under way, each with the bot it is for; they end with this task, and go on after a restart.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<MemberId>,
    calls: HashMap<MemberId, Calls>,
}

/// What one bot has to be told, and in how many turns at once: a bot that does not answer keeps its own deliveries waiting.
struct Calls {
    waiting: usize,
    turns: Arc<Semaphore>,
}

/// Follows the calls for as long as it is let.
pub async fn follow(app: Arc<App>) {
    if app.postman.is_none() {
        return;
    }
    let desk = app.hub.bots_desk();
    let Some(mut calls) = desk.follow(MOST_NEWS) else { return };
    match app.bots.hooks().await {
        Ok(hooks) => hooks.iter().for_each(|hook| desk.set(hook.bot, true)),
        Err(error) => tracing::warn!(error = chain(&error), "bots are not called until their addresses are set again"),
    }
    let mut under_way = UnderWay::default();
    match app.bots.deliveries().await {
        Ok(deliveries) => deliveries.into_iter().for_each(|delivery| under_way.begin(&app, delivery)),
        Err(error) => tracing::warn!(error = chain(&error), "what was not delivered before is not delivered"),
    }
    loop {
        tokio::select! {
            call = calls.recv() => match call {
                Some(call) => under_way.take(&app, &call).await,
                None => return,
            },
            Some(done) = under_way.tasks.join_next() => {
                if let Ok(bot) = done {
                    under_way.end(bot);
                }
            }
        }
    }
}

impl UnderWay {
    async fn take(&mut self, app: &Arc<App>, call: &News) {
        for (bot, _) in &call.whom {
            if self.calls.get(bot).is_some_and(|calls| calls.waiting >= MOST_OF_A_BOT) {
                tracing::warn!(%bot, "too many deliveries wait for a bot: it is not told of a message");
                continue;
            }
            let (room, seq) = (call.room.id, call.seq);
            let delivery = Delivery { id: chat::bits(), bot: *bot, room, seq, attempts: 0, due: chat::now() };
            match app.bots.keep_delivery(&delivery).await {
                Ok(()) => self.begin(app, delivery),
                Err(error) => tracing::warn!(error = chain(&error), %bot, "a bot is not told of a message"),
            }
        }
    }

    fn begin(&mut self, app: &Arc<App>, delivery: Delivery) {
        let none = || Calls { waiting: 0, turns: Arc::new(Semaphore::new(AT_ONCE)) };
        let calls = self.calls.entry(delivery.bot).or_insert_with(none);
        calls.waiting += 1;
        self.tasks.spawn(see_to(Arc::clone(app), delivery, Arc::clone(&calls.turns)));
    }

    fn end(&mut self, bot: MemberId) {
        let Some(calls) = self.calls.get_mut(&bot) else { return };
        calls.waiting = calls.waiting.saturating_sub(1);
        if calls.waiting == 0 {
            self.calls.remove(&bot);
        }
    }
}
