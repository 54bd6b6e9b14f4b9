//! `/moderation/audit`: what those who keep order have done, newest first, a page at a time.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use protocol::{Act, Measure, MemberId, RoomId};

use super::for_moderators;
use crate::{
    api::{self, AuditView},
    components::{
        page_head::PageHead,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// What was done.
#[component]
pub fn AuditPage() -> impl IntoView {
    let (words, query) = (use_words(), use_query_map());
    let before = move || query.read().get("before").and_then(|before| before.parse::<u64>().ok());
    let page = Resource::new(before, api::audit);
    view! {
        <Title text=words.audit/>
        {for_moderators(move || page.get(), |view| view! { <Acts view/> }.into_any())}
    }
}

/// One page of it.
#[component]
fn Acts(
    /// The page.
    view: AuditView,
) -> impl IntoView {
    let words = use_words();
    let AuditView { acts, people, rooms } = view;
    let none = acts.is_empty();
    let older = acts.last().map(|(number, _)| *number).filter(|number| *number > 1);
    let person = |id: Option<MemberId>| {
        let found = id.and_then(|id| people.iter().find(|person| person.id == id));
        found.map_or_else(|| words.somebody.to_owned(), |person| person.display.to_string())
    };
    let room = |id: Option<RoomId>| {
        let found = id.and_then(|id| rooms.iter().find(|room| room.id == id));
        found.map_or_else(|| words.private.to_owned(), |room| room.name.to_string())
    };
    let row = |(number, act): (u64, Act)| {
        let Act { by, at, what, reason } = act;
        let said = words.measured(&what, &person(Some(by)), &person(what.member()), &room(what.room()));
        let until = match what {
            Measure::Banned { until, .. } | Measure::Muted { until, .. } => Some(until),
            _ => None,
        };
        let until = until.map(|until| match until {
            Some(at) => view! { <span>" · "{words.until_before}<When at shows=WhenShows::DateClock/>{words.until_after}</span> }.into_any(),
            None => view! { <span>" · "{words.for_good}</span> }.into_any(),
        });
        let reason = reason.as_str().to_owned();
        let reason = (!reason.is_empty()).then(|| view! { <span>" · “"{reason}"”"</span> });
        view! {
            <li class="row" id=format!("act-{number}")>
                <span class="row-text">
                    <span>{said}</span>
                    <small><When at shows=WhenShows::DateClock/>{until}{reason}</small>
                </span>
            </li>
        }
    };
    view! {
        <main class="room" id="main">
            <PageHead title=words.audit back="/moderation"/>
            <div class="page">
                <p class="lead">{words.audit_lead}</p>
                <ul class="rows">{acts.into_iter().map(row).collect_view()}</ul>
                {none.then(|| view! { <p class="lead">{words.no_acts}</p> })}
                {older.map(|before| view! { <a class="button" href=format!("/moderation/audit?before={before}")>{words.older_acts}</a> })}
            </div>
        </main>
    }
    .into_any()
}
