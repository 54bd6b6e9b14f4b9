//! `/moderation`: what was reported, and who may not write or not come in, for those who keep order.

use leptos::prelude::*;
use leptos_meta::Title;

use super::for_moderators;
use crate::{
    api::{self, ModerationView, ReportView, SanctionView},
    components::{
        avatar::Avatar,
        icon::{Icon, IconName},
        notice_line::NoticeLine,
        order::SanctionLine,
        page_head::PageHead,
        person_card::PersonLink,
        section::Section,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// What was reported, and who is under a sanction.
#[component]
pub fn ModerationPage() -> impl IntoView {
    let words = use_words();
    let waits = Resource::new(|| (), |()| api::moderation());
    view! {
        <Title text=words.moderation/>
        {for_moderators(move || waits.get(), |view| view! { <Waits view/> }.into_any())}
    }
}

/// The page.
#[component]
fn Waits(
    /// What waits.
    view: ModerationView,
) -> impl IntoView {
    let words = use_words();
    let ModerationView { reports, banned, muted } = view;
    let none = reports.is_empty();
    let reports = reports.into_iter().map(|report| view! { <ReportRow report/> }).collect_view();
    view! {
        <main class="room" id="main">
            <PageHead title=words.moderation>
                <a class="button is-small" href="/moderation/audit"><Icon name=IconName::File/>{words.audit}</a>
            </PageHead>
            <div class="page">
                <p class="lead">{words.moderation_lead}</p>
                <NoticeLine/>
                <Section title=words.reports>
                    <ul class="reports">{reports}</ul>
                    {none.then(|| view! { <p class="lead">{words.no_reports}</p> })}
                </Section>
                <Section title=words.banned_people><Sanctions people=banned none=words.nobody_banned/></Section>
                <Section title=words.muted_people><Sanctions people=muted none=words.nobody_muted/></Section>
            </div>
        </main>
    }
    .into_any()
}

/// One report: who says what about which message.
#[component]
fn ReportRow(
    /// Which.
    report: ReportView,
) -> impl IntoView {
    let words = use_words();
    let ReportView { report, author, by, room } = report;
    let href = format!("/rooms/{}?at={}", report.room, report.of);
    let by = by.map(|by| by.display.to_string()).unwrap_or_else(|| words.somebody.to_owned());
    let place = room.map(|room| view! { <span>" · "{room.to_string()}</span> });
    let reason = report.reason.as_str().to_owned();
    let author = author.map(|author| {
        let (id, name) = (author.id, author.display.to_string());
        view! { <Avatar person=author small=true/><PersonLink member=id class="author">{name}</PersonLink> }
    });
    view! {
        <li class="report">
            <div class="by">{author}<span class="report-where"><When at=report.at shows=WhenShows::DateClock/>{place}</span></div>
            <blockquote class="report-text">{report.text}</blockquote>
            <p class="report-by"><b>{words.reported_by(&by)}</b>{(!reason.is_empty()).then(|| format!(": {reason}"))}</p>
            <div class="report-ways">
                <a class="button is-small" href=href>{words.to_message}</a>
                <form method="post" action="/moderation/resolve">
                    <input type="hidden" name="room" value=report.room.to_string()/>
                    <input type="hidden" name="of" value=report.of.to_string()/>
                    <button class="button is-small is-primary">{words.resolve}</button>
                </form>
            </div>
        </li>
    }
    .into_any()
}

/// Who is under a sanction.
#[component]
fn Sanctions(
    /// They.
    people: Vec<SanctionView>,
    /// What is said where there is nobody.
    none: &'static str,
) -> impl IntoView {
    let empty = people.is_empty();
    let row = |SanctionView { person, sanction, by }: SanctionView| {
        let (id, name) = (person.id, person.display.to_string());
        let by = by.map(|by| format!(" · {}", by.display));
        view! {
            <li class="row">
                <Avatar person small=true/>
                <span class="row-text">
                    <PersonLink member=id class="row-link">{name}</PersonLink>
                    <small><SanctionLine sanction/>{by}</small>
                </span>
            </li>
        }
    };
    view! {
        <ul class="rows">{people.into_iter().map(row).collect_view()}</ul>
        {empty.then(|| view! { <p class="lead">{none}</p> })}
    }
    .into_any()
}
