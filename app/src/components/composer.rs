//! Where one writes. It is never disabled, and never cleared before the text is safe in the outbox.
//! When Enter sends is decided by `enter`, what it is for is shown by `aim`; where drafts are kept, by `draft`.

mod aim;
pub mod draft;
mod enter;
mod hints;
mod picks;
mod slow;
mod suggestions;
mod token;

use leptos::{ev, html, prelude::*};
use protocol::{Body, BodyError, Happened, Rejection, TYPING_EVERY_MS};
use text::{Slash, slash};
use web_sys::wasm_bindgen::JsCast;

use self::{
    aim::{Aim, last_own},
    enter::{Composition, Enter, enter},
    hints::{HintLine, Hints, have_done},
    picks::{DropZone, PickButton, PickList, Picks},
    suggestions::{SuggestionList, Suggestions},
};
use super::icon::{Icon, IconName};
use crate::{
    backend::surroundings,
    browser,
    room_state::{Intent, Line, LiveRoom, RoomState, Undone, use_room_state},
    words::use_words,
};

/// Where one writes.
#[component]
pub fn Composer(
    /// Where to.
    room: LiveRoom,
    /// A text that was refused and came back.
    draft: Option<String>,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let id = room.id();
    let field = NodeRef::<html::Textarea>::new();
    let hints = Hints::new();
    let problem = hints.problem;
    let picks = Picks::new(&state, id, problem);
    let intent = room.intent.clone();
    let composition = StoredValue::new(Composition::default());
    let typed = StoredValue::new(0_i64);
    let name = {
        let timeline = room.timeline.clone();
        Memo::new(move |_| timeline.with(|timeline| timeline.room().name.to_string()))
    };

    let slow = slow::countdown(&room);
    let suggestions = Suggestions::new(field, &room);
    restore_draft(field, &room);
    follow_intent(field, &room);
    show_undone(&room, &state, problem);
    focus_when_typed_anywhere(field);
    let send = {
        let (state, intent) = (state.clone(), intent.clone());
        move |plainly: bool| {
            let Some(field) = field.get_untracked() else { return };
            let editing = matches!(intent.get_untracked(), Intent::Edit(_));
            let text = field.value();
            // An edit gives a message a text and does nothing else.
            let written = match if editing || plainly { Slash::Write(text.clone()) } else { slash(&text) } {
                Slash::Write(written) => written,
                Slash::Bare(command) => return problem.set(Some(words.bare_command(command.word()))),
                Slash::Unknown(name) => {
                    problem.set(Some(words.no_such_command(&name)));
                    return hints.offers.set(true);
                }
                Slash::Nick(_) | Slash::Topic(_) | Slash::Invite(_) => return have_done(&field, id, &state, hints),
            };
            // What an edit may be is known where the message is.
            match if editing || !picks.is_empty() { Body::beside_files(&written) } else { Body::parse(&written) } {
                Ok(body) => {
                    let reply = match intent.get_untracked() {
                        Intent::Edit(of) => {
                            // Nothing is kept of an edit but the field itself: it stays until there is a line.
                            if state.edit(id, of, body) {
                                intent.set(Intent::Write);
                            }
                            return;
                        }
                        Intent::Reply(of) => Some(of),
                        Intent::Write => None,
                    };
                    let files = picks.take();
                    let (nonce, kept) = state.write(id, body, reply, files.clone());
                    field.set_value("");
                    intent.set(Intent::Write);
                    typed.set_value(0);
                    hints.clear();
                    let state = state.clone();
                    leptos::task::spawn_local(async move {
                        if !kept.await && state.returns(id, nonce) {
                            put_back(&field, &text);
                            picks.put_back(files);
                            let _ = problem.try_set(Some(words.not_kept.to_owned()));
                        } else if field.value().is_empty() {
                            draft::forget(state.member_now(), id);
                        }
                    });
                }
                Err(BodyError::Empty) => {}
                Err(problem_with_it) => problem.set(Some(words.rejection(&Rejection::BadBody { problem: problem_with_it }))),
            }
        }
    };
    let on_input = {
        let (state, intent, suggestions) = (state.clone(), intent.clone(), suggestions.clone());
        move |_| {
            let Some(field) = field.get_untracked() else { return };
            suggestions.look();
            let text = field.value();
            if !matches!(intent.get_untracked(), Intent::Edit(_)) {
                draft::keep(state.member_now(), id, &text);
            }
            composition.update_value(Composition::is_over);
            hints.clear();
            let now = browser::now().0;
            if !text.trim().is_empty() && now - typed.get_value() >= i64::from(TYPING_EVERY_MS) {
                typed.set_value(now);
                state.type_in(id);
            }
        }
    };
    let on_keydown = {
        let (send, room, suggestions) = (send.clone(), room.clone(), suggestions.clone());
        move |event: ev::KeyboardEvent| {
            if suggestions.takes(&event) {
                return;
            }
            let empty = || field.get_untracked().is_some_and(|field| field.value().is_empty());
            match event.key().as_str() {
                "Escape" if !event.is_composing() => room.intent.set(Intent::Write),
                "ArrowUp" if room.intent.get_untracked() == Intent::Write && empty() => {
                    if let Some(of) = last_own(&room) {
                        event.prevent_default();
                        room.intent.set(Intent::Edit(of));
                    }
                }
                _ => {}
            }
            // While text is composed, some systems call every key `Process`.
            if event.key() != "Enter" && !(event.key_code() == 229 && event.code() == "Enter") {
                return;
            }
            let touch = window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
            let pressed = Enter {
                composing: event.is_composing(),
                by_ime: event.key_code() == 229,
                shift: event.shift_key(),
                command: event.ctrl_key() || event.meta_key(),
                // With a list open, Enter chooses, whatever it does otherwise.
                touch: touch && !suggestions.is_open(),
                now: browser::now().0,
            };
            let decision = composition.try_update_value(|composition| enter(pressed, composition)).unwrap_or_default();
            if decision.swallows {
                event.prevent_default();
            }
            if decision.sends && (pressed.command || !suggestions.accept()) {
                send(false);
            }
        }
    };
    let on_composition = move |event: ev::CompositionEvent| {
        composition.update_value(|composition| composition.composes(&event.data().unwrap_or_default()));
    };
    let on_composed = {
        let (send, suggestions) = (send.clone(), suggestions.clone());
        move |event: ev::CompositionEvent| {
            let text = event.data().unwrap_or_default();
            if composition.try_update_value(|composition| composition.ends(&text, browser::now().0)).unwrap_or_default() {
                // The field has the last syllable only after this event.
                let (send, suggestions) = (send.clone(), suggestions.clone());
                let finish = move || {
                    if !suggestions.accept() {
                        send(false);
                    }
                };
                browser::after(std::time::Duration::ZERO, finish);
            }
        }
    };
    let submit = send.clone();
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        submit(false);
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let (active, open, looking, leaving) = (suggestions.clone(), suggestions.clone(), suggestions.clone(), suggestions.clone());
    let written = view! {
        <{..}
            name="body"
            rows="1"
            aria-label=words.message
            placeholder=move || words.write_to(&name.get())
            node_ref=field
            on:input=on_input
            on:keydown=on_keydown
            on:compositionstart=on_composition
            on:compositionupdate=on_composition
            on:compositionend=on_composed
            on:click=move |_| looking.look()
            on:blur=move |_| leaving.close()
            aria-autocomplete="list"
            aria-controls=move || open.active().map(|_| "suggestions")
            aria-activedescendant=move || active.active()
        />
    };
    // A text that may be empty cannot stand in a textarea: what marks its place for waking up would be read as the text.
    let textarea = match draft {
        Some(draft) if !draft.is_empty() => view! { <textarea {..written}>{draft}</textarea> }.into_any(),
        _ => view! { <textarea {..written}></textarea> }.into_any(),
    };
    let brings_files = !surroundings().guest;
    view! {
        <Aim room=room.clone()/>
        {brings_files.then(|| view! { <DropZone picks/> })}
        <PickList picks/>
        <SuggestionList suggestions/>
        <form class="composer" method="post" enctype="multipart/form-data" action=format!("/rooms/{id}/messages") on:submit=on_submit>
            <input type="hidden" name="nonce" value=surroundings().attempt.map(|attempt| attempt.to_string()).unwrap_or_default()/>
            {brings_files.then(|| view! { <PickButton picks/> })}
            {textarea}
            <button type="submit" class="send" aria-label=words.send><Icon name=IconName::Up/></button>
        </form>
        <HintLine hints slow on_send=move |()| send(true)/>
    }
}

/// The field becomes what it is for: an edit begins with the text as it is, and after it the draft comes back.
fn follow_intent(field: NodeRef<html::Textarea>, room: &LiveRoom) {
    let (intent, timeline, id, reader) = (room.intent.clone(), room.timeline.clone(), room.id(), room.reader);
    Effect::new(move |before: Option<Intent>| {
        let now = intent.get();
        if let Some(reader) = reader.filter(|_| before.is_some()) {
            match now {
                Intent::Reply(of) => draft::keep_reply(reader, id, Some(of)),
                Intent::Write => draft::keep_reply(reader, id, None),
                Intent::Edit(_) => {}
            }
        }
        let Some(field) = field.get_untracked().filter(|_| before.is_some_and(|before| before != now)) else { return now };
        match now {
            Intent::Edit(of) => {
                let text = timeline.with_untracked(|timeline| match &timeline.row(of)?.event.what {
                    Happened::Posted { body, .. } => Some(body.as_str().to_owned()),
                    _ => None,
                });
                field.set_value(&text.unwrap_or_default());
            }
            Intent::Write | Intent::Reply(_) if matches!(before, Some(Intent::Edit(_))) => {
                field.set_value(&reader.map(|reader| draft::kept(reader, id)).unwrap_or_default());
            }
            Intent::Write | Intent::Reply(_) => {}
        }
        let _ = field.focus();
        now
    });
}

/// What could not be done to a message is said where one looks, for as long as it is true.
fn show_undone(room: &LiveRoom, state: &RoomState, problem: RwSignal<Option<String>>) {
    let (undone, line, words) = (room.undone.clone(), state.line(), use_words());
    Effect::new(move || match undone.get() {
        Some(Undone::Refused(rejection)) => problem.set(Some(words.rejection(&rejection))),
        Some(Undone::NoLine) => problem.set(Some(words.no_line_now.to_owned())),
        None => {}
    });
    Effect::new(move || {
        let told = || problem.with_untracked(|problem| problem.as_deref() == Some(words.no_line_now));
        if line.get() == Line::Open && told() {
            problem.set(None);
        }
    });
}

/// Puts back what was being written when the room was left.
fn restore_draft(field: NodeRef<html::Textarea>, room: &LiveRoom) {
    let (id, intent, reader) = (room.id(), room.intent.clone(), room.reader);
    Effect::new(move || {
        let (Some(field), Some(reader)) = (field.get(), reader) else { return };
        if field.value().is_empty() {
            field.set_value(&draft::kept(reader, id));
        }
        if let Some(of) = draft::reply(reader, id) {
            intent.set(Intent::Reply(of));
        }
    });
}

/// Puts a text back that could neither be kept nor sent, before what was written since.
fn put_back(field: &web_sys::HtmlTextAreaElement, text: &str) {
    let since = field.value();
    field.set_value(&if since.is_empty() { text.to_owned() } else { format!("{text}\n{since}") });
}

/// A key that writes goes into the composer, wherever the focus was; keys with a meaning of their own do not.
fn focus_when_typed_anywhere(field: NodeRef<html::Textarea>) {
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event| {
            let writes = event.key().chars().count() == 1 || event.key() == "Process";
            let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && event.key() != " ";
            let active = document().active_element();
            let busy = active.is_some_and(|element| {
                let tag = element.tag_name();
                matches!(tag.as_str(), "INPUT" | "TEXTAREA" | "SELECT" | "BUTTON" | "A" | "SUMMARY")
                    || element.closest("dialog").ok().flatten().is_some()
            });
            if let (true, true, false, Some(field)) = (writes, plain, busy, field.get_untracked()) {
                let _ = field.unchecked_ref::<web_sys::HtmlElement>().focus();
            }
        });
        on_cleanup(move || listener.remove());
    });
}
