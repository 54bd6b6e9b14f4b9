//! `/invites`: the join links, for those who administer.

use leptos::prelude::*;
use leptos_meta::Title;
use protocol::Role;

use crate::{
    api::{self, InviteView, Problem},
    components::{
        answer::{NothingMain, answered},
        copy_field::CopyField,
        field::SelectField,
        frame::use_frame,
        notice_line::NoticeLine,
        page_head::PageHead,
        section::Section,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// The join links.
#[component]
pub fn InvitesPage() -> impl IntoView {
    let (words, frame) = (use_words(), use_frame());
    let invites = Resource::new(|| (), |()| api::invites());
    let ask = move || {
        let (visit, invites) = (frame.visit.get(), invites.get());
        let visit = visit?;
        let guests = visit.as_ref().is_ok_and(|visit| visit.place.as_ref().is_some_and(|place| place.guests));
        match visit.map(|visit| visit.me) {
            Ok(Some(me)) if !me.person.role.administers() => Some(Ok(None)),
            Ok(Some(me)) => {
                let decides = me.person.role == Role::Owner;
                Some(invites?.map(|invites| Some((invites, guests, decides))))
            }
            Ok(None) => Some(Err(Problem::NotSignedIn)),
            Err(problem) => Some(Err(problem)),
        }
    };
    view! {
        <Title text=words.invites/>
        {answered(
            ask,
            move |invites| match invites {
                Some((invites, guests, decides)) => view! { <Invites invites guests decides/> }.into_any(),
                None => view! {
                    <NothingMain status=403 title=words.not_allowed_title lead=words.not_allowed_lead href="/rooms" way=words.to_rooms/>
                }
                .into_any(),
            },
        )}
    }
}

/// A form for a new link, and the links there are.
#[component]
fn Invites(
    /// Newest first.
    invites: Vec<InviteView>,
    /// Visitors without an account may come in.
    guests: bool,
    /// Whoever looks decides that.
    decides: bool,
) -> impl IntoView {
    let words = use_words();
    let none = invites.is_empty();
    let rows = invites.into_iter().map(|invite| view! { <InviteRow invite/> });
    view! {
        <main class="room" id="main">
            <PageHead title=words.invites/>
            <div class="page">
                <NoticeLine/>
                <Section title=words.make_invite lead=words.invites_lead><MakeInvite/></Section>
                <Section title=words.join_links>
                    <ul class="rows">{rows.collect_view()}</ul>
                    {none.then(|| view! { <p class="lead">{words.no_invites}</p> })}
                </Section>
                {decides.then(|| view! { <Section title=words.guests lead=words.guests_lead><LetGuestsIn guests/></Section> })}
            </div>
        </main>
    }
}

/// Lets visitors in who have no account, or no more of them.
#[component]
fn LetGuestsIn(
    /// They may come in now.
    guests: bool,
) -> impl IntoView {
    let words = use_words();
    view! {
        <form class="form" method="post" action="/invites/guests">
            <p>{if guests { words.guests_come } else { words.guests_stay_out }}</p>
            <input type="hidden" name="may" value=if guests { "no" } else { "yes" }/>
            <button class="button">{if guests { words.keep_guests_out } else { words.let_guests_in }}</button>
        </form>
    }
}

/// Makes a join link.
#[component]
fn MakeInvite() -> impl IntoView {
    let words = use_words();
    let days = vec![("1", words.n_days(1)), ("7", words.n_days(7)), ("30", words.n_days(30)), ("", words.never_ends.to_owned())];
    let uses = vec![("", words.anybody.to_owned()), ("1", words.n_people(1)), ("10", words.n_people(10)), ("100", words.n_people(100))];
    view! {
        <form class="form is-line" method="post" action="/invites">
            <SelectField label=words.link_lasts name="days" id="days" chosen="7" options=days/>
            <SelectField label=words.link_for name="uses" id="uses" chosen="" options=uses/>
            <button class="button is-primary">{words.make_invite}</button>
        </form>
    }
}

/// One join link.
#[component]
fn InviteRow(
    /// Which.
    invite: InviteView,
) -> impl IntoView {
    let words = use_words();
    let id = format!("link-{}", invite.code);
    let left = invite.uses_left.map(|left| format!(" · {}", words.n_uses_left(left)));
    let revoke = format!("/invites/{}/revoke", invite.code);
    view! {
        <li class="row invite" class=("is-closed", !invite.open)>
            <CopyField id label=words.join_link value=invite.link/>
            <span class="row-text">
                <small>
                    {match invite.expires {
                        _ if !invite.open => words.ended.into_any(),
                        None => words.never_ends.into_any(),
                        Some(at) => view! { <span>{words.ends}" "</span><When at shows=WhenShows::DateClock/> }.into_any(),
                    }}
                    <span>" · "{words.n_came(invite.used)}{left}</span>
                </small>
            </span>
            {invite.open.then(|| view! {
                <form method="post" action=revoke>
                    <button class="button is-small is-quiet">{words.revoke_link}</button>
                </form>
            })}
        </li>
    }
}
