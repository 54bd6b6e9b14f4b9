//! A line of a list with something that is on or off in this browser.
//! What it turns is somebody else's business.

use leptos::prelude::*;

use crate::{browser::desktop::Ability, components::moving::moving_text, words::use_words};

/// Something that is on or off in this browser.
#[component]
pub fn Switch(
    /// Its id.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it does.
    hint: &'static str,
    /// How it stands.
    state: RwSignal<Ability>,
    /// Turns it.
    turn: impl Fn(bool) + Send + Sync + 'static,
) -> impl IntoView {
    let words = use_words();
    let (is_on, turns) = (move || state.get() == Ability::On, move || matches!(state.get(), Ability::On | Ability::Off));
    let note = move || match state.get() {
        Ability::Unknown => words.ability_unknown,
        Ability::Missing => words.ability_missing,
        Ability::Blocked => words.ability_blocked,
        Ability::Off | Ability::On => hint,
    };
    let (label_id, hint_id) = (format!("{id}-label"), format!("{id}-hint"));
    view! {
        <li class="row">
            <span class="row-text">
                <b id=label_id.clone()>{label}</b>
                <span class="row-note switch-note" id=hint_id.clone()>{moving_text(note)}</span>
            </span>
            <button type="button" class="button is-small switch" id=id role="switch" aria-labelledby=label_id aria-describedby=hint_id
                aria-checked=move || if is_on() { "true" } else { "false" } disabled=move || !turns()
                on:click=move |_| turn(state.get_untracked() != Ability::On)>
                {moving_text(move || if is_on() { words.is_on } else { words.is_off })}
            </button>
        </li>
    }
    .into_any()
}
