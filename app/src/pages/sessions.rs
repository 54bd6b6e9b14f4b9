//! Part of one's settings: where one is signed in.

use leptos::prelude::*;

use crate::{
    api::SessionView,
    components::{
        agent::agent_name,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// Where one is signed in.
#[component]
pub fn Sessions(
    /// Newest first.
    sessions: Vec<SessionView>,
) -> impl IntoView {
    view! { <ul class="rows">{sessions.into_iter().map(|session| view! { <SessionRow session/> }).collect_view()}</ul> }
}

/// One browser.
#[component]
fn SessionRow(
    /// Which.
    session: SessionView,
) -> impl IntoView {
    let words = use_words();
    let agent = agent_name(words, &session.agent);
    let label = words.revoke_session(&agent);
    view! {
        <li class="row">
            <span class="row-text">
                <b title=session.agent>{agent}</b>
                <small>{words.last_used}" "<When at=session.seen shows=WhenShows::DateClock/></small>
            </span>
            {if session.current {
                view! { <span class="tag is-own">{words.this_session}</span> }.into_any()
            } else {
                view! {
                    <form method="post" action=format!("/settings/sessions/{}/revoke", session.id)>
                        <button class="button is-small is-quiet" aria-label=label>{words.revoke}</button>
                    </form>
                }
                .into_any()
            }}
        </li>
    }
}
