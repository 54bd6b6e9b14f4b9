//! `/people`: everybody of this place, and who decides what.

use leptos::prelude::*;
use leptos_meta::Title;
use protocol::{Person, Role};

use crate::{
    api::{self, MemberView, Problem},
    components::{
        answer::{answered, both},
        avatar::Avatar,
        field::SelectField,
        frame::use_frame,
        notice_line::NoticeLine,
        page_head::PageHead,
    },
    words::{Words, use_words},
};

/// Everybody of this place.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let (words, frame) = (use_words(), use_frame());
    let people = Resource::new(|| (), |()| api::people());
    let me = move || Some(frame.visit.get()?.and_then(|visit| visit.me.map(|me| me.person).ok_or(Problem::NotSignedIn)));
    view! {
        <Title text=words.people/>
        {answered(
            move || both(people.get(), me()),
            move |(people, me)| {
                let count = words.n_members(people.len() as u32);
                let rows = people.into_iter().map(|member| view! { <PersonRow member me=me.clone()/> });
                view! {
                    <main class="room" id="main">
                        <PageHead title=words.people lead=Signal::stored(count)/>
                        <div class="page">
                            <p class="lead">{words.people_lead}</p>
                            <NoticeLine/>
                            <ul class="rows">{rows.collect_view()}</ul>
                        </div>
                    </main>
                }
                .into_any()
            },
        )}
    }
}

/// The word for a role.
pub const fn role_name(words: &Words, role: Role) -> &'static str {
    match role {
        Role::Member => words.role_member,
        Role::Admin => words.role_admin,
        Role::Owner => words.role_owner,
    }
}

/// Somebody: face, names, role.
#[component]
fn PersonRow(
    /// Who.
    member: MemberView,
    /// Who looks at it.
    me: Person,
) -> impl IntoView {
    let words = use_words();
    let person = member.person;
    let (display, name) = (person.display.to_string(), format!("@{}", person.name));
    let changeable = me.role == Role::Owner && person.id != me.id;
    view! {
        <li class="row">
            <Avatar person=person.clone() small=true online=member.online/>
            <span class="row-text">
                <b>{display}</b>
                <small>{name}</small>
            </span>
            {(person.id == me.id).then(|| view! { <span class="tag is-own">{words.you}</span> })}
            {if changeable {
                view! { <RoleForm person/> }.into_any()
            } else {
                view! { <span class="tag">{role_name(words, person.role)}</span> }.into_any()
            }}
        </li>
    }
}

/// Gives somebody another role.
#[component]
fn RoleForm(
    /// Who.
    person: Person,
) -> impl IntoView {
    let words = use_words();
    let options = [Role::Member, Role::Admin, Role::Owner].map(|role| (role.word(), role_name(words, role).to_owned()));
    view! {
        <form class="role-form" method="post" action=format!("/people/{}/role", person.id)>
            <SelectField
                label=words.role_of(person.display.as_str())
                name="role"
                id=format!("role-{}", person.id)
                chosen=person.role.word()
                options=options.to_vec()
                bare=true
            />
            <button class="button is-small is-quiet">{words.change_role}</button>
        </form>
    }
}
