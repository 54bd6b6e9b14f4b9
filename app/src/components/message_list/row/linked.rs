//! What hangs below a message because of its links: other messages, and what pages say about themselves.

use std::collections::BTreeMap;

use leptos::prelude::*;
use protocol::{Body, RoomId, Seq};

use super::{
    super::rows::{Shown, What},
    part,
};
use crate::{
    api::Said,
    components::{
        excerpts::{ExcerptCard, is_only_a_message, linked_messages},
        icon::{Icon, IconName},
        moving::moving_if,
        previews::Previews,
    },
    room_state::{LiveRoom, use_room_state},
    words::use_words,
};

/// What hangs below a message because of its links.
#[component]
pub fn Linked(
    /// The message.
    shown: ArcRwSignal<Shown>,
    /// Where.
    room: LiveRoom,
) -> impl IntoView {
    let state = use_room_state();
    let messages = part(&shown, |message| message.body.as_ref().map(linked_messages).unwrap_or_default());
    let previews = part(&shown, |message| message.previews.clone());
    let dismiss = {
        let (room, state, shown) = (room.clone(), state.clone(), shown.clone());
        Callback::new(move |link: String| {
            let seq = shown.with_untracked(|shown| match &shown.what {
                What::Message(message) => message.seq,
                _ => None,
            });
            if let Some(seq) = seq {
                state.dismiss(room.id(), seq, link);
            }
        })
    };
    let author = part(&shown, |message| message.author.as_ref().map(|author| author.id));
    let (keeps_order, live) = (room.keeps_order, room.read.is_some());
    // A page of the past would not show that it is gone; who is not awake yet is not known.
    let may = move || {
        let me = state.member();
        live && me.is_some() && (keeps_order || author.get().flatten() == me)
    };
    let excerpts = moving_if(move || {
        let messages = messages.get().filter(|messages| !messages.is_empty())?;
        let cards = messages.into_iter().map(|of| view! { <ExcerptCard of room=room.clone()/> });
        Some(view! { <div class="excerpts">{cards.collect_view()}</div> })
    });
    let previews = moving_if(move || {
        let previews = previews.get().filter(|previews| !previews.is_empty())?;
        let dismiss = may().then_some(dismiss);
        Some(view! { <Previews previews dismiss/> })
    });
    view! { {excerpts}{previews} }.into_any()
}

/// The text is the address of a message that is shown in its place.
pub fn is_shown_below(body: &Body, known: &ArcRwSignal<BTreeMap<(RoomId, Seq), Option<Said>>>) -> bool {
    // Only such a text is drawn anew when more is known.
    is_only_a_message(body) && known.with(|known| linked_messages(body).iter().any(|of| known.contains_key(of)))
}

/// The way to all that can be done to a message, for browsers without scripts.
#[component]
pub fn MoreLink(
    /// Its place in the log.
    place: Memo<Option<Option<Seq>>>,
    /// Its room.
    room: RoomId,
) -> impl IntoView {
    let words = use_words();
    moving_if(move || {
        let seq = place.get().flatten()?;
        let href = format!("/rooms/{room}/messages/{seq}");
        Some(view! { <a class="more" href=href aria-label=words.actions title=words.actions><Icon name=IconName::More/></a> })
    })
}
