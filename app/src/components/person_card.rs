//! Somebody's profile: on a page of its own, and over the page when a name or a face is pressed.
//! Without scripts names are links to that page.

use leptos::{ev, html, prelude::*};
use protocol::MemberId;
use web_sys::wasm_bindgen::JsCast;

use super::{
    avatar::Avatar,
    icon::{Icon, IconName},
    order::SanctionLine,
    time::{When, WhenShows},
};
use crate::{
    api::{self, OrderView, ProfileView},
    browser,
    components::moving::moving_if,
    still::leave_to_browser,
    words::use_words,
};

/// Pixels between a name and the card, and between the card and the edge of the window.
const GAP: f64 = 8.0;

/// The card over the page.
#[derive(Clone, Copy)]
pub struct Cards {
    shown: RwSignal<Option<ProfileView>>,
    popover: NodeRef<html::Div>,
}

impl Cards {
    /// No card yet.
    pub fn new() -> Self {
        Self { shown: RwSignal::new(None), popover: NodeRef::new() }
    }

    /// Shows a member's card beside what was pressed, unless the press asks for a page of its own.
    pub fn open(self, event: &ev::MouseEvent, member: MemberId) {
        let plain = event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let pressed = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let pressed = pressed.and_then(|pressed| pressed.closest("a").ok().flatten());
        let (true, Some(pressed)) = (plain, pressed) else { return };
        event.prevent_default();
        let beside = pressed.get_bounding_client_rect();
        leptos::task::spawn_local(async move {
            match (api::profile(member).await, self.popover.get_untracked()) {
                (Ok(profile), Some(card)) => {
                    self.shown.set(Some(profile));
                    let _ = card.show_popover();
                    // The card has its size after this turn.
                    browser::next_frame(move || place(&card, &beside));
                }
                _ => browser::go(&format!("/people/{member}")),
            }
        });
    }
}

/// The card over the page.
pub fn use_cards() -> Cards {
    expect_context()
}

/// Puts the card under what was pressed, or over it where there is no room, and gives it the focus.
fn place(card: &web_sys::HtmlDivElement, beside: &web_sys::DomRect) {
    let size = |length: Result<web_sys::wasm_bindgen::JsValue, _>| length.ok().and_then(|length| length.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let own = card.get_bounding_client_rect();
    let left = beside.left().min(width - own.width() - GAP).max(GAP);
    let below = beside.bottom() + GAP;
    let top = if below + own.height() + GAP > height { (beside.top() - own.height() - GAP).max(GAP) } else { below };
    let card: &web_sys::HtmlElement = card;
    let style = web_sys::HtmlElement::style(card);
    let _ = style.set_property("--left", &format!("{}px", left as i32));
    let _ = style.set_property("--top", &format!("{}px", top as i32));
    if let Ok(Some(first)) = card.query_selector("a, button") {
        let _ = first.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// The card over the page, empty until somebody is asked for.
#[component]
pub fn CardPopover() -> impl IntoView {
    let (words, Cards { shown, popover }) = (use_words(), use_cards());
    let label = move || shown.with(|shown| shown.as_ref().map(|shown| words.profile_of(shown.person.display.as_str())));
    let close = move |_| {
        if let Some(card) = popover.get_untracked() {
            let _ = card.hide_popover();
        }
    };
    view! {
        <div class="card" id="card" popover="auto" role="dialog" aria-label=label node_ref=popover on:click=|press| leave_to_browser(&press)>
            {moving_if(move || shown.get().map(|profile| {
                let (href, moderated) = (format!("/people/{}", profile.person.id), profile.order.is_some());
                view! {
                    <PersonCard profile/>
                    <a class="card-whole" href=href.clone() on:click=close>{words.profile_whole}</a>
                    {moderated.then(|| view! { <a class="card-whole" href=format!("{href}#moderation") on:click=close>{words.keep_order}</a> })}
                }
                .into_any()
            }))}
        </div>
    }
    .into_any()
}

/// Who somebody is, and what one can do.
#[component]
pub fn PersonCard(
    /// Who.
    profile: ProfileView,
) -> impl IntoView {
    let words = use_words();
    let ProfileView { person, presence, since, own, order } = profile;
    let (display, name) = (person.display.to_string(), format!("@{}", person.name));
    let action = format!("/people/{}/message", person.id);
    let held = order.map(|OrderView { ban, mute }| {
        let line = |what: &'static str, sanction| view! { <p class="profile-held"><b>{what}</b>" · "<SanctionLine sanction/></p> };
        view! { {ban.map(|ban| line(words.is_banned, ban))}{mute.map(|mute| line(words.is_muted, mute))} }
    });
    let write = if own { words.notes } else { words.write_message };
    view! {
        <div class="profile">
            <Avatar person=person.clone() presence/>
            <div class="profile-names">
                <b>{display}</b>
                <small>{name}</small>
            </div>
            <dl class="profile-facts">
                <dt class="visually-hidden">{words.role}</dt>
                <dd>{super::member_list::role_name(words, person.role)}" · "{super::member_list::presence_name(words, presence)}</dd>
                <dt>{words.here_since}</dt>
                <dd><When at=since shows=WhenShows::Date/></dd>
            </dl>
            {held}
            <form method="post" action=action>
                <button class="button is-primary"><Icon name=IconName::Speech/>{write}</button>
            </form>
        </div>
    }
    .into_any()
}

/// A link to somebody's profile, which shows their card.
#[component]
pub fn PersonLink(
    /// Who.
    member: MemberId,
    /// Its class.
    class: &'static str,
    /// It repeats a link beside it: left out for the keyboard and for screen readers.
    #[prop(optional)]
    again: bool,
    /// The Tab key passes it by for now.
    #[prop(optional, into)]
    quiet: Signal<bool>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let cards = use_context::<Cards>();
    let press = move |event: ev::MouseEvent| {
        if let Some(cards) = cards {
            cards.open(&event, member);
        }
    };
    view! {
        <a
            class=class
            href=format!("/people/{member}")
            tabindex=move || (again || quiet.get()).then_some("-1")
            aria-hidden=again.then_some("true")
            on:click=press
        >
            {children()}
        </a>
    }
    .into_any()
}
