//! The countdown of a slow room: when the next message goes out.
//! What is written meanwhile waits in the outbox, so the composer stays as it is.

use std::time::Duration;

use leptos::prelude::*;

use crate::{browser, room_state::LiveRoom};

/// Seconds until the room takes the next message of the reader; nothing when it does at once.
pub fn countdown(room: &LiveRoom) -> Signal<Option<u32>> {
    let (until, left) = (room.slow_until.clone(), RwSignal::new(None::<u32>));
    Effect::new(move || {
        let Some(until) = until.get() else { return left.set(None) };
        let tell = move || {
            let wait = until.0.saturating_sub(browser::now().0);
            let now = u32::try_from(wait).ok().filter(|wait| *wait > 0).map(|wait| wait.div_ceil(1_000));
            if left.try_get_untracked() != Some(now) {
                let _ = left.try_set(now);
            }
            now.is_some()
        };
        if tell()
            && let Ok(ticking) = set_interval(
                move || {
                    tell();
                },
                Duration::from_millis(500),
            )
        {
            on_cleanup(move || ticking.clear());
        }
    });
    left.into()
}
