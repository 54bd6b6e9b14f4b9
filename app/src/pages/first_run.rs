//! `/first-run`: names the place and makes its owner. It exists only while there is no account.

use leptos::prelude::*;
use leptos_meta::Title;
use protocol::Language;

use crate::{
    api::{self, PlaceView},
    components::{
        answer::answered,
        field::{Field, SelectField},
        notice_line::{NoticeLine, given_back},
        standalone::Standalone,
    },
    words::use_words,
};

/// Names the place and makes its owner.
#[component]
pub fn FirstRunPage() -> impl IntoView {
    let visit = Resource::new(|| (), |()| api::visit());
    view! {
        <Title text=use_words().welcome/>
        {answered(
            move || visit.get(),
            |visit| match visit.place {
                None => view! { <FirstRunForm/> }.into_any(),
                Some(place) => view! { <AlreadySetUp place/> }.into_any(),
            },
        )}
    }
}

/// The place, and its owner's account.
#[component]
fn FirstRunForm() -> impl IntoView {
    let words = use_words();
    view! {
        <Standalone title=words.welcome lead=words.first_run_lead>
            <NoticeLine/>
            <form class="form" method="post" action="/first-run">
                <Field label=words.place_name name="place" value=given_back("place") hint=words.place_name_hint maxlength=64 autofocus=true/>
                <SelectField label=words.language_label name="language" id="language" chosen=words.language.tag() options=languages()/>
                <fieldset>
                    <legend>{words.owner_account}</legend>
                    <Field label=words.name name="name" value=given_back("name") hint=words.name_hint autocomplete="username" maxlength=32/>
                    <Field
                        label=words.display_name
                        name="display"
                        value=given_back("display")
                        hint=words.display_name_hint
                        autocomplete="name"
                        maxlength=64
                        may_be_empty=true
                    />
                    <Field
                        label=words.password
                        name="password"
                        kind="password"
                        hint=words.password_hint
                        autocomplete="new-password"
                        minlength=8
                    />
                </fieldset>
                <button class="button is-primary">{words.start}</button>
            </form>
        </Standalone>
    }
}

/// What is left of the first run afterwards.
#[component]
fn AlreadySetUp(
    /// The place.
    place: PlaceView,
) -> impl IntoView {
    let words = use_words();
    view! {
        <Standalone place=place.name.to_string() title=words.first_run_done lead=words.first_run_done_lead>
            <a class="button is-primary" href="/sign-in">{words.sign_in}</a>
        </Standalone>
    }
}

/// The languages, each in itself.
pub fn languages() -> Vec<(&'static str, String)> {
    vec![(Language::En.tag(), "English".to_owned()), (Language::Ko.tag(), "한국어".to_owned())]
}
