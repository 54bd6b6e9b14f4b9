//! Who is writing right now.
//! It takes its place whether anybody writes or not, so that nothing moves.

use leptos::prelude::*;

use crate::{components::moving::moving_if, room_state::LiveRoom, words::use_words};

/// Who is writing right now.
#[component]
pub fn TypingLine(
    /// Where.
    room: LiveRoom,
) -> impl IntoView {
    let words = use_words();
    let sentence = moving_if(move || {
        let names: Vec<String> = room.typing.with(|typing| typing.iter().map(|(person, _)| person.display.to_string()).collect());
        (!names.is_empty()).then(|| view! { <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>{words.typing(&names)} })
    });
    view! { <div class="typing" aria-live="off">{sentence}</div> }
}
