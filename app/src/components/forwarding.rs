//! Passing a message on: a list of one's rooms, over the page, that narrows while one types.
//! What is passed on is a link; who may see what is behind it is decided for each reader.

use leptos::{ev, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use protocol::{Body, Room, RoomId, Seq};
use text::{best, fit};

use super::{
    frame::use_frame,
    icon::{Icon, IconName},
    room_list::room_icon,
};
use crate::{
    browser,
    components::moving::{moving, moving_if},
    room_state::{LiveRoom, use_room_state},
    words::use_words,
};

/// Rooms that are offered at once.
const MOST: usize = 12;

/// Asks where to, while a message of this room is to be passed on.
#[component]
pub fn Forwarding(
    /// The room on the screen.
    room: LiveRoom,
) -> impl IntoView {
    let words = use_words();
    let dialog = NodeRef::<html::Dialog>::new();
    let forwarding = room.forwarding.clone();
    let typed = RwSignal::new(String::new());
    Effect::new({
        let forwarding = forwarding.clone();
        move || {
            let Some(dialog) = dialog.get() else { return };
            if forwarding.get().is_some() {
                typed.set(String::new());
                let _ = dialog.show_modal();
            } else {
                dialog.close();
            }
        }
    });
    let (closed, pressed) = (forwarding.clone(), forwarding.clone());
    let choices = {
        let room = room.clone();
        moving_if(move || forwarding.get().map(|seq| view! { <Choices room=room.clone() seq typed/> }))
    };
    view! {
        <dialog class="forwarding" aria-labelledby="forwarding-title" node_ref=dialog on:close=move |_| closed.set(None)>
            <div class="forwarding-head">
                <h2 id="forwarding-title">{words.forward_to}</h2>
                <button type="button" class="icon-button" aria-label=words.close on:click=move |_| pressed.set(None)>
                    <Icon name=IconName::Close/>
                </button>
            </div>
            <input
                type="text"
                class="forwarding-find"
                aria-label=words.find_room
                placeholder=words.find_room
                autocomplete="off"
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=press_first
            />
            {choices}
        </dialog>
    }
    .into_any()
}

/// Enter takes the first one.
fn press_first(event: ev::KeyboardEvent) {
    if event.key() == "Enter" && !event.is_composing() {
        event.prevent_default();
        if let Ok(Some(first)) = document().query_selector(".forwarding-choices button") {
            web_sys::wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(first).click();
        }
    }
}

/// The rooms that fit what was typed.
#[component]
fn Choices(
    /// Where the message is.
    room: LiveRoom,
    /// The message.
    seq: Seq,
    /// What was typed.
    typed: RwSignal<String>,
) -> impl IntoView {
    let (words, frame, state, navigate) = (use_words(), use_frame(), use_room_state(), use_navigate());
    let send = {
        let room = room.clone();
        Callback::new(move |to: RoomId| {
            let nonce = room.timeline.with_untracked(|timeline| timeline.row(seq).and_then(protocol::Row::nonce));
            let link = format!("{}{}", browser::origin(), room.permalink(seq, nonce));
            let Ok(body) = Body::parse(&link) else { return };
            // It is in the outbox from here on, with a line or without.
            let (_, kept) = state.write(to, body, None, Vec::new());
            leptos::task::spawn_local(async move {
                kept.await;
            });
            room.forwarding.set(None);
            navigate(&format!("/rooms/{to}"), NavigateOptions::default());
        })
    };
    let mine = RwSignal::new(Vec::new());
    Effect::new(move || {
        if let Some(Ok(list)) = frame.rooms.get() {
            mine.set(list.rooms.into_iter().filter(|listed| listed.mine).map(|listed| listed.room).collect());
        }
    });
    moving(move || {
        let rooms = typed.with(|typed| fitting(mine.get().into_iter(), typed.trim()));
        let none = rooms.is_empty().then(|| view! { <p class="lead">{words.no_such_room}</p> });
        let rooms = rooms.into_iter().map(|Room { id, name, visibility, .. }| {
            view! {
                <li>
                    <button type="button" on:click=move |_| send.run(id)>
                        <Icon name=room_icon(visibility)/>
                        <span>{name.to_string()}</span>
                    </button>
                </li>
            }
        });
        view! { {none}<ul class="forwarding-choices">{rooms.collect_view()}</ul> }
    })
}

/// Those whose names fit, the best first.
fn fitting(rooms: impl Iterator<Item = Room>, typed: &str) -> Vec<Room> {
    best(rooms.filter_map(|room| Some((fit(typed, room.name.as_str())?, room))), MOST)
}

#[cfg(test)]
mod tests {
    use protocol::{Room, RoomDescription, RoomId, RoomName, Rules, Visibility};

    use super::fitting;

    #[test]
    fn rooms_whose_names_begin_so_come_first() {
        let room = |name: &str| Room {
            id: RoomId::from_bits(1),
            name: RoomName::parse(name).unwrap(),
            description: RoomDescription::default(),
            visibility: Visibility::Public,
            rules: Rules::default(),
        };
        let names = |typed| {
            let rooms = ["Big kitchen", "Attic", "Kitchen", "주방"].into_iter().map(room);
            fitting(rooms, typed).iter().map(|room| room.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names("kit"), ["Kitchen", "Big kitchen"]);
        assert_eq!(names("ㅈㅂ"), ["주방"]);
        assert_eq!(names("").len(), 4);
    }
}
