//! `/people/{id}`: the profile of a member.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use protocol::MemberId;

use crate::{
    api::{self, Problem},
    components::{answer::answered, notice_line::NoticeLine, order::Order, page_head::PageHead, person_card::PersonCard},
    words::use_words,
};

/// The profile of a member.
#[component]
pub fn PersonPage() -> impl IntoView {
    let (words, params) = (use_words(), use_params_map());
    let id = move || params.read().get("member").and_then(|member| member.parse::<MemberId>().ok());
    let profile = Resource::new(id, |id| async move { api::profile(id.ok_or(Problem::NotFound)?).await });
    answered(
        move || profile.get(),
        move |profile| {
            let (order, member) = (profile.order.clone(), profile.person.id);
            let title = words.profile_of(profile.person.display.as_str());
            view! {
                <Title text=title.clone()/>
                <main class="room" id="main">
                    <PageHead title back="/people"/>
                    <div class="page">
                        <NoticeLine/>
                        <PersonCard profile/>
                        {order.map(|order| view! { <Order member order/> })}
                    </div>
                </main>
            }
            .into_any()
        },
    )
}
