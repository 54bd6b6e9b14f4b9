//! `/rooms/{id}/webhooks`: the addresses by which programs write into a room, for those who manage it. One that was just made
//! stands here once.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use protocol::RoomId;

use crate::{
    api::{self, FreshView, InletView, InletsView, Problem},
    components::{
        answer::answered,
        avatar::Avatar,
        copy_field::{CopyField, FreshSecret},
        field::Field,
        notice_line::{NoticeLine, given_back},
        page_head::PageHead,
        section::Section,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// The addresses by which programs write into a room.
#[component]
pub fn InletsPage() -> impl IntoView {
    let (words, params) = (use_words(), use_params_map());
    let id = move || params.read().get("room").and_then(|room| room.parse::<RoomId>().ok());
    let inlets = Resource::new(id, |id| async move { api::inlets(id.ok_or(Problem::NotFound)?).await });
    view! {
        <Title text=words.webhooks/>
        {answered(move || inlets.get(), |view| view! { <Inlets view/> }.into_any())}
    }
}

/// A form for a new one, and those there are.
#[component]
fn Inlets(
    /// All of that.
    view: InletsView,
) -> impl IntoView {
    let words = use_words();
    let InletsView { room, inlets, fresh } = view;
    let id = room.id;
    let none = inlets.is_empty();
    let fresh = fresh.map(|FreshView { text, .. }| {
        let hello = words.webhook_hello;
        let command = format!("curl -d '{hello}' {text}");
        view! {
            <FreshSecret id="fresh" lead=words.webhook_fresh text>
                <p class="fresh-lead">{words.webhook_try}</p>
                <CopyField id="fresh-command" label=words.webhook_try value=command/>
            </FreshSecret>
        }
    });
    let rows = inlets.into_iter().map(move |inlet| view! { <InletRow room=id inlet/> });
    view! {
        <main class="room" id="main">
            <PageHead title=words.webhooks lead=Signal::stored(room.name.to_string()) back=format!("/rooms/{id}/settings")/>
            <div class="page">
                <NoticeLine/>
                {fresh}
                <Section title=words.make_webhook lead=words.webhooks_lead>
                    <form class="form is-line" method="post" action=format!("/rooms/{id}/webhooks")>
                        <Field label=words.name name="name" hint=words.webhook_name_hint value=given_back("name") maxlength=64/>
                        <button class="button is-primary">{words.make_webhook}</button>
                    </form>
                </Section>
                <Section title=words.webhooks>
                    <ul class="rows">{rows.collect_view()}</ul>
                    {none.then(|| view! { <p class="lead">{words.no_webhooks}</p> })}
                </Section>
            </div>
        </main>
    }
}

/// One of them.
#[component]
fn InletRow(
    /// The room.
    room: RoomId,
    /// Which.
    inlet: InletView,
) -> impl IntoView {
    let words = use_words();
    let InletView { id, bot, by, created, used } = inlet;
    let (display, name) = (bot.display.to_string(), format!("@{}", bot.name));
    let by = by.map(|by| format!(" · {}", words.made_by(by.display.as_str())));
    view! {
        <li class="row">
            <Avatar person=bot small=true/>
            <span class="row-text">
                <b>{display}</b>
                <small>{name}</small>
                <small class="row-note">
                    {match used {
                        None => words.never_used.into_any(),
                        Some(at) => view! { <span>{words.last_used}" "</span><When at shows=WhenShows::DateClock/> }.into_any(),
                    }}
                    <span>" · "</span><When at=created shows=WhenShows::Date/>{by}
                </small>
            </span>
            <form method="post" action=format!("/rooms/{room}/webhooks/{id}/revoke")>
                <button class="button is-small is-quiet">{words.revoke_webhook}</button>
            </form>
        </li>
    }
    .into_any()
}
