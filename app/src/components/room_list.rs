//! The middle of the left column: the ways around the place, and the rooms one is in.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use protocol::{RoomId, Visibility};

use super::icon::{Icon, IconName};
use crate::{api::ListedRoom, words::use_words};

/// The ways around the place, and the rooms one is in.
#[component]
pub fn RoomList(
    /// Every room one can find; only one's own are shown.
    rooms: Vec<ListedRoom>,
    /// One may make join links.
    administers: bool,
    /// Rooms with something new in them.
    #[prop(optional)]
    unread: Option<Signal<BTreeSet<RoomId>>>,
) -> impl IntoView {
    let words = use_words();
    let mine: Vec<_> = rooms.into_iter().filter(|listed| listed.mine).collect();
    let none = mine.is_empty();
    let rooms = mine.into_iter().map(|listed| {
        let id = listed.room.id;
        let new = Signal::derive(move || unread.is_some_and(|unread| unread.with(|rooms| rooms.contains(&id))));
        let href = format!("/rooms/{id}");
        let settings = format!("{href}/settings");
        view! { <RoomLink href also=settings icon=room_icon(listed.room.visibility) text=listed.room.name.to_string() new/> }
    });
    view! {
        <ul class="rooms-ways">
            <RoomLink href="/rooms" also="/rooms/new" icon=IconName::Rooms text=words.all_rooms/>
            <RoomLink href="/people" icon=IconName::People text=words.people/>
            {administers.then(|| view! { <RoomLink href="/invites" icon=IconName::Link text=words.invites/> })}
        </ul>
        <p class="rooms-title" id="my-rooms">{words.my_rooms}</p>
        <ul aria-labelledby="my-rooms">{rooms.collect_view()}</ul>
        {none.then(|| view! { <p class="rooms-none">{words.no_rooms_mine}</p> })}
    }
}

/// The icon of a room.
pub const fn room_icon(visibility: Visibility) -> IconName {
    match visibility {
        Visibility::Public => IconName::Hash,
        Visibility::Private => IconName::Lock,
    }
}

/// One line of the left column.
#[component]
fn RoomLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Another page that belongs to it.
    #[prop(optional, into)]
    also: String,
    /// Its icon.
    icon: IconName,
    /// What it is called.
    #[prop(into)]
    text: String,
    /// There is something new.
    #[prop(optional)]
    new: Signal<bool>,
) -> impl IntoView {
    let path = use_location().pathname;
    let current = {
        let href = href.clone();
        move || path.with(|path| if *path == href { Some("page") } else { (*path == also).then_some("true") })
    };
    view! {
        <li>
            <a href=href class=("is-unread", move || new.get()) aria-current=current>
                <Icon name=icon/>
                <span class="room-name">{text}</span>
            </a>
        </li>
    }
}
