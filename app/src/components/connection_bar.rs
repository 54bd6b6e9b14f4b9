//! A quiet bar that says that the line is gone, once it has been gone for a while, or that the page is older than the server.
//! It never stands in the way of writing.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::{
    browser,
    components::moving::moving_if,
    room_state::{Line, LostReason, use_room_state},
    words::{Words, use_words},
};

/// A line that comes back within this time was never gone; on a device without a network it has been silent for longer already.
const QUIET: Duration = Duration::from_secs(5);

/// Says how the line stands, if there is something to say.
#[component]
pub fn ConnectionBar() -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let (line, outdated) = (state.line(), state.outdated());
    let lost = {
        let line = line.clone();
        Memo::new(move |_| line.with(|line| matches!(line, Line::Lost { .. })))
    };
    let told = RwSignal::new(false);
    // How often the line was lost or found: a wait that began before the last time says nothing.
    let times = StoredValue::new(0_u32);
    Effect::new(move || {
        times.update_value(|times| *times += 1);
        if lost.get() {
            let since = times.get_value();
            browser::after(QUIET, move || {
                if times.try_get_value() == Some(since) {
                    told.set(true);
                }
            });
        } else {
            told.set(false);
        }
    });
    moving_if(move || {
        let lost = match line.get() {
            Line::Lost { attempt, reason } if told.get() || reason == LostReason::DeviceOffline => {
                why(words, reason).map(|reason| (attempt, reason))
            }
            _ => None,
        };
        let offers_reload = outdated.get() || matches!(line.get(), Line::Lost { reason: LostReason::OtherVersion, .. });
        if let Some((attempt, reason)) = lost {
            let state = state.clone();
            Some(
                view! {
                    <div class="connection-bar" role="status">
                        <Icon name=IconName::Offline/>
                        <span>{words.reconnecting(attempt, reason)}</span>
                        <button type="button" on:click=move |_| state.hurry()>{words.retry_now}</button>
                    </div>
                }
                .into_any(),
            )
        } else if offers_reload {
            Some(
                view! {
                    <div class="connection-bar" role="status">
                        <span>{words.new_version}</span>
                        <button type="button" on:click=|_| browser::reload()>{words.reload}</button>
                    </div>
                }
                .into_any(),
            )
        } else {
            None
        }
    })
}

/// Why the line is gone, in words; none where waiting does not help.
const fn why(words: &Words, reason: LostReason) -> Option<&'static str> {
    match reason {
        LostReason::DeviceOffline => Some(words.device_offline),
        LostReason::Unreachable => Some(words.server_unreachable),
        LostReason::Restarting => Some(words.server_restarting),
        LostReason::OtherVersion => None,
    }
}
