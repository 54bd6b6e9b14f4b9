//! The frame around every page of somebody signed in: rooms on the left, the page, and the page's panel on its right.
//! It is a parent route, so moving between rooms leaves it alone.

use leptos::{html, prelude::*};
use leptos_router::{components::Outlet, hooks::use_navigate};

use super::{
    me_line::MeLine,
    person_card::{CardPopover, Cards},
    place_line::PlaceLine,
    room_list::{RoomList, waiting_in},
    shortcuts::from_room_to_room,
};
use crate::{
    api::{self, Asked, Question, Visit, asked},
    browser,
    room_state::{RoomState, counted},
    shell::TitleCount,
    still::{is_still, leave_to_browser},
    words::use_words,
};

/// What all pages inside the frame share.
#[derive(Clone, Copy)]
pub struct FrameContext {
    /// The place and who is visiting it.
    pub visit: Asked<Visit>,
    /// The rooms at the left; `refetch()` it when one entered, left or renamed a room.
    pub rooms: Asked<api::RoomList>,
    /// The panel is open where it stands beside the page.
    pub panel_open: RwSignal<bool>,
}

/// What all pages inside the frame share.
pub fn use_frame() -> FrameContext {
    expect_context()
}

/// The frame. What stands in its [`Outlet`] is two grid columns without a wrapper around them:
/// `<main class="room" id="main">`, beginning with a `PageHead` (or a `<header class="room-head">` that begins with
/// `MenuButton`), and then, if the page has one, a `Panel`. The first row of `.room` is the head, the second takes what is
/// left (`.log` or `.page` scroll by themselves), the third is as high as its content.
#[component]
pub fn Frame() -> impl IntoView {
    let frame =
        FrameContext { visit: asked(|| Some(Question::Visit)), rooms: asked(|| Some(Question::Rooms)), panel_open: RwSignal::new(true) };
    provide_context(frame);
    provide_context(Cards::new());
    let state = RoomState::new();
    provide_context(state.clone());
    wake_the_line(frame, &state);
    attend(&state);
    from_room_to_room();
    let words = use_words();
    let drawer = NodeRef::<html::Nav>::new();
    // Following a link inside the drawer leaves the page where it is; the drawer must get out of the way by itself.
    let close = move |_| {
        if let Some(drawer) = drawer.get_untracked() {
            let _ = drawer.hide_popover();
        }
    };
    let waiting = state.waiting();
    let sidebar = move || {
        let (visit, rooms) = (frame.visit.get(), frame.rooms.get());
        let (visit, rooms) = (visit?.ok()?, rooms?.ok()?);
        let (place, me) = (visit.place?, visit.me?);
        let (administers, moderates) = (me.person.role.administers(), me.person.role.moderates());
        Some(
            view! {
                <PlaceLine name=place.name/>
                <div class="rooms-scroll" on:click=close>
                    <RoomList rooms=rooms.rooms administers moderates waiting=waiting.clone().into()/>
                </div>
                <MeLine me/>
            }
            .into_any(),
        )
    };
    view! {
        <a class="skip" href="#main" rel="external">{words.skip_to_content}</a>
        <div class="frame" on:click=|press| leave_to_browser(&press) class=("panel-closed", move || !frame.panel_open.get())>
            <nav class="rooms" id="rooms" popover="auto" aria-label=words.rooms node_ref=drawer>
                <Transition>{sidebar}</Transition>
            </nav>
            <Outlet/>
        </div>
        <CardPopover/>
    }
    .into_any()
}

/// Once the page is awake: opens the line, listens to all rooms one is in, and keeps the list of rooms current.
fn wake_the_line(frame: FrameContext, state: &RoomState) {
    let (starting, listening, asking, changed) = (state.clone(), state.clone(), state.clone(), state.rooms_changed());
    Effect::new(move || {
        if let Some(Ok(Visit { me: Some(me), .. })) = frame.visit.get() {
            starting.set_quiet(me.quiet);
            starting.start(me.person);
        }
    });
    Effect::new(move || {
        if let Some(Ok(list)) = frame.rooms.get() {
            let mine = list.rooms.iter().filter(|listed| listed.mine);
            listening.listen(mine.map(|listed| (listed.room.id, listed.position, waiting_in(listed))));
            listening.learn_rooms(list.rooms.iter().map(|listed| &listed.room));
        }
    });
    Effect::new(move |before: Option<()>| {
        changed.track();
        if before.is_some() {
            asking.asks_for_list();
            frame.rooms.refetch();
        }
    });
}

/// Once the page is awake: counts what waits in the title and on the icon, closes notifications of what was read, and goes
/// where somebody wants to go who has clicked on one.
fn attend(state: &RoomState) {
    let (counting, closing, opening, wanted) = (state.waiting(), state.clone(), state.wanted(), state.wanted());
    let watching = state.clone();
    let title: TitleCount = expect_context();
    let count = Memo::new(move |_| counting.with(counted));
    Effect::new(move |before: Option<()>| {
        let now = count.get();
        // Nothing is shown at first: the icon is left as the page has it.
        if before.is_some() || now.first() > 0 {
            title.0.set(now.first());
            browser::badge::show(now.calls, now.unread);
        }
    });
    let waiting = state.waiting();
    let unread_in = Memo::new(move |_| {
        waiting.with(|all| all.iter().filter(|(_, waiting)| waiting.unread > 0).map(|(room, _)| *room).collect::<Vec<_>>())
    });
    Effect::new(move || {
        // Asked for its value: a memo that is only tracked is never made.
        unread_in.with(|rooms| closing.close_told(rooms));
    });
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            let opening = opening.clone();
            browser::attended::tell_others();
            watching.watch_out();
            browser::desktop::on_opened(move |url| opening.set(Some(url)));
        }
    });
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(url) = wanted.get() {
            wanted.set(None);
            if is_still(&browser::path()) {
                browser::go(&url);
            } else {
                navigate(&url, leptos_router::NavigateOptions::default());
            }
        }
    });
}
