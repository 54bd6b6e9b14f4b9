//! `/rooms/{id}/report?of=…`: shows a message to those who keep order.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use protocol::{RoomId, Seq};

use crate::{
    api::{self, Problem, ShownView},
    components::{answer::answered, avatar::Avatar, body::BodyText, field::Field, page_head::PageHead, person_card::PersonLink},
    words::use_words,
};

/// The message, and a form for the reason.
#[component]
pub fn ReportPage() -> impl IntoView {
    let (words, params, query) = (use_words(), use_params_map(), use_query_map());
    let room = move || params.read().get("room").and_then(|room| room.parse::<RoomId>().ok());
    let of = move || query.read().get("of").and_then(|of| of.parse().ok().map(Seq));
    let shown = Resource::new(
        move || (room(), of()),
        |(room, of)| async move { Ok::<_, Problem>((api::shown(room.ok_or(Problem::NotFound)?, of.ok_or(Problem::NotFound)?).await?, of)) },
    );
    answered(
        move || shown.get(),
        move |(shown, of)| {
            let ShownView { room, author, body } = shown;
            let (id, name, href) = (author.id, author.display.to_string(), format!("/rooms/{}", room.id));
            view! {
                <Title text=words.report/>
                <main class="room" id="main">
                    <PageHead title=words.report lead=Signal::stored(room.name.to_string()) back=href.clone()/>
                    <div class="page">
                        <p class="lead">{words.report_lead}</p>
                        <div class="report">
                            <div class="by"><Avatar person=author small=true/><PersonLink member=id class="author">{name}</PersonLink></div>
                            <div class="message"><BodyText body/></div>
                        </div>
                        <form class="form" method="post" action=format!("{href}/report")>
                            <input type="hidden" name="of" value=of.unwrap_or_default().to_string()/>
                            <Field label=words.reason name="reason" hint=words.report_reason_hint maxlength=250 may_be_empty=true/>
                            <button class="button is-primary">{words.report}</button>
                        </form>
                    </div>
                </main>
            }
            .into_any()
        },
    )
}
