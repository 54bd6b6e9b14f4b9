//! Who is in a room: those online first, then those who do not look, then those who are not there.

use leptos::prelude::*;
use protocol::{Presence, Role, RoomId, RoomRole};

use super::{avatar::Avatar, person_card::PersonLink};
use crate::{
    api::{MemberView, RosterView},
    components::moving::moving,
    words::{Words, use_words},
};

/// Who is in a room, for the panel.
#[component]
pub fn MemberList(
    /// The room.
    room: RoomId,
    /// Who is in it.
    #[prop(into)]
    roster: Signal<RosterView>,
) -> impl IntoView {
    let words = use_words();
    moving(move || {
        let roster = roster.get();
        let hidden = roster.hidden();
        let RosterView { members, total, online: there } = roster;
        let those = |presence| members.iter().filter(|member| member.presence == presence).cloned().collect::<Vec<_>>();
        let (online, away, offline) = (those(Presence::Online), those(Presence::Away), those(Presence::Offline));
        let n_away = away.len() as u32;
        // Where not all are listed, headings count those that are not, too.
        [
            (words.n_online(there.saturating_sub(n_away)), online),
            (words.n_away(n_away), away),
            (words.n_offline(total.saturating_sub(there)), offline),
        ]
        .into_iter()
        .filter(|(_, members)| !members.is_empty())
        .map(|(title, members)| {
            view! {
                <h3>{title}</h3>
                <ul class="members">{members.into_iter().map(|member| view! { <Member member/> }).collect_view()}</ul>
            }
            .into_any()
        })
        .chain((hidden > 0).then(|| {
            view! { <p class="members-more"><a href=format!("/rooms/{room}/settings#members")>{words.n_more(hidden)}</a></p> }.into_any()
        }))
        .collect_view()
    })
}

/// One member: face, name, role.
#[component]
fn Member(
    /// Who.
    member: MemberView,
) -> impl IntoView {
    let role = role_word(use_words(), &member);
    let (display, name, id) = (member.person.display.to_string(), format!("@{}", member.person.name), member.person.id);
    view! {
        <li class="member" class=("is-offline", member.presence == Presence::Offline)>
            <Avatar person=member.person small=true presence=member.presence/>
            <span class="member-name" title=name><PersonLink member=id class="member-link">{display.clone()}</PersonLink></span>
            {role.map(|role| view! { <small>{role}</small> })}
        </li>
    }
}

/// The word for what somebody is beyond a plain member: in this room first, then in the place.
pub const fn role_word(words: &Words, member: &MemberView) -> Option<&'static str> {
    match (member.role, member.person.role) {
        (_, Role::Owner) => Some(words.role_owner),
        (_, Role::Admin) => Some(words.role_admin),
        (_, Role::Moderator) => Some(words.role_moderator),
        (_, Role::Guest) => Some(words.role_guest),
        (_, Role::Bot) => Some(words.role_bot),
        (RoomRole::Owner, Role::Member) => Some(words.room_owner),
        (RoomRole::Member, Role::Member) => None,
    }
}

/// The word for whether somebody is there.
pub const fn presence_name(words: &Words, presence: Presence) -> &'static str {
    match presence {
        Presence::Online => words.is_online,
        Presence::Away => words.is_away,
        Presence::Offline => words.is_offline,
    }
}

/// The word for a role.
pub const fn role_name(words: &Words, role: Role) -> &'static str {
    match role {
        Role::Guest => words.role_guest,
        Role::Bot => words.role_bot,
        Role::Member => words.role_member,
        Role::Moderator => words.role_moderator,
        Role::Admin => words.role_admin,
        Role::Owner => words.role_owner,
    }
}
