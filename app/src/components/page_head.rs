//! The bar over the middle column: the way to the rooms on phones, a heading, and what can be done.

use leptos::prelude::*;

use super::{
    frame::use_frame,
    icon::{Icon, IconName},
};
use crate::{components::moving::moving_text, words::use_words};

/// The bar over the middle column.
#[component]
pub fn PageHead(
    /// The page's heading.
    #[prop(into)]
    title: Signal<String>,
    /// A few words beside it, where there is room.
    #[prop(optional, into)]
    lead: Option<Signal<String>>,
    /// Where the arrow before the heading leads, if there is one.
    #[prop(optional, into)]
    back: Option<String>,
    /// Buttons at its end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let words = use_words();
    view! {
        <header class="room-head">
            <MenuButton/>
            {back.map(|href| view! { <a class="icon-button back-button" href=href aria-label=words.back><Icon name=IconName::Back/></a> })}
            <h1>{moving_text(move || title.get())}</h1>
            {lead.map(|lead| view! { <p>{moving_text(move || lead.get())}</p> })}
            {children.map(|children| view! { <span class="room-actions">{children()}</span> })}
        </header>
    }
    .into_any()
}

/// Opens the rooms on phones; works before the page woke up.
#[component]
pub fn MenuButton() -> impl IntoView {
    view! {
        <button type="button" class="icon-button menu-button" popovertarget="rooms" aria-label=use_words().open_rooms>
            <Icon name=IconName::Bars/>
        </button>
    }
}

/// Opens and closes the right panel: over the page where it is narrow, beside it where it is wide.
#[component]
pub fn PanelButton(
    /// What the panel is called.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let open = use_frame().panel_open;
    view! {
        <button type="button" class="icon-button panel-over" popovertarget="panel" aria-label=move || label.get()>
            <Icon name=IconName::People/>
        </button>
        <button
            type="button"
            class="icon-button panel-beside"
            aria-controls="panel"
            aria-label=move || label.get()
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon name=IconName::People/>
        </button>
    }
    .into_any()
}

/// The right panel: beside the page where it is wide, over it where it is narrow.
#[component]
pub fn Panel(
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let words = use_words();
    view! {
        <aside class="panel" id="panel" popover="auto" aria-label=move || title.get()>
            <div class="panel-head">
                <h2>{moving_text(move || title.get())}</h2>
                <button type="button" class="icon-button panel-over" popovertarget="panel" popovertargetaction="hide" aria-label=words.close>
                    <Icon name=IconName::Close/>
                </button>
            </div>
            {children()}
        </aside>
    }
    .into_any()
}
