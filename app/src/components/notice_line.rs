//! The one calm line over a page's forms: what was refused and why, or what was done.
//! It reads the codes a redirect left in the URL.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use protocol::Millis;

use super::{
    icon::{Icon, IconName},
    time::{When, WhenShows},
};
use crate::{
    components::moving::moving,
    words::{Refusal, use_words},
};

/// A sentence on what went wrong.
#[component]
pub fn ProblemLine(
    /// The sentence.
    text: &'static str,
) -> impl IntoView {
    view! {
        <p class="notice-line is-problem" role="alert">
            <Icon name=IconName::Alert/>
            <span>{text}</span>
        </p>
    }
}

/// A sentence on what the last form did, if the URL says so.
#[component]
pub fn NoticeLine() -> impl IntoView {
    let (words, query) = (use_words(), use_query_map());
    moving(move || {
        let query = query.read();
        match (query.get_str("problem"), query.get_str("done")) {
            (Some("banned"), _) if query.get_str("until").is_some_and(|until| until.parse::<i64>().is_ok()) => {
                let at = Millis(query.get_str("until").and_then(|until| until.parse().ok()).unwrap_or_default());
                view! {
                    <p class="notice-line is-problem" role="alert">
                        <Icon name=IconName::Alert/>
                        <span>{words.banned_before}<When at shows=WhenShows::DateClock/>{words.banned_after}</span>
                    </p>
                }
                .into_any()
            }
            (Some(code), _) => view! { <ProblemLine text=words.refusal(Refusal::from_code(code))/> }.into_any(),
            (None, Some(code)) => view! {
                <p class="notice-line is-done" role="status">
                    <Icon name=IconName::Check/>
                    <span>{words.done(code)}</span>
                </p>
            }
            .into_any(),
            (None, None) => ().into_any(),
        }
    })
}

/// What a refused form gave back to be typed again: the value of `name` in the URL.
pub fn given_back(name: &'static str) -> String {
    use_query_map().read_untracked().get(name).unwrap_or_default()
}
