//! `/sign-in`: name and password.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api,
    components::{
        answer::answered,
        field::Field,
        notice_line::{NoticeLine, given_back},
        standalone::Standalone,
    },
    words::use_words,
};

/// Name and password.
#[component]
pub fn SignInPage() -> impl IntoView {
    let visit = Resource::new(|| (), |()| api::visit());
    view! {
        <Title text=use_words().sign_in/>
        {answered(move || visit.get(), |visit| {
            let guests = visit.place.as_ref().is_some_and(|place| place.guests);
            view! { <SignInForm place=visit.place.map(|place| place.name.to_string()) guests/> }.into_any()
        })}
    }
}

/// The form; the cursor waits in the first field that is still empty.
#[component]
fn SignInForm(
    /// What the place is called.
    place: Option<String>,
    /// Visitors without an account may come in.
    guests: bool,
) -> impl IntoView {
    let words = use_words();
    let name = given_back("name");
    let known = !name.is_empty();
    view! {
        <Standalone place title=words.sign_in>
            <NoticeLine/>
            <form class="form" method="post" action="/sign-in">
                <input type="hidden" name="next" value=given_back("next")/>
                <Field label=words.name name="name" value=name autocomplete="username" maxlength=64 autofocus=!known/>
                <Field label=words.password name="password" kind="password" autocomplete="current-password" autofocus=known/>
                <button class="button is-primary">{words.sign_in}</button>
            </form>
            {guests.then(|| view! {
                <form class="form" method="post" action="/guests">
                    <input type="hidden" name="next" value=given_back("next")/>
                    <button class="button">{words.come_as_guest}</button>
                </form>
            })}
            <p class="standalone-foot">{words.no_account}</p>
        </Standalone>
    }
}
