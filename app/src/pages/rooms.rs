//! `/rooms`: every room one can find, and the way into each.

use leptos::prelude::*;
use leptos_meta::Title;
use protocol::Visibility;

use crate::{
    api::{ListedRoom, RoomList},
    components::{
        answer::answered,
        frame::use_frame,
        icon::{Icon, IconName},
        notice_line::NoticeLine,
        page_head::PageHead,
        room_list::room_icon,
    },
    words::use_words,
};

/// Every room one can find.
#[component]
pub fn RoomsPage() -> impl IntoView {
    let (words, rooms) = (use_words(), use_frame().rooms);
    view! {
        <Title text=words.rooms/>
        {answered(
            move || rooms.get(),
            move |RoomList { mut rooms }| {
                rooms.retain(|listed| listed.room.visibility != Visibility::Direct);
                view! {
                    <main class="room" id="main">
                        <PageHead title=words.all_rooms>
                            <a class="button is-small for-members" href="/rooms/new"><Icon name=IconName::Plus/>{words.create_room}</a>
                        </PageHead>
                        <div class="page">
                            <NoticeLine/>
                            {if rooms.is_empty() { view! { <NoRooms/> }.into_any() } else { view! { <AllRooms rooms/> }.into_any() }}
                        </div>
                    </main>
                }
                .into_any()
            },
        )}
    }
}

/// The rooms, those one is in and those one may join.
#[component]
fn AllRooms(
    /// Sorted by name.
    rooms: Vec<ListedRoom>,
) -> impl IntoView {
    view! {
        <p class="lead">{use_words().rooms_lead}</p>
        <ul class="rows">{rooms.into_iter().map(|listed| view! { <RoomRow listed/> }).collect_view()}</ul>
    }
}

/// One room: what it is about, how many are in it, and the way in.
#[component]
fn RoomRow(
    /// The room.
    listed: ListedRoom,
) -> impl IntoView {
    let words = use_words();
    let ListedRoom { room, members, mine, .. } = listed;
    let href = format!("/rooms/{}", room.id);
    let join = format!("{href}/join");
    let name = room.name.to_string();
    view! {
        <li class="row">
            <Icon name=room_icon(room.visibility)/>
            <span class="row-text">
                <a class="row-link" href=href>{name.clone()}</a>
                <small>{words.n_members(members)}</small>
                <span class="row-note">{room.description.as_str().to_owned()}</span>
            </span>
            {if mine {
                view! { <span class="tag">{words.you_are_in}</span> }.into_any()
            } else {
                let label = format!("{} – {name}", words.join);
                view! { <form method="post" action=join><button class="button is-small" aria-label=label>{words.join}</button></form> }
                    .into_any()
            }}
        </li>
    }
}

/// A place without rooms.
#[component]
fn NoRooms() -> impl IntoView {
    let words = use_words();
    view! {
        <div class="empty">
            <h2>{words.no_rooms_title}</h2>
            <p class="lead">{words.no_rooms_lead}</p>
            <a class="button is-primary for-members" href="/rooms/new">{words.create_room}</a>
        </div>
    }
}
