//! One row of the timeline as it looks.
//! A message goes from "on its way" to "there", and is edited and reacted to, without being built again.

mod actions;
mod fate;
mod linked;
mod palette;
mod quote;
mod reactions;

use leptos::prelude::*;
use protocol::{Body, Person, Role};
use text::mentions;

use self::{
    actions::Actions,
    fate::FateLine,
    linked::{Linked, MoreLink, is_shown_below},
    quote::QuoteLine,
    reactions::Reactions,
};
use super::rows::{Fate, Key, Message, Move, Notice, Shown, What};
use crate::{
    components::{
        attachments::Attachments,
        avatar::Avatar,
        body::BodyText,
        day_divider::DayDivider,
        excerpts::linked_messages,
        icon::{Icon, IconName},
        moving::{moving, moving_if, moving_text},
        person_card::PersonLink,
        time::When,
    },
    room_state::{LiveRoom, use_room_state},
    words::{Words, use_words},
};

/// One row.
#[component]
pub fn RowView(
    /// What it shows now.
    shown: ArcRwSignal<Shown>,
    /// Where.
    room: LiveRoom,
    /// Its message is the one whose actions are shown.
    active: Signal<bool>,
) -> impl IntoView {
    let first = shown.get_untracked();
    match first.what {
        What::Day => view! { <DayDivider at=first.at/> }.into_any(),
        What::New => view! { <p class="new-divider" role="separator"><span>{use_words().new_messages}</span></p> }.into_any(),
        What::Notice(_) => view! { <NoticeRow shown /> }.into_any(),
        What::Message(_) => view! { <MessageRow shown room active/> }.into_any(),
    }
}

/// Something that happened, told in a sentence.
#[component]
fn NoticeRow(
    /// What it shows now.
    shown: ArcRwSignal<Shown>,
) -> impl IntoView {
    let words = use_words();
    let sentence = moving_text(move || {
        shown.with(|shown| match &shown.what {
            What::Notice(notice) => sentence(words, notice),
            _ => String::new(),
        })
    });
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
        Notice::Ruled { by, rules } => words.ruled(&name(by), rules.slow_s, rules.announcements),
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

/// A part of a message that is drawn again only when it changes.
fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    shown: &ArcRwSignal<Shown>,
    of: impl Fn(&Message) -> T + Send + Sync + 'static,
) -> Memo<Option<T>> {
    let shown = shown.clone();
    Memo::new(move |_| {
        shown.with(|shown| match &shown.what {
            What::Message(message) => Some(of(message)),
            _ => None,
        })
    })
}

/// A message: a face and a name where a group starts, what it answers, the text, and what was done to it.
#[component]
fn MessageRow(
    /// What it shows now.
    shown: ArcRwSignal<Shown>,
    /// Where.
    room: LiveRoom,
    /// Its actions are shown.
    active: Signal<bool>,
) -> impl IntoView {
    let Shown { key: Key::Message(nonce), at, .. } = shown.get_untracked() else { return ().into_any() };
    let words = use_words();
    let fate = part(&shown, |message| message.fate.clone());
    let starts_group = part(&shown, |message| message.starts_group);
    let starts_group = move || starts_group.get().unwrap_or_default();
    let author = part(&shown, |message| message.author.clone());
    let body = part(&shown, |message| (message.body.clone(), message.edited));
    let pinned = part(&shown, |message| message.pinned);
    let unread_by = part(&shown, |message| message.unread_by);
    let quote = part(&shown, |message| message.quote.clone());
    let class = move || match fate.get() {
        Some(Fate::Waiting | Fate::Held) => "message is-pending",
        Some(Fate::Refused(_)) => "message is-failed",
        _ => "message",
    };
    let place = part(&shown, |message| message.seq);
    let is_target = {
        let target = room.target;
        move || target.is_some() && place.get().flatten() == target
    };
    // The Tab key goes from the log to the composer, not through every name: only the message that has the focus offers its own.
    let quiet = {
        let state = use_room_state();
        Signal::derive(move || state.member().is_some() && !active.get())
    };
    let moment = {
        let room = room.clone();
        moving(move || match place.get().flatten() {
            Some(seq) => {
                let (href, quiet) = (room.permalink(seq, Some(nonce)), move || quiet.get().then_some("-1"));
                view! { <a class="permalink" href=href tabindex=quiet><When at/></a> }.into_any()
            }
            None => view! { <When at/> }.into_any(),
        })
    };
    let by = moving_if(move || {
        // Without an author it is one's own that is not in the log yet.
        let author = author.get().flatten().or_else(|| use_room_state().me())?;
        let (id, name) = (author.id, author.display.to_string());
        let badge = (author.role == Role::Bot).then(|| view! { <span class="badge">{words.role_bot}</span> });
        Some(if starts_group() {
            view! {
                <PersonLink member=id class="face" again=true><Avatar person=author/></PersonLink>
                <div class="by"><PersonLink member=id class="author" quiet>{name}</PersonLink>{badge}{moment.clone()}</div>
            }
            .into_any()
        } else {
            view! { <span class="visually-hidden">{name}</span> }.into_any()
        })
    });
    let excerpts = room.excerpts.clone();
    let text = moving(move || match body.get() {
        // Its files say what it says, or the message that it links to.
        Some((Some(body), _)) if body.is_empty() || is_shown_below(&body, &excerpts) => ().into_any(),
        Some((Some(body), edited)) => {
            let edited = edited.then(|| view! { <small class="edited">{words.edited}</small> });
            view! { <BodyText body/>{edited} }.into_any()
        }
        _ => view! { <p class="body is-deleted">{words.deleted_message}</p> }.into_any(),
    });
    let files = part(&shown, |message| (message.attachments.clone(), message.seq.is_some()));
    let files = {
        let viewed = room.viewed.clone();
        moving_if(move || {
            let (files, there) = files.get().filter(|(files, _)| !files.is_empty())?;
            Some(view! { <Attachments files there viewed=viewed.clone()/> })
        })
    };
    let unread = moving_if(move || {
        let count = unread_by.get().filter(|count| *count > 0)?;
        let label = words.not_read_by(u32::try_from(count).unwrap_or(u32::MAX));
        Some(view! { <span class="unread-by" role="img" aria-label=label.clone() title=label>{count}</span> })
    });
    let calls_me = {
        let (state, shown) = (use_room_state(), part(&shown, |message| message.body.clone()));
        Memo::new(move |_| {
            shown.with(|body| {
                let body = body.as_ref().and_then(Option::as_ref).map(Body::as_str).filter(|body| body.contains('@'));
                body.is_some_and(|body| mentions(body).any(|mention| state.calls_me(&mention)))
            })
        })
    };
    let pin = moving_if(move || {
        pinned.get().unwrap_or_default().then(|| view! { <p class="pinned"><Icon name=IconName::Pin/>{words.pinned}</p> })
    });
    // Most messages link to nothing and have long been there: for those, nothing more is made.
    let links =
        part(&shown, |message| !message.previews.is_empty() || message.body.as_ref().is_some_and(|body| !linked_messages(body).is_empty()));
    let linked = {
        let (shown, room) = (shown.clone(), room.clone());
        moving_if(move || links.get().unwrap_or_default().then(|| view! { <Linked shown=shown.clone() room=room.clone()/> }))
    };
    let on_its_way = Memo::new(move |_| fate.with(|fate| *fate != Some(Fate::There)));
    let fate_line = {
        let (id, slow_until) = (room.id(), room.slow_until.clone());
        moving_if(move || on_its_way.get().then(|| view! { <FateLine fate room=id nonce slow_until=slow_until.clone()/> }))
    };
    // Nothing can be done to a message before it is in the log, or after it is gone.
    let there = part(&shown, |message| message.seq.is_some() && message.body.is_some());
    let actions = {
        let (shown, room) = (shown.clone(), room.clone());
        moving_if(move || {
            let pinned = pinned.get().unwrap_or_default();
            let there = active.get() && there.get().unwrap_or_default();
            there.then(|| view! { <Actions shown=shown.clone() room=room.clone() nonce pinned/> })
        })
    };
    view! {
        <article class="group" class=("is-start", starts_group) class=("is-active", active) class=("calls-me", calls_me) class=("is-target", is_target) id=format!("m-{nonce}") tabindex="-1">
            {by}
            <div class=class>
                {pin}
                <QuoteLine quote room=room.clone()/>
                {text}
                {files}
                {linked}
                {unread}
                <Reactions shown=shown.clone() room=room.clone()/>
                {fate_line}
            </div>
            {actions}
            <MoreLink place room=room.id()/>
        </article>
    }
    .into_any()
}
