//! `/rooms/{id}/settings`: what a room is called and about, who is in it, and the way out of it.
//! Who may do what is decided by the server; here a form is only left out where it would be refused.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use protocol::{Attention, Person, Room, RoomId, Visibility};

use super::{room_members::RoomMembers, room_rules::RoomRules};
use crate::{
    api::{self, ListedRoom, Problem, Rights, RoomList, RosterView},
    components::{
        answer::{answered, both},
        field::{Choice, Field, Was},
        find_member::{FindMember, looked_for},
        frame::use_frame,
        icon::{Icon, IconName},
        notice_line::NoticeLine,
        page_head::PageHead,
        section::Section,
    },
    words::use_words,
};

/// What a room is called and about, who is in it, and the way out of it.
#[component]
pub fn RoomSettingsPage() -> impl IntoView {
    let (frame, params) = (use_frame(), use_params_map());
    let id = move || params.read().get("room").and_then(|room| room.parse::<RoomId>().ok());
    let roster = Resource::new(
        move || (id(), looked_for()),
        |(id, find)| async move {
            match id {
                Some(id) => api::members(id, find).await,
                None => Err(Problem::NotFound),
            }
        },
    );
    let room =
        move || Some(frame.rooms.get()?.and_then(|rooms| mine(rooms, id()).map(|listed| (listed.room, listed.attention, listed.rights))));
    let me = move || Some(frame.visit.get()?.and_then(|visit| visit.me.map(|me| me.person).ok_or(Problem::NotSignedIn)));
    answered(
        move || both(both(room(), me()), roster.get()),
        |(((room, attention, rights), me), roster)| view! { <Settings room attention rights me roster/> }.into_any(),
    )
}

/// The room, if one is in it.
fn mine(rooms: RoomList, id: Option<RoomId>) -> Result<ListedRoom, Problem> {
    rooms.rooms.into_iter().find(|listed| listed.mine && Some(listed.room.id) == id).ok_or(Problem::NotFound)
}

/// The page, once everything is here.
#[component]
fn Settings(
    /// The room.
    room: Room,
    /// How much the one who looks wants to be told.
    attention: Attention,
    /// What they may do.
    rights: Rights,
    /// Who looks at it.
    me: Person,
    /// Who is in it.
    roster: RosterView,
) -> impl IntoView {
    let words = use_words();
    let href = format!("/rooms/{}", room.id);
    let (id, about, rules, find) = (room.id, room.clone(), room.rules, format!("{href}/settings#members"));
    let Rights { renames, rules: decides, connects, brings } = rights;
    let direct = room.visibility == Visibility::Direct;
    let leave_lead = if room.visibility == Visibility::Public { words.leave_lead_public } else { words.leave_lead_private };
    view! {
        <Title text=words.settings_of(room.name.as_str())/>
        <main class="room" id="main">
            <PageHead title=words.room_settings lead=Signal::stored(room.name.to_string()) back=href.clone()/>
            <div class="page">
                <NoticeLine/>
                <Section title=words.about_room>
                    <About room=about manages=renames/>
                </Section>
                <Section title=words.attention lead=words.attention_lead><AttentionForm room=id attention/></Section>
                {decides.then(|| view! {
                    <Section title=words.room_rules lead=words.room_rules_lead><RoomRules room=id rules/></Section>
                })}
                {brings.then(|| view! { <Section title=words.invite lead=words.invite_lead><Invite room=id/></Section> })}
                <Section title=words.members id="members" lead=words.n_members(roster.total)>
                    <FindMember action=find roster=roster.clone()/>
                    <RoomMembers room=id me=me.id members=roster.members/>
                </Section>
                {connects.then(|| view! {
                    <Section title=words.webhooks lead=words.webhooks_lead>
                        <a class="button" href=format!("/rooms/{id}/webhooks")>{words.webhooks}</a>
                    </Section>
                })}
                {(!direct).then(|| view! {
                    <Section title=words.leave_room lead=leave_lead>
                        <form method="post" action=format!("{href}/leave")>
                            <button class="button is-danger"><Icon name=IconName::Leave/>{words.leave_room}</button>
                        </form>
                    </Section>
                })}
            </div>
        </main>
    }
}

/// Name and description: to change, or only to read.
#[component]
fn About(
    /// The room.
    room: Room,
    /// They may be changed.
    manages: bool,
) -> impl IntoView {
    let words = use_words();
    let (mark, meaning) = match room.visibility {
        Visibility::Public => (words.public, words.public_hint),
        Visibility::Private => (words.private, words.private_hint),
        Visibility::Direct => (words.direct_kind, words.direct_hint),
    };
    let (name, description) = (room.name.to_string(), String::from(room.description));
    view! {
        {if manages {
            view! {
                <form class="form" method="post" action=format!("/rooms/{}/settings", room.id)>
                    <Was name="was_name" value=name.clone()/>
                    <Field label=words.room_name name="name" id="room-name" value=name maxlength=64/>
                    <Was name="was_description" value=description.clone()/>
                    <Field label=words.description name="description" value=description maxlength=250 may_be_empty=true/>
                    <p class="field-hint"><b>{mark}</b>" · "{meaning}</p>
                    <button class="button is-primary">{words.save}</button>
                </form>
            }
            .into_any()
        } else {
            view! {
                <p class="read-only"><b>{name}</b><span>{description}</span></p>
                <p class="field-hint"><b>{mark}</b>" · "{meaning}</p>
            }
            .into_any()
        }}
    }
}

/// How much of the room counts as new.
#[component]
fn AttentionForm(
    /// The room.
    room: RoomId,
    /// What is chosen.
    attention: Attention,
) -> impl IntoView {
    let words = use_words();
    let choice = |one: Attention, label, hint| {
        view! { <Choice name="attention" value=one.word() label hint checked=attention == one/> }
    };
    view! {
        <form class="form" method="post" action=format!("/rooms/{room}/attention")>
            <fieldset class="choices">
                <legend class="visually-hidden">{words.attention}</legend>
                {choice(Attention::All, words.attention_all, None)}
                {choice(Attention::Mentions, words.attention_mentions, Some(words.attention_mentions_hint))}
                {choice(Attention::None, words.attention_none, None)}
            </fieldset>
            <button class="button">{words.save}</button>
        </form>
    }
}

/// Brings somebody in.
#[component]
fn Invite(
    /// The room.
    room: RoomId,
) -> impl IntoView {
    let words = use_words();
    view! {
        <form class="form is-line" method="post" action=format!("/rooms/{room}/invite")>
            <Field label=words.name name="name" id="invite-name" hint=words.invite_name_hint maxlength=32/>
            <button class="button">{words.invite}</button>
        </form>
    }
}
