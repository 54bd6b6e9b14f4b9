//! Parts of one's settings: how this browser tells what is new, and not being disturbed by any.
//! What counts as new is chosen in each room's settings.

use leptos::{prelude::*, task::spawn_local};
use protocol::Millis;

use crate::{
    api::PushView,
    browser::{
        desktop::{self, Ability},
        push as pushing, tone,
    },
    components::{
        field::Choice,
        moving::{moving, moving_if},
        switch::Switch,
        time::{When, WhenShows},
    },
    room_state::use_room_state,
    words::use_words,
};

/// What this browser does. Only the browser knows, so nothing can be turned before the page is awake.
#[component]
pub fn ThisDevice(
    /// Web Push, where the server can send it.
    push: Option<PushView>,
) -> impl IntoView {
    let words = use_words();
    let (desktop, pushed, sound) = (RwSignal::new(Ability::Unknown), RwSignal::new(Ability::Unknown), RwSignal::new(Ability::Unknown));
    let failed = RwSignal::new(false);
    let was_on = push.as_ref().is_some_and(|push| push.is_on);
    Effect::new(move || {
        desktop.set(desktop::ability());
        pushed.set(pushing::ability(was_on));
        sound.set(if tone::is_on() { Ability::On } else { Ability::Off });
    });
    let turn_desktop = move |on| {
        spawn_local(async move {
            if on {
                desktop::turn_on().await;
            } else {
                desktop::turn_off();
            }
            desktop.set(desktop::ability());
        });
    };
    let turn_sound = move |on| {
        tone::turn(on);
        sound.set(if tone::is_on() { Ability::On } else { Ability::Off });
    };
    let push_switch = push.map(|PushView { key, .. }| {
        let turn = move |on| {
            let key = key.clone();
            spawn_local(async move {
                let done = if on { pushing::turn_on(&key).await } else { pushing::turn_off().await };
                let now = pushing::ability(on == done);
                failed.set(!done && now != Ability::Blocked);
                pushed.set(now);
            });
        };
        view! { <Switch id="push" label=words.push hint=words.push_hint state=pushed turn/> }
    });
    view! {
        <ul class="rows">
            <Switch id="desktop" label=words.desktop hint=words.desktop_hint state=desktop turn=turn_desktop/>
            {push_switch}
            <Switch id="sound" label=words.sound hint=words.sound_hint state=sound turn=turn_sound/>
        </ul>
        <p class="field-hint" role="status">{moving_if(move || failed.get().then_some(words.push_failed))}</p>
    }
    .into_any()
}

/// No notifications and no sound, for a while.
#[component]
pub fn DoNotDisturb(
    /// Until then, if it is so now.
    quiet: Option<Millis>,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    // As the server said at first, then as the line tells.
    let now = RwSignal::new(quiet);
    Effect::new(move |before: Option<()>| {
        let told = state.quiet().get();
        if before.is_some() {
            now.set(told);
        }
    });
    let choice = move |value, label, checked| view! { <Choice name="quiet" value label checked/> };
    moving(move || match now.get() {
        Some(until) => view! {
            <form class="form" method="post" action="/settings/attention">
                <p class="read-only">
                    {if is_open(until) {
                        words.quiet_ever.into_any()
                    } else {
                        view! { <span>{words.quiet_before}<When at=until shows=WhenShows::DateClock/>{words.quiet_after}</span> }.into_any()
                    }}
                </p>
                <button class="button" name="quiet" value="off">{words.quiet_end}</button>
            </form>
        }
        .into_any(),
        None => view! {
            <form class="form" method="post" action="/settings/attention">
                <fieldset class="choices is-row">
                    <legend>{words.quiet_how_long}</legend>
                    {choice("hour", words.quiet_hour, true)}
                    {choice("night", words.quiet_night, false)}
                    {choice("on", words.quiet_open, false)}
                </fieldset>
                <button class="button">{words.quiet_start}</button>
            </form>
        }
        .into_any(),
    })
}

/// It has no end that anybody would live to see.
fn is_open(until: Millis) -> bool {
    /// The year 3000.
    const FAR: Millis = Millis(32_503_680_000_000);
    until > FAR
}
