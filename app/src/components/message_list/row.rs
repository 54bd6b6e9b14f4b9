//! One row of the timeline as it looks.
//! A message goes from "on its way" to "there" without being built again.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{Nonce, Person, Rejection, RoomId};

use super::rows::{Key, Move, Notice, Shown, What};
use crate::{
    components::{avatar::Avatar, body::BodyText, day_divider::DayDivider, time::When},
    room_state::{LiveRoom, use_room_state},
    words::{Words, use_words},
};

/// How long a message may be on its way before its author is asked what to do.
const PATIENCE: Duration = Duration::from_secs(10);

/// One row.
#[component]
pub fn RowView(
    /// What it shows now.
    shown: ArcRwSignal<Shown>,
    /// Where.
    room: LiveRoom,
) -> impl IntoView {
    let first = shown.get_untracked();
    match first.what {
        What::Day => view! { <DayDivider at=first.at/> }.into_any(),
        What::Notice(_) => view! { <NoticeRow shown /> }.into_any(),
        What::Message { .. } => view! { <MessageRow shown room/> }.into_any(),
    }
}

/// Something that happened, told in a sentence.
#[component]
fn NoticeRow(
    /// What it shows now.
    shown: ArcRwSignal<Shown>,
) -> impl IntoView {
    let words = use_words();
    let sentence = move || {
        shown.with(|shown| match &shown.what {
            What::Notice(notice) => sentence(words, notice),
            _ => String::new(),
        })
    };
    view! { <p class="notice">{sentence}</p> }
}

fn name(words: &Words, person: Option<&Person>) -> String {
    person.map_or_else(|| words.somebody.to_owned(), |person| person.display.to_string())
}

fn sentence(words: &Words, notice: &Notice) -> String {
    let name = |person: &Option<Person>| name(words, person.as_ref());
    match notice {
        Notice::Created { by } => words.created(&name(by)),
        Notice::Renamed { by, name: room } => words.renamed(&name(by), room.as_str()),
        Notice::Described { by, description } => words.described(&name(by), description.as_str()),
        Notice::Moved(run) => match run.as_slice() {
            [Move { member, by: Some(by), came: true }] => words.joined_by(&name(member), &name(&Some(by.clone()))),
            [Move { member, by: Some(by), came: false }] => words.left_by(&name(member), &name(&Some(by.clone()))),
            run if run.len() <= 3 && run.iter().all(|one| one.came) => words.joined(&names(words, run)),
            run if run.len() <= 3 && run.iter().all(|one| !one.came) => words.left(&names(words, run)),
            run => {
                let came = run.iter().filter(|one| one.came).count();
                words.came_and_went(came as u32, (run.len() - came) as u32)
            }
        },
    }
}

fn names(words: &Words, run: &[Move]) -> Vec<String> {
    run.iter().map(|one| name(words, one.member.as_ref())).collect()
}

/// A message: a face and a name where a group starts, the text, and what became of it while it is on its way.
#[component]
fn MessageRow(
    /// What it shows now.
    shown: ArcRwSignal<Shown>,
    /// Where.
    room: LiveRoom,
) -> impl IntoView {
    let Shown { key: Key::Message(nonce), at, what: What::Message { body, .. } } = shown.get_untracked() else { return ().into_any() };
    let fate = {
        let shown = shown.clone();
        Memo::new(move |_| shown.with(Fate::of))
    };
    let starts_group = {
        let shown = shown.clone();
        Memo::new(move |_| shown.with(|shown| matches!(shown.what, What::Message { starts_group: true, .. })))
    };
    let class = move || match fate.get() {
        Fate::There => "message",
        Fate::Waiting => "message is-pending",
        Fate::Refused(_) => "message is-failed",
    };
    let author = move || match shown.with(|shown| shown.what.clone()) {
        What::Message { author: Some(author), .. } => Some(author),
        // One's own that is not in the log yet.
        _ => use_room_state().me(),
    };
    let by = move || {
        let author = author()?;
        Some(if starts_group.get() {
            view! {
                <Avatar person=author.clone()/>
                <div class="by"><b>{author.display.to_string()}</b><When at/></div>
            }
            .into_any()
        } else {
            view! { <span class="visually-hidden">{author.display.to_string()}</span> }.into_any()
        })
    };
    view! {
        <article class="group" class=("is-start", move || starts_group.get()) id=format!("m-{nonce}")>
            {by}
            <div class=class>
                <BodyText body/>
                <FateLine fate room=room.id() nonce/>
            </div>
        </article>
    }
    .into_any()
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It is in the log.
    There,
    /// It is on its way.
    Waiting,
    /// It was refused.
    Refused(Rejection),
}

impl Fate {
    fn of(shown: &Shown) -> Self {
        match &shown.what {
            What::Message { refused: Some(rejection), .. } => Self::Refused(rejection.clone()),
            What::Message { pending: true, .. } => Self::Waiting,
            _ => Self::There,
        }
    }
}

/// What can be done about a message that does not get there.
#[component]
fn FateLine(
    /// What became of it.
    fate: Memo<Fate>,
    /// Its room.
    room: RoomId,
    /// Its attempt.
    nonce: Nonce,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let late = RwSignal::new(false);
    Effect::new(move || {
        late.set(false);
        if fate.get() == Fate::Waiting {
            set_timeout(
                move || {
                    let _ = late.try_set(true);
                },
                PATIENCE,
            );
        }
    });
    move || {
        let sentence = match fate.get() {
            Fate::Refused(rejection) => words.rejection(&rejection),
            Fate::Waiting if late.get() => words.waiting_for_line.to_owned(),
            _ => return None,
        };
        let (again, away) = (state.clone(), state.clone());
        Some(view! {
            <div class="fate" role="status">
                <span>{sentence}</span>
                <button type="button" class="retry" on:click=move |_| again.retry(room, nonce)>{words.retry}</button>
                <button type="button" class="retry" on:click=move |_| away.take_back(room, nonce)>{words.delete}</button>
            </div>
        })
    }
}
