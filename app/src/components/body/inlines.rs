//! Running text as nodes: stressed, linked, hidden and called.
//! What a name means to the reader is known once the page is awake; until then it is just a name.

use leptos::prelude::*;
use text::{Inline, Mention};

use super::element::element;
use crate::{
    components::moving::moving,
    room_state::{RoomState, use_room_state},
    words::{Words, use_words},
};

/// What running text needs to know.
pub struct Around {
    state: RoomState,
    words: &'static Words,
}

impl Around {
    /// What is known where this is called.
    pub fn here() -> Self {
        Self { state: use_room_state(), words: use_words() }
    }
}

/// Running text.
pub fn inlines(inlines: Vec<Inline>, around: &Around) -> Vec<AnyView> {
    inlines.into_iter().map(|one| inline(one, around)).collect()
}

fn inline(inline: Inline, around: &Around) -> AnyView {
    let stressed = |tag, inside| element(tag, "", None, inlines(inside, around));
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Bold(inside) => stressed("strong", inside),
        Inline::Italic(inside) => stressed("em", inside),
        Inline::Strike(inside) => stressed("s", inside),
        Inline::Code(code) => element("code", "", None, vec![code.into_any()]),
        Inline::Spoiler(inside) => spoiler(inlines(inside, around), around.words.spoiler),
        Inline::Link { to, shown } => {
            // What is shown may be anything; where it leads can always be seen.
            let named = !matches!(shown.as_slice(), [Inline::Text(text)] if to.ends_with(text.as_str()));
            let title = named.then(|| to.clone());
            let shown = inlines(shown, around);
            view! { <a class="link" href=to title=title target="_blank" rel="noopener noreferrer nofollow ugc">{shown}</a> }.into_any()
        }
        Inline::Emoji { glyph, name } => element("span", "emoji", Some(("title", format!(":{name}:"))), vec![glyph.into_any()]),
        Inline::Mention(mention) => called(mention, around.state.clone()),
        Inline::Room(name) => room(name, around.state.clone()),
    }
}

/// Hidden until it is pressed: a box that is checked, so that it works by keyboard and without scripts.
fn spoiler(inside: Vec<AnyView>, label: &'static str) -> AnyView {
    view! {
        <label class="spoiler">
            <input type="checkbox" class="visually-hidden" aria-label=label/>
            <span>{inside}</span>
        </label>
    }
    .into_any()
}

fn called(mention: Mention, state: RoomState) -> AnyView {
    let text = format!("@{}", mention.name());
    view! { <span class="mention" class=("is-me", move || state.calls_me(&mention))>{text}</span> }.into_any()
}

fn room(name: String, state: RoomState) -> AnyView {
    let link = moving(move || {
        let text = format!("#{name}");
        match state.room_named(&name) {
            Some(id) => view! { <a class="mention" href=format!("/rooms/{id}")>{text}</a> }.into_any(),
            None => text.into_any(),
        }
    });
    link.into_any()
}
