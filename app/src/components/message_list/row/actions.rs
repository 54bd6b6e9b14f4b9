//! What one can do with a message: a bar at its corner while it is pointed at, touched or has the focus.
//! The server decides what is allowed; here only what makes sense is offered.

use leptos::{ev, prelude::*};
use protocol::Nonce;

use super::{
    super::rows::{Shown, What},
    palette::{Palette, ReactButton, side_of},
};
use crate::{
    backend::surroundings,
    browser,
    components::{
        icon::{Icon, IconName},
        moving::{moving, moving_if},
    },
    room_state::{Intent, LiveRoom, use_room_state},
    words::use_words,
};

/// The emoji that are offered first.
const QUICK: [&str; 3] = ["👍", "❤️", "😂"];

/// What one can do with a message.
#[component]
pub fn Actions(
    /// The message.
    shown: ArcRwSignal<Shown>,
    /// Where.
    room: LiveRoom,
    /// Its attempt.
    nonce: Nonce,
    /// It is pinned.
    pinned: bool,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let Shown { what: What::Message(message), .. } = shown.get_untracked() else { return ().into_any() };
    let (Some(seq), id) = (message.seq, room.id()) else { return ().into_any() };
    let own = message.author.is_some_and(|author| Some(author.id) == room.reader);
    let palette = RwSignal::new(None);
    let copied = RwSignal::new(false);
    let close = {
        let active = room.active.clone();
        move || active.set(None)
    };
    let aim = {
        let (intent, close) = (room.intent.clone(), close.clone());
        move |what: Intent| {
            intent.set(what);
            close();
        }
    };
    let (reply, edit, delete, pin) = (aim.clone(), aim, state.clone(), state.clone());
    let on_delete = {
        let close = close.clone();
        move |_| {
            if browser::confirms(words.delete_message_question) {
                delete.delete(id, seq);
                close();
            }
        }
    };
    let on_pin = {
        let close = close.clone();
        move |_| {
            pin.pin(id, seq, !pinned);
            close();
        }
    };
    let permalink = room.permalink(seq, Some(nonce));
    // The bar stays to say that it is done: nothing else would.
    let on_copy = move |_| copied.set(browser::copy(&format!("{}{permalink}", browser::origin())));
    let copy_label = move || if copied.get() { words.copied } else { words.copy_link };
    let copy_icon = moving(move || {
        let name = if copied.get() { IconName::Check } else { IconName::Link };
        view! { <Icon name/> }.into_any()
    });
    let on_forward = {
        let (forwarding, close) = (room.forwarding.clone(), close.clone());
        move |_| {
            forwarding.set(Some(seq));
            close();
        }
    };
    let on_unread = {
        let (state, close) = (state.clone(), close.clone());
        move |_| {
            state.mark_unread(id, seq);
            close();
        }
    };
    let on_palette = move |press: ev::MouseEvent| palette.update(|open| *open = if open.is_none() { side_of(&press) } else { None });
    let quick = QUICK.map(|emoji| view! { <ReactButton emoji state=state.clone() room=room.clone() seq/> });
    let report = (!own && !surroundings().guest).then(|| format!("/rooms/{id}/report?of={seq}"));
    let versions = (message.edited && room.keeps_order).then(|| format!("/rooms/{id}/versions?of={seq}"));
    let pin_label = if pinned { words.unpin } else { words.pin };
    view! {
        <div class="actions-place">
            <div class="actions" role="toolbar" aria-label=words.actions>
                {quick}
                <ActionButton icon=IconName::Smile label=words.react on_press=on_palette/>
                <ActionButton icon=IconName::Reply label=words.reply on_press=move |_| reply(Intent::Reply(seq))/>
                {own.then(|| view! { <ActionButton icon=IconName::Pencil label=words.edit on_press=move |_| edit(Intent::Edit(seq))/> })}
                <ActionButton icon=IconName::Pin label=pin_label on_press=on_pin/>
                <ActionButton icon=IconName::Unread label=words.mark_unread on_press=on_unread/>
                <ActionButton icon=IconName::Forward label=words.forward on_press=on_forward/>
                <button type="button" class="action" aria-label=copy_label title=copy_label on:click=on_copy>{copy_icon}</button>
                {(own || room.keeps_order).then(|| view! { <ActionButton icon=IconName::Bin label=words.delete on_press=on_delete/> })}
                {versions.map(|href| view! { <ActionLink icon=IconName::Clock label=words.versions href/> })}
                {report.map(|href| view! { <ActionLink icon=IconName::Flag label=words.report href/> })}
                {moving_if(move || palette.get().map(|side| view! { <Palette side state=state.clone() room=room.clone() seq/> }))}
            </div>
        </div>
    }
    .into_any()
}

/// One thing to do on a page of its own.
#[component]
fn ActionLink(
    /// Its icon.
    icon: IconName,
    /// What it does.
    label: &'static str,
    /// Where that is.
    href: String,
) -> impl IntoView {
    view! { <a class="action" href=href aria-label=label title=label><Icon name=icon/></a> }
}

/// One thing to do.
#[component]
fn ActionButton(
    /// Its icon.
    icon: IconName,
    /// What it does.
    label: &'static str,
    /// Does it.
    #[prop(into)]
    on_press: Callback<ev::MouseEvent>,
) -> impl IntoView {
    view! { <button type="button" class="action" aria-label=label title=label on:click=move |event| on_press.run(event)><Icon name=icon/></button> }
}
