//! A quiet bar that says that the line is gone, once it has been gone for a while, or that the page is older than the server.
//! It never stands in the way of writing.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::{
    browser,
    room_state::{Line, LostReason, use_room_state},
    words::use_words,
};

/// A line that comes back within this time was never gone.
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
    Effect::new(move || {
        if lost.get() {
            set_timeout(
                move || {
                    let _ = told.try_set(lost.try_get_untracked().unwrap_or(false));
                },
                QUIET,
            );
        } else {
            told.set(false);
        }
    });
    move || {
        if let (true, Line::Lost { attempt, reason }) = (told.get(), line.get()) {
            let reason = match reason {
                LostReason::DeviceOffline => words.device_offline,
                LostReason::Unreachable => words.server_unreachable,
                LostReason::Restarting => words.server_restarting,
            };
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
        } else if outdated.get() {
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
    }
}
