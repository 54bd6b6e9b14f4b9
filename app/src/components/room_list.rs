//! The middle of the left column: the ways around the place, and the rooms one is in.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use protocol::{Attention, Person, Seq, Visibility};

use super::{
    avatar::Avatar,
    icon::{Icon, IconName},
};
use crate::{
    api::ListedRoom,
    backend::surroundings,
    components::moving::moving,
    room_state::{AllWaiting, Waiting},
    words::use_words,
};

/// More unread messages than this are not counted out.
const MOST_SHOWN: u32 = 99;

/// The ways around the place, and the rooms one is in.
#[component]
pub fn RoomList(
    /// Every room one can find; only one's own are shown.
    rooms: Vec<ListedRoom>,
    /// One may make join links.
    administers: bool,
    /// One keeps order.
    moderates: bool,
    /// What waits in each room, once the page is awake.
    waiting: Signal<AllWaiting>,
) -> impl IntoView {
    let words = use_words();
    let (direct, mine): (Vec<_>, Vec<_>) =
        rooms.into_iter().filter(|listed| listed.mine).partition(|listed| listed.room.visibility == Visibility::Direct);
    let none = mine.is_empty();
    let link = move |listed: ListedRoom| {
        let id = listed.room.id;
        let at_first = waiting_in(&listed);
        let new = Signal::derive(move || waiting.with(|rooms| rooms.get(&id).copied().unwrap_or(at_first)));
        let href = format!("/rooms/{id}");
        let settings = format!("{href}/settings");
        let text = listed.room.name.to_string();
        let with = <[Person; 1]>::try_from(listed.with).ok().map(|[person]| person);
        // A conversation in which nothing was said yet is there for whoever has it open.
        let empty = listed.room.visibility == Visibility::Direct && listed.position.seq <= Seq(1);
        view! { <RoomLink href also=settings icon=room_icon(listed.room.visibility) text new with empty/> }
    };
    view! {
        <ul class="rooms-ways">
            <RoomLink href="/rooms" also="/rooms/new" icon=IconName::Rooms text=words.all_rooms/>
            {(!surroundings().guest).then(|| view! { <RoomLink href="/people" icon=IconName::People text=words.people/> })}
            {moderates.then(|| view! { <RoomLink href="/moderation" also="/moderation/audit" icon=IconName::Shield text=words.moderation/> })}
            {administers.then(|| view! { <RoomLink href="/invites" icon=IconName::Link text=words.invites/> })}
        </ul>
        <p class="rooms-title" id="my-rooms">{words.my_rooms}</p>
        <ul aria-labelledby="my-rooms">{mine.into_iter().map(link).collect_view()}</ul>
        {none.then(|| view! { <p class="rooms-none">{words.no_rooms_mine}</p> })}
        <div class="rooms-part">
            <p class="rooms-title" id="my-direct">{words.direct}</p>
            <a class="icon-button" href="/direct" aria-label=words.new_direct title=words.new_direct><Icon name=IconName::Plus/></a>
        </div>
        <ul aria-labelledby="my-direct">{direct.into_iter().map(link).collect_view()}</ul>
    }
    .into_any()
}

/// The icon of a room.
pub const fn room_icon(visibility: Visibility) -> IconName {
    match visibility {
        Visibility::Public => IconName::Hash,
        Visibility::Private => IconName::Lock,
        Visibility::Direct => IconName::Speech,
    }
}

/// One line of the left column.
#[component]
fn RoomLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Another page that belongs to it.
    #[prop(optional, into)]
    also: String,
    /// Its icon.
    icon: IconName,
    /// What it is called.
    #[prop(into)]
    text: String,
    /// What waits there.
    #[prop(optional)]
    new: Signal<Waiting>,
    /// Whose face stands there instead of the icon.
    #[prop(optional_no_strip)]
    with: Option<Person>,
    /// It is shown only while one is there, or something waits.
    #[prop(optional)]
    empty: bool,
) -> impl IntoView {
    let path = use_location().pathname;
    let hidden = {
        let href = href.clone();
        move || empty && new.get().unread == 0 && path.with(|path| *path != href)
    };
    let current = {
        let href = href.clone();
        move || path.with(|path| if *path == href { Some("page") } else { (*path == also).then_some("true") })
    };
    view! {
        <li hidden=hidden>
            <a
                href=href
                class=("is-unread", move || new.get().shows())
                class=("is-muted", move || new.get().attention == Attention::None)
                aria-current=current
            >
                {match with {
                    Some(person) => view! { <Avatar person small=true/> }.into_any(),
                    None => view! { <Icon name=icon/> }.into_any(),
                }}
                <span class="room-name">{text}</span>
                {moving(move || view! { <Count waiting=new.get()/> })}
            </a>
        </li>
    }
    .into_any()
}

/// How much waits in a room: what calls the reader stands out.
#[component]
fn Count(
    /// What waits.
    waiting: Waiting,
) -> impl IntoView {
    let words = use_words();
    let short = |count: u32| if count > MOST_SHOWN { format!("{MOST_SHOWN}+") } else { count.to_string() };
    let (unread, calls) = (waiting.counts(), if waiting.attention == Attention::None { 0 } else { waiting.mentions });
    let named = !waiting.direct && calls > 0;
    let shown = if named { format!("@{}", short(calls)) } else { short(unread) };
    (unread > 0).then(|| {
        view! {
            <span class="unread-count" class=("is-mention", calls > 0) aria-hidden="true">{shown}</span>
            <span class="visually-hidden">{words.n_unread(waiting.unread)}{named.then(|| format!(", {}", words.n_mentions(calls)))}</span>
        }
        .into_any()
    })
}

/// What waits in a room of the list.
pub fn waiting_in(listed: &ListedRoom) -> Waiting {
    let ListedRoom { unread, mentions, attention, ref room, .. } = *listed;
    Waiting { unread, mentions, attention, direct: room.visibility == Visibility::Direct }
}
