//! What became of a message that is on its way, and what its author can do about it.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{Millis, Nonce, RoomId};

use super::super::rows::Fate;
use crate::{
    browser,
    components::moving::{moving_if, moving_text},
    room_state::{Progress, RoomState, use_room_state},
    words::{size, use_words},
};

/// How long a message may be on its way before its author is asked what to do.
const PATIENCE: Duration = Duration::from_secs(10);

/// What can be done about a message that does not get there.
#[component]
pub fn FateLine(
    /// What became of it.
    fate: Memo<Option<Fate>>,
    /// Its room.
    room: RoomId,
    /// Its attempt.
    nonce: Nonce,
    /// The room takes the next message then, where it is slow.
    slow_until: ArcRwSignal<Option<Millis>>,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let late = RwSignal::new(false);
    Effect::new(move || {
        late.set(false);
        if fate.get() == Some(Fate::Waiting) {
            browser::after(PATIENCE, move || {
                let _ = late.try_set(true);
            });
        }
    });
    let sending = {
        let state = state.clone();
        Memo::new(move |_| state.progress(nonce).is_some())
    };
    let progress = {
        let state = state.clone();
        moving_if(move || sending.get().then(|| view! { <ProgressLine state=state.clone() room nonce/> }))
    };
    let state_of_it = moving_if(move || {
        // While files are on their way one sees how far they are.
        if sending.get() {
            return None;
        }
        let (sentence, can_retry) = match fate.get()? {
            Fate::Refused(rejection) => (words.rejection(&rejection), true),
            Fate::Held => (words.held_back.to_owned(), false),
            // The composer says how long a slow room makes it wait.
            Fate::Waiting if slow_until.get().is_some_and(|until| browser::now() < until) => return None,
            Fate::Waiting if late.get() => (words.waiting_for_line.to_owned(), true),
            _ => return None,
        };
        let (again, away) = (state.clone(), state.clone());
        Some(view! {
            <div class="fate" role="status">
                <span>{sentence}</span>
                {can_retry.then(|| view! {
                    <button type="button" class="retry" on:click=move |_| again.retry(room, nonce)>{words.retry}</button>
                })}
                <button type="button" class="retry" on:click=move |_| away.take_back(room, nonce)>{words.delete}</button>
            </div>
        })
    });
    view! { {progress}{state_of_it} }
}

/// How far the files of a message have come, and the way to call it off.
#[component]
fn ProgressLine(
    /// The state of this tab.
    state: RoomState,
    /// Its room.
    room: RoomId,
    /// Its attempt.
    nonce: Nonce,
) -> impl IntoView {
    let words = use_words();
    let now = {
        let state = state.clone();
        Memo::new(move |_| state.progress(nonce).map_or((0, 1), |Progress { sent, all }| (sent, all)))
    };
    let label = move || {
        let (sent, all) = now.get();
        words.sending_files(&size(sent), &size(all))
    };
    view! {
        <div class="fate is-uploading">
            <progress max=move || now.get().1.max(1).to_string() prop:value=move || now.get().0 as f64 aria-label=label></progress>
            <span>{moving_text(label)}</span>
            <button type="button" class="retry" on:click=move |_| state.take_back(room, nonce)>{words.cancel}</button>
        </div>
    }
}
