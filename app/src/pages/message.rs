//! `/rooms/{id}/messages/{seq}`: one message, and a form for everything that can be done to it.
//! It is what the bar at a message's corner is where scripts run.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use protocol::{Happened, LinkPreview, Page, Person, Room, RoomId, Row, Seq, permalink};

use super::message_forms::{Delete, Edit, Forward, LinkToIt, OtherActs, React, RemovePreviews, Reply};
use crate::{
    api::{self, ListedRoom, MessageView, Problem},
    components::{
        answer::{answered, both},
        attachments::Attachments,
        avatar::Avatar,
        body::BodyText,
        excerpts::{ExcerptCard, linked_messages},
        frame::use_frame,
        message_list::page_of,
        notice_line::NoticeLine,
        page_head::PageHead,
        person_card::PersonLink,
        previews::Previews,
        section::Section,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// One message, and what can be done to it.
#[component]
pub fn MessagePage() -> impl IntoView {
    let (params, frame) = (use_params_map(), use_frame());
    let which = move || {
        let params = params.read();
        Some((params.get("room")?.parse::<RoomId>().ok()?, Seq(params.get("seq")?.parse().ok()?)))
    };
    let message = Resource::new(which, |which| async move {
        let (room, seq) = which.ok_or(Problem::NotFound)?;
        api::message(room, seq).await
    });
    // As they are first: drawn with a list that has changed, the page would lose what is being typed.
    let first = StoredValue::new(None);
    let rooms = move || {
        let rooms = first.get_value().or_else(|| frame.rooms.get());
        first.set_value(rooms.clone());
        rooms
    };
    answered(
        move || both(message.get(), rooms()),
        |(view, rooms)| {
            let rooms = rooms.rooms.into_iter().filter(|listed| listed.mine).collect();
            view! { <Message view rooms/> }.into_any()
        },
    )
}

/// The page, once everything is here.
#[component]
fn Message(
    /// The message.
    view: MessageView,
    /// The rooms it can be passed on to.
    rooms: Vec<ListedRoom>,
) -> impl IntoView {
    let words = use_words();
    let MessageView { me, origin, room, page, keeps_order, excerpts } = view;
    let Some(row) = page.rows.first().cloned() else { return ().into_any() };
    let (seq, nonce, own) = (row.seq(), row.nonce(), row.author() == Some(me.id));
    let at = permalink(room.id, seq, nonce);
    let action = format!("/rooms/{}/messages/{seq}", room.id);
    let lead = Signal::stored(room.name.to_string());
    let head = view! { <PageHead title=words.message lead back=at.clone()/> };
    let shown = view! { <Shown room=room.clone() page excerpts/> };
    let Happened::Posted { body, .. } = row.event.what.clone() else {
        return view! {
            <Title text=words.message/>
            <main class="room" id="main">{head}<div class="page">{shown}</div></main>
        }
        .into_any();
    };
    let act = |what: &str| format!("{action}/{what}");
    let (reply, react, edit, forward) = (act("reply"), act("react"), act("edit"), act("forward"));
    let (pin, unread, dismiss, delete) = (act("pin"), act("unread"), act("dismiss"), act("delete"));
    let (pinned, previews, link) = (row.pinned.is_some(), links(&row.previews), format!("{origin}{at}"));
    view! {
        <Title text=words.message/>
        <main class="room" id="main">
            {head}
            <div class="page">
                <NoticeLine/>
                {shown}
                <Section title=words.reply><Reply action=reply/></Section>
                <Section title=words.react><React action=react row me=me.id/></Section>
                {own.then(|| view! { <Section title=words.edit><Edit action=edit body/></Section> })}
                <Section title=words.forward lead=words.forward_lead><Forward action=forward rooms/></Section>
                <Section title=words.copy_link><LinkToIt link/></Section>
                <Section title=words.more_actions>
                    <OtherActs pin unread pinned/>
                    {(own || keeps_order).then(|| view! { <RemovePreviews action=dismiss previews/> })}
                </Section>
                {(own || keeps_order).then(|| view! { <Section title=words.delete lead=words.delete_lead><Delete action=delete/></Section> })}
            </div>
        </main>
    }
    .into_any()
}

fn links(previews: &[LinkPreview]) -> Vec<String> {
    previews.iter().map(|preview| preview.link.clone()).collect()
}

/// The message as it looks.
#[component]
fn Shown(
    /// Its room.
    room: Room,
    /// The message alone.
    page: Page,
    /// The messages that it links to.
    excerpts: Vec<api::Excerpt>,
) -> impl IntoView {
    let words = use_words();
    let Page { rows, people, .. } = page.clone();
    let Some(Row { event, previews, .. }) = rows.into_iter().next() else { return ().into_any() };
    let author: Option<Person> = event.what.attempt().and_then(|(id, _)| people.into_iter().find(|person| person.id == id));
    let by = author.map(|author| {
        let (id, name) = (author.id, author.display.to_string());
        view! {
            <Avatar person=author small=true/>
            <PersonLink member=id class="author">{name}</PersonLink>
        }
    });
    let live = page_of(room, page).with_excerpts(excerpts);
    let said = match event.what {
        Happened::Posted { body, attachments, .. } => {
            let messages = linked_messages(&body).into_iter().map(|of| view! { <ExcerptCard of room=live.clone()/> }).collect_view();
            let text = (!body.is_empty()).then(|| view! { <BodyText body/> });
            let files = (!attachments.is_empty()).then(|| view! { <Attachments files=attachments there=true/> });
            view! { {text}{files}<div class="excerpts">{messages}</div><Previews previews dismiss=None/> }.into_any()
        }
        _ => view! { <p class="body is-deleted">{words.deleted_message}</p> }.into_any(),
    };
    view! {
        <article class="pin">
            <div class="by">{by}<When at=event.at shows=WhenShows::DateClock/></div>
            <div class="message">{said}</div>
        </article>
    }
    .into_any()
}
