//! `/settings`: one's own account.

use leptos::prelude::*;
use leptos_meta::Title;
use protocol::{Language, Person, Role, Theme};

use super::{
    reading::{PlacePreviews, Reading},
    sessions::Sessions,
};
use crate::{
    api::{self, Me, SettingsView},
    components::{
        answer::{answered, both},
        avatar::Avatar,
        field::{Choice, Field, SelectField, Was},
        frame::use_frame,
        notice_line::NoticeLine,
        page_head::PageHead,
        section::Section,
    },
    still::{Part, PartOfPage},
    words::use_words,
};

/// One's own account.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let words = use_words();
    let (frame, settings) = (use_frame(), Resource::new(|| (), |()| api::settings()));
    let place = move || Some(frame.visit.get()?.map(|visit| visit.place.is_none_or(|place| place.previews)));
    view! {
        <Title text=words.settings/>
        {answered(
            move || both(settings.get(), place()),
            move |(SettingsView { me, sessions, push, counted, previews }, looked_up)| {
                let administers = me.person.role.administers();
                let (person, has_password, quiet) = (me.person.clone(), me.person.role != Role::Guest, me.quiet);
                view! {
                    <main class="room" id="main">
                        <PageHead title=words.settings/>
                        <div class="page">
                            <NoticeLine/>
                            <Section title=words.avatar><Picture person/></Section>
                            <Section title=words.profile lead=words.profile_lead><Profile me/></Section>
                            <Section title=words.reading lead=words.reading_lead><Reading counted previews/></Section>
                            <Section title=words.this_device lead=words.this_device_lead><PartOfPage part=Part::Device(push)/></Section>
                            <Section title=words.quiet lead=words.quiet_lead><PartOfPage part=Part::Quiet(quiet)/></Section>
                            {has_password.then(|| view! { <Section title=words.change_password><ChangePassword/></Section> })}
                            <Section title=words.sessions lead=words.sessions_lead><Sessions sessions/></Section>
                            {administers.then(|| view! {
                                <Section title=words.bots lead=words.bots_lead><a class="button" href="/settings/bots">{words.bots}</a></Section>
                                <Section title=words.links_of_all lead=words.links_of_all_lead><PlacePreviews previews=looked_up/></Section>
                            })}
                        </div>
                    </main>
                }
                .into_any()
            },
        )}
    }
}

/// One's picture.
#[component]
fn Picture(
    /// Oneself.
    person: Person,
) -> impl IntoView {
    let words = use_words();
    let removable = person.avatar.is_some();
    view! {
        <div class="own-picture">
            <Avatar person/>
            <form class="form" method="post" action="/settings/avatar" enctype="multipart/form-data">
                <div class="field">
                    <label for="avatar">{words.choose_image}</label>
                    <input
                        id="avatar"
                        name="avatar"
                        type="file"
                        accept="image/png,image/jpeg,image/webp,image/gif"
                        required
                        aria-describedby="avatar-hint"
                    />
                    <p class="field-hint" id="avatar-hint">{words.avatar_hint}</p>
                </div>
                <button class="button">{words.upload}</button>
            </form>
        </div>
        {removable.then(|| view! {
            <form class="own-picture-remove" method="post" action="/settings/avatar/remove">
                <button class="button is-small is-quiet">{words.remove_avatar}</button>
            </form>
        })}
    }
}

/// Display name, language and theme.
#[component]
fn Profile(
    /// Oneself.
    me: Me,
) -> impl IntoView {
    let words = use_words();
    let mut languages = super::first_run::languages();
    languages.insert(0, ("", words.language_browser.to_owned()));
    let theme = |theme: Theme, label: &'static str| view! { <Choice name="theme" value=theme.word() label checked=me.theme == theme/> };
    view! {
        <form class="form" method="post" action="/settings/profile">
            <p class="read-only"><span>{words.sign_in_name}</span><b>{format!("@{}", me.person.name)}</b></p>
            <Was name="was_display" value=me.person.display.to_string()/>
            <Was name="was_language" value=me.language.map_or("", Language::tag)/>
            <Was name="was_theme" value=me.theme.word()/>
            <Field label=words.display_name name="display" value=me.person.display.to_string() autocomplete="name" maxlength=64/>
            <SelectField
                label=words.language_label
                name="language"
                id="language"
                chosen=me.language.map_or("", Language::tag)
                options=languages
            />
            <fieldset class="choices is-row">
                <legend>{words.theme}</legend>
                {theme(Theme::System, words.theme_system)}
                {theme(Theme::Light, words.theme_light)}
                {theme(Theme::Dark, words.theme_dark)}
            </fieldset>
            <button class="button is-primary">{words.save}</button>
        </form>
    }
}

/// A new password for the one in use.
#[component]
fn ChangePassword() -> impl IntoView {
    let words = use_words();
    view! {
        <form class="form" method="post" action="/settings/password">
            <Field label=words.current_password name="current" kind="password" autocomplete="current-password"/>
            <Field
                label=words.new_password
                name="password"
                kind="password"
                hint=words.password_hint
                autocomplete="new-password"
                minlength=8
            />
            <button class="button">{words.change_password}</button>
        </form>
    }
}
