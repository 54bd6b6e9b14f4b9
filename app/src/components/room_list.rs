//! The middle of the left column: the ways around the place, and the rooms one is in.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use protocol::{RoomId, Visibility};

use super::icon::{Icon, IconName};
use crate::{api::ListedRoom, words::use_words};

/// More unread messages than this are not counted out.
const MOST_SHOWN: u32 = 99;

/// The ways around the place, and the rooms one is in.
#[component]
pub fn RoomList(
    /// Every room one can find; only one's own are shown.
    rooms: Vec<ListedRoom>,
    /// One may make join links.
    administers: bool,
    /// How many messages wait in each room, once the page is awake.
    unread: Signal<BTreeMap<RoomId, u32>>,
) -> impl IntoView {
    let words = use_words();
    let mine: Vec<_> = rooms.into_iter().filter(|listed| listed.mine).collect();
    let none = mine.is_empty();
    let rooms = mine.into_iter().map(|listed| {
        let id = listed.room.id;
        let new = Signal::derive(move || unread.with(|rooms| rooms.get(&id).copied().unwrap_or(listed.unread)));
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
    /// How many messages wait there.
    #[prop(optional)]
    new: Signal<u32>,
) -> impl IntoView {
    let words = use_words();
    let path = use_location().pathname;
    let current = {
        let href = href.clone();
        move || path.with(|path| if *path == href { Some("page") } else { (*path == also).then_some("true") })
    };
    view! {
        <li>
            <a href=href class=("is-unread", move || new.get() > 0) aria-current=current>
                <Icon name=icon/>
                <span class="room-name">{text}</span>
                {move || {
                    let count = Some(new.get()).filter(|count| *count > 0)?;
                    let shown = if count > MOST_SHOWN { format!("{MOST_SHOWN}+") } else { count.to_string() };
                    Some(view! {
                        <span class="unread-count" aria-hidden="true">{shown}</span>
                        <span class="visually-hidden">{words.n_unread(count)}</span>
                    })
                }}
            </a>
        </li>
    }
}
