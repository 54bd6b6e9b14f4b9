//! The emoji under a message: how many chose which, who they are, and one's own to toggle.

use leptos::prelude::*;

use super::{
    super::rows::{Reacted, Shown, What},
    part,
};
use crate::{
    components::moving::moving_if,
    room_state::{LiveRoom, use_room_state},
    words::use_words,
};

/// The emoji under a message.
#[component]
pub fn Reactions(
    /// The message.
    shown: ArcRwSignal<Shown>,
    /// Where.
    room: LiveRoom,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let reactions = part(&shown, |message| message.reactions.clone());
    let (me, id) = (room.reader, room.id());
    moving_if(move || {
        let reactions = reactions.get().filter(|reactions| !reactions.is_empty())?;
        let seq = shown.with_untracked(|shown| match &shown.what {
            What::Message(message) => message.seq,
            _ => None,
        })?;
        let buttons = reactions.into_iter().map(|Reacted { emoji, by }| {
            let mine = by.iter().any(|(id, _)| Some(*id) == me);
            let names: Vec<String> = by
                .iter()
                .map(|(_, person)| person.as_ref().map_or_else(|| words.somebody.to_owned(), |person| person.display.to_string()))
                .collect();
            let (state, shown) = (state.clone(), emoji.as_str().to_owned());
            let label = words.reacted(&names, emoji.as_str());
            view! {
                <button
                    type="button"
                    class="reaction"
                    aria-pressed=if mine { "true" } else { "false" }
                    aria-label=label.clone()
                    title=label
                    on:click=move |_| {
                        state.react(id, seq, emoji.clone(), !mine);
                    }
                >
                    <span class="emoji">{shown}</span>
                    <span class="count">{by.len()}</span>
                </button>
            }
        });
        Some(view! { <div class="reactions">{buttons.collect_view()}</div> })
    })
}
