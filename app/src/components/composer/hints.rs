//! The line under the composer: what went wrong, how long a slow room waits, what was done, and otherwise
//! which keys there are.
//! What a line that begins with `/` asks for is read by `text`; here it is had done.

use leptos::prelude::*;
use protocol::RoomId;

use super::draft;
use crate::{
    browser::commands::{NotDone, run},
    components::{
        frame::FrameContext,
        moving::{moving, moving_if},
    },
    room_state::RoomState,
    words::{Refusal, Words, use_words},
};

/// What the line under the composer says.
#[derive(Clone, Copy)]
pub struct Hints {
    /// What went wrong.
    pub problem: RwSignal<Option<String>>,
    /// What is written can be sent as text even so.
    pub offers: RwSignal<bool>,
    /// What was done.
    done: RwSignal<Option<&'static str>>,
    words: &'static Words,
    /// Where it is known who one is.
    frame: Option<FrameContext>,
}

impl Hints {
    /// Nothing to say.
    pub fn new() -> Self {
        let (words, frame) = (use_words(), use_context::<FrameContext>());
        Self { problem: RwSignal::new(None), offers: RwSignal::new(false), done: RwSignal::new(None), words, frame }
    }

    /// Says nothing any more.
    pub fn clear(self) {
        self.problem.set(None);
        self.offers.set(false);
        self.done.set(None);
    }
}

/// Has a command done. It stays where it was written until it is.
pub fn have_done(field: &web_sys::HtmlTextAreaElement, room: RoomId, state: &RoomState, hints: Hints) {
    let Hints { words, frame, .. } = hints;
    let (field, line, state) = (field.clone(), field.value(), state.clone());
    leptos::task::spawn_local(async move {
        match run(room, &line).await {
            Ok(done) => {
                if field.value() == line {
                    field.set_value("");
                    draft::forget(state.member_now(), room);
                }
                if let (Some(frame), "profile") = (frame, done.as_str()) {
                    frame.visit.refetch();
                }
                // What the room itself tells needs no second sentence.
                let _ = hints.done.try_set((done != "room").then(|| words.done(&done)));
            }
            Err(NotDone::Unreachable) => drop(hints.problem.try_set(Some(words.no_line_now.to_owned()))),
            Err(NotDone::Refused(code)) => drop(hints.problem.try_set(Some(words.refusal(Refusal::from_code(&code)).to_owned()))),
        }
    });
}

/// The line under the composer.
#[component]
pub fn HintLine(
    /// What it says.
    hints: Hints,
    /// Seconds until a slow room takes the next message.
    slow: Signal<Option<u32>>,
    /// Sends what is written as text.
    #[prop(into)]
    on_send: Callback<()>,
) -> impl IntoView {
    let Hints { problem, offers, done, words, .. } = hints;
    let offer = move || {
        offers
            .get()
            .then(|| view! { <button type="button" class="as-text" on:click=move |_| on_send.run(())>{words.send_as_text}</button> })
    };
    let idle = move || problem.with(Option::is_none) && slow.with(Option::is_none) && done.with(Option::is_none);
    view! {
        <div class="hint" class=("is-idle", idle) class=("is-problem", move || problem.get().is_some()) role="status">
            {moving(move || match (problem.get(), slow.get(), done.get()) {
                (Some(problem), ..) => view! { <span>{problem}</span>{moving_if(offer)} }.into_any(),
                (None, Some(wait), _) => view! { <span>{words.slow_wait(wait)}</span> }.into_any(),
                (None, None, Some(done)) => view! { <span>{done}</span> }.into_any(),
                (None, None, None) => view! {
                    <span><kbd>"Enter"</kbd>{words.hint_enter}</span>
                    <span><kbd>"Shift Enter"</kbd>{words.hint_newline}</span>
                }
                .into_any(),
            })}
        </div>
    }
    .into_any()
}
