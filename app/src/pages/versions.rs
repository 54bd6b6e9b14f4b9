//! `/rooms/{id}/versions?of=…`: what an edited message said before, for those who keep order in the room.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use protocol::{RoomId, Seq};

use crate::{
    api::{self, Problem, VersionsView},
    components::{
        answer::answered,
        body::BodyText,
        page_head::PageHead,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// Every text a message had.
#[component]
pub fn VersionsPage() -> impl IntoView {
    let (words, params, query) = (use_words(), use_params_map(), use_query_map());
    let room = move || params.read().get("room").and_then(|room| room.parse::<RoomId>().ok());
    let of = move || query.read().get("of").and_then(|of| of.parse().ok().map(Seq));
    let versions = Resource::new(
        move || (room(), of()),
        |(room, of)| async move { api::versions(room.ok_or(Problem::NotFound)?, of.ok_or(Problem::NotFound)?).await },
    );
    answered(
        move || versions.get(),
        move |VersionsView { room, versions }| {
            let version = |(at, body)| {
                view! { <li class="report"><small><When at shows=WhenShows::DateClock/></small><div class="message"><BodyText body/></div></li> }
            };
            view! {
                <Title text=words.versions/>
                <main class="room" id="main">
                    <PageHead title=words.versions lead=Signal::stored(room.name.to_string()) back=format!("/rooms/{}", room.id)/>
                    <div class="page">
                        <p class="lead">{words.versions_lead}</p>
                        <ul class="reports">{versions.into_iter().map(version).collect_view()}</ul>
                    </div>
                </main>
            }
            .into_any()
        },
    )
}
