//! The emoji to react to a message with: a palette beside its actions, and a field for any other.

use leptos::{ev, html, prelude::*};
use protocol::{Emoji, Seq};
use text::emoji;
use web_sys::{Element, wasm_bindgen::JsCast};

use crate::{
    room_state::{LiveRoom, RoomState},
    words::{Refusal, use_words},
};

/// Those in the palette.
const PALETTE: [&str; 40] = [
    "👍", "👎", "❤️", "😂", "🎉", "😮", "😢", "😡", "🙏", "👏", "🔥", "💯", "✅", "❌", "👀", "🙌", "😊", "😍", "🤔", "😅", "😭", "😴",
    "🤯", "🥳", "😎", "🤝", "💪", "🫡", "🫶", "✨", "⭐", "🚀", "💡", "☕", "🍺", "🍚", "🌸", "🐛", "📌", "⏰",
];
/// The palette is no higher than this, in pixels.
const HEIGHT: f64 = 260.0;

/// Where the palette opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Above the actions.
    Above,
    /// Below them.
    Below,
}

/// Where there is room for the palette that a press on one of the actions opens.
pub fn side_of(press: &ev::MouseEvent) -> Option<Side> {
    let button = press.current_target()?.dyn_into::<Element>().ok()?;
    let frame = |selector| button.closest(selector).ok().flatten().map(|element| element.get_bounding_client_rect());
    let (bar, log) = (frame(".actions")?, frame(".log")?);
    let (above, below) = (bar.top() - log.top(), log.bottom() - bar.bottom());
    Some(if below < HEIGHT && above > below { Side::Above } else { Side::Below })
}

/// One emoji to react with.
#[component]
pub fn ReactButton(
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
    let press = move |_| _ = react(&state, &room, seq, emoji);
    view! { <button type="button" class="action emoji" aria-label=words.react_with(emoji) on:click=press>{emoji}</button> }
}

/// Reacts as the reader has not yet done, or takes it back; false when the text is no emoji.
fn react(state: &RoomState, room: &LiveRoom, seq: Seq, text: &str) -> bool {
    // Also by its name, as in a message.
    let named = text.trim().strip_prefix(':').and_then(|text| text.strip_suffix(':')).and_then(emoji);
    let Ok(emoji) = Emoji::parse(named.map_or(text, |(emoji, _)| emoji)) else { return false };
    let me = room.reader;
    let mine = room.timeline.with_untracked(|timeline| {
        let reactions = timeline.row(seq).map(|row| row.reactions.as_slice()).unwrap_or_default();
        reactions.iter().any(|reaction| reaction.emoji == emoji && reaction.by.iter().any(|by| Some(*by) == me))
    });
    state.react(room.id(), seq, emoji, !mine);
    room.active.set(None);
    true
}

/// More emoji, and a field for any other.
#[component]
pub fn Palette(
    /// Where it opens.
    side: Side,
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
        let Some(field) = field.get_untracked().filter(|field| !field.value().trim().is_empty()) else { return };
        if !react(&state, &room, seq, &field.value()) {
            field.set_custom_validity(words.refusal(Refusal::Emoji));
            field.report_validity();
        }
    };
    let on_input = move |_| {
        if let Some(field) = field.get_untracked() {
            field.set_custom_validity("");
        }
    };
    view! {
        <div class="palette" class=("is-above", side == Side::Above) role="group" aria-label=words.react>
            <div class="palette-choices">{choices}</div>
            <form class="palette-other" on:submit=on_submit>
                <input type="text" aria-label=words.other_emoji placeholder=words.other_emoji autocomplete="off" node_ref=field on:input=on_input/>
            </form>
        </div>
    }
}
