//! The text of a message as people read it: text nodes and links, nothing else.
//! What is a link is decided by the crate `text`.

use leptos::prelude::*;
use protocol::Body;
use text::{Piece, pieces};

/// The text of a message.
#[component]
pub fn BodyText(
    /// The text.
    body: Body,
) -> impl IntoView {
    let piece = |piece: &Piece<'_>| match *piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Link(link) => {
            let (address, shown) = (link.to_owned(), link.to_owned());
            view! { <a class="link" href=address target="_blank" rel="noopener noreferrer nofollow ugc">{shown}</a> }.into_any()
        }
    };
    view! { <p class="body">{pieces(body.as_str()).iter().map(piece).collect_view()}</p> }
}
