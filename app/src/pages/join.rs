//! `/join/{code}`: how a stranger with a join link becomes a member.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    api::{self, JoinView},
    components::{
        answer::answered,
        field::Field,
        notice_line::{NoticeLine, given_back},
        standalone::Standalone,
    },
    words::use_words,
};

/// How a stranger with a join link becomes a member.
#[component]
pub fn JoinPage() -> impl IntoView {
    let params = use_params_map();
    let code = move || params.read().get("code").unwrap_or_default();
    let link = Resource::new(code, api::join_link);
    answered(
        move || link.get(),
        move |link| {
            if link.open {
                view! { <JoinForm link code=params.read_untracked().get("code").unwrap_or_default()/> }.into_any()
            } else {
                view! { <JoinClosed link/> }.into_any()
            }
        },
    )
}

/// The new account.
#[component]
fn JoinForm(
    /// Where it leads.
    link: JoinView,
    /// What stands in the link.
    code: String,
) -> impl IntoView {
    let words = use_words();
    let title = words.join_place(link.place.as_str());
    view! {
        <Title text=title.clone()/>
        <Standalone place=link.place.to_string() title lead=words.join_lead>
            <NoticeLine/>
            <form class="form" method="post" action=format!("/join/{code}")>
                <Field
                    label=words.name
                    name="name"
                    value=given_back("name")
                    hint=words.name_hint
                    autocomplete="username"
                    maxlength=32
                    autofocus=true
                />
                <Field
                    label=words.display_name
                    name="display"
                    value=given_back("display")
                    hint=words.display_name_hint
                    autocomplete="name"
                    maxlength=64
                    may_be_empty=true
                />
                <Field label=words.password name="password" kind="password" hint=words.password_hint autocomplete="new-password" minlength=8/>
                <button class="button is-primary">{words.join}</button>
            </form>
            <p class="standalone-foot"><a href="/sign-in">{words.have_account}</a></p>
        </Standalone>
    }
}

/// A link that lets nobody in any more.
#[component]
fn JoinClosed(
    /// Where it led.
    link: JoinView,
) -> impl IntoView {
    let words = use_words();
    view! {
        <Title text=words.invite_closed_title/>
        <Standalone place=link.place.to_string() title=words.invite_closed_title lead=words.invite_closed_lead>
            <p class="standalone-foot"><a href="/sign-in">{words.have_account}</a></p>
        </Standalone>
    }
}
