//! The line above the composer that says what it is for: an answer, an edit; and the way out.

use leptos::prelude::*;
use protocol::{Happened, Row, Seq};

use crate::{
    components::{
        icon::{Icon, IconName},
        moving::moving_if,
    },
    room_state::{Intent, LiveRoom, use_room_state},
    words::use_words,
};

/// What the composer is for, if it is not for a new message.
#[component]
pub fn Aim(
    /// The room.
    room: LiveRoom,
) -> impl IntoView {
    let words = use_words();
    let (intent, timeline) = (room.intent.clone(), room.timeline.clone());
    moving_if(move || {
        let sentence = match intent.get() {
            Intent::Write => return None,
            Intent::Edit(_) => words.editing.to_owned(),
            Intent::Reply(of) => timeline.with(|timeline| {
                let author = timeline.row(of).and_then(Row::author).and_then(|author| timeline.person(author));
                words.replying_to(&author.map_or_else(|| words.somebody.to_owned(), |author| author.display.to_string()))
            }),
        };
        let cancel = intent.clone();
        Some(view! {
            <div class="aim" role="status">
                <span>{sentence}</span>
                <button type="button" class="icon-button" aria-label=words.cancel on:click=move |_| cancel.set(Intent::Write)>
                    <Icon name=IconName::Close/>
                </button>
            </div>
        })
    })
}

/// The last message of the reader's own among the rows here.
pub fn last_own(room: &LiveRoom) -> Option<Seq> {
    let me = use_room_state().me()?.id;
    let own = |row: &&Row| matches!(row.event.what, Happened::Posted { author, .. } if author == me);
    room.timeline.with_untracked(|timeline| timeline.rows().iter().rev().find(own).map(Row::seq))
}
