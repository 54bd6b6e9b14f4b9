//! `/rooms/{id}/pins`: the messages of a room that are pinned, each with the way to where it stands.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use protocol::{Happened, Page, Person, Role, RoomId, Row};

use crate::{
    api::{PinsView, Question, asked},
    components::{
        answer::answered,
        attachments::Attachments,
        avatar::Avatar,
        body::BodyText,
        page_head::PageHead,
        person_card::PersonLink,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// The messages of a room that are pinned.
#[component]
pub fn PinsPage() -> impl IntoView {
    let (words, params) = (use_words(), use_params_map());
    let id = move || params.read().get("room").and_then(|room| room.parse::<RoomId>().ok());
    let pins = asked(move || id().map(Question::Pins));
    answered(
        move || pins.get(),
        move |PinsView { room, page: Page { rows, people, .. } }| {
            let back = format!("/rooms/{}", room.id);
            let none = rows.is_empty();
            let author = |row: &Row| people.iter().find(|person| Some(person.id) == row.author()).cloned();
            // What was pinned last is looked for first.
            let rows = rows.into_iter().rev().map(|row| view! { <Pinned room=room.id author=author(&row) row/> }).collect_view();
            view! {
                <Title text=words.pins/>
                <main class="room" id="main">
                    <PageHead title=words.pins lead=Signal::stored(room.name.to_string()) back/>
                    <div class="page">
                        {none.then(|| view! { <p class="lead">{words.no_pins}</p> })}
                        <ul class="rows">{rows}</ul>
                    </div>
                </main>
            }
            .into_any()
        },
    )
}

/// A message that is pinned.
#[component]
fn Pinned(
    /// Where.
    room: RoomId,
    /// Who wrote it, where that is known.
    #[prop(optional_no_strip)]
    author: Option<Person>,
    /// The message.
    row: Row,
) -> impl IntoView {
    let fragment = row.nonce().map(|nonce| format!("#m-{nonce}")).unwrap_or_default();
    let href = format!("/rooms/{room}?at={}{fragment}", row.seq());
    let at = row.event.at;
    let Happened::Posted { body, attachments, .. } = row.event.what else { return ().into_any() };
    let text = (!body.is_empty()).then(|| view! { <BodyText body/> });
    let files = (!attachments.is_empty()).then(|| view! { <Attachments files=attachments there=true/> });
    let by = author.map(|author| {
        let (id, name) = (author.id, author.display.to_string());
        let badge = (author.role == Role::Bot).then(|| view! { <span class="badge">{use_words().role_bot}</span> });
        view! {
            <Avatar person=author small=true/>
            <PersonLink member=id class="author">{name}</PersonLink>
            {badge}
        }
    });
    view! {
        <li class="pin">
            <div class="by">
                {by}
                <a class="permalink" href=href><When at shows=WhenShows::DateClock/></a>
            </div>
            <div class="message">{text}{files}</div>
        </li>
    }
    .into_any()
}
