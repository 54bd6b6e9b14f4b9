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
        find_member::{FindMember, looked_for},
        frame::use_frame,
        icon::{Icon, IconName},
        member_list::role_name,
        notice_line::NoticeLine,
        page_head::PageHead,
        person_card::PersonLink,
    },
    words::use_words,
};

/// Everybody of this place.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let (words, frame) = (use_words(), use_frame());
    let people = Resource::new(looked_for, api::people);
    let me = move || Some(frame.visit.get()?.and_then(|visit| visit.me.map(|me| me.person).ok_or(Problem::NotSignedIn)));
    view! {
        <Title text=words.people/>
        {answered(
            move || both(people.get(), me()),
            move |(people, me)| {
                let count = words.n_members(people.total);
                let find = view! { <FindMember action="/people".to_owned() roster=people.clone()/> };
                let rows = people.members.into_iter().map(|member| view! { <PersonRow member me=me.clone()/> });
                view! {
                    <main class="room" id="main">
                        <PageHead title=words.people lead=Signal::stored(count)>
                            <a class="button is-small" href="/direct"><Icon name=IconName::Speech/>{words.new_direct}</a>
                        </PageHead>
                        <div class="page">
                            <p class="lead">{words.people_lead}</p>
                            <NoticeLine/>
                            {find}
                            <ul class="rows">{rows.collect_view()}</ul>
                        </div>
                    </main>
                }
                .into_any()
            },
        )}
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
    let (person, roles) = (member.person, member.roles);
    let (display, name) = (person.display.to_string(), format!("@{}", person.name));
    let (id, own) = (person.id, person.id == me.id);
    let label = if own { words.notes.to_owned() } else { words.message_person(&display) };
    // Stepping down oneself is not offered beside everybody else.
    let changeable = !roles.is_empty() && person.id != me.id;
    view! {
        <li class="row">
            <Avatar person=person.clone() small=true presence=member.presence/>
            <span class="row-text">
                <PersonLink member=id class="row-link">{display.clone()}</PersonLink>
                <small>{name}</small>
            </span>
            {own.then(|| view! { <span class="tag is-own">{words.you}</span> })}
            {if changeable {
                view! { <RoleForm person roles/> }.into_any()
            } else {
                view! { <span class="tag">{role_name(words, person.role)}</span> }.into_any()
            }}
            <form method="post" action=format!("/people/{id}/message")>
                <button class="icon-button" aria-label=label.clone() title=label><Icon name=IconName::Speech/></button>
            </form>
        </li>
    }
}

/// Gives somebody another role.
#[component]
fn RoleForm(
    /// Who.
    person: Person,
    /// Which may be given.
    roles: Vec<Role>,
) -> impl IntoView {
    let words = use_words();
    let options = roles.into_iter().map(|role| (role.word(), role_name(words, role).to_owned()));
    view! {
        <form class="role-form" method="post" action=format!("/people/{}/role", person.id)>
            <SelectField
                label=words.role_of(person.display.as_str())
                name="role"
                id=format!("role-{}", person.id)
                chosen=person.role.word()
                options=options.collect()
                bare=true
            />
            <button class="button is-small is-quiet">{words.change_role}</button>
        </form>
    }
}
