//! What one can do with a message: a bar at its corner while it is pointed at, touched or has the focus.
//! The server decides what is allowed; here only what makes sense is offered.

use leptos::{ev, html, prelude::*};
use protocol::{Emoji, Nonce, Seq};

use super::super::rows::{Shown, What};
use crate::{
    backend::surroundings,
    browser,
    components::{
        icon::{Icon, IconName},
        moving::moving_if,
    },
    room_state::{Intent, LiveRoom, RoomState, use_room_state},
    words::use_words,
};

/// The emoji that are offered first.
const QUICK: [&str; 3] = ["👍", "❤️", "😂"];
/// Those in the palette.
const PALETTE: [&str; 40] = [
    "👍", "👎", "❤️", "😂", "🎉", "😮", "😢", "😡", "🙏", "👏", "🔥", "💯", "✅", "❌", "👀", "🙌", "😊", "😍", "🤔", "😅", "😭", "😴",
    "🤯", "🥳", "😎", "🤝", "💪", "🫡", "🫶", "✨", "⭐", "🚀", "💡", "☕", "🍺", "🍚", "🌸", "🐛", "📌", "⏰",
];

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
    let me = state.me().map(|me| me.id);
    let own = message.author.is_some_and(|author| Some(author.id) == me);
    let palette = RwSignal::new(false);
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
    let (reply, edit, delete, pin, copy) = (aim.clone(), aim, state.clone(), state.clone(), close.clone());
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
    let on_copy = move |_| {
        browser::copy(&format!("{}{permalink}", browser::origin()));
        copy();
    };
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
    let quick = QUICK.map(|emoji| view! { <ReactButton emoji state=state.clone() room=room.clone() seq/> });
    let report = (!own && !surroundings().guest).then(|| format!("/rooms/{id}/report?of={seq}"));
    let versions = (message.edited && room.keeps_order).then(|| format!("/rooms/{id}/versions?of={seq}"));
    let pin_label = if pinned { words.unpin } else { words.pin };
    view! {
        <div class="actions" role="toolbar" aria-label=words.actions>
            {quick}
            <ActionButton icon=IconName::Smile label=words.react on_press=move |_| palette.update(|open| *open = !*open)/>
            <ActionButton icon=IconName::Reply label=words.reply on_press=move |_| reply(Intent::Reply(seq))/>
            {own.then(|| view! { <ActionButton icon=IconName::Pencil label=words.edit on_press=move |_| edit(Intent::Edit(seq))/> })}
            <ActionButton icon=IconName::Pin label=pin_label on_press=on_pin/>
            <ActionButton icon=IconName::Unread label=words.mark_unread on_press=on_unread/>
            <ActionButton icon=IconName::Forward label=words.forward on_press=on_forward/>
            <ActionButton icon=IconName::Link label=words.copy_link on_press=on_copy/>
            {(own || room.keeps_order).then(|| view! { <ActionButton icon=IconName::Bin label=words.delete on_press=on_delete/> })}
            {versions.map(|href| view! { <ActionLink icon=IconName::Clock label=words.versions href/> })}
            {report.map(|href| view! { <ActionLink icon=IconName::Flag label=words.report href/> })}
            {moving_if(move || palette.get().then(|| view! { <Palette state=state.clone() room=room.clone() seq/> }))}
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

/// One emoji to react with.
#[component]
fn ReactButton(
    /// Which.
    emoji: &'static str,
    /// The state of this tab.
    state: RoomState,
    /// Where.
    room: LiveRoom,
    /// The message.
    seq: Seq,
) -> impl IntoView {
    let words = use_words();
    let press = move |_| react(&state, &room, seq, emoji);
    view! { <button type="button" class="action emoji" aria-label=words.react_with(emoji) on:click=press>{emoji}</button> }
}

/// Reacts as the reader has not yet done, or takes it back.
fn react(state: &RoomState, room: &LiveRoom, seq: Seq, emoji: &str) {
    let Ok(emoji) = Emoji::parse(emoji) else { return };
    let me = state.me().map(|me| me.id);
    let mine = room.timeline.with_untracked(|timeline| {
        let reactions = timeline.row(seq).map(|row| row.reactions.as_slice()).unwrap_or_default();
        reactions.iter().any(|reaction| reaction.emoji == emoji && reaction.by.iter().any(|by| Some(*by) == me))
    });
    state.react(room.id(), seq, emoji, !mine);
    room.active.set(None);
}

/// More emoji, and a field for any other.
#[component]
fn Palette(
    /// The state of this tab.
    state: RoomState,
    /// Where.
    room: LiveRoom,
    /// The message.
    seq: Seq,
) -> impl IntoView {
    let words = use_words();
    let field = NodeRef::<html::Input>::new();
    let choices = PALETTE.map(|emoji| view! { <ReactButton emoji state=state.clone() room=room.clone() seq/> });
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            react(&state, &room, seq, &field.value());
        }
    };
    view! {
        <div class="palette" role="group" aria-label=words.react>
            <div class="palette-choices">{choices}</div>
            <form class="palette-other" on:submit=on_submit>
                <input type="text" aria-label=words.other_emoji placeholder=words.other_emoji autocomplete="off" node_ref=field/>
            </form>
        </div>
    }
}
