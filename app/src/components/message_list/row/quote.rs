//! The message that another one answers: one line above it, and the way there.

use leptos::{ev, prelude::*};

use super::super::rows::Quote;
use crate::{components::moving::moving_if, room_state::LiveRoom, words::use_words};

/// Characters of it that are shown.
const MOST: usize = 140;

/// The message that another one answers.
#[component]
pub fn QuoteLine(
    /// What it is now; nothing for a message that answers none.
    quote: Memo<Option<Option<Quote>>>,
    /// Where.
    room: LiveRoom,
) -> impl IntoView {
    let words = use_words();
    moving_if(move || {
        let Quote { seq, nonce, author, body, files } = quote.get().flatten()?;
        let name = author.map_or_else(|| words.somebody.to_owned(), |author| author.display.to_string());
        let text = match body {
            None => words.deleted_message.to_owned(),
            Some(body) if body.is_empty() => words.n_files(u32::try_from(files).unwrap_or(u32::MAX)),
            Some(body) => text::excerpt(&text::plain(body.as_str()), MOST),
        };
        // For when it is not among the rows here.
        let href = room.permalink(seq, nonce);
        let jump = move |event: ev::MouseEvent| {
            let row = nonce.and_then(|nonce| document().get_element_by_id(&format!("m-{nonce}")));
            if let Some(row) = row {
                event.prevent_default();
                row.scroll_into_view();
                let row = web_sys::wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(row);
                let _ = row.focus();
            }
        };
        Some(view! {
            <a class="quote" href=href on:click=jump aria-label=words.answers(&name)>
                <b>{name.clone()}</b>
                <span>{text}</span>
            </a>
        })
    })
}
