//! Every URL that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{backend::answer_with_status, components::standalone::Standalone, words::use_words};

/// Every URL that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let words = use_words();
    answer_with_status(404);
    view! {
        <Title text=words.not_found_title/>
        <Standalone title=words.not_found_title lead=words.not_found_lead>
            <a class="button" href="/rooms">{words.to_rooms}</a>
        </Standalone>
    }
}
