//! Part of a room's settings: everybody in it, and the button that removes somebody.

use leptos::prelude::*;
use protocol::{MemberId, RoomId};

use crate::{
    api::MemberView,
    components::{avatar::Avatar, member_list::role_word},
    words::use_words,
};

/// Everybody in a room.
#[component]
pub fn RoomMembers(
    /// The room.
    room: RoomId,
    /// Who looks at it.
    me: MemberId,
    /// Who is in it.
    members: Vec<MemberView>,
) -> impl IntoView {
    let row = move |member: MemberView| {
        let removable = member.removable && member.person.id != me;
        view! { <MemberRow room member me removable/> }
    };
    view! { <ul class="rows">{members.into_iter().map(row).collect_view()}</ul> }
}

/// One of them.
#[component]
fn MemberRow(
    /// The room.
    room: RoomId,
    /// Who.
    member: MemberView,
    /// Who looks at it.
    me: MemberId,
    /// The row has a button that removes them.
    removable: bool,
) -> impl IntoView {
    let words = use_words();
    let (display, name, id) = (member.person.display.to_string(), format!("@{}", member.person.name), member.person.id);
    let role = role_word(words, &member);
    let label = words.remove_person(&display);
    view! {
        <li class="row">
            <Avatar person=member.person small=true presence=member.presence/>
            <span class="row-text">
                <b>{display}</b>
                <small>{name}</small>
            </span>
            {(id == me).then(|| view! { <span class="tag">{words.you}</span> })}
            {role.map(|role| view! { <span class="tag">{role}</span> })}
            {removable.then(|| view! {
                <form method="post" action=format!("/rooms/{room}/remove")>
                    <input type="hidden" name="member" value=id.to_string()/>
                    <button class="button is-small is-quiet" aria-label=label>{words.remove}</button>
                </form>
            })}
        </li>
    }
}
