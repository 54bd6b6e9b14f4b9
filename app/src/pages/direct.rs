//! `/direct`: begins a conversation with one or more people, or goes on with the one they have.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::{self, MemberView, Problem},
    components::{
        answer::{answered, both},
        avatar::Avatar,
        find_member::{FindMember, looked_for},
        frame::use_frame,
        notice_line::NoticeLine,
        page_head::PageHead,
    },
    words::use_words,
};

/// Begins a conversation.
#[component]
pub fn DirectPage() -> impl IntoView {
    let (words, frame) = (use_words(), use_frame());
    let people = Resource::new(looked_for, api::people);
    let me = move || Some(frame.visit.get()?.and_then(|visit| visit.me.map(|me| me.person.id).ok_or(Problem::NotSignedIn)));
    view! {
        <Title text=words.new_direct/>
        {answered(
            move || both(people.get(), me()),
            move |(people, me)| {
                let find = view! { <FindMember action="/direct".to_owned() roster=people.clone()/> };
                let mut others: Vec<_> = people.members.into_iter().filter(|member| member.person.id != me).collect();
                others.sort_by_cached_key(|member| member.person.display.as_str().to_lowercase());
                view! {
                    <main class="room" id="main">
                        <PageHead title=words.new_direct back="/people"/>
                        <div class="page is-narrow">
                            <p class="lead">{words.new_direct_lead}</p>
                            <NoticeLine/>
                            {find}
                            {if others.is_empty() {
                                view! { <p>{words.no_others}</p> }.into_any()
                            } else {
                                view! { <Choices others/> }.into_any()
                            }}
                        </div>
                    </main>
                }
                .into_any()
            },
        )}
    }
}

/// Whom to talk to.
#[component]
fn Choices(
    /// Everybody else.
    others: Vec<MemberView>,
) -> impl IntoView {
    let words = use_words();
    let choice = |MemberView { person, presence, .. }: MemberView| {
        let (id, display, name) = (person.id.to_string(), person.display.to_string(), format!("@{}", person.name));
        view! {
            <label class="choice is-person">
                <input type="checkbox" name="member" value=id/>
                <Avatar person small=true presence/>
                <span class="choice-text">
                    <b>{display}</b>
                    <small>{name}</small>
                </span>
            </label>
        }
    };
    view! {
        <form class="form" method="post" action="/direct">
            <fieldset class="choices is-list">
                <legend class="visually-hidden">{words.people}</legend>
                {others.into_iter().map(choice).collect_view()}
            </fieldset>
            <button class="button is-primary">{words.start_direct}</button>
        </form>
    }
}
