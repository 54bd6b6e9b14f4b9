//! The bottom of the rooms: who one is, how the line gets to the server if not by the straight way, one's settings, and the
//! way out.

use leptos::prelude::*;
use protocol::Presence;

use super::{
    avatar::Avatar,
    composer::draft,
    icon::{Icon, IconName},
};
use crate::{api::Me, room_state::use_room_state, words::use_words};

/// Who is signed in.
#[component]
pub fn MeLine(
    /// Who.
    me: Me,
) -> impl IntoView {
    let words = use_words();
    let detour = use_room_state().detour();
    let id = me.person.id;
    let (display, name) = (me.person.display.to_string(), format!("@{}", me.person.name));
    view! {
        <div class="me">
            <Avatar person=me.person small=true presence=Presence::Online/>
            <span class="me-name">
                <b>{display}</b>
                <small>{name}</small>
            </span>
            <Show when=move || detour.get()>
                <span class="me-detour" role="img" aria-label=words.takes_detour title=words.takes_detour>
                    <Icon name=IconName::Detour/>
                </span>
            </Show>
            <a class="icon-button" href="/settings" aria-label=words.settings title=words.settings>
                <Icon name=IconName::Gear/>
            </a>
            <form method="post" action="/sign-out" on:submit=move |_| draft::forget_all(id)>
                <button class="icon-button" aria-label=words.sign_out title=words.sign_out>
                    <Icon name=IconName::Leave/>
                </button>
            </form>
        </div>
    }
}
